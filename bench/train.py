# SPDX-License-Identifier: GPL-3.0-or-later
"""One training step (forward, backward and gradient descent over one sequence, float64, one core): the
compiled plan against NumPy and PyTorch on the same machine in the same minute.

All in processor time, so that what else the machine does counts little.  Each round times all three one
after the other; a ratio is the median over the rounds.  Printed, never judged: the targets stand beside.

  bench/train [ROUNDS [CELL...]]    5 rounds; tanh lstm gru"""

import math
import os
import re
import subprocess
import sys
import time

import peer_numpy

try:
    import peer_torch
except ImportError:
    peer_torch = None

PROGRAM = os.environ.get("BPTT_REPL", "./bptt-repl")
SIZES = [  # C, H, T, and how much faster than NumPy the plan is to be
    (8, 4, 5, 50), (20, 32, 30, 8), (65, 100, 25, 3.5), (8000, 100, 20, 2.5), (100, 256, 100, 2.5),
    (100, 512, 200, 2), (100, 1024, 100, 1.35)]
TORCH_TARGET = 2.5
SECONDS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1}


def median(values):
    values = sorted(values)
    return values[len(values) // 2]


def timed(step, seconds=0.6):
    """The median time of a call, in runs that the clock can be trusted with."""
    step()
    begin = time.process_time()
    step()
    once = time.process_time() - begin
    times = max(1, int(0.002 / max(once, 1e-7)))
    runs, start = [], time.perf_counter()
    while not runs or time.perf_counter() - start < seconds:
        begin = time.process_time()
        for _ in range(times):
            step()
        runs.append((time.process_time() - begin) / times)
    return median(runs)


def plan_seconds(cell, size):
    words = [PROGRAM, "bench", cell] + [str(number) for number in size]
    said = subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout.decode()
    number, unit = re.fullmatch(r"([0-9.]+) (ns|µs|ms|s)\n", said).groups()
    return float(number) * SECONDS[unit]


def written(seconds):
    unit = next(name for name in SECONDS if seconds < 999.5 * SECONDS[name] or name == "s")
    return "%.3g %s" % (seconds / SECONDS[unit], unit)


def compared(ours, theirs, target):
    if not theirs:
        return "%27s" % "-"
    ratio = median([b / a for a, b in zip(ours, theirs)])
    return "%9s %7.1f of %4g %s" % (written(median(theirs)), ratio, target,
                                    "yes" if ratio >= target else "NO ")


def slope(points):
    """Of the line through points (log a, log b)."""
    xs, ys = [math.log(a) for a, _ in points], [math.log(b) for _, b in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys)) / sum((a - x) ** 2 for a in xs)


def growth(cell, C=20, H=32):
    """How the time of a step grows with T."""
    steps = [10, 30, 100, 300, 1000, 3000, 10000]
    times = [(T, min(plan_seconds(cell, (C, H, T)) for _ in range(3))) for T in steps]
    print("%-5s C=%d H=%d: time grows as T^%.3f up to T = 10,000 (target 1.05)" % (cell, C, H, slope(times)))


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    cells = sys.argv[2:] or ["tanh", "lstm", "gru"]
    print("training step, one sequence: times, and how many times faster than the peer (of a target)")
    print("%-5s %-13s %9s  %-27s  %s" % ("cell", "C/H/T", "plan", "NumPy", "PyTorch" if peer_torch else
                                         "PyTorch: skipped, python3-torch is not here"))
    for cell in cells:
        for C, H, T, target in SIZES:
            size = (C, H, T)
            in_numpy = peer_numpy.Network(*size) if cell == "tanh" else None
            in_torch = peer_torch.Network(cell, *size) if peer_torch else None
            ours, numpy_times, torch_times = [], [], []
            for _ in range(rounds):
                ours.append(plan_seconds(cell, size))
                if in_numpy:
                    numpy_times.append(timed(in_numpy.step))
                if in_torch:
                    torch_times.append(timed(in_torch.step))
            print("%-5s %-13s %9s  %s  %s" % (
                cell, "/".join(map(str, size)), written(median(ours)),
                compared(ours, numpy_times, target), compared(ours, torch_times, TORCH_TARGET)), flush=True)
    for cell in cells:
        growth(cell)


main()

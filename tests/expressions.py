#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random expressions: the program's values against NumPy's.

A tree is made at random; this script knows its shape by rules of its own, its text in ASCII or Unicode
with as few parentheses as the grammar needs (or some more), and its value by NumPy.  An operator alone
is to agree to 4 units in the last place of a value computed with longer numbers, whatever is composed to
1e-12 of the largest number on the way; what is so badly conditioned that NumPy does not agree with itself
is left out.  Trees whose shapes do not fit are to be refused, with both shapes.  With `set precision 17`
what is printed reads back to the same bits.
"""
import json
import os
import subprocess
import sys

import numpy as np

from trees import (BINARY, ELEMENTWISE, FUNCTIONS, Evaluation, Maker, Misfit, Network, Speller, double,
                   literal)

PROGRAM = os.environ.get("BPTT_REPL", "./bptt-repl")
SCALE = int(os.environ.get("BPTT_TEST_SCALE", "10"))
CASES = max(200, 20000 * SCALE // 100)
NETWORKS = 20
LONG = np.longdouble
np.seterr(all="ignore")


# ---- running the program

def run(lines, *options):
    script = "\n".join(lines) + "\n"
    done = subprocess.run([PROGRAM, *options, "run", "-"], input=script.encode(), capture_output=True,
                          timeout=600)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def read_number(number):
    return {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}[number] \
        if isinstance(number, str) else float(number)


def read_value(line):
    found = json.loads(line)
    rows, cols = found["shape"]
    flat = np.ravel(np.array(found["values"], dtype=object))
    return np.array([read_number(x) for x in flat]).reshape(rows, cols)


def ulps(a, b):
    """How many units in the last place of b lie between."""
    gap = np.abs(LONG(a) - LONG(b))
    return gap / np.maximum(np.spacing(np.abs(double(b))), 5e-324)


# ---- the tests

number = 0
failures = []


def result(good, name):
    global number
    number += 1
    print(f"{'ok' if good else 'not ok'} {number} - {name}", flush=True)
    if not good:
        failures.append(name)
        for line in trouble[:20]:
            print("# " + line)


trouble = []


def close(tree, network, text, got, alone):
    long, plain = Evaluation(network, LONG), Evaluation(network, float)
    exact, value = long.of(tree), plain.of(tree)
    if got.shape != value.shape:
        return f"{text}: it is {got.shape}, NumPy has {value.shape}"
    if alone:
        exact = np.asarray(exact, dtype=LONG)
        with np.errstate(all="ignore"):
            rounded = double(exact)
        off = (ulps(got, exact) > 4) & np.isfinite(rounded) & np.isfinite(got)
        kind = (np.isnan(got) != np.isnan(rounded)) | (np.isinf(got) != np.isinf(rounded))
        # Where the larger numbers do not overflow the smaller may; a last place decides.
        kind &= ~((np.abs(got) > 1.7e308) | (np.abs(exact) > 1.7e308))
        return f"{text}: {got.tolist()} but {rounded.tolist()}" if (off | kind).any() else None
    if tree_has(tree, "eig") and tree[0] == "eig":
        left = list(map(tuple, value))
        for pair in got:
            nearest = min(left, key=lambda z: np.hypot(z[0] - pair[0], z[1] - pair[1]))
            if np.hypot(nearest[0] - pair[0], nearest[1] - pair[1]) > 1e-12 * max(1, plain.largest):
                return f"{text}: {got.tolist()} but {value.tolist()}"
            left.remove(nearest)
        falls = np.hypot(got[:, 0], got[:, 1])
        return None if (falls[:-1] >= falls[1:] * (1 - 1e-12)).all() else f"{text}: not descending"
    gap = np.abs(got - value)
    if not (gap <= 1e-12 * plain.largest).all():
        return f"{text}: {got.tolist()} but {value.tolist()}, off by {gap.max()} of {plain.largest}"
    return None


def tree_has(tree, kind):
    return isinstance(tree, tuple) and (tree[0] == kind or any(
        tree_has(x, kind) for x in tree[1:]) or (tree[0] == "matrix" and any(
            tree_has(x, kind) for row in tree[1] for x in row)))


DECOMPOSED = ("eig", "rho", "cond", "rank")


def well_conditioned(tree, network):
    """NumPy agrees with itself when it has longer numbers, and nothing is infinite on the way."""
    try:
        long, plain = Evaluation(network, LONG), Evaluation(network, float)
        exact, value = long.of(tree), plain.of(tree)
    except (np.linalg.LinAlgError, ValueError):
        return False
    if not np.isfinite(value).all() or plain.largest > 1e100:
        return False
    if any(tree_has(tree, kind) for kind in DECOMPOSED):
        inner = tree
        while inner[0] not in DECOMPOSED and len(inner) > 1 and isinstance(inner[1], tuple):
            inner = inner[1]
        if inner[0] not in DECOMPOSED:
            return False
        a = double(Evaluation(network, float).of(inner[1]))
        values = np.linalg.svd(a, compute_uv=False)
        if values.min() < 1e-6 * values.max() or values.max() == 0:
            return False
        if inner[0] in ("eig", "rho"):
            _, vectors = np.linalg.eig(a)
            if np.linalg.cond(vectors) > 50:
                return False
        if inner[0] == "cond" and values.max() > 100 * values.min():
            return False
    return (np.abs(double(exact) - value) <= 1e-14 * max(plain.largest, 1e-300)).all()


def make_cases(maker, count):
    cases = []
    while len(cases) < count:
        alone = maker.rng.random() < 0.3
        tree = maker.alone() if alone else maker.tree(maker.rng.choice([1, 2, 2, 3, 4]))
        try:
            if not alone and not well_conditioned(tree, maker.network):
                continue
        except Misfit:
            continue
        text, _ = Speller(maker.rng).text(tree)
        if len(text) < 2000:
            cases.append((tree, text, alone))
    return cases


def count_kinds(tree, kinds):
    kinds[tree[0]] = kinds.get(tree[0], 0) + 1
    for part in tree[1:] if tree[0] != "matrix" else [x for row in tree[1] for x in row]:
        if isinstance(part, tuple) and isinstance(part[0], str):
            count_kinds(part, kinds)


def compare(networks):
    kinds, total = {}, 0
    for network in networks:
        cases = make_cases(Maker(network, network.rng), CASES // NETWORKS)
        lines = network.setup + ["print " + text for _, text, _ in cases]
        status, out, err = run(lines, "--json")
        found = [line for line in out.splitlines() if '"values"' in line]
        if status or len(found) != len(cases):
            at = len(found)
            trouble.append(f"it stops at {cases[min(at, len(cases) - 1)][1]}: {err[:300]}")
            return kinds, total
        for (tree, text, alone), line in zip(cases, found):
            count_kinds(tree, kinds)
            total += 1
            wrong = close(tree, network, text, read_value(line), alone)
            if wrong:
                trouble.append(wrong)
    return kinds, total


def refuse(networks):
    wanted, seen = max(40, CASES // 20), 0
    for i in range(wanted):
        network = networks[i % len(networks)]
        tree, shapes = Maker(network, network.rng).wrong()
        if not tree:
            continue
        text, _ = Speller(network.rng).text(tree)
        status, _, err = run(network.setup + ["print " + text])
        lines = err.splitlines()
        names = all(f"{rows}×{cols}" in lines[0] for rows, cols in shapes) if lines else False
        place = f"-:{len(network.setup) + 1}:"
        if status != 1 or not names or not lines[0].startswith(place) or not lines[-1].startswith("try: "):
            trouble.append(f"{text}: {shapes}: {err[:300]}")
        seen += 1
    return seen


def read_printed(text):
    label, *rows = text.splitlines()
    rows = [row.strip()[1:-1].split() for row in rows] or [label.rsplit(" = ", 1)[1].strip("[]").split()]
    return np.array([[float(x.replace("Inf", "inf")) for x in row] for row in rows])


def read_back(networks):
    """What 17 digits print is, bit for bit, what is there; and typed again it is that, too."""
    checked = 0
    for network in networks:
        cases = make_cases(Maker(network, network.rng), max(5, CASES // 100 // NETWORKS))
        for tree, text, _ in cases:
            _, out, _ = run(network.setup + ["set json on", "print " + text])
            exact = read_value(out.splitlines()[-1])
            _, printed, err = run(network.setup + ["set precision 17", "print " + text])
            shown = read_printed(printed)
            _, again, _ = run(["set json on", "print " + literal(shown)])
            typed = read_value(again.splitlines()[-1])
            # A zero is printed without its sign.
            same_bits = shown.shape == exact.shape and \
                ((shown == exact) | (np.isnan(shown) & np.isnan(exact))).all() and \
                ((typed == exact) | (np.isnan(typed) & np.isnan(exact))).all()
            if not same_bits:
                trouble.append(f"{text}: {printed} but {exact.tolist()} {err}")
            checked += 1
    return checked


def main():
    networks = [Network(1000 + i) for i in range(NETWORKS)]
    kinds, total = compare(networks)
    result(not trouble and total >= CASES - NETWORKS, f"{total} random expressions have NumPy's values")
    trouble.clear()
    missing = [k for k in list(BINARY) + list(ELEMENTWISE) + list(FUNCTIONS) +
               ["*", "/", "'", "neg", "pos", "norm", "matrix", "name", "element", "made", "number"]
               if k not in kinds]
    trouble.extend(missing)
    result(not missing, "every operator was among them")
    trouble.clear()
    seen = refuse(networks)
    result(not trouble and seen > 0, f"{seen} expressions whose shapes do not fit are refused")
    trouble.clear()
    checked = read_back(networks)
    result(not trouble, f"{checked} printed values read back")
    print(f"1..{number}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

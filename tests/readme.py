#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What README.md says to type runs, from one block to the next, and prints what stands below it; its cell is the file's."""
import os
import re
import subprocess
import sys
import tempfile

import numpy as np

source = os.path.abspath(os.environ.get("top_srcdir", os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
program = os.path.abspath(os.environ.get("BPTT_REPL", os.path.join(source, "bptt-repl")))
results = []


def result(good, name, *why):
    results.append(good)
    print("%s %d - %s" % ("ok" if good else "not ok", len(results), name))
    if not good:
        for line in "\n".join(why).splitlines()[:40]:
            print("# " + line)


def run(command, given=""):
    """Its standard output, or None; and all that it said."""
    made = subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env=dict(os.environ, PATH=os.path.dirname(program) + ":" + os.environ["PATH"]))
    return None if made.returncode else made.stdout, made.stdout + made.stderr


class Tensor:
    def __init__(self, *shape):
        self.shape = shape

    def numpy(self):
        return np.ones(self.shape)


class Model:
    """What a notebook has after nn.RNN(4, 3) and nn.Linear(3, 4)."""

    def state_dict(self):
        return {"rnn.weight_ih_l0": Tensor(3, 4), "rnn.weight_hh_l0": Tensor(3, 3), "rnn.bias_ih_l0": Tensor(3),
                "rnn.bias_hh_l0": Tensor(3), "out.weight": Tensor(4, 3), "out.bias": Tensor(4)}


with open(os.path.join(source, "README.md")) as file:
    blocks = [[line[4:] for line in block.splitlines()] for block in re.findall(r"(?:^    .+\n)+", file.read(), re.M)]
os.chdir(tempfile.mkdtemp())
for block in blocks:
    text = "\n".join(block) + "\n"
    for line in re.findall(r"^np\..*", text, re.M):
        exec(line, {"np": np, "x": [0, 1, 2], "y": [1, 2, 3], "model": Model()})
    # A line that is typed in the program: what two blanks part from it is said of it.
    walk = re.findall(r"^bptt> (\S+(?: \S+)*)", text, re.M)
    if walk:
        made, said = run([program, "run", "-"], "\n".join(walk) + "\n")
        result(made is not None, "%d lines from `%s` on" % (len(walk), walk[0]), said)
    for command, printed in re.findall(r"^\$ (.+\n)((?:(?!\$ |bptt> ).+\n)*)", text, re.M):
        command = command.strip().replace("./bptt-repl", "bptt-repl")
        made, said = run(["sh", "-c", command])
        result(made is not None and printed in ("", made), command.replace("#", ""), said)
with open(os.path.join(source, "cells", "tanh.cell")) as file:
    result([line for line in file.read().splitlines() if not line.startswith("#")] in blocks, "its cell is cells/tanh.cell")
result(len(results) > 5, "there are enough of them")
print("1..%d" % len(results))
sys.exit(not all(results))

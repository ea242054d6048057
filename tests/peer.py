# SPDX-License-Identifier: GPL-3.0-or-later
"""What the NumPy peers share: scripts for the real program, questions to it and the answers that it
should give.  Agreement is max|a-b| <= 1e-12 max(1, max|b|)."""

import os
import re
import subprocess
import sys

import numpy as np

SCALE = int(os.environ.get("BPTT_TEST_SCALE", "10"))


def scaled(full):
    return max(1, full * SCALE // 100)


def run(lines, status=0):
    """What the real program says to these commands, with 17 digits; it ends with this status."""
    done = subprocess.run([os.environ["BPTT_REPL"], "run", "-"], text=True,
                          input="\n".join(["set precision 17"] + lines) + "\n",
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != status:
        raise RuntimeError(done.stderr.strip() or "status %d" % done.returncode)
    return done.stdout


class Script:
    """Commands, and questions with the answers that they should get."""

    def __init__(self):
        self.lines, self.questions = [], []

    def do(self, line):
        self.lines.append(line)

    def ask(self, expression, expected):
        self.lines.append(expression)
        self.questions.append((len(self.lines), expression, np.asarray(expected)))

    def run(self):
        said = run(self.lines)
        answers = read_answers(said, [question[1] for question in self.questions])
        if len(answers) != len(self.questions):
            raise RuntimeError("%d questions, %d answers" % (len(self.questions), len(answers)))
        worst = 0
        for (line, expression, expected), answer in zip(self.questions, answers):
            if answer.size != expected.size:
                raise RuntimeError("line %d, %s has %d numbers, not %d" %
                                   (line, expression, answer.size, expected.size))
            off = np.max(np.abs(answer.ravel() - expected.ravel()))
            off /= max(1, np.max(np.abs(expected)))
            if not off <= 1e-12:
                raise RuntimeError("line %d, %s is off by %g; the script:\n%s" %
                                   (line, expression, off, "\n".join(self.lines[:line])))
            worst = max(worst, off)
        return len(answers), worst


def read_answers(text, expressions):
    """EXPRESSION = NUMBER or [ROW], or EXPRESSION = and rows in brackets; what is said besides (where
    a goto arrived; that an amended backward pass is the learner's) is left out."""
    answers, reading = [], False
    for line in text.splitlines():
        line = line.replace(" (yours) =", " =", 1)
        row = re.fullmatch(r"\s+\[(.*)\]", line)
        if row and reading:
            answers[-1].append([float(word) for word in row.group(1).split()])
            continue
        reading = False
        if len(answers) < len(expressions) and line.startswith(expressions[len(answers)] + " ="):
            rest = line[len(expressions[len(answers)]) + 2:].strip(" []")
            answers.append([[float(word) for word in rest.split()]] if rest else [])
            reading = not rest
    return [np.array(answer) for answer in answers]


def matrix(a):
    a = np.asarray(a)
    rows = a.reshape(len(a), -1)
    return "[" + "; ".join(", ".join(repr(float(x)) for x in row) for row in rows) + "]"


def report(tests):
    """Runs pairs of a name and a function that says what it did, or raises; prints TAP."""
    print("1..%d" % len(tests))
    failed = False
    for number, (name, test) in enumerate(tests, 1):
        try:
            print("ok %d - %s: %s" % (number, name, test()))
        except Exception as error:  # a test that cannot go on has failed
            failed = True
            print("not ok %d - %s" % (number, name))
            print("\n".join("# " + line for line in str(error).splitlines()))
    sys.exit(failed)

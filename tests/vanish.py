#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`vanish` against NumPy: the singular values of the Jacobian of the whole state, the norms of single
states, of delta and of each step's part, for every shipped cell of the article, on random networks.

The forward pass is written here once more; derivatives come from complex steps, f(a + ih) = f(a) +
ih f'(a), exact to the last bits.  Agreement is max|a-b| <= 1e-12 max(1, max|b|)."""

import json
import os
import subprocess

import numpy as np

SCALE = int(os.environ.get("BPTT_TEST_SCALE", "10"))
TINY = 1e-30


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def plain(function):
    def step(w, states, x, k, moved):
        z = w["U"][:, x] + w["W"][k].dot(states[0]) + moved["z"]
        return (function(z),)
    return step


def relu(a):
    return np.where(a.real > 0, a, 0)


def lstm(w, states, x, k, moved):
    s, c = states
    a = {g: w["U" + g][:, x] + w["W" + g][k].dot(s) + moved[g] for g in "ifog"}
    c = sigmoid(a["f"]) * c + sigmoid(a["i"]) * np.tanh(a["g"])
    return sigmoid(a["o"]) * np.tanh(c), c


def gru(w, states, x, k, moved):
    s, = states
    z = sigmoid(w["Uz"][:, x] + w["Wz"][k].dot(s) + moved["z"])
    r = sigmoid(w["Ur"][:, x] + w["Wr"][k].dot(s) + moved["r"])
    h = np.tanh(w["Uh"][:, x] + w["Wh"][k].dot(r * s) + moved["h"])
    return ((1 - z) * h + z * s,)


def gru_torch(w, states, x, k, moved):
    s, = states
    r = sigmoid(w["Ur"][:, x] + w["Wr"][k].dot(s) + moved["r"])
    z = sigmoid(w["Uz"][:, x] + w["Wz"][k].dot(s) + moved["z"])
    n = np.tanh(w["Un"][:, x] + r * w["Wn"][k].dot(s) + moved["n"])
    return ((1 - z) * n + z * s,)


def matrix(a):
    rows = a.reshape(len(a), -1)
    return "[" + "; ".join(", ".join(repr(float(e)) for e in row) for row in rows) + "]"


# Suffixes of the weights in the order of their declaration, states, pre-activations, step.
CELLS = {
    "tanh": ([""], "s", "z", plain(np.tanh)),
    "sigmoid": ([""], "s", "z", plain(sigmoid)),
    "relu": ([""], "s", "z", plain(relu)),
    "linear": ([""], "s", "z", plain(lambda z: z)),
    "lstm": (list("ifog"), "sc", "ifog", lstm),
    "gru": (list("zrh"), "s", "zrh", gru),
    "gru-torch": (list("rzn"), "s", "rzn", gru_torch),
}


class Network:
    def __init__(self, cell, random):
        self.cell = cell
        self.suffixes, self.states, self.gates, self.step = CELLS[cell]
        self.C, self.H, self.T = random.randint(2, 7), random.randint(1, 6), random.randint(1, 9)
        self.x, self.y = random.randint(0, self.C, (2, self.T))
        scale = random.choice([0.5, 1.0, 2.0])
        self.w = {}
        for g in self.suffixes:
            self.w["U" + g] = scale * random.uniform(-1, 1, (self.H, self.C))
            self.w["W" + g] = scale * random.uniform(-1, 1, (self.H, self.H))
        self.V = random.uniform(-1, 1, (self.C, self.H))
        self.initial = [random.uniform(-0.5, 0.5, self.H) for _ in self.states]

    def script(self):
        lines = ["cell " + self.cell, "hidden %d" % self.H, "vocab %d" % self.C,
                 "x " + " ".join(map(str, self.x)), "y " + " ".join(map(str, self.y)),
                 "V = " + matrix(self.V)]
        lines += ["%s = %s" % (name, matrix(a)) for name, a in self.w.items()]
        lines += ["%s[-1] = %s" % (name, matrix(a)) for name, a in zip(self.states, self.initial)]
        return lines

    def run(self, begin, states, last, copies=None, at=None, moved=None):
        """The states after step `last`, from those before step `begin`; W of each step may differ, and
        at step `at` pre-activations are moved."""
        for k in range(begin, last + 1):
            w = {n: a if n[0] == "U" else (copies or {}).get(n, [a] * self.T)
                 for n, a in self.w.items()}
            still = {g: 0 for g in self.gates}
            states = self.step(w, states, self.x[k], k, moved if k == at else still)
        return states

    def loss(self, states, t):
        logits = self.V.dot(states[0])
        most = np.max(logits.real)  # nothing overflows
        return most + np.log(np.sum(np.exp(logits - most))) - logits[self.y[t]]

    def before(self, k):
        return self.run(0, [a.astype(complex) for a in self.initial], k - 1)

    def jacobian(self, t, k):
        """d(states after t)/d(states after k)."""
        size, columns = self.H * len(self.states), []
        for i in range(size):
            moved = np.concatenate(self.before(k + 1))
            moved[i] += TINY * 1j
            after = self.run(k + 1, np.split(moved, len(self.states)), t)
            columns.append(np.concatenate(after).imag / TINY)
        return np.array(columns).T

    def delta(self, t, k):
        out = []
        for g in self.gates:
            for i in range(self.H):
                moved = {name: np.zeros(self.H, complex) for name in self.gates}
                moved[g][i] = TINY * 1j
                states = self.run(0, [a.astype(complex) for a in self.initial], t, at=k,
                                  moved=moved)
                out.append(self.loss(states, t).imag / TINY)
        return np.array(out)

    def part(self, t, k, name):
        out = np.zeros((self.H, self.H))
        for index in np.ndindex(out.shape):
            copies = [self.w[name].astype(complex) for _ in range(self.T)]
            copies[k][index] += TINY * 1j
            states = self.run(0, [a.astype(complex) for a in self.initial], t,
                              copies={name: copies})
            out[index] = self.loss(states, t).imag / TINY
        return out


def tell(lines):
    """What the last of these commands says, as JSON."""
    text = "\n".join(lines) + "\n"
    done = subprocess.run([os.environ["BPTT_REPL"], "--json", "run", "-"], input=text, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def expect(found, wanted, what, network):
    found, wanted = np.asarray(found), np.asarray(wanted)
    off = np.max(np.abs(found - wanted)) if found.size else 0
    if found.shape != wanted.shape or not off <= 1e-12 * max(1, np.max(np.abs(wanted), initial=0)):
        raise RuntimeError("%s of %s: %r, not %r; the script:\n%s" % (
            what, network.cell, found, wanted, "\n".join(network.script())))


def agrees(cell):
    random = np.random.RandomState(sum(map(ord, cell)))
    networks = max(1, 100 * SCALE // 100)
    for _ in range(networks):
        network = Network(cell, random)
        told, t = tell(network.script() + ["vanish"]), network.T - 1
        steps = range(t, -1, -1)
        jacobians = [network.jacobian(t, k) for k in steps]
        expect(told["singular"], [np.linalg.svd(J, compute_uv=False) for J in jacobians],
               "singular values", network)
        expect(told["step"], [np.linalg.norm(network.jacobian(k + 1, k), 2) for k in steps if k < t],
               "steps", network)
        for i, name in enumerate(network.states):
            own = slice(i * network.H, (i + 1) * network.H)
            expect(told["states"][name], [np.linalg.norm(J[own, own], 2) for J in jacobians],
                   name, network)
        expect(told["delta"], [np.linalg.norm(network.delta(t, k)) for k in steps], "delta", network)
        for g in network.suffixes:
            expect(told["parameters"]["W" + g],
                   [np.linalg.norm(network.part(t, k, "W" + g)) for k in steps], "W" + g, network)
        if "W" in network.w:
            gamma = 0.25 if cell == "sigmoid" else 1
            expect(told["bound"]["value"], gamma * np.linalg.norm(network.w["W"], 2), "bound", network)
        elif told["bound"] is not None:
            raise RuntimeError("%s has no such bound" % cell)
    return "%d networks" % networks


def races_are_of_single_walks():
    """A racer's line is what the same cell tells by itself: the same seed, sizes and words."""
    random, runs = np.random.RandomState(8), max(1, 40 * SCALE // 100)
    for _ in range(runs):
        cells = [str(cell) for cell in random.permutation(list(CELLS))[:4]]
        C, H, T = random.randint(2, 7), random.randint(1, 6), random.randint(2, 9)
        begin = ["set json on", "hidden %d" % H, "vocab %d" % C, "seed %d" % random.randint(1000)]
        begin += [name + " " + " ".join(map(str, random.randint(0, C, T))) for name in "xy"]
        W = matrix(random.uniform(-1, 1, (H, H)))  # kept by the cells that have such a W
        own = [["cell " + cell] + (["W = " + W] if "" in CELLS[cell][0] else []) for cell in cells]
        race = tell(begin + ["W = " + W, "race " + " ".join(cells)])
        delta = tell(begin + ["W = " + W, "race " + " ".join(cells) + " by delta"])
        for i, lines in enumerate(own):
            alone = tell(begin + lines + ["vanish"])
            largest = [values[0] for values in alone["singular"]]
            off = np.abs(np.array(race["lines"][i]["values"]) - largest)
            if np.any(off > 1e-13 * np.array(largest)) or delta["lines"][i]["values"] != alone["delta"]:
                raise RuntimeError("%s in %r" % (cells[i], begin))
            rate = (largest[-1] / largest[0])**(1 / (T - 1))
            if abs(rate - race["lines"][i]["rate"]) > 1e-12:
                raise RuntimeError("the rate of %s" % cells[i])
    return "races: %d" % runs


def main():
    tests = [lambda cell=cell: "%s: %s" % (cell, agrees(cell)) for cell in CELLS]
    tests.append(races_are_of_single_walks)
    print("1..%d" % len(tests))
    for number, test in enumerate(tests, 1):
        try:
            print("ok %d - %s" % (number, test()))
        except Exception as error:  # what went wrong is the test's report
            print("not ok %d" % number)
            print("\n".join("# " + line for line in str(error).splitlines()))


main()

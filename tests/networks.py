#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks of a learner's own against NumPy: tied weights and lags, a joint matrix cut into gates, an
embedding and three layers, attention over past states, blocks of all kinds, peepholes, two layers; and the
further shipped cells.

The forward pass of each is written here once more; gradients come from complex steps, f(a + ih) = f(a) +
ih f'(a), exact to the last bits.  Compared are the loss, the gradient of every parameter and of every state
before the first step, in the double and in the single sweep, and one step of training, which runs the
compiled plan.  Agreement is max|a-b| <= 1e-12 max(1, max|b|)."""

import json
import os
import subprocess

import numpy as np

SCALE = int(os.environ.get("BPTT_TEST_SCALE", "10"))
FOLDER = os.environ.get("top_srcdir", ".")
TINY = 1e-30


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def softmax(a):
    e = np.exp(a - np.max(a.real))
    return e / np.sum(e)


def largest(a):
    return a.ravel()[np.argmax(a.real)]


def tied(p, s, x):
    z = p["U"] @ x + (p["W"] - p["W"].T) @ s["s"] + p["A"] @ s["s_lag"] + p.get("b", 0)
    now = np.tanh(z)
    return {"s": now, "s_lag": s["s"]}, p["U"].T @ now, 0


def joint(p, s, x):
    i, f, o, g = np.split(p["W"] @ np.concatenate([s["s"], x]) + p.get("b", 0), 4)
    c = sigmoid(f) * s["c"] + sigmoid(i) * np.tanh(g)
    now = sigmoid(o) * np.tanh(c)
    return {"s": now, "c": c}, p["V"] @ now + p.get("bv", 0), 0


def embedding(p, s, x):
    a = np.tanh(p["U1"] @ (p["L"] @ x) + p["W1"] @ s["p"] + p.get("b1", 0))
    b = sigmoid(p["U2"] @ a + p["W2"] @ s["q"] + p.get("b2", 0))
    c = np.tanh(p["U3"] @ b + p["W3"] @ s["s"] + p.get("b3", 0))
    return {"p": a, "q": b, "s": c}, p["V"] @ c + p.get("bv", 0), 0


def attention(p, s, x):
    past = [s["s"], s["s_lag"], s["s_lag2"]]
    q = p["Q"] @ x
    a = softmax(np.array([q @ (p["K"] @ each) for each in past]) / np.sqrt(3))
    now = np.tanh(p["U"] @ x + p["W"] @ sum(w * each for w, each in zip(a, past)))
    return {"s": now, "s_lag": s["s"], "s_lag2": s["s_lag"]}, p["V"] @ now, 0


def blocks(p, s, x):
    H = len(s["s"])
    M, A = p["M"], p["A"]
    z = M[:H, :H] @ s["s"] + M[:H, H:] @ x
    n = M[H:, :H] @ s["s"] + M[H:, H:] @ x
    soft = np.log(1 + np.exp(np.tanh(z)))
    J = np.block([[A, A.T], [s["s"][None, :], np.tanh(n)[None, :]]])
    u = J @ np.concatenate([soft, n])
    now = np.tanh(u[:H]) + 0.1 * u[H] - u[:H] / (4 + largest(soft**2) + np.sum(u**2))
    more = 0.01 * np.sum(now**2) + 0.001 * np.sum(M) + 0.01 * largest(now)
    return {"s": now}, p["V"] @ now + 0.3 * softmax(p["V"] @ n), more


def layers(p, s, x):
    a = np.tanh(p["U"] @ x + p["W"] @ s["s"])
    b = sigmoid(p["Q"] @ a + p["R"] @ s["r"])
    return {"s": a, "r": b}, p["V"] @ b, 0


def peephole(p, s, x):
    i = sigmoid(p["Ui"] @ x + p["Wi"] @ s["s"] + p["Pi"] * s["c"] + p.get("bi", 0))
    f = sigmoid(p["Uf"] @ x + p["Wf"] @ s["s"] + p["Pf"] * s["c"] + p.get("bf", 0))
    g = np.tanh(p["Ug"] @ x + p["Wg"] @ s["s"] + p.get("bg", 0))
    c = f * s["c"] + i * g
    o = sigmoid(p["Uo"] @ x + p["Wo"] @ s["s"] + p["Po"] * c + p.get("bo", 0))
    now = o * np.tanh(c)
    return {"s": now, "c": c}, p["V"] @ now + p.get("bv", 0), 0


def leaky(p, s, x):
    l = sigmoid(p["a"])
    now = (1 - l) * s["s"] + l * np.tanh(p["U"] @ x + p["W"] @ s["s"] + p.get("b", 0))
    return {"s": now}, p["V"] @ now + p.get("bv", 0), 0


def mgu(p, s, x):
    f = sigmoid(p["Uf"] @ x + p["Wf"] @ s["s"] + p.get("bf", 0))
    h = np.tanh(p["Uh"] @ x + p["Wh"] @ (f * s["s"]) + p.get("bh", 0))
    now = (1 - f) * s["s"] + f * h
    return {"s": now}, p["V"] @ now + p.get("bv", 0), 0


def mingru(p, s, x):
    z = sigmoid(p["Uz"] @ x + p.get("bz", 0))
    now = (1 - z) * s["s"] + z * (p["Uh"] @ x + p.get("bh", 0))
    return {"s": now}, p["V"] @ now + p.get("bv", 0), 0


def diagonal(p, s, x):
    l = sigmoid(p["a"])
    now = l * s["s"] + np.sqrt(1 - l**2) * (p["U"] @ x)
    return {"s": now}, p["V"] @ np.tanh(p["Q"] @ now + p.get("b", 0)) + p.get("bv", 0), 0


def tanh_two(p, s, x):
    a = np.tanh(p["U"] @ x + p["W"] @ s["s"] + p.get("b", 0))
    b = np.tanh(p["U2"] @ a + p["W2"] @ s["s2"] + p.get("b2", 0))
    return {"s": a, "s2": b}, p["V"] @ b + p.get("bv", 0), 0


CELLS = {"tests/cells/" + f.__name__: f
         for f in (tied, joint, embedding, attention, blocks, layers, peephole)}
CELLS.update({f.__name__.replace("_", "-"): f for f in (leaky, mgu, mingru, diagonal, tanh_two)})
CELLS["lstm-peephole"] = peephole


class Network:
    def __init__(self, cell, random):
        self.cell, self.step = cell, CELLS[cell]
        self.C, self.H, self.T = random.randint(2, 6), random.randint(1, 5), random.randint(1, 7)
        self.x, self.y = random.randint(0, self.C, (2, self.T))
        path = cell if "/" not in cell else os.path.join(os.path.abspath(FOLDER), cell + ".cell")
        self.lines = ['cell "%s"' % path, "set bias %s" % random.choice(["on", "off"]),
                      "hidden %d" % self.H, "vocab %d" % self.C, "seed %d" % random.randint(10000),
                      "init uniform %s" % random.choice(["0.3", "0.8", "1.2"]),
                      "x " + " ".join(map(str, self.x)), "y " + " ".join(map(str, self.y))]
        names = {each["name"]: each["kind"] for each in self.names()}
        self.parameters = [n for n, kind in names.items() if kind == "parameter"]
        self.states = [n for n, kind in names.items() if kind == "state"]
        told = self.tell([n + "[-1]" for n in self.states] + self.parameters)
        for name, value in zip(self.states + self.parameters, told):
            numbers = random.uniform(-0.6, 0.6, value.shape)
            if name in self.states or name.startswith("b"):
                self.lines.append("%s = [%s]" % (
                    name + ("[-1]" if name in self.states else ""),
                    "; ".join(repr(float(n)) for n in numbers.ravel())))
        told = self.tell([n + "[-1]" for n in self.states] + self.parameters)
        self.start = dict(zip(self.states, [a.ravel() for a in told]))
        self.p = {n: a.ravel() if n[0] in "baP" else a  # vectors
                  for n, a in zip(self.parameters, told[len(self.states):])}

    def names(self):
        """The quantities of the cell, as `show names` lists them."""
        text = run(self.lines + ["show names"], [])
        for line in text.splitlines():
            words = line.split()
            if len(words) > 2 and "×" in words[1]:
                kind = "parameter" if words[2] == "parameter" else \
                    "state" if "a state" in line else "other"
                yield {"name": words[0], "kind": kind}

    def tell(self, expressions, more=()):
        text = run(self.lines + list(more) + ["print " + each for each in expressions], ["--json"])
        told = [json.loads(line) for line in text.splitlines()]
        told = [each for each in told if "values" in each][-len(expressions):]
        return [np.array(each["values"], float).reshape(each["shape"]) for each in told]

    def loss(self, p, states):
        E = 0
        for t in range(self.T):
            states, logits, more = self.step(p, states, np.eye(self.C)[self.x[t]])
            most = np.max(logits.real)
            E += most + np.log(np.sum(np.exp(logits - most))) - logits[self.y[t]] + more
        return E

    def gradient(self, name):
        of = self.start if name in self.states else self.p
        out = np.zeros(of[name].shape)
        for index in np.ndindex(out.shape):
            p = {n: a.astype(complex) for n, a in self.p.items()}
            states = {n: a.astype(complex) for n, a in self.start.items()}
            (states if name in self.states else p)[name][index] += TINY * 1j
            out[index] = self.loss(p, states).imag / TINY
        return out


def run(lines, options):
    done = subprocess.run([os.environ["BPTT_REPL"]] + options + ["run", "-"], text=True,
                          input="\n".join(lines) + "\n", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr + "\n".join(lines))
    return done.stdout


def expect(found, wanted, what, network):
    found, wanted = np.asarray(found).ravel(), np.asarray(wanted).ravel()
    off = np.max(np.abs(found - wanted)) if found.size == wanted.size else np.inf
    if not off <= 1e-12 * max(1, np.max(np.abs(wanted))):
        raise RuntimeError("%s of %s: off by %g; the script:\n%s" % (
            what, network.cell, off, "\n".join(network.lines)))


def agrees(cell):
    random = np.random.RandomState(sum(map(ord, cell)))
    networks = max(2, 60 * SCALE // 100)
    for _ in range(networks):
        network = Network(cell, random)
        wanted = {n: network.gradient(n) for n in network.parameters + network.states}
        questions = ["dE/d%s" % n for n in network.parameters] + \
                    ["dE/d%s[-1]" % n for n in network.states] + ["E"]
        for sweep in ("double", "single"):
            told = network.tell(questions, ["sweep " + sweep])
            for question, value, name in zip(questions, told, network.parameters + network.states):
                expect(value, wanted[name], question, network)
            expect(told[-1], network.loss(network.p, network.start).real, "E", network)
        for name, value in zip(network.parameters,
                               network.tell(network.parameters, ["set rate 0.5", "train 1"])):
            expect(value, network.p[name] - 0.5 * wanted[name], name + " after a pass", network)
    return "%s: %d networks" % (cell, networks)


def main():
    print("1..%d" % len(CELLS))
    for number, cell in enumerate(CELLS, 1):
        try:
            print("ok %d - %s" % (number, agrees(cell)))
        except Exception as error:  # what went wrong is the test's report
            print("not ok %d - %s" % (number, cell))
            print("\n".join("# " + line for line in str(error).splitlines()))


main()

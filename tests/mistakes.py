#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mistakes that learners make in the article's loop, each as a backward equation of one's own and
as a loop in NumPy that makes it: the same wrong gradients, so far and in the end, and a check that
finds them.  Random networks, asked of the real program."""

import numpy as np

from peer import Script, matrix, report, run, scaled


class Loop:
    """The article's loop, the right one; a mistake is a subclass."""

    def __init__(self, U, V, W, initial, x, y):
        self.U, self.V, self.W, self.x, self.y, self.T = U, V, W, x, y, len(x)
        self.s = np.zeros((self.T + 1, len(W)))
        self.s[-1] = initial
        self.yhat = []
        for t in range(self.T):
            self.s[t] = np.tanh(U[:, x[t]] + W @ self.s[t - 1])
            e = np.exp(V @ self.s[t])
            self.yhat.append(e / e.sum())

    def one(self, word):
        return np.eye(len(self.V))[word]

    def dlogits(self, t):
        return self.yhat[t] - self.one(self.y[t])

    def dV(self, sum, t, dlogits):
        return sum + np.outer(dlogits, self.s[t])

    def dz(self, t, k, ds):
        return ds * (1 - self.s[k] ** 2)

    def dW(self, sum, t, k, dz):
        return sum + np.outer(dz, self.s[k - 1])

    def dU(self, sum, t, k, dz):
        return sum + np.outer(dz, self.one(self.x[k]))

    def before(self, t, k, dz):
        return self.W.T @ dz

    def run(self):
        dU, dV, dW = np.zeros(self.U.shape), np.zeros(self.V.shape), np.zeros(self.W.shape)
        self.sums = {}
        for t in reversed(range(self.T)):
            dlogits = self.dlogits(t)
            dV = self.dV(dV, t, dlogits)
            ds = self.V.T @ dlogits
            for k in reversed(range(t + 1)):
                dz = self.dz(t, k, ds)
                dW = self.dW(dW, t, k, dz)
                dU = self.dU(dU, t, k, dz)
                ds = self.before(t, k, dz)
                self.sums[t, k] = dU, dV, dW
        return dU, dV, dW


MISTAKES = []


def simple(name, lines, **methods):
    MISTAKES.append((name, lines, type("Mistake", (Loop,), methods)))


simple("dW with s[k] for s[k-1]", ["let dW += outer(dz[k], s[k])"],
       dW=lambda self, sum, t, k, dz: sum + np.outer(dz, self.s[k]))
simple("the derivative at the wrong step",
       ["at k=t: let dz[k] = ds[k] .* (1 - s[k].^2)", "let dz[k] = ds[k] .* (1 - s[k+1].^2)"],
       dz=lambda self, t, k, ds: ds * (1 - self.s[k if k == t else k + 1] ** 2))
simple("no derivative of tanh", ["let dz[k] = ds[k]"], dz=lambda self, t, k, ds: ds)
simple("no derivative of tanh in the first delta", ["at k=t: let dz[k] = ds[k]"],
       dz=lambda self, t, k, ds: ds if k == t else Loop.dz(self, t, k, ds))
simple("activated twice", ["let dz[k] = ds[k] .* (1 - tanh(s[k]).^2)"],
       dz=lambda self, t, k, ds: ds * (1 - np.tanh(self.s[k]) ** 2))
simple("the derivative of the sigmoid", ["let dz[k] = ds[k] .* s[k] .* (1 - s[k])"],
       dz=lambda self, t, k, ds: ds * self.s[k] * (1 - self.s[k]))
simple("= for += of W", ["let dW = outer(dz[k], s[k-1])"],
       dW=lambda self, sum, t, k, dz: np.outer(dz, self.s[k - 1]))
simple("= for += of U", ["let dU = outer(dz[k], x[k])"],
       dU=lambda self, sum, t, k, dz: np.outer(dz, self.one(self.x[k])))
simple("= for += of V", ["let dV = outer(dlogits[t], s[t])"],
       dV=lambda self, sum, t, dlogits: np.outer(dlogits, self.s[t]))
simple("nothing flows from t+1", ["let ds[k-1] = 0"], before=lambda self, t, k, dz: 0 * dz)
simple("W for its transpose", ["let ds[k-1] = W*dz[k]"], before=lambda self, t, k, dz: self.W @ dz)
simple("the outer product transposed", ["let dW += outer(s[k-1], dz[k])"],
       dW=lambda self, sum, t, k, dz: sum + np.outer(self.s[k - 1], dz))
simple("the column of x[t]", ["let dU += outer(dz[k], x[t])"],
       dU=lambda self, sum, t, k, dz: sum + np.outer(dz, self.one(self.x[t])))
simple("V with s[t-1]", ["let dV += outer(dlogits[t], s[t-1])"],
       dV=lambda self, sum, t, dlogits: sum + np.outer(dlogits, self.s[t - 1]))
simple("the target not subtracted", ["let dlogits[t] = yhat[t]"], dlogits=lambda self, t: self.yhat[t])
simple("the sign", ["let dlogits[t] = y[t] - yhat[t]"],
       dlogits=lambda self, t: self.one(self.y[t]) - self.yhat[t])
simple("the mean", ["let dlogits[t] = (yhat[t] - y[t]) ./ T"],
       dlogits=lambda self, t: Loop.dlogits(self, t) / self.T)
simple("counted twice", ["let dW += 2*outer(dz[k], s[k-1])"],
       dW=lambda self, sum, t, k, dz: sum + 2 * np.outer(dz, self.s[k - 1]))
simple("s[-1] ignored", ["at k=0: let dW += 0"],
       dW=lambda self, sum, t, k, dz: Loop.dW(self, sum, t, k, dz) if k else sum)
simple("truncation off by one", ["at k=t-2: let ds[k-1] = 0"],
       before=lambda self, t, k, dz: 0 * dz if k == t - 2 else self.W.T @ dz)
simple("clipped inside", ["let dz[k] = ds[k] .* (1 - s[k].^2) ./ (1 + norm(ds[k]))"],
       dz=lambda self, t, k, ds: ds * (1 - self.s[k] ** 2) / (1 + np.sqrt(np.sum(ds ** 2))))
simple("total for immediate", ["let dW += (t-k+1)*outer(dz[k], s[k-1])"],
       dW=lambda self, sum, t, k, dz: sum + (t - k + 1) * np.outer(dz, self.s[k - 1]))
# Programs that are linear and the same for every loss, so that losses are carried together.
simple("a number for a vector", ["let ds[k-1] = W'*dz[k] ./ (k + 1)"],
       before=lambda self, t, k, dz: self.W.T @ dz / (k + 1))
simple("an equation that adds a scalar", ["let dW += sum(dz[k])"],
       dW=lambda self, sum, t, k, dz: sum + np.sum(dz))
# What is affine is not linear: a constant in each iteration of each loss.
simple("a constant", ["let ds[k-1] = W'*dz[k] + 0.25"],
       before=lambda self, t, k, dz: self.W.T @ dz + 0.25)
simple("the last state", ["let dz[k] = ds[k] .* (1 - s[T-1].^2)"],
       dz=lambda self, t, k, ds: ds * (1 - self.s[self.T - 1] ** 2))


def random_network(random):
    C, H, T = random.randint(2, 7), random.randint(2, 6), random.randint(3, 8)
    return (random.uniform(-1, 1, (H, C)), random.uniform(-1, 1, (C, H)), random.uniform(-1, 1, (H, H)),
            random.uniform(-1, 1, H), random.randint(0, C, T), random.randint(0, C, T))


def describe(script, network):
    U, V, W, initial, x, y = network
    for line in ("hidden %d" % len(W), "vocab %d" % len(V), "x " + " ".join(map(str, x)),
                 "y " + " ".join(map(str, y)), "U = " + matrix(U), "V = " + matrix(V),
                 "W = " + matrix(W), "s[-1] = " + matrix(initial)):
        script.do(line)


def gradients_are_those_of_the_loop(name, lines, loop):
    script, random = Script(), np.random.RandomState(len(name))
    for _ in range(scaled(50)):
        network = random_network(random)
        describe(script, network)
        for line in lines:
            script.do(line)
        made = loop(*network)
        whole = made.run()
        for which, sum in zip("UVW", whole):
            script.ask("dE/d" + which, sum)
        places = list(made.sums)
        for _ in range(4):
            t, k = places[random.randint(len(places))]
            script.do("goto backward %d %d" % (t, k))
            for which, sum in zip("UVW", made.sums[t, k]):
                script.ask("d" + which, sum)
        script.do("goto start")
        script.do("rederive")
        for which, sum in zip("UVW", Loop(*network).run()):
            script.ask("dE/d" + which, sum)
    return "%d values" % script.run()[0]


def check_finds(name, lines):
    """On the network that a session begins with, s[-1] set: a lesson's own."""
    said = run(["s[-1] = [0.3, -0.5, 0.7]'"] + lines + ["check"], 1)
    if " FAIL" not in said:
        raise RuntimeError("%s is not found:\n%s" % (name, said))


def checks_find_all():
    for name, lines, _ in MISTAKES:
        check_finds(name, lines)
    return "%d mistakes" % len(MISTAKES)


report([("the right loop", lambda: gradients_are_those_of_the_loop("right", [], Loop))] +
       [(name, lambda name=name, lines=lines, loop=loop: gradients_are_those_of_the_loop(name, lines, loop))
        for name, lines, loop in MISTAKES] +
       [("the numeric check finds each", checks_find_all)])

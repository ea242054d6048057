#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program against NumPy: the tutorial's notebook, the article's own loop on random networks
(truncated or not, s[-1] zero or not, both sweeps), and complex steps through an LSTM and a GRU.

Everything is asked of the real program, which runs one script of all questions with 17 digits.
Agreement is max|a-b| <= 1e-12 max(1, max|b|)."""

import numpy as np

from peer import Script, matrix, report, scaled

# ---- the article's side

BOUNDS = {
    "tutorial": lambda rows, cols: np.sqrt(1.0 / cols),
    "uniform": lambda rows, cols: 1.0,
    "xavier": lambda rows, cols: np.sqrt(6.0 / (rows + cols)),
    "he": lambda rows, cols: np.sqrt(6.0 / cols),
}


def draw(shapes, seed, kind, scale):
    random = np.random.RandomState(seed)
    weights = {}
    for name, shape in shapes:
        bound = BOUNDS[kind](*shape)
        weights[name] = random.uniform(-bound, bound, shape)
        if scale != 1:
            weights[name] = weights[name] * scale
    return weights


class Article:
    """The network of the tutorial, with the loop of part 3; s has T + 1 rows, and s[-1] wraps to the
    initial state, as there."""

    def __init__(self, U, V, W, initial, x, y, truncate):
        self.U, self.V, self.W, self.x, self.y = U, V, W, x, y
        self.truncate = truncate
        T = len(x)
        self.s = np.zeros((T + 1, len(W)))
        self.s[-1] = initial
        self.o = np.zeros((T, len(V)))
        self.E = np.zeros(T)
        for t in range(T):
            self.s[t] = np.tanh(U[:, x[t]] + W.dot(self.s[t - 1]))
            e = np.exp(V.dot(self.s[t]))
            self.o[t] = e / np.sum(e)
            self.E[t] = -np.log(self.o[t, y[t]])

    def first(self, t):
        """Steps back, or ("chunk", n)."""
        if isinstance(self.truncate, tuple):
            return t // self.truncate[1] * self.truncate[1]
        return max(0, t - self.truncate)

    def bptt(self):
        T, s = len(self.x), self.s
        dU, dV, dW = np.zeros(self.U.shape), np.zeros(self.V.shape), np.zeros(self.W.shape)
        self.delta, self.sums = {}, {}
        delta_o = self.o.copy()
        delta_o[np.arange(T), self.y] -= 1.0
        for t in np.arange(T)[::-1]:
            dV += np.outer(delta_o[t], s[t].T)
            delta_t = self.V.T.dot(delta_o[t]) * (1 - (s[t] ** 2))
            for k in np.arange(self.first(t), t + 1)[::-1]:
                self.delta[t, k] = delta_t
                dW += np.outer(delta_t, s[k - 1])
                dU[:, self.x[k]] += delta_t
                self.sums[t, k] = dU.copy(), dV.copy(), dW.copy()
                delta_t = self.W.T.dot(delta_t) * (1 - s[k - 1] ** 2)
        return dU, dV, dW

    def single(self):
        """The other common form: one sweep, which carries dhnext."""
        T, s = len(self.x), self.s
        dU, dV, dW = np.zeros(self.U.shape), np.zeros(self.V.shape), np.zeros(self.W.shape)
        dhnext = np.zeros(len(self.W))
        for t in reversed(range(T)):
            dy = self.o[t].copy()
            dy[self.y[t]] -= 1
            dV += np.outer(dy, s[t])
            dz = (self.V.T.dot(dy) + dhnext) * (1 - s[t] ** 2)
            dU[:, self.x[t]] += dz
            dW += np.outer(dz, s[t - 1])
            dhnext = self.W.T.dot(dz) if self.first(t) < t or t == 0 else np.zeros(len(self.W))
        return dU, dV, dW


def ask_article(script, random):
    C, H, T = random.randint(2, 9), random.randint(1, 7), random.randint(1, 9)
    seed = int(random.randint(0, 2**32, dtype=np.uint64))
    kind = list(BOUNDS)[random.randint(4)]
    scale = [1, 2, 0.5][random.randint(3)]
    truncate = [None, random.randint(0, 5), ("chunk", random.randint(1, 6))][random.randint(3)]
    single = not isinstance(truncate, int) and random.randint(3) == 0
    initial = random.uniform(-1, 1, H) if random.randint(2) else np.zeros(H)
    x, y = random.randint(0, C, T), random.randint(0, C, T)
    weights = draw([("U", (H, C)), ("V", (C, H)), ("W", (H, H))], seed, kind, scale)

    script.do("truncate off")
    script.do("sweep " + ("single" if single else "double"))
    settings = ["cell tanh", "hidden %d" % H, "vocab %d" % C, "seed %d" % seed,
                "init %s %r" % (kind, scale)]
    for i in random.permutation(len(settings)):  # their order does not matter
        script.do(settings[i])
    script.do("x " + " ".join(map(str, x)))
    script.do("y " + " ".join(map(str, y)))
    if truncate is not None:
        script.do("truncate %d" % truncate if isinstance(truncate, int) else "truncate %s %d" % truncate)
    script.do("s[-1] = " + matrix(initial))
    if random.randint(4) == 0:
        weights["W"] = random.uniform(-1, 1, (H, H))
        script.do("W = " + matrix(weights["W"]))
    for name, weight in weights.items():
        script.ask(name, weight)

    article = Article(weights["U"], weights["V"], weights["W"], initial, x, y,
                      T if truncate is None else truncate)
    dU, dV, dW = article.bptt()
    if single:
        for ours, theirs in zip(article.single(), (dU, dV, dW)):
            assert np.allclose(ours, theirs, rtol=0, atol=1e-12)
        dU, dV, dW = article.single()
    script.ask("E", np.sum(article.E))
    script.ask("dE/dU", dU)
    script.ask("dE/dV", dV)
    script.ask("dE/dW", dW)
    for t in range(T):
        script.ask("s[%d]" % t, article.s[t])
        script.ask("yhat[%d]" % t, article.o[t])
        script.ask("E[%d]" % t, article.E[t])
        for k in range(t + 1):
            delta = article.delta.get((t, k), np.zeros(H))
            one_hot = np.eye(C)[x[k]]
            script.ask("delta[%d,%d]" % (t, k), delta)
            script.ask("dE[%d]/dW @ %d" % (t, k), np.outer(delta, article.s[k - 1]))
            script.ask("dE[%d]/dU @ %d" % (t, k), np.outer(delta, one_hot))
    if not single:
        places = list(article.sums)
        for i in random.permutation(len(places))[:6]:
            t, k = places[i]
            script.do("goto backward %d %d" % (t, k))
            for name, total in zip(("dU", "dV", "dW"), article.sums[t, k]):
                script.ask(name, total)
    script.do("goto end")
    script.ask("dW", dW)


def article_agrees():
    script, random = Script(), np.random.RandomState(1)
    networks = scaled(200)
    for _ in range(networks):
        ask_article(script, random)
    return "%d networks, %d values" % ((networks,) + script.run()[:1])


def golden_values_come_out():
    script = Script()
    for line in ("cell tanh", "hidden 10", "vocab 100", "seed 10", "x 0 1 2 3", "y 1 2 3 4"):
        script.do(line)
    script.ask("E", 18.30718764221934)
    script.ask("norm(dE/dU)", 1.0922777842974813)
    script.ask("norm(dE/dV)", 0.36547209286159593)
    script.ask("norm(dE/dW)", 0.1936958174904962)
    script.ask("dE/dW[0,0]", -0.019673514438359137)
    script.ask("dE/dW[0,1]", 0.031487033643705135)
    script.ask("dE/dW[0,2]", 0.028875277138652185)
    weights = draw([("U", (10, 100)), ("V", (100, 10)), ("W", (10, 10))], 10, "tutorial", 1)
    article = Article(weights["U"], weights["V"], weights["W"], np.zeros(10), [0, 1, 2, 3],
                      [1, 2, 3, 4], 4)
    _, _, dW = article.bptt()
    script.ask("dE/dW", dW)
    for k, norm in enumerate((0.12993475983987823, 0.2086371512222576, 0.298201959339041,
                              0.4743831319704332)):
        script.ask("norm(delta[3,%d])" % k, norm)
        script.ask("delta[3,%d]" % k, article.delta[3, k])
    script.ask("norm(W,2)", np.linalg.norm(weights["W"], 2))
    script.ask("norm(ds[1]/ds[0],2)",
               np.linalg.norm(np.diag(1 - article.s[1] ** 2).dot(weights["W"]), 2))
    script.ask("svd(W)", np.linalg.svd(weights["W"], compute_uv=False))
    script.ask("rho(W)", np.max(np.abs(np.linalg.eigvals(weights["W"]))))
    script.ask("cond(W)", np.linalg.cond(weights["W"]))
    script.do("vocab 5")
    script.ask("E", 6.439881832000389)
    return "%d values" % script.run()[0]


# ---- gated cells, by complex steps: E(w + ih) = E(w) + ih E'(w), exact to the last bits


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def lstm_step(w, states, x, moved):
    s, c = states
    a = {g: w["U" + g][:, x] + w["W" + g].dot(s) + moved[g] for g in "ifog"}
    c = sigmoid(a["f"]) * c + sigmoid(a["i"]) * np.tanh(a["g"])
    return sigmoid(a["o"]) * np.tanh(c), c


def gru_step(w, states, x, moved):
    s, = states
    z = sigmoid(w["Uz"][:, x] + w["Wz"].dot(s) + moved["z"])
    r = sigmoid(w["Ur"][:, x] + w["Wr"].dot(s) + moved["r"])
    h = np.tanh(w["Uh"][:, x] + w["Wh"].dot(r * s) + moved["h"])
    return ((1 - z) * h + z * s,)


CELLS = {  # gates in the order of their declaration, states, step
    "lstm": ("ifog", "sc", lstm_step),
    "gru": ("zrh", "s", gru_step),
}


class Gated:
    def __init__(self, cell, weights, initial, x, y):
        self.gates, self.states, self.step = CELLS[cell]
        self.weights, self.initial, self.x, self.y = weights, initial, x, y
        self.H = len(initial[0])

    def losses(self, weights=None, initial=None, at=None, gate=None, element=None):
        """E[t] for all t; weights may differ at step `at` only; a pre-activation may be moved."""
        states = [np.array(s, complex) for s in (initial or self.initial)]
        E = np.zeros(len(self.x), complex)
        for t, word in enumerate(self.x):
            moved = {g: np.zeros(self.H, complex) for g in self.gates}
            if gate and t == at:
                moved[gate][element] = 1e-30j
            tied = weights is not None and (at is None or at == t)
            w = weights if tied else self.weights
            states = self.step(w, states, word, moved)
            logits = w["V"].dot(states[0])
            E[t] = np.log(np.sum(np.exp(logits))) - logits[self.y[t]]
        return E

    def by_weight(self, name, at=None):
        """dE[t]/d(weight) for all t; of step `at` only."""
        weight = self.weights[name]
        out = np.zeros((len(self.x),) + weight.shape)
        for index in np.ndindex(weight.shape):
            moved = dict(self.weights)
            moved[name] = np.array(weight, complex)
            moved[name][index] += 1e-30j
            out[(slice(None),) + index] = self.losses(moved, at=at).imag / 1e-30
        return out

    def by_initial(self, which):
        out = np.zeros((len(self.x), self.H))
        for i in range(self.H):
            initial = [np.array(s, complex) for s in self.initial]
            initial[which][i] += 1e-30j
            out[:, i] = self.losses(initial=initial).imag / 1e-30
        return out

    def delta(self, k):
        """delta[t,k] for all t."""
        return np.array([self.losses(at=k, gate=g, element=i).imag / 1e-30
                         for g in self.gates for i in range(self.H)]).T


def ask_gated(script, random, cell):
    gates, states, _ = CELLS[cell]
    C, H, T = random.randint(2, 5), random.randint(1, 4), random.randint(1, 6)
    seed = int(random.randint(0, 2**32, dtype=np.uint64))
    x, y = random.randint(0, C, T), random.randint(0, C, T)
    shapes = [("U" + g, (H, C)) for g in gates] + [("W" + g, (H, H)) for g in gates]
    shapes.append(("V", (C, H)))
    weights = draw(shapes, seed, "uniform", 1)
    initial = [random.uniform(-1, 1, H) * random.randint(2) for _ in states]
    single = random.randint(3) == 0
    for line in ("truncate off", "sweep " + ("single" if single else "double"), "cell " + cell,
                 "hidden %d" % H, "vocab %d" % C, "seed %d" % seed, "init uniform 1",
                 "x " + " ".join(map(str, x)), "y " + " ".join(map(str, y))):
        script.do(line)
    for state, value in zip(states, initial):
        script.do("%s[-1] = %s" % (state, matrix(value)))
    gated = Gated(cell, weights, initial, x, y)
    script.ask("E", np.sum(gated.losses().real))
    t, k = random.randint(T), random.randint(T)
    t, k = max(t, k), min(t, k)
    for name, _ in shapes:
        script.ask(name, weights[name])
        exact = gated.by_weight(name)
        script.ask("dE/d%s" % name, exact.sum(0))
        script.ask("dE[%d]/d%s" % (t, name), exact[t])
        script.ask("dE[%d]/d%s @ %d" % (t, name, k), gated.by_weight(name, at=k)[t])
    for k in range(t + 1):
        script.ask("delta[%d,%d]" % (t, k), gated.delta(k)[t])
    for which, state in enumerate(states):
        script.ask("dE[%d]/d%s[-1]" % (t, state), gated.by_initial(which)[t])


def gated_cell_agrees(cell):
    script, random = Script(), np.random.RandomState(2)
    networks = scaled(60)
    for _ in range(networks):
        ask_gated(script, random, cell)
    return "%d networks, %d values" % ((networks,) + script.run()[:1])


def wrong_number_is_noticed():
    """The test of this test: a millionth of a millionth too much shows."""
    script = Script()
    for line in ("cell tanh", "hidden 10", "vocab 100", "seed 10", "x 0 1 2 3", "y 1 2 3 4"):
        script.do(line)
    script.ask("E", 18.30718764221934 * (1 + 3e-12))
    try:
        script.run()
    except RuntimeError as error:
        if "off by" in str(error):
            return "found"
    raise RuntimeError("not noticed")


def main():
    tests = [
        ("the golden values of the notebook", golden_values_come_out),
        ("the article's loop on random networks", article_agrees),
        ("an LSTM by complex steps", lambda: gated_cell_agrees("lstm")),
        ("a GRU by complex steps", lambda: gated_cell_agrees("gru")),
        ("a wrong number is noticed", wrong_number_is_noticed),
    ]
    report(tests)


main()

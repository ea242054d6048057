#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every shipped cell against NumPy: its loss and the gradient of each parameter and initial state, by
backward passes written by hand; the program's own numeric check of the same networks; each initialiser;
and a GRU with r = 1, z = 0, which is the plain cell.

Agreement is max|a-b| <= 1e-12 max(1, max|b|)."""

import re

import numpy as np

from peer import Script, matrix, report, run, scaled

NETWORKS = 100  # of each cell


def sigmoid(a):
    return np.exp(-np.logaddexp(0, -a))


# ---- the cells, forward and backward.  A step returns the states and what its way back needs; a way back
# takes the gradients of the states and of the output, adds to the sums g, and returns those of the
# states before.

PLAIN = {  # f and f' by z and s
    "tanh": (np.tanh, lambda z, s: 1 - s * s),
    "sigmoid": (sigmoid, lambda z, s: s * (1 - s)),
    "relu": (lambda z: np.maximum(z, 0), lambda z, s: (z > 0) * 1.0),
    "linear": (lambda z: z, lambda z, s: np.ones_like(z)),
}


def affine(w, gate, x, s):
    return w["U" + gate][:, x] + w["W" + gate] @ s + w["b" + gate]


def affine_back(w, g, gate, x, s, da):
    g["U" + gate][:, x] += da
    g["W" + gate] += np.outer(da, s)
    g["b" + gate] += da
    return w["W" + gate].T @ da


class Plain:
    gates, states, extra = [""], "s", []

    def __init__(self, kind):
        self.f, self.slope = PLAIN[kind]

    def step(self, w, states, x):
        (s,) = states
        z = affine(w, "", x, s)
        return (self.f(z),), (s, z, self.f(z))

    def back(self, w, g, kept, x, gradients):
        (before, z, s), (ds,) = kept, gradients
        return (affine_back(w, g, "", x, before, ds * self.slope(z, s)),)


class Lstm:
    gates, states, extra = list("ifog"), "sc", []

    def step(self, w, states, x):
        s, c = states
        i, f, o = (sigmoid(affine(w, gate, x, s)) for gate in "ifo")
        g = np.tanh(affine(w, "g", x, s))
        now = f * c + i * g
        return (o * np.tanh(now), now), (s, c, now, i, f, o, g)

    def back(self, w, g, kept, x, gradients):
        (s, c, now, i, f, o, new), (ds, dc) = kept, gradients
        dc = dc + ds * o * (1 - np.tanh(now) ** 2)
        da = {"i": dc * new * i * (1 - i), "f": dc * c * f * (1 - f),
              "o": ds * np.tanh(now) * o * (1 - o), "g": dc * i * (1 - new ** 2)}
        return sum(affine_back(w, g, gate, x, s, da[gate]) for gate in "ifog"), dc * f


class Gru:
    """Reset before the product."""
    gates, states, extra = list("zrh"), "s", []

    def step(self, w, states, x):
        (s,) = states
        z, r = sigmoid(affine(w, "z", x, s)), sigmoid(affine(w, "r", x, s))
        h = np.tanh(affine(w, "h", x, r * s))
        return ((1 - z) * h + z * s,), (s, z, r, h)

    def back(self, w, g, kept, x, gradients):
        (s, z, r, h), (ds,) = kept, gradients
        dq = affine_back(w, g, "h", x, r * s, ds * (1 - z) * (1 - h * h))
        back = ds * z + dq * r
        back += affine_back(w, g, "z", x, s, ds * (s - h) * z * (1 - z))
        return (back + affine_back(w, g, "r", x, s, dq * s * r * (1 - r)),)


class GruTorch:
    """Reset after the product, which has a bias of its own."""
    gates, states, extra = list("rzn"), "s", ["bq"]

    def step(self, w, states, x):
        (s,) = states
        r, z = sigmoid(affine(w, "r", x, s)), sigmoid(affine(w, "z", x, s))
        q = w["Wn"] @ s + w["bq"]
        n = np.tanh(w["Un"][:, x] + w["bn"] + r * q)
        return ((1 - z) * n + z * s,), (s, r, z, q, n)

    def back(self, w, g, kept, x, gradients):
        (s, r, z, q, n), (ds,) = kept, gradients
        dan = ds * (1 - z) * (1 - n * n)
        g["Un"][:, x] += dan
        g["bn"] += dan
        g["Wn"] += np.outer(dan * r, s)
        g["bq"] += dan * r
        back = ds * z + w["Wn"].T @ (dan * r)
        back += affine_back(w, g, "z", x, s, ds * (s - n) * z * (1 - z))
        return (back + affine_back(w, g, "r", x, s, dan * q * r * (1 - r)),)


CELLS = {kind: Plain(kind) for kind in PLAIN}
CELLS.update({"lstm": Lstm(), "gru": Gru(), "gru-torch": GruTorch()})


def shapes_of(cell, C, H):
    """In the order of declaration; biases last."""
    weights = [("U" + gate, (H, C)) for gate in cell.gates]
    recurrent = [("W" + gate, (H, H)) for gate in cell.gates]
    # The plain cells declare U V W, the tutorial's order.
    weights += [("V", (C, H))] + recurrent if isinstance(cell, Plain) else recurrent + [("V", (C, H))]
    biases = [("b" + gate, (H,)) for gate in cell.gates] + [(name, (H,)) for name in cell.extra]
    return weights, biases + [("bv", (C,))]


def gradients(cell, w, initial, x, y):
    """E, dE/d(each of w), dE/d(initial states)."""
    states, kept, E = initial, [], 0
    logits = []
    for word, target in zip(x, y):
        states, keep = cell.step(w, states, word)
        kept.append(keep)
        logits.append((w["V"] @ states[0] + w["bv"], states[0]))
        E += np.logaddexp.reduce(logits[-1][0]) - logits[-1][0][target]
    g = {name: np.zeros_like(value) for name, value in w.items()}
    back = tuple(np.zeros_like(state) for state in initial)
    for t in reversed(range(len(x))):
        o, s = logits[t]
        do = np.exp(o - np.logaddexp.reduce(o))
        do[y[t]] -= 1
        g["V"] += np.outer(do, s)
        g["bv"] += do
        back = cell.back(w, g, kept[t], x[t], (back[0] + w["V"].T @ do,) + back[1:])
    return E, g, back


def near_kink(w, initial, x):
    """Whether a relu is so near its kink that a central difference may step over it."""
    (s,) = initial
    for word in x:
        z = affine(w, "", word, s)
        if np.min(np.abs(z)) < 1e-2:
            return True
        s = np.maximum(z, 0)
    return False


# ---- random networks


class Network:
    def __init__(self, name, random):
        self.name, self.cell = name, CELLS[name]
        self.C, self.H, T = random.randint(2, 9), random.randint(1, 7), random.randint(1, 12)
        self.biased = random.randint(2)
        self.x, self.y = random.randint(0, self.C, T), random.randint(0, self.C, T)
        weights, biases = shapes_of(self.cell, self.C, self.H)
        scale = random.uniform(0.2, 1.2)
        self.w = {key: random.uniform(-scale, scale, shape) for key, shape in weights}
        for key, shape in biases:
            self.w[key] = random.uniform(-1, 1, shape) * self.biased
        self.set = [key for key, _ in weights + biases * self.biased]
        self.initial = tuple(random.uniform(-1, 1, self.H) * random.randint(2)
                             for _ in self.cell.states)
        self.sweep = ["single", "double"][random.randint(2)]

    def is_smooth(self):
        return self.name != "relu" or not near_kink(self.w, self.initial, self.x)

    def lines(self):
        return (["cell " + self.name, "set bias " + ("on" if self.biased else "off"),
                 "hidden %d" % self.H, "vocab %d" % self.C, "sweep " + self.sweep,
                 "x " + " ".join(map(str, self.x)), "y " + " ".join(map(str, self.y))] +
                ["%s = %s" % (key, matrix(self.w[key])) for key in self.set] +
                ["%s[-1] = %s" % pair
                 for pair in zip(self.cell.states, map(matrix, self.initial))])


def networks_of(name, seed):
    random, made = np.random.RandomState(seed), 0
    while made < scaled(NETWORKS):
        network = Network(name, random)
        if network.is_smooth():
            made += 1
            yield network


def cell_agrees(name):
    script = Script()
    for network in networks_of(name, 3):
        for line in network.lines():
            script.do(line)
        E, g, initial = gradients(network.cell, network.w, network.initial, network.x, network.y)
        script.ask("E", E)
        for key in network.set:
            script.ask("dE/d" + key, g[key])
        for state, expected in zip(network.cell.states, initial):
            script.ask("dE/d%s[-1]" % state, expected)
    return "%d networks, %d values, off by %.0e at most" % ((scaled(NETWORKS),) + script.run())


def cell_passes_its_check(name):
    """Numbers of elements by verdict, of every parameter of every network."""
    lines = []
    for network in networks_of(name, 4):
        lines += network.lines() + ["check"]
    said = run(lines)
    count = {verdict: sum(map(int, re.findall(r"(\d+) " + verdict, said)))
             for verdict in ("PASS", "FAIL", "UNCHECKED")}
    if count["FAIL"] or count["PASS"] < 20 * scaled(NETWORKS):
        raise RuntimeError("%s\n%s" % (count, said))
    return "%d networks, %d elements pass, %d are unchecked" % (
        scaled(NETWORKS), count["PASS"], count["UNCHECKED"])


def wrong_backward_is_noticed():
    """The test of this test: a factor that is left out shows in every cell."""
    for name, cell in CELLS.items():
        network = Network(name, np.random.RandomState(9))
        _, g, _ = gradients(cell, network.w, network.initial, network.x, network.y)
        script = Script()
        for line in network.lines():
            script.do(line)
        script.ask("dE/dV", g["V"] * (1 + 1e-11))
        try:
            script.run()
        except RuntimeError as error:
            if "off by" in str(error):
                continue
        raise RuntimeError(name + ": not noticed")
    return "%d cells" % len(CELLS)


# ---- initialisers, in the order of declaration


def square_of(draw):
    """For H×H matrices; all others are the tutorial's."""
    return lambda r, shape, n, square: draw(r, shape, n) if square else tutorial(r, shape)


def tutorial(r, shape, n=1):
    bound = np.sqrt(1.0 / shape[1])
    return n * r.uniform(-bound, bound, shape)


def orthogonal(r, shape, n):
    q, upper = np.linalg.qr(r.normal(0, 1, shape))
    return n * q * np.sign(np.diag(upper))


def uniform_of(bound):
    return lambda r, shape, n, square: n * r.uniform(-bound(*shape), bound(*shape), shape)


def normal_of(deviation):
    return lambda r, shape, n, square: r.normal(0, n * deviation(*shape), shape)


INITIALISERS = {
    "tutorial": lambda r, shape, n, square: tutorial(r, shape, n),
    "uniform": uniform_of(lambda m, n: 1),
    "normal": normal_of(lambda m, n: 1),
    "xavier": uniform_of(lambda m, n: np.sqrt(6.0 / (m + n))),
    "xavier-normal": normal_of(lambda m, n: np.sqrt(2.0 / (m + n))),
    "he": uniform_of(lambda m, n: np.sqrt(6.0 / n)),
    "he-normal": normal_of(lambda m, n: np.sqrt(2.0 / n)),
    "orthogonal": square_of(orthogonal),
    "identity": square_of(lambda r, shape, n: n * np.eye(*shape)),
    "sigma": square_of(lambda r, shape, n: (lambda W: W * n / np.linalg.norm(W, 2))(
        tutorial(r, shape))),
    "radius": square_of(lambda r, shape, n: (lambda W: W * n / np.max(np.abs(
        np.linalg.eigvals(W))))(tutorial(r, shape))),
    "zero": lambda r, shape, n, square: np.zeros(shape),
}


def initialisers_agree():
    listed = re.findall(r"(?m)^  ([a-z-]+)(?: [A-Z]+)? {2,}", run(["help init"]))
    if sorted(listed) != sorted(INITIALISERS):
        raise RuntimeError("the program has %s" % listed)
    script, random = Script(), np.random.RandomState(5)
    for name, formula in INITIALISERS.items():
        for _ in range(scaled(100)):
            cell = list(CELLS)[random.randint(len(CELLS))]
            C, H = random.randint(2, 9), random.randint(1, 9)
            seed, number = random.randint(2**31), random.uniform(0.1, 3)
            lines = ["cell " + cell, "hidden %d" % H, "vocab %d" % C, "seed %d" % seed,
                     "init %s%s" % (name, "" if name == "zero" else " %r" % number)]
            for i in random.permutation(len(lines)):
                script.do(lines[i])
            draws = np.random.RandomState(seed)
            for key, shape in shapes_of(CELLS[cell], C, H)[0]:
                script.ask(key, formula(draws, shape, number, key[0] == "W"))
    return "%d initialisers, %d matrices, off by %.0e at most" % ((len(INITIALISERS),) + script.run())


# ---- r = 1, z = 0: with such gates a GRU is the plain cell, bit for bit


TYPED = """cell {
    input x[C] y[C]
    param Uh[H,C] V[C,H] Wh[H,H]
    state s[H]
    z[t]      = 0
    r[t]      = 1
    q[t]      = r[t] .* s[t-1]
    ah[t]     = Uh*x[t] + Wh*q[t]
    h[t]      = tanh(ah[t])
    s[t]      = (1 - z[t]) .* h[t] + z[t] .* s[t-1]
    logits[t] = V*s[t]
    yhat[t]   = softmax(logits[t])
    E[t]      = xent(yhat[t], y[t])
    loss E
    delta ah
}"""


def gru_is_the_plain_cell():
    ask = ["E", "E[3]", "s[4]", "dE/dV", "dE/dU%s", "dE/dW%s", "dE/ds[-1]", "ds[4]/ds[0]"]
    start = ["hidden 4", "cell tanh", "let u = U", "let v = V", "let w = W"]
    plain = ["s[-1] = [0.5, -0.5, 0.25, 1]'"] + [line.replace("%s", "") for line in ask]
    weights = ["%s = u", "V = v", "%s = w", "s[-1] = [0.5, -0.5, 0.25, 1]'"]
    weights[0], weights[2] = "Uh = u", "Wh = w"
    asked = [line.replace("%s", "h") for line in ask]
    # Saturated to the last bit: sigmoid(1000) is 1 and sigmoid(-1000) is 0.
    saturated = ["set bias on", "cell gru", "br = 1000", "bz = -1000"]
    runs = [start + plain, start + saturated + weights + asked, start + [TYPED] + weights + asked]
    outputs = []
    for lines in runs:
        # As numbers: 0 and -0 are the same.
        outputs.append([float(word) for word in re.findall(r"[-+.\w]+", re.sub(
            r"(?m)^\S+ =", "", run(lines))) if re.fullmatch(r"[-+.\de]+", word)])
    if not len(outputs[0]) > 80 or outputs[1] != outputs[0] or outputs[2] != outputs[0]:
        raise RuntimeError("not the same numbers:\n%s\n%s\n%s" % tuple(outputs))
    return "%d numbers, with biases and typed" % len(outputs[0])


report([("%s against NumPy" % name, lambda name=name: cell_agrees(name)) for name in CELLS] +
          [("%s against numeric gradients" % name, lambda name=name: cell_passes_its_check(name))
           for name in CELLS] + [
    ("initialisers against NumPy", initialisers_agree),
    ("a GRU with r = 1, z = 0", gru_is_the_plain_cell),
    ("a wrong gradient is noticed", wrong_backward_is_noticed),
])

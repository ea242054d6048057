#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Training against NumPy: passes of stochastic gradient descent over sentences, with the article's own
loop (truncated or not) and with an LSTM, clipped by norm, by element or not, the rate halved or not.

Weights and losses agree to 1e-12, as max|a-b| <= 1e-12 max(1, max|b|)."""

import json
import os
import re
import resource
import tempfile

import numpy as np

from peer import report, run, scaled

PASSES = 3


def read_matrix(text, name):
    """NAME = NUMBER, [ROW], or rows below it."""
    found = re.search(r"^%s =((?: [^\n]*)?(?:\n +\[[^\n]*)*)" % re.escape(name), text, re.M)
    rows = [row for row in re.split(r"[\[\]\n]+", found.group(1)) if row.strip()]
    return np.array([[float(word) for word in row.split()] for row in rows])


def read_losses(text):
    """The lines of passes: their number, E, E per word, gradient, rate."""
    return np.array([[float(word) for word in line.split()[1:5]] for line in text.splitlines()
                     if re.match(r" +\d+ +\S+ +\S+ +\S+ +\S+", line)])


def expect(ours, theirs, what):
    ours, theirs = np.asarray(ours).ravel(), np.asarray(theirs).ravel()
    off = np.max(np.abs(ours - theirs)) / max(1, np.max(np.abs(theirs)))
    if not off <= 1e-12:
        raise RuntimeError("%s is off by %g" % (what, off))


# ---- two networks, each with the gradients of one sentence


def draw(shapes, seed):
    random = np.random.RandomState(seed)
    return {name: random.uniform(-np.sqrt(1 / shape[1]), np.sqrt(1 / shape[1]), shape)
            for name, shape in shapes}


def softmax(a):
    e = np.exp(a - np.max(a))
    return e / np.sum(e)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def tanh_shapes(H, C):
    return [("U", (H, C)), ("V", (C, H)), ("W", (H, H))]


def first(t, truncate):
    """Where loss t's way back ends: so many steps back, or ("chunk", n)."""
    return t // truncate[1] * truncate[1] if isinstance(truncate, tuple) else max(0, t - truncate)


def tanh_gradients(w, x, y, truncate):
    """bptt() of the article."""
    T, H = len(x), len(w["W"])
    s, o, E = np.zeros((T + 1, H)), np.zeros((T, len(w["V"]))), 0
    for t in range(T):
        s[t] = np.tanh(w["U"][:, x[t]] + w["W"].dot(s[t - 1]))
        o[t] = softmax(w["V"].dot(s[t]))
        E -= np.log(o[t, y[t]])
    d = {name: np.zeros(a.shape) for name, a in w.items()}
    delta_o = o.copy()
    delta_o[np.arange(T), y] -= 1
    for t in reversed(range(T)):
        d["V"] += np.outer(delta_o[t], s[t])
        delta_t = w["V"].T.dot(delta_o[t]) * (1 - s[t] ** 2)
        for k in reversed(range(first(t, truncate), t + 1)):
            d["W"] += np.outer(delta_t, s[k - 1])
            d["U"][:, x[k]] += delta_t
            delta_t = w["W"].T.dot(delta_t) * (1 - s[k - 1] ** 2)
    return E, d


def lstm_shapes(H, C):
    return [("U" + g, (H, C)) for g in "ifog"] + [("W" + g, (H, H)) for g in "ifog"] + \
        [("V", (C, H))]


def lstm_gradients(w, x, y, truncate):
    T, H = len(x), len(w["Wi"])
    s, c, E = np.zeros((T + 1, H)), np.zeros((T + 1, H)), 0
    gates, errors = [], []
    for t in range(T):
        a = {g: w["U" + g][:, x[t]] + w["W" + g].dot(s[t - 1]) for g in "ifog"}
        g = {name: (np.tanh if name == "g" else sigmoid)(a[name]) for name in "ifog"}
        c[t] = g["f"] * c[t - 1] + g["i"] * g["g"]
        s[t] = g["o"] * np.tanh(c[t])
        o = softmax(w["V"].dot(s[t]))
        E -= np.log(o[y[t]])
        o[y[t]] -= 1
        gates.append(g)
        errors.append(o)
    d = {name: np.zeros(a.shape) for name, a in w.items()}
    ds, dc = np.zeros(H), np.zeros(H)
    for t in reversed(range(T)):
        g = gates[t]
        if isinstance(truncate, tuple) and (t + 1) % truncate[1] == 0:
            ds, dc = np.zeros(H), np.zeros(H)
        d["V"] += np.outer(errors[t], s[t])
        ds = ds + w["V"].T.dot(errors[t])
        dc = dc + ds * g["o"] * (1 - np.tanh(c[t]) ** 2)
        da = {"i": dc * g["g"] * g["i"] * (1 - g["i"]),
              "f": dc * c[t - 1] * g["f"] * (1 - g["f"]),
              "o": ds * np.tanh(c[t]) * g["o"] * (1 - g["o"]),
              "g": dc * g["i"] * (1 - g["g"] ** 2)}
        for name in "ifog":
            d["U" + name][:, x[t]] += da[name]
            d["W" + name] += np.outer(da[name], s[t - 1])
        ds = sum(w["W" + name].T.dot(da[name]) for name in "ifog")
        dc = dc * g["f"]
    return E, d


CELLS = {"tanh": (tanh_shapes, tanh_gradients), "lstm": (lstm_shapes, lstm_gradients)}


# ---- the descent


def clip(d, kind, most):
    norm = np.sqrt(sum(np.sum(a ** 2) for a in d.values()))
    if kind == "norm" and norm > most:
        d = {name: a * (most / norm) for name, a in d.items()}
    if kind == "element":
        d = {name: np.clip(a, -most, most) for name, a in d.items()}
    return norm, d


class Optimiser:
    """torch.optim as its documentation writes it, with its defaults; a step for each weight array."""

    def __init__(self, name, w, momentum=0.9, alpha=0.99, betas=(0.9, 0.999), eps=1e-8):
        self.name, self.momentum, self.alpha, self.betas, self.eps = name, momentum, alpha, betas, eps
        self.m = {name: np.zeros(a.shape) for name, a in w.items()}
        self.v = {name: np.zeros(a.shape) for name, a in w.items()}
        self.t = 0

    def step(self, w, d, rate):
        self.t += 1
        for name, g in d.items():
            m, v = self.m[name], self.v[name]
            if self.name == "sgd":
                by = g
            elif self.name == "momentum":  # SGD: the first buffer is g, then b = momentum b + g
                m[:] = g if self.t == 1 else self.momentum * m + g
                by = m
            elif self.name == "adagrad":
                v += g * g
                by = g / (np.sqrt(v) + self.eps)
            elif self.name == "rmsprop":
                v[:] = self.alpha * v + (1 - self.alpha) * g * g
                by = g / (np.sqrt(v) + self.eps)
            elif self.name == "adam":
                m[:] = self.betas[0] * m + (1 - self.betas[0]) * g
                v[:] = self.betas[1] * v + (1 - self.betas[1]) * g * g
                by = (m / (1 - self.betas[0] ** self.t)) / (np.sqrt(v / (1 - self.betas[1] ** self.t)) + self.eps)
            w[name] = w[name] - rate * by


def descend(w, gradients, sentences, rate, halves, clipping, truncate, optimiser=("sgd", {})):
    """Rows of E, E per word, the largest norm, the rate."""
    rows = []
    optimiser = Optimiser(optimiser[0], w, **optimiser[1])
    words = sum(len(sentence) - 1 for sentence in sentences)
    for _ in range(PASSES):
        total, largest = 0, 0
        for sentence in sentences:
            E, d = gradients(w, sentence[:-1], sentence[1:], truncate)
            norm, d = clip(d, *clipping)
            total += E
            largest = max(largest, norm)
            optimiser.step(w, d, rate)
        rows.append((total, total / words, largest, rate))
        if halves and len(rows) > 1 and rows[-1][0] > rows[-2][0]:
            rate /= 2
    return rows


# What `set` is told, and what the peer is.
OPTIMISERS = [
    ("sgd", None, [], {}),
    ("momentum", 0.02, ["set momentum 0.8"], {"momentum": 0.8}),
    ("adagrad", 0.1, ["set epsilon 1e-10"], {"eps": 1e-10}),
    ("rmsprop", 0.005, ["set alpha 0.95"], {"alpha": 0.95}),
    ("adam", 0.02, ["set beta1 0.8", "set beta2 0.99"], {"betas": (0.8, 0.99)}),
    ("adam", 0.02, [], {}),
]


def try_network(random, cell, path):
    H, C = int(random.randint(1, 8)), int(random.randint(2, 9))
    sentences = [random.randint(0, C, random.randint(2, 9)) for _ in range(random.randint(1, 6))]
    seed = int(random.randint(0, 2 ** 32, dtype=np.uint64))
    rate = [0.1, 0.5, 2.0][random.randint(3)]
    halves = bool(random.randint(2))
    clipping = [("off", 0), ("norm", 0.7), ("element", 0.05)][random.randint(3)]
    truncate = [None, ("chunk", int(random.randint(1, 5))), int(random.randint(0, 5))][
        random.randint(3 if cell == "tanh" else 2)]
    name, own_rate, told, given = OPTIMISERS[random.randint(len(OPTIMISERS))]
    rate = own_rate or rate
    shapes, gradients = CELLS[cell]
    w = draw(shapes(H, C), seed)
    with open(path, "w") as file:
        for sentence in sentences:
            file.write(" ".join("w%d" % word for word in sentence) + "\n")
    lines = ["cell " + cell, "vocab " + " ".join("w%d" % i for i in range(C)), "hidden %d" % H,
             "seed %d" % seed, "sentences " + path, "set rate %g" % rate, "set optimiser " + name] + told + [
             "set halve " + ("on" if halves else "off"),
             "clip " + ("off" if clipping[0] == "off" else "%s %r" % clipping),
             "truncate " + ("off" if truncate is None else "%s %d" % truncate if isinstance(truncate, tuple)
                            else str(truncate)), "train %d" % PASSES]
    text = run(lines + list(w))
    rows = descend(w, gradients, sentences, rate, halves, clipping,
                   max(map(len, sentences)) if truncate is None else truncate, (name, given))
    what = "\n".join(lines)
    expect(read_losses(text)[:, :3], np.array(rows)[:, :3], "the losses of\n" + what)
    expect(read_losses(text)[:, 3], np.array(rows)[:, 3], "the rate of\n" + what)
    for name in w:
        expect(read_matrix(text, name), w[name], name + " of\n" + what)


def training_agrees(cell):
    random = np.random.RandomState(7)
    networks = scaled(100)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(networks):
            try_network(random, cell, os.path.join(folder, "text"))
    return "%d networks, %d passes each" % (networks, PASSES)


def sums_over_sequences_agree(cell):
    """E_all and dE_all/d· are sums of what each sequence has, in the walk, truncated or not, and in check."""
    shapes, gradients = CELLS[cell]
    random = np.random.RandomState(9)
    networks = scaled(100)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "text")
        for _ in range(networks):
            H, C, seed = int(random.randint(1, 6)), int(random.randint(2, 8)), int(random.randint(0, 2 ** 31))
            sentences = [random.randint(0, C, random.randint(2, 7)) for _ in range(random.randint(2, 5))]
            truncate = ("chunk", 2) if random.randint(2) else max(map(len, sentences))
            with open(path, "w") as file:
                for sentence in sentences:
                    file.write(" ".join("w%d" % word for word in sentence) + "\n")
            w = draw(shapes(H, C), seed)
            found = [gradients(w, sentence[:-1], sentence[1:], truncate) for sentence in sentences]
            asked = ["E_all"] + ["dE_all/d" + name for name in w]
            expected = [sum(E for E, _ in found)] + [sum(d[name] for _, d in found) for name in w]
            lines = ["cell " + cell, "vocab " + " ".join("w%d" % i for i in range(C)), "hidden %d" % H, "seed %d" % seed,
                     "truncate " + ("off" if isinstance(truncate, int) else "%s %d" % truncate),
                     "sentences " + path, "sentence %d" % len(sentences), "set json on"] + asked + ["E", "check dE_all/dV"]
            said = [json.loads(line) for line in run(lines).splitlines() if '"values"' in line or '"verdicts"' in line]
            for one, name, value in zip(said, asked, expected):
                expect(np.array(one["values"]).ravel(), np.array(value).ravel(), name + " of\n" + "\n".join(lines))
                if one["sum"] != len(sentences) or "sequence" in one:
                    raise RuntimeError("%s is said to be %s" % (name, one))
            expect(said[-2]["values"], [found[-1][0]], "E")
            if said[-2]["sequence"] != len(sentences) or said[-1]["fail"] or said[-1]["sum"] != len(sentences):
                raise RuntimeError(str(said[-2:]))
    return "%d networks" % networks


def fifty_passes_agree(cell):
    """Each optimiser over 50 passes of one sequence; beside sgd's its own rate."""
    shapes, gradients = CELLS[cell]
    random = np.random.RandomState(8)
    H, C, T = 4, 6, 9
    x, y = random.randint(0, C, T), random.randint(0, C, T)
    for name, rate, told, given in OPTIMISERS:
        w = draw(shapes(H, C), 8)
        rate = rate or 0.05
        text = run(["cell " + cell, "vocab %d" % C, "hidden %d" % H, "seed 8", "x " + " ".join(map(str, x)),
                    "y " + " ".join(map(str, y)), "set rate %g" % rate, "set optimiser " + name] + told +
                   ["train 50"] + list(w))
        optimiser = Optimiser(name, w, **given)
        for _ in range(50):
            optimiser.step(w, gradients(w, x, y, T)[1], rate)
        for each in w:
            expect(read_matrix(text, each), w[each], "%s of %s after 50 passes" % (each, name))
    return ", ".join(name for name, *_ in OPTIMISERS)


def a_large_one_starts_where_guessing_does():
    """C = 8000 and H = 100, as in the tutorial, whose own text begins at 8.987440."""
    random = np.random.RandomState(1)
    words = random.randint(0, 8000, 21)
    text = run(["vocab 8000", "hidden 100", "seed 10", "x " + " ".join(map(str, words[:-1])),
                "y " + " ".join(map(str, words[1:])), "set rate 0.005", "train"])
    w = draw(tanh_shapes(100, 8000), 10)
    E, _ = tanh_gradients(w, words[:-1], words[1:], 20)
    per_word = read_losses(text)[0, 1]
    expect(per_word, E / 20, "the loss per word")
    if not abs(per_word - np.log(8000)) < 0.01:
        raise RuntimeError("the loss per word is %g" % per_word)
    return "%.6f per word, ln C is %.6f" % (per_word, np.log(8000))


def the_wall_stands_where_pascanu_drew_it():
    """x_t = w sigmoid(x_{t-1}) + b, x_0 = 0.5, E = (sigmoid(x_50) - 0.7)^2, over w and b."""
    zeros = " ".join(["0"] * 50)
    text = run(["cell wall", "vocab 1", "x " + zeros, "y " + zeros, "s[-1] = 0.5", "set json on",
                "surface E[T-1] over w = 3..7, b = -4..-1"])
    surface = json.loads(text.splitlines()[-1])
    rows, cols = surface["shape"]
    b, w = np.meshgrid(np.linspace(-1, -4, rows), np.linspace(3, 7, cols), indexing="ij")
    x = np.full((rows, cols), 0.5)
    for _ in range(50):
        x = w * sigmoid(x) + b
    E = (sigmoid(x) - 0.7) ** 2
    expect(surface["values"], E, "the surface")
    step = np.max(np.abs(np.diff(E, axis=1)))
    if not step > 0.2:
        raise RuntimeError("the steepest step from column to column is %g" % step)
    return "%d points, the steepest step %.3f" % (E.size, step)


def seconds_of(passes):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    run(["train %d" % passes])
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def many_passes_cost_what_they_are():
    """Linear time is 4 here, quadratic 11 and more."""
    few, many = seconds_of(100000), seconds_of(400000)
    if not many < 7 * few:
        raise RuntimeError("100,000 passes take %.2f s, 400,000 take %.2f" % (few, many))
    return "%.2f s and %.2f s" % (few, many)


def a_wrong_step_is_noticed():
    random = np.random.RandomState(7)
    right = CELLS["tanh"]
    CELLS["tanh"] = (tanh_shapes, lambda *of: (lambda E, d: (E, dict(d, W=d["W"] * (1 + 1e-9))))(
        *tanh_gradients(*of)))
    try:
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(5):
                try_network(random, "tanh", os.path.join(folder, "text"))
    except RuntimeError as error:
        if "off by" in str(error):
            return "found"
        raise
    finally:
        CELLS["tanh"] = right
    raise RuntimeError("not noticed")


report([
    ("the article's gradients", lambda: training_agrees("tanh")),
    ("an LSTM's gradients", lambda: training_agrees("lstm")),
    ("E_all and its gradients", lambda: sums_over_sequences_agree("tanh")),
    ("E_all and its gradients, of an LSTM", lambda: sums_over_sequences_agree("lstm")),
    ("50 passes of the article's network", lambda: fifty_passes_agree("tanh")),
    ("50 passes of an LSTM", lambda: fifty_passes_agree("lstm")),
    ("a large network", a_large_one_starts_where_guessing_does),
    ("the wall", the_wall_stands_where_pascanu_drew_it),
    ("the time of many passes", many_passes_cost_what_they_are),
    ("a wrong step is noticed", a_wrong_step_is_noticed),
])

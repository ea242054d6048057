# SPDX-License-Identifier: GPL-3.0-or-later
"""Files as people have them: words or vectors, of one sequence or of many, in the shapes of their courses, with
targets everywhere, here and there, or once; gradients from outside; numbers predicted in place of words.  For each
there is a forward pass in plain NumPy; the gradient of every element is the imaginary part of one forward pass (a
step of 1e-30 i loses no digit), and is compared with what `grad` writes.  Then files that are wrong."""
import os
import subprocess
import sys
import tempfile

import numpy as np

PROGRAM = os.environ["BPTT_REPL"]
FOLDER = tempfile.mkdtemp()
STEP = 1e-30
NONE = -100
sigma = lambda z: 1 / (1 + np.exp(-z))
count = failed = 0


def test(name, run):
    global count, failed
    count += 1
    try:
        run()
        print("ok %d - %s" % (count, name))
    except Exception as why:
        failed += 1
        print("not ok %d - %s\n# %s" % (count, name, "\n# ".join(str(why).splitlines())))


def expect(condition, *what):
    if not condition:
        raise RuntimeError(" ".join(map(str, what)))


# ---- one layer: its arrays, and from them and x (T×C) the states (T×H)

def tanh_arrays(rng, H, C):
    return {"U": (H, C), "W": (H, H), "b": (H,)}


def tanh_layer(a, xs, h, c):
    for x in xs:
        h = np.tanh(a["U"] @ x + a["W"] @ h + a["b"])
        yield h


def lstm_arrays(rng, H, C):
    return {"rnn.weight_ih_l0": (4 * H, C), "rnn.weight_hh_l0": (4 * H, H), "rnn.bias_ih_l0": (4 * H,),
            "rnn.bias_hh_l0": (4 * H,)}


def lstm_layer(a, xs, h, c):
    for x in xs:
        z = (a["rnn.weight_ih_l0"] @ x + a["rnn.bias_ih_l0"] + a["rnn.weight_hh_l0"] @ h + a["rnn.bias_hh_l0"])
        i, f, g, o = np.split(z, 4)
        c = sigma(f) * c + sigma(i) * np.tanh(g)
        h = sigma(o) * np.tanh(c)
        yield h


def gru_arrays(rng, H, C):
    return {"rnn.weight_ih_l0": (3 * H, C), "rnn.weight_hh_l0": (3 * H, H), "rnn.bias_ih_l0": (3 * H,),
            "rnn.bias_hh_l0": (3 * H,)}


def gru_layer(a, xs, h, c):
    for x in xs:
        ri, zi, ni = np.split(a["rnn.weight_ih_l0"] @ x + a["rnn.bias_ih_l0"], 3)
        rh, zh, nh = np.split(a["rnn.weight_hh_l0"] @ h + a["rnn.bias_hh_l0"], 3)
        r, z = sigma(ri + rh), sigma(zi + zh)
        n = np.tanh(ni + r * nh)
        h = (1 - z) * n + z * h
        yield h


def rows_arrays(rng, H, C):
    return {"Wx": (C, H), "Wh": (H, H), "b": (H,)}


def rows_layer(a, xs, h, c):
    for x in xs:
        h = np.tanh(x @ a["Wx"] + h @ a["Wh"] + a["b"])
        yield h


def sequence_arrays(rng, H, C):
    return {"Wax": (H, C), "Waa": (H, H), "ba": (H, 1)}


def sequence_layer(a, xs, h, c):
    for x in xs:
        h = np.tanh(a["Waa"] @ h + a["Wax"] @ x + a["ba"].ravel())
        yield h


def joint_arrays(rng, H, C):
    return {"W" + gate: (H, H + C) for gate in "fico"} | {"b" + gate: (H, 1) for gate in "fico"}


def joint_layer(a, xs, h, c):
    for x in xs:
        f, i, g, o = [a["W" + gate] @ np.concatenate([h, x]) + a["b" + gate].ravel() for gate in "fico"]
        c = sigma(f) * c + sigma(i) * np.tanh(g)
        h = sigma(o) * np.tanh(c)
        yield h


def two_arrays(rng, H, C, gates=1):
    shapes = {}
    for layer, size in ((0, C), (1, H)):
        shapes["rnn.weight_ih_l%d" % layer] = (gates * H, size)
        shapes["rnn.weight_hh_l%d" % layer] = (gates * H, H)
        shapes["rnn.bias_ih_l%d" % layer] = shapes["rnn.bias_hh_l%d" % layer] = (gates * H,)
    return shapes


def two_lstm_arrays(rng, H, C):
    return two_arrays(rng, H, C, 4)


def layer_of(a, number):
    """The arrays of a layer as if it were the first."""
    end = "_l%d" % number
    return {name[:-3] + "_l0": array for name, array in a.items() if name.endswith(end)}


def two_layer(a, xs, h, c):
    def rnn(a, xs):
        s = h
        for x in xs:
            s = np.tanh(a["rnn.weight_ih_l0"] @ x + a["rnn.bias_ih_l0"] + a["rnn.weight_hh_l0"] @ s + a["rnn.bias_hh_l0"])
            yield s
    return rnn(layer_of(a, 1), rnn(layer_of(a, 0), xs))


def two_lstm_layer(a, xs, h, c):
    return lstm_layer(layer_of(a, 1), lstm_layer(layer_of(a, 0), xs, h, c), h, c)


def embedded(arrays, layer):
    """What reads vectors of two numbers, with a table of the words' vectors before it; names as PyTorch's."""
    def shapes(rng, H, C):
        inner = arrays(rng, H, 2)
        names = {"U": "rnn.weight_ih_l0", "W": "rnn.weight_hh_l0", "b": "rnn.bias_ih_l0"}
        return {"emb.weight": (C, 2)} | {names.get(name, name): shape for name, shape in inner.items()}

    def states(a, xs, h, c):
        inner = dict(a, U=a["rnn.weight_ih_l0"], W=a["rnn.weight_hh_l0"], b=a["rnn.bias_ih_l0"])
        return layer(inner, [x @ a["emb.weight"] for x in xs], h, c)
    return shapes, states, "fc.weight", "fc.bias", False


LAYERS = {"embedding and rnn": embedded(tanh_arrays, tanh_layer),
          "embedding and lstm": embedded(lstm_arrays, lstm_layer),
          "embedding and gru": embedded(gru_arrays, gru_layer),
          "rnn of two layers": (two_arrays, two_layer, "linear.weight", "linear.bias", False),
          "lstm of two layers": (two_lstm_arrays, two_lstm_layer, "linear.weight", "linear.bias", False),
          "tanh": (tanh_arrays, tanh_layer, "V", "bv", False),
          "lstm": (lstm_arrays, lstm_layer, "linear.weight", "linear.bias", False),
          "gru": (gru_arrays, gru_layer, "linear.weight", "linear.bias", False),
          "rows": (rows_arrays, rows_layer, "W_vocab", "b_vocab", True),
          "sequence": (sequence_arrays, sequence_layer, "Wya", "by", False),
          "joint": (joint_arrays, joint_layer, "Wy", "by", False)}


# ---- losses: of states and a target; a target of None has none

def onehot(C, word):
    return np.eye(C)[word] if word >= 0 else np.zeros(C)


def xent(logits, y):
    return np.log(np.sum(np.exp(logits))) - logits @ y


def square(o, y):
    return 0.5 * (o - y) @ (o - y)


class Model:
    """Arrays, and E of them and of x of N×T×C and targets[n][t]: a vector, or None."""

    def __init__(self, layer, H, C, K=None, outside=False, seed=1):
        self.rng = np.random.RandomState(seed)
        self.shapes, self.layer, V, bv, self.is_row = LAYERS[layer]
        self.H, self.C, self.K, self.outside = H, C, K or C, outside
        shapes = dict(self.shapes(self.rng, H, C))
        self.V, self.bv = V, bv
        if not outside:
            shapes[V] = (H, self.K) if self.is_row else (self.K, H)
            shapes[bv] = (self.K, 1) if layer in ("sequence", "joint") else (self.K,)
        self.a = {name: self.rng.uniform(-0.8, 0.8, shape) for name, shape in shapes.items()}
        self.loss = square if K else xent

    def E(self, a, x, targets, starts=()):
        """`starts`: the initial state of each sequence, and its cell's; else zeros."""
        E = 0
        for n, (xs, ys) in enumerate(zip(x, targets)):
            h, c = [start[n] for start in starts] + [np.zeros(self.H)] * (2 - len(starts))
            for h, y in zip(self.layer(a, xs, h, c), ys):
                if y is None:
                    continue
                if self.outside:
                    E = E + h @ y
                    continue
                out = h @ a[self.V] if self.is_row else a[self.V] @ h
                E = E + self.loss(out + a[self.bv].ravel(), y)
        return E

    def gradients(self, x, targets, of_x):
        """E, and of every array; of x (N×T×C) where it is wanted."""
        found = {"E": self.E(self.a, x, targets)}
        for name, array in self.a.items():
            slope = np.zeros(array.shape)
            for at in np.ndindex(array.shape):
                moved = dict(self.a, **{name: array.astype(complex)})
                moved[name][at] += STEP * 1j
                slope[at] = self.E(moved, x, targets).imag / STEP
            found["d" + name] = slope
        if of_x:
            slope = np.zeros(x.shape)
            for at in np.ndindex(x.shape):
                moved = x.astype(complex)
                moved[at] += STEP * 1j
                slope[at] = self.E(self.a, moved, targets).imag / STEP
            found["dx"] = slope
        return found


def grad(arrays, *options):
    """What grad writes for a file, and what it says."""
    where, out = os.path.join(FOLDER, "in.npz"), os.path.join(FOLDER, "out.npz")
    np.savez(where, **arrays)
    done = subprocess.run([PROGRAM, "grad", "--load", where, "--out", out] + list(options), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise RuntimeError(done.stderr)
    with np.load(out) as file:
        return {name: file[name] for name in file.files}, done.stdout


def compare(found, wanted):
    for name, value in wanted.items():
        expect(name in found, "there is no", name, "among", sorted(found))
        value = np.asarray(value)
        expect(found[name].shape == value.shape, name, "is", found[name].shape, "and not", value.shape)
        off = np.max(np.abs(found[name] - value)) / max(1, np.max(np.abs(value)))
        expect(off <= 1e-12, name, "is off by", off)


# ---- the data, N sequences of T steps, and how they are saved: the arrays, x as N×T×C, the targets

def words_of(rng, N, T, C):
    return rng.randint(0, C, (N, T)), rng.randint(0, C, (N, T))


def hot_targets(y, C):
    return [[None if word < 0 else onehot(C, word) for word in row] for row in y]


def hot_x(x, C):
    return np.array([[onehot(C, word) for word in row] for row in x], dtype=float)


def with_gaps(rng, y):
    y = y.copy()
    gaps = rng.rand(*y.shape) < 0.5
    gaps[:, -1] = False
    y[gaps] = NONE
    return y


def plain(rng, N, T, C):
    x, y = words_of(rng, N, T, C)
    return {"x": x[0] if N == 1 else x, "y": y[0] if N == 1 else y}, hot_x(x, C), hot_targets(y, C), None


def gaps(rng, N, T, C):
    x, y = words_of(rng, N, T, C)
    y = with_gaps(rng, y)
    return {"x": x[0] if N == 1 else x, "y": y[0] if N == 1 else y}, hot_x(x, C), hot_targets(y, C), None


def padded(rng, N, T, C):
    """Sequences of different lengths: behind their ends there is nothing to read and nothing to predict."""
    x, y = words_of(rng, N, T, C)
    for n in range(N):
        x[n, T - n:] = y[n, T - n:] = NONE
    return {"x": x, "y": y}, hot_x(x, C), hot_targets(y, C), None


def once(rng, N, T, C):
    """Many to one: a word for a sequence."""
    x, y = words_of(rng, N, T, C)
    targets = [[None] * (T - 1) + [onehot(C, row[-1])] for row in y]
    return {"x": x[0] if N == 1 else x, "y": y[:, -1]}, hot_x(x, C), targets, None


def hot(rng, N, T, C):
    x, y = words_of(rng, N, T, C)
    hx, hy = hot_x(x, C), hot_x(y, C)
    return {"x": hx[0] if N == 1 else hx, "y": hy[0] if N == 1 else hy}, hx, hot_targets(y, C), None


def hot_zeros(rng, N, T, C):
    """A target of zeros is none, and a word of zeros is zeros."""
    x, y = words_of(rng, N, T, C)
    y = with_gaps(rng, y)
    x[:, 0] = -1
    hx, hy = hot_x(x, C), hot_x(np.maximum(y, -1), C)
    return {"x": hx[0] if N == 1 else hx, "y": hy[0] if N == 1 else hy}, hx, hot_targets(y, C), None


def real(rng, N, T, C):
    x, y = rng.randn(N, T, C), words_of(rng, N, T, C)[1]
    return {"x": x[0] if N == 1 else x, "y": y[0] if N == 1 else y}, x, hot_targets(y, C), "NTC"


def real_gaps(rng, N, T, C):
    x, y = rng.randn(N, T, C), with_gaps(rng, words_of(rng, N, T, C)[1])
    return {"x": x[0] if N == 1 else x, "y": y[0] if N == 1 else y}, x, hot_targets(y, C), "NTC"


def soft(rng, N, T, C):
    """Targets are distributions, and rows of NaN are none."""
    x, y = rng.randn(N, T, C), rng.rand(N, T, C)
    y /= y.sum(axis=2, keepdims=True)
    y[:, 0] = np.nan
    targets = [[None if np.isnan(row[0]) else row for row in rows] for rows in y]
    return {"x": x[0] if N == 1 else x, "y": y[0] if N == 1 else y}, x, targets, "NTC"


def ordered(layout):
    """x in another order of its sides; y, words, in what is left of it."""
    def make(rng, N, T, C):
        x, y = rng.randn(N, T, C), words_of(rng, N, T, C)[1]
        order = ["NTC".index(letter) for letter in layout]
        arrays = {"x": x.transpose(order), "y": y if layout.index("N") < layout.index("T") else y.T}
        return arrays, x, hot_targets(y, C), layout
    return make


DATA = {"words": (plain, 1), "gaps": (gaps, 1), "one word for all": (once, 1), "one-hot": (hot, 1),
        "one-hot with rows of zeros": (hot_zeros, 1), "real x": (real, 1), "real x with gaps": (real_gaps, 1),
        "distributions": (soft, 1), "N×T": (plain, 3), "N×T with gaps": (gaps, 3), "N×T, padded": (padded, 3),
        "N×T, one word each": (once, 3), "N×T×C one-hot": (hot, 3), "N×T×C": (real, 2),
        "N×T×C, distributions": (soft, 2), "T×N×C": (ordered("TNC"), 2), "C×N×T": (ordered("CNT"), 2)}


def agrees(layer, make, N, seed):
    def run():
        H, C, T = 3, 5, 4
        model = Model(layer, H, C, seed=seed)
        arrays, x, targets, layout = make(model.rng, N, T, C)
        given = dict(model.a, **arrays)
        if layer in ("sequence",):  # where x and y are of N×T×C all the same
            layout = layout or "NTC"
        options = ["--layout=" + layout] if layout and layout != "NTC" else []
        wanted = model.gradients(x, targets, layout is not None)
        found, said = grad(given, *options)
        if layout:
            dx = wanted["dx"].transpose(["NTC".index(letter) for letter in layout])
            wanted["dx"] = dx if N > 1 else dx.reshape([side for side, l in zip(dx.shape, layout) if l != "N"])
        compare(found, wanted)
        expect(N == 1 or "sums over %d sequences" % N in said, said)
    return run


seed = 10
for kind, (make, N) in DATA.items():
    for layer in ("tanh", "lstm", "gru", "rows") if N == 1 else ("tanh", "lstm", "rows"):
        seed += 1
        test("%s: %s" % (layer, kind), agrees(layer, make, N, seed))


for layer in ("rnn of two layers", "lstm of two layers", "embedding and rnn", "embedding and lstm", "embedding and gru"):
    for kind in ("words", "one word for all", "N×T×C"):
        seed += 1
        test("%s: %s" % (layer, kind), agrees(layer, DATA[kind][0], DATA[kind][1], seed))


# ---- numbers in the place of words

def regression(N, how):
    def run():
        T, D, K, H = 5, 3, 2, 4
        model = Model("tanh", H, D, K, seed=60 + N)
        x, y = model.rng.randn(N, T, D), model.rng.randn(N, T, K)
        targets = [[row for row in rows] for rows in y]
        if how == "gaps":
            y[:, 1:3] = np.nan
            targets = [[None if np.isnan(row[0]) else row for row in rows] for rows in y]
        elif how == "last":
            y = y[:, -1]
            targets = [[None] * (T - 1) + [row] for row in y]
        wanted = model.gradients(x, targets, True)
        wanted["dx"] = wanted["dx"] if N > 1 else wanted["dx"][0]
        given = dict(model.a, x=x if N > 1 else x[0], y=y if N > 1 else y[0] if how != "last" else y)
        found, said = grad(given, "--cell=regression")
        compare(found, wanted)
    return run


for N in (1, 3):
    for how in ("all", "gaps", "last"):
        test("regression, N = %d, targets: %s" % (N, how), regression(N, how))


# ---- a gradient from outside

def outside(layer, name, layout, N):
    def run():
        T, D, H = 4, 5, 3
        model = Model(layer, H, D, outside=True, seed=80)
        x, g = model.rng.randn(N, T, D), model.rng.randn(N, T, H)
        order = ["NTC".index(letter) for letter in layout]
        wanted = model.gradients(x, [[row for row in rows] for rows in g], True)
        wanted["dx"] = wanted["dx"].transpose(order)
        found, said = grad(dict(model.a, x=x.transpose(order), **{name: g.transpose(order)}))
        compare(found, wanted)
    return run


test("rows: dh of N×T×H", outside("rows", "dh", "NTC", 2))
test("sequence: da of n_a×m×T", outside("sequence", "da", "CNT", 3))
test("PyTorch's nn.LSTM alone: dh of N×T×H", outside("lstm", "dh", "NTC", 2))
test("lstm over [a; x]: da of n_a×m×T", outside("joint", "da", "CNT", 2))


# ---- initial states of which each sequence has its own

def begins(layer, names, layout, N=3):
    def run():
        T, D, H = 4, 5, 4
        outside = layout == "CNT"
        model = Model(layer, H, D, outside=outside, seed=85)
        starts = [model.rng.randn(N, H) for _ in names]
        x = model.rng.randn(N, T, D)
        y = model.rng.randn(N, T, H) if outside else words_of(model.rng, N, T, D)[1]
        targets = [[row for row in rows] for rows in y] if outside else hot_targets(y, D)
        order = ["NTC".index(letter) for letter in layout]
        side_by_side = lambda a: a.T if outside else a[None] if names[0] == "h_0" else a
        wanted = {"E": model.E(model.a, x, targets, starts)}
        for i, name in enumerate(names):
            slope = np.zeros((N, H))
            for at in np.ndindex(slope.shape):
                moved = [start.astype(complex) for start in starts]
                moved[i][at] += STEP * 1j
                slope[at] = model.E(model.a, x, targets, moved).imag / STEP
            wanted["d" + name] = side_by_side(slope)
        given = dict(model.a, x=x.transpose(order), **{name: side_by_side(start) for name, start in zip(names, starts)})
        given["da" if outside else "y"] = y.transpose(order) if outside else y
        found, said = grad(given)
        compare(found, wanted)
        side = "column" if outside else "row"
        expect("begins with its own s[-1], a " + side in said, said)
    return run


test("tanh: s[-1] of N×H", begins("tanh", ["s[-1]"], "NTC"))
test("rows: h0 of N×H", begins("rows", ["h0"], "NTC"))
test("PyTorch's nn.LSTM: h_0 and c_0 of 1×N×H", begins("lstm", ["h_0", "c_0"], "NTC"))
test("PyTorch's nn.GRU: h_0 of 1×N×H, as many sequences as units", begins("gru", ["h_0"], "NTC", 4))
test("lstm over [a; x]: a0 and c0 of n_a×m", begins("joint", ["a0", "c0"], "CNT"))


# ---- means, and gradients of everything

def means(by, divisor):
    def run():
        model = Model("tanh", 3, 5, seed=90)
        arrays, x, targets, _ = gaps(model.rng, 3, 4, 5)
        losses = sum(target is not None for row in targets for target in row)
        wanted = {name: value / divisor(losses) for name, value in model.gradients(x, targets, False).items()}
        found, said = grad(dict(model.a, **arrays), "--mean=" + by)
        compare(found, wanted)
        expect("divided by the %d %s" % (divisor(losses), by) in said, said)
    return run


test("the mean over losses", means("losses", lambda losses: losses))
test("the mean over sequences", means("sequences", lambda losses: 3))


def everything():
    """States and what is computed on the way, moved one by one where they are computed."""
    H, C, T, N = 3, 4, 4, 2
    model = Model("tanh", H, C, seed=91)
    a = model.a
    x, y = model.rng.randn(N, T, C), with_gaps(model.rng, words_of(model.rng, N, T, C)[1])

    def E(move=None, at=None):
        E = 0
        for n in range(N):
            s = np.zeros(H, dtype=complex)
            for t in range(T):
                def moved(name, value):
                    value = value.astype(complex)
                    if name == move and at[:2] == (n, t):
                        value[at[2]] += STEP * 1j
                    return value
                z = moved("z", a["U"] @ moved("x", x[n, t]) + a["W"] @ s + a["b"])
                s = moved("s", np.tanh(z))
                if y[n, t] >= 0:
                    E = E + xent(moved("logits", a["V"] @ s + a["bv"]), onehot(C, y[n, t]))
        return E

    wanted = {}
    for name, size in (("x", C), ("z", H), ("s", H), ("logits", C)):
        slope = np.zeros((N, T, size))
        for at in np.ndindex(slope.shape):
            slope[at] = E(name, at).imag / STEP
        wanted["d" + name] = slope
    found, said = grad(dict(a, x=x, y=y), "--all")
    compare(found, wanted)


test("gradients of everything", everything)


def kept():
    """What is given is saved and loaded again, bit for bit."""
    model = Model("tanh", 3, 3, 1, seed=92)
    x, y = model.rng.randn(4, 3), model.rng.randn(4, 1)
    y[1] = np.nan
    where, again = os.path.join(FOLDER, "kept.npz"), os.path.join(FOLDER, "again.npz")
    np.savez(where, x=x, y=y, **model.a)
    done = subprocess.run([PROGRAM, "-e", 'cell regression; load "%s"; save "%s"; E; load "%s"; E' % (where, again, again)],
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    expect(not done.returncode, done.stderr)
    losses = [line for line in done.stdout.splitlines() if line.startswith("E = ")]
    expect(len(losses) == 2 and losses[0] == losses[1], done.stdout)
    with np.load(again) as file:
        for name, value in dict(model.a, x=x, y=y).items():
            expect(np.array_equal(file[name], value, equal_nan=True), name)


test("saved and loaded", kept)


# ---- files that are wrong: file, array, byte, the shape seen, the shape needed, what to write

def refused(arrays, *parts, options=()):
    def run():
        model = Model("tanh", 3, 5, seed=1)
        try:
            grad(dict(model.a, **arrays), *options)
        except RuntimeError as why:
            for part in ("in.npz",) + parts:
                expect(part in str(why), "there is no", repr(part), "in", why)
            return
        raise RuntimeError("taken")
    return run


x, y = np.arange(4), np.arange(1, 5)
WRONG = [
    ("a word too many", {"x": x, "y": np.array([1, 2, 3, 9])}, ("y[3] is 9", "0 to 4", "byte")),
    ("no target at all", {"x": x, "y": np.full(4, NONE)}, ("no step has a target",)),
    ("half a word", {"x": x + 0.5, "y": y}, ("x[0] is 0.5", "byte")),
    ("vectors of another size", {"x": np.ones((4, 7)) * 0.3, "y": y}, ("x is 4×7", "T×5", "layout", "byte")),
    ("four sides", {"x": np.ones((2, 2, 2, 5)), "y": y}, ("x is 2×2×2×5", "N×T×5", "byte")),
    ("other steps", {"x": np.ones((3, 4, 5)) * 0.5, "y": np.zeros((3, 7), int)}, ("y 3×7 has 3 × 7", "x 3×4×5 has 3 × 4", "np.savez(…, x=…, y=…)", "byte")),
    ("a row partly NaN", {"x": np.array([[1.5, np.nan, 0, 0, 0]] * 4), "y": y}, ("NaN", "as a whole", "byte")),
    ("no distribution", {"x": x, "y": np.ones((4, 5)) * 0.3}, ("y[0] is not a distribution", "regression")),
    ("nothing", {"x": np.zeros((0, 5)), "y": y}, ("x is 0×5", "byte")),
    ("no y", {"x": x}, ("there is no y",)),
    ("one-hot words on their side", {"x": np.eye(5)[x].T, "y": y}, ("x 5×4 has 5 × 4", "np.savez(…, x=x.T)", "byte")),
    ("words that count from 1", {"x": x, "y": y + 1}, ("y[3] is 5", "y=y - 1", "byte")),
    ("strings in the place of a weight", {"x": x, "y": y, "W": np.array([["a"] * 3] * 3)},
     ("W: the array holds strings", "W=np.array(W, dtype=float)", "byte")),
    ("initial states of two layers", {"x": x, "y": y, "h_0": np.ones((2, 1, 3))}, ("h_0 is 2×1×3", "several layers", "s2[-1]", "byte")),
    ("initial states on their side", {"x": np.zeros((2, 4), int), "y": np.ones((2, 4), int), "s[-1]": np.ones((3, 2))},
     ("s[-1] is 3×2, and should be 2×3", "s[-1]=s[-1].T", "byte")),
    ("initial states of other sequences", {"x": np.zeros((2, 4), int), "y": np.ones((2, 4), int), "s[-1]": np.ones((5, 3))},
     ("s[-1] is 5×3, and should be 2×3", "as many rows as x has sequences", "byte")),
    ("initial states of several, and one sequence alone", {"x": x, "y": y, "s[-1]": np.ones((5, 3))},
     ("there is one sequence alone", "byte")),
]


def taken(arrays, *parts):
    """A file as somebody saved it: what is no number is left out, and said."""
    def run():
        model = Model("rows", 3, 5, seed=1)
        found, said = grad(dict(model.a, x=x, y=y, **arrays))
        compare(found, model.gradients(hot_x([x], 5), hot_targets([y], 5), False))
        for part in parts:
            expect(part in said, "there is no", repr(part), "in", said)
    return run


test("taken: a vocabulary beside the numbers", taken({"vocab": np.array(["a", "b", "a", "d", "e"])}, "not used: vocab (strings)"))
test("taken: the names of the words", taken({"chars": np.array(list("ab \n\u1ed7"))}, "chars: the names of the 5 words"))
test("taken: the names of the words, in the other order of bytes", taken({"chars": np.array(["the", "cat", "sat", "on", "mat"]).astype(">U4")},
                                                                         "chars: the names of the 5 words"))
test("taken: more names than words", taken({"chars": np.array(list("abcdef"))}, "not used: chars (strings)"))


def words_are_shown():
    model = Model("rows", 3, 5, seed=1)
    where = os.path.join(FOLDER, "words.npz")
    np.savez(where, x=x, y=y, chars=np.array(list("ab \n\u1ed7")), **model.a)
    done = subprocess.run([PROGRAM, "-e", 'load "%s"; show time; x' % where], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=dict(os.environ, LC_ALL="C.UTF-8"))
    expect(not done.returncode and all(word in done.stdout for word in ("␣", "↵", "ỗ")), done.stdout, done.stderr)


test("the names of the words are shown", words_are_shown)
test("taken: a dictionary beside the numbers", taken({"char_to_ix": np.array({"a": 0}, dtype=object)},
                                                     "not used: char_to_ix (Python objects"))
test("taken: records and dates beside the numbers", taken(
    {"log": np.zeros(3, dtype=[("epoch", "i4"), ("loss", "f8", (2,))]), "when": np.array(["2020-01-01"], dtype="M8")},
    "not used: log (records)", "not used: when (dates or times)"))
test("taken: what an optimiser and a schedule leave", taken({"mWx": np.zeros((5, 3)), "smooth_loss": np.array(12.5),
                                                             "epoch": np.array(3)}, "mWx", "smooth_loss"))


def renamed():
    model = Model("rows", 3, 5, seed=1)
    try:
        grad({name.upper(): array for name, array in dict(model.a, x=x, y=y).items()})
    except RuntimeError as why:
        expect("np.savez(…, Wx=WX, Wh=WH" in str(why), why)
        return
    raise RuntimeError("taken")


test("refused: names in capitals", renamed)


def another_function(name, shape):
    def run():
        model = Model("rnn of two layers", 3, 5, seed=2)
        try:
            grad(dict(model.a, x=x, y=y, **{name: np.zeros(shape)}))
        except RuntimeError as why:
            expect(name in str(why) and "byte" in str(why) and "another direction" in str(why), why)
            return
        raise RuntimeError("taken")
    return run


for name in ("rnn.weight_ih_l0_reverse", "rnn.weight_hr_l0", "rnn.weight_ih_l2"):
    test("refused: " + name, another_function(name, (3, 3)))

for name, arrays, parts in WRONG:
    test("refused: " + name, refused(arrays, *parts))

print("1..%d" % count)
sys.exit(failed > 0)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Random expressions for tests/expressions.py: trees, their shapes by rules of their own, their values by
NumPy, their text as a person may write it."""
import random

import numpy as np


class Misfit(Exception):
    """Shapes that do not fit: those of the operands."""


# ---- the network: tanh, as NumPy has it

class Network:
    def __init__(self, number):
        self.rng = random.Random(number)
        self.H, self.C, self.T = self.rng.choice([2, 3, 4]), self.rng.choice([3, 5, 6]), 4
        seed = self.rng.randrange(2 ** 32)
        r = np.random.RandomState(seed)
        H, C = self.H, self.C
        U = r.uniform(-1, 1, (H, C)) * np.sqrt(1.0 / C)
        V = r.uniform(-1, 1, (C, H)) * np.sqrt(1.0 / H)
        W = r.uniform(-1, 1, (H, H)) * np.sqrt(1.0 / H)
        x = [self.rng.randrange(C) for _ in range(self.T)]
        y = [self.rng.randrange(C) for _ in range(self.T)]
        self.setup = [f"hidden {H}", f"vocab {C}", f"seed {seed}",
                      "x " + " ".join(map(str, x)), "y " + " ".join(map(str, y))]
        self.values = {"U": U, "V": V, "W": W, "H": scalar(H), "C": scalar(C), "T": scalar(self.T)}
        s = np.zeros((H, 1))
        for t in range(self.T):
            hot, want = np.eye(C)[:, [x[t]]], np.eye(C)[:, [y[t]]]
            z = U @ hot + W @ s
            s = np.tanh(z)
            logits = V @ s
            e = np.exp(logits - logits.max())
            yhat = e / e.sum()
            loss = scalar(logits.max() + np.log(e.sum()) - logits[y[t], 0])
            for name, value in zip(["x", "y", "z", "s", "logits", "yhat", "E"],
                                   [hot, want, z, s, logits, yhat, loss]):
                self.values[f"{name}[{t}]"] = value
        # Variables: matrices of all shapes, and some of large and small numbers.
        for i in range(12):
            rows, cols = self.rng.choice([(1, 1), (1, 3), (3, 1), (2, 2), (2, 3), (3, 3), (H, 1),
                                          (1, H), (H, C), (C, C)])
            scale = self.rng.choice([1, 1, 1, 10, 0.01])
            value = np.array([[self.rng.uniform(-scale, scale) for _ in range(cols)]
                              for _ in range(rows)])
            self.setup.append(f"let v{i} = " + literal(value))
            self.values[f"v{i}"] = value
        self.names = list(self.values)


def scalar(number):
    return np.array([[number]], dtype=float)


def number_text(number):
    return "nan" if np.isnan(number) else "inf" if number == np.inf else \
        "-inf" if number == -np.inf else repr(float(number))


def literal(value):
    return "[" + "; ".join(", ".join(number_text(x) for x in row) for row in value) + "]"


# ---- trees: (kind, ...)

ELEMENTWISE = {
    "tanh": np.tanh, "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.abs,
    "sigmoid": lambda a: np.where(a >= 0, 1 / (1 + np.exp(-np.abs(a))),
                                  np.exp(-np.abs(a)) / (1 + np.exp(-np.abs(a)))),
    "relu": lambda a: np.where(a < 0, 0 * a, a),
    "step": lambda a: np.where(np.isnan(a), a, (a > 0) + 0 * a),
    "sign": np.sign,
}
JUMPS = {"step", "sign", "argmax", "rank"}  # a rounding may change their value
BINARY = {"+": np.add, "-": np.subtract, ".*": np.multiply, "./": np.divide, ".^": np.power}
LEVEL = {"+": 1, "-": 1, "*": 2, "/": 2, ".*": 2, "./": 2, "outer": 2, "neg": 3, "pos": 3,
         ".^": 4, "'": 5}


def is_scalar(a):
    return a.shape == (1, 1)


def same_shape(a, b):
    if a.shape != b.shape and not is_scalar(a) and not is_scalar(b):
        raise Misfit(a.shape, b.shape)


def need_vector(*operands):
    if any(a.shape[1] != 1 for a in operands):
        raise Misfit(*(a.shape for a in operands))


def product(a, b):
    if is_scalar(a) or is_scalar(b):
        return a * b
    if a.shape[1] != b.shape[0]:
        raise Misfit(a.shape, b.shape)
    return a @ b


def one(number, like):
    return np.array([[number]], dtype=like.dtype)


def double(a):
    return np.asarray(a, dtype=float)


def eigenvalues(a):
    if a.shape[0] != a.shape[1]:
        raise Misfit(a.shape)
    found = np.linalg.eigvals(double(a))
    found = sorted(found, key=lambda z: -abs(z))
    return np.array([[z.real, z.imag] for z in found])


def softmax(a):
    need_vector(a)
    e = np.exp(a - a.max())
    return e / e.sum()


def logsumexp(a):
    need_vector(a)
    return one(a.max() + np.log(np.exp(a - a.max()).sum()), a)


def same(a, b):
    if a.shape != b.shape:
        raise Misfit(a.shape, b.shape)


def cross_entropy(p, y):
    same(p, y)
    return one(-sum(y.flat[i] * np.log(p.flat[i]) for i in range(p.size) if y.flat[i] != 0), p)


def inner(a, b):
    same(a, b)
    return one((a * b).sum(), a)


def outer_product(a, b):
    need_vector(a, b)
    return a @ b.T


def diagonal(a):
    return np.diag(a[:, 0]) if a.shape[1] == 1 else np.diag(a).reshape(-1, 1)


def singular(a):
    return np.linalg.svd(double(a), compute_uv=False).reshape(-1, 1)


def rank(a):
    values = singular(a)
    return one(float((values > values.max() * max(a.shape) * 2.0 ** -52).sum()), a)


def largest_at(a):
    need_vector(a)
    return one(float(np.argmax(a)), a)


FUNCTIONS = {
    "softmax": softmax, "logsumexp": logsumexp, "xent": cross_entropy, "dot": inner,
    "outer": outer_product, "diag": diagonal, "svd": singular, "eig": eigenvalues, "rank": rank,
    "argmax": largest_at,
    "sum": lambda a: one(a.sum(), a), "max": lambda a: one(a.max(), a),
    "rho": lambda a: one(np.hypot(*eigenvalues(a)[0]), a),
    "cond": lambda a: one(singular(a)[0, 0] / singular(a)[-1, 0], a),
}
PAIRS = {"xent", "dot", "outer"}
NORMS = {"": None, "1": 1, "2": 2, "inf": np.inf}


class Evaluation:
    """One walk of a tree in one precision; `largest` is the largest number on the way."""

    def __init__(self, network, dtype):
        self.network, self.dtype, self.largest = network, dtype, 0.0

    def of(self, tree):
        value = np.asarray(self.value(tree), dtype=self.dtype)
        finite = np.abs(value[np.isfinite(value)])
        if finite.size:
            self.largest = max(self.largest, float(finite.max()))
        return value

    def value(self, tree):
        kind = tree[0]
        if kind == "number":
            return scalar(tree[1])
        if kind == "name":
            return self.network.values[tree[1]]
        if kind == "element":
            whole = self.network.values[tree[1]]
            return scalar(whole[tree[2], tree[3]])
        if kind == "matrix":
            return np.array([[self.of(x)[0, 0] for x in row] for row in tree[1]], dtype=self.dtype)
        if kind == "made":
            rows, cols = tree[2]
            return {"zeros": np.zeros, "ones": np.ones}[tree[1]]((rows, cols)) \
                if tree[1] != "eye" else np.eye(rows)
        in_ = [self.of(x) for x in tree[1:] if isinstance(x, tuple)]
        if kind in BINARY:
            same_shape(*in_)
            return BINARY[kind](*in_)
        if kind == "*":
            return product(*in_)
        if kind == "/":
            if not is_scalar(in_[1]):
                raise Misfit(in_[0].shape, in_[1].shape)
            return in_[0] / in_[1]
        if kind == "'":
            return in_[0].T
        if kind in ("neg", "pos"):
            return -in_[0] if kind == "neg" else in_[0]
        if kind in ELEMENTWISE:
            return ELEMENTWISE[kind](in_[0])
        if kind == "norm":
            a = double(in_[0]) if tree[2] == "2" else in_[0]
            if tree[2] == "" or (tree[2] == "2" and a.shape[1] == 1):
                return one(np.sqrt((in_[0] * in_[0]).sum()), in_[0])
            return one(np.linalg.norm(a, NORMS[tree[2]]), in_[0])
        return FUNCTIONS[kind](*in_)


# ---- text

UNICODE = {".*": "⊙", "outer": "⊗", "'": "ᵀ", "-": "−", "neg": "−", "*": "·"}
SHOWN = {"neg": "-", "pos": "+"}


class Speller:
    def __init__(self, rng):
        self.rng = rng
        self.unicode = rng.random() < 0.4
        self.loose = rng.random() < 0.3

    def sign(self, op):
        fancy = self.unicode and op in UNICODE and self.rng.random() < 0.7
        return UNICODE[op] if fancy else SHOWN.get(op, op)

    def at(self, tree, level):
        text, own = self.text(tree)
        if own < level or (self.loose and own < 6 and self.rng.random() < 0.3):
            return "(" + text + ")"
        return text

    def name(self, text):
        if self.unicode and text.startswith("yhat"):
            return "ŷ" + text[4:]
        return text

    def text(self, tree):
        kind = tree[0]
        blank = self.rng.choice(["", " "])
        if kind == "number":
            return (number_text(tree[1]), 6) if tree[1] >= 0 or np.isnan(tree[1]) else \
                ("-" + number_text(-tree[1]), 3)
        if kind == "name":
            return self.name(tree[1]), 6
        if kind == "element":
            shape = tree[4]
            at = f"[{tree[2]}]" if shape[1] == 1 else \
                f"[{tree[3]}]" if shape[0] == 1 else f"[{tree[2]},{tree[3]}]"
            return self.name(tree[1]) + at, 6
        if kind == "matrix":
            rows = (("," + blank).join(self.at(x, 0) for x in row) for row in tree[1])
            return "[" + (";" + blank).join(rows) + "]", 6
        if kind == "made":
            rows, cols = tree[2]
            sides = f"{rows}" if tree[1] == "eye" or (cols == 1 and blank) else f"{rows},{blank}{cols}"
            return f"{tree[1]}({sides})", 6
        if kind in ("+", "-"):
            return self.at(tree[1], 1) + blank + self.sign(kind) + blank + self.at(tree[2], 2), 1
        if kind in ("*", "/", ".*", "./"):
            return self.at(tree[1], 2) + blank + self.sign(kind) + blank + self.at(tree[2], 3), 2
        if kind in ("neg", "pos"):
            return self.sign(kind) + self.at(tree[1], 3), 3
        if kind == ".^":
            if self.unicode and tree[2] in (("number", 2.0), ("number", 3.0)):
                return self.at(tree[1], 5) + {2.0: "²", 3.0: "³"}[tree[2][1]], 4
            return self.at(tree[1], 5) + blank + ".^" + blank + self.at(tree[2], 3), 4
        if kind == "'":
            return self.at(tree[1], 5) + self.sign("'"), 5
        if kind == "outer" and self.unicode:
            return self.at(tree[1], 2) + " ⊗ " + self.at(tree[2], 3), 2
        if kind == "norm":
            more = f",{blank}{tree[2]}" if tree[2] else ""
            return f"norm({self.at(tree[1], 0)}{more})", 6
        return f"{kind}(" + ("," + blank).join(self.at(x, 0) for x in tree[1:]) + ")", 6


# ---- random trees

class Maker:
    def __init__(self, network, rng):
        self.network, self.rng = network, rng

    def number(self):
        return ("number", float(self.rng.choice([0, 1, 2, 3, 0.5, 10, 1e-3, 1e3, self.rng.uniform(-2, 2),
                                                 round(self.rng.uniform(-9, 9), 2)])))

    def leaf(self):
        roll = self.rng.random()
        if roll < 0.2:
            return self.number()
        if roll < 0.3:
            kind = self.rng.choice(["zeros", "ones", "eye"])
            rows = self.rng.choice([1, 2, 3, self.network.H, self.network.C])
            return ("made", kind, (rows, rows if kind == "eye" else self.rng.choice([1, 1, 2, 3])))
        if roll < 0.42:
            rows, cols = self.rng.choice([(1, 2), (2, 1), (2, 2), (3, 1), (3, 3), (1, 3)])
            return ("matrix", tuple(tuple(self.number() for _ in range(cols)) for _ in range(rows)))
        name = self.rng.choice(self.network.names)
        shape = self.network.values[name].shape
        if roll < 0.55 and shape != (1, 1):
            return ("element", name, self.rng.randrange(shape[0]), self.rng.randrange(shape[1]), shape)
        return ("name", name)

    def shape(self, tree):
        try:
            return Evaluation(self.network, float).of(tree).shape
        except np.linalg.LinAlgError as error:  # NumPy decomposes nothing that is not finite
            raise Misfit() from error

    def fitting(self, depth, fits):
        """A tree whose value satisfies `fits`: the first of some."""
        for _ in range(60):
            tree = self.tree(depth)
            try:
                if fits(self.shape(tree)):
                    return tree
            except Misfit:
                pass
        return None

    def tree(self, depth):
        if depth == 0:
            return self.leaf()
        rng = self.rng
        kind = rng.choice(["+", "-", "*", "*", "/", ".*", "./", ".^", "neg", "pos", "'", "'", "norm",
                           "matrix"] + list(ELEMENTWISE) + list(FUNCTIONS))
        lower = 0 if kind in JUMPS or kind in ("eig", "rho", "cond") else depth - 1
        first = self.tree(lower)
        try:
            shape = self.shape(first)
        except Misfit:
            return first
        if kind in ("+", "-", ".*", "./"):
            second = self.fitting(rng.randrange(depth), lambda s: s == shape or s == (1, 1))
            return second and (kind, first, second) or first
        if kind == "*":
            second = self.fitting(rng.randrange(depth), lambda s: s[0] == shape[1] or s == (1, 1))
            return second and (kind, first, second) or first
        if kind == "/":
            second = self.fitting(rng.randrange(depth), lambda s: s == (1, 1))
            return second and (kind, first, second) or first
        if kind == ".^":
            return (kind, first, ("number", float(rng.choice([1, 2, 2, 3, 0.5, -1]))))
        if kind == "matrix":
            parts = [self.fitting(rng.randrange(depth), lambda s: s == (1, 1)) for _ in range(4)]
            return ("matrix", (tuple(parts[:2]), tuple(parts[2:]))) if all(parts) else first
        if kind == "norm":
            return (kind, first, rng.choice(list(NORMS)))
        if kind in PAIRS:
            fits = (lambda s: s[1] == 1) if kind == "outer" else (lambda s: s == shape)
            second = self.fitting(rng.randrange(depth), fits)
            return second and (kind, first, second) or first
        return (kind, first)

    def alone(self):
        """An operator that works element by element, on numbers of all sizes."""
        rng = self.rng

        def some(shape):
            special = [0.0, -0.0, 1.0, -1.0, 1e-300, 1e300, 5e-324, 0.5, 1e-9, 745.0, -745.0, 20.0, 1e-8]
            return ("matrix", tuple(tuple(
                ("number", float(rng.choice([rng.uniform(-3, 3), rng.uniform(-50, 50),
                                             10 ** rng.uniform(-12, 12), rng.choice(special)])))
                for _ in range(shape[1]))
                for _ in range(shape[0])))

        kind = rng.choice(list(BINARY) + list(ELEMENTWISE) + ["neg"])
        shape = rng.choice([(1, 3), (3, 1), (2, 2)])
        if kind in BINARY:
            return (kind, some(shape), some(rng.choice([shape, (1, 1)])))
        return (kind, some(shape))

    def wrong(self):
        """A tree whose shapes do not fit."""
        for _ in range(200):
            kind = self.rng.choice(["+", "-", "*", "/", ".*", "./", "dot", "xent", "outer", "softmax", "eig",
                                    "rho", "logsumexp", "argmax"])
            parts = [self.tree(self.rng.randrange(3)) for _ in range(
                1 if kind in FUNCTIONS and kind not in PAIRS else 2)]
            tree = (kind, *parts)
            if self.rng.random() < 0.5:
                tree = self.rng.choice([("neg", tree), ("tanh", tree), ("+", tree, ("number", 1.0)),
                                        ("norm", tree, "")])
            try:
                self.shape(tree)
            except Misfit as misfit:
                if misfit.args:
                    return tree, misfit.args
        return None, None

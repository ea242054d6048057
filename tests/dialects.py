# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks in the names, shapes and conventions of other sources.  For each there is its forward pass in NumPy,
as its source writes it; the gradient of every element is the imaginary part of one forward pass (a step of
1e-30 i loses no digit), and is compared with what `grad` writes, in the source's names, shapes and order."""
import json
import os
import pickle
import re
import struct
import subprocess
import sys
import tempfile
import zipfile

import numpy as np

from peer import scaled

PROGRAM = os.environ["BPTT_REPL"]
FOLDER = tempfile.mkdtemp()
STEP = 1e-30
sigma = lambda z: 1 / (1 + np.exp(-z))


def path(name):
    return os.path.join(FOLDER, name)


def run(*words, text=""):
    return subprocess.run([PROGRAM] + list(words), input=text, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)


def expect(condition, *what):
    if not condition:
        raise RuntimeError(" ".join(map(str, what)))


def onehot(n, i):
    v = np.zeros(n)
    v[i] = 1
    return v


def loss(logits, y):
    logits = logits.ravel()
    return np.log(np.sum(np.exp(logits))) - logits[y]


# Each returns E.  `a` holds the arrays; what is not there is 0.

def char_rnn(a, x, y):
    h, E = a.get("hprev", np.zeros((a["Whh"].shape[0], 1))), 0
    for i, o in zip(x, y):
        xs = onehot(a["Wxh"].shape[1], i).reshape(-1, 1)
        h = np.tanh(np.dot(a["Wxh"], xs) + np.dot(a["Whh"], h) + a.get("bh", 0))
        E = E + loss(np.dot(a["Why"], h) + a.get("by", 0), o)
    return E


def sequence_rnn(a, x, y):
    s, E = a["a0"], 0
    for i, o in zip(x, y):
        s = np.tanh(a["Wax"] @ onehot(a["Wax"].shape[1], i).reshape(-1, 1) + a["Waa"] @ s + a["ba"])
        E = E + loss(a["Wya"] @ s + a["by"], o)
    return E


def sequence_lstm(a, x, y):
    n, E = a["Wf"].shape[0], 0
    C = a["Wf"].shape[1] - n
    s, c = a.get("a0", np.zeros((n, 1))), a.get("c0", np.zeros((n, 1)))
    for i, o in zip(x, y):
        concat = np.concatenate((s, onehot(C, i).reshape(-1, 1)))
        f, u = sigma(a["Wf"] @ concat + a["bf"]), sigma(a["Wi"] @ concat + a["bi"])
        c = f * c + u * np.tanh(a["Wc"] @ concat + a["bc"])
        s = sigma(a["Wo"] @ concat + a["bo"]) * np.tanh(c)
        E = E + loss(a["Wy"] @ s + a["by"], o)
    return E


def rows_rnn(a, x, y):
    h, E = a["h0"], 0
    for i, o in zip(x, y):
        h = np.tanh(onehot(a["Wx"].shape[0], i) @ a["Wx"] + h @ a["Wh"] + a["b"])
        E = E + loss(h @ a["W_vocab"] + a["b_vocab"], o)
    return E


def rows_lstm(a, x, y):
    H, E = a["Wh"].shape[0], 0
    h, c = a["h0"], 0
    for i, o in zip(x, y):
        z = onehot(a["Wx"].shape[0], i) @ a["Wx"] + h @ a["Wh"] + a["b"]
        i_, f, o_, g = z[:H], z[H:2 * H], z[2 * H:3 * H], z[3 * H:]
        c = sigma(f) * c + sigma(i_) * np.tanh(g)
        h = sigma(o_) * np.tanh(c)
        E = E + loss(h @ a["W_vocab"] + a["b_vocab"], o)
    return E


def dense(a, h, o):
    return loss(h @ a["dense_kernel"] + a.get("dense_bias", 0), o)


def keras_rnn(a, x, y):
    h, E = np.zeros(a["kernel"].shape[1]), 0
    for i, o in zip(x, y):
        h = np.tanh(onehot(a["kernel"].shape[0], i) @ a["kernel"] + a["bias"] + h @ a["recurrent_kernel"])
        E = E + dense(a, h, o)
    return E


def keras_lstm(a, x, y):
    h = c = np.zeros(a["kernel"].shape[1] // 4)
    E = 0
    for i, o in zip(x, y):
        z = onehot(a["kernel"].shape[0], i) @ a["kernel"] + h @ a["recurrent_kernel"] + a["bias"]
        z0, z1, z2, z3 = np.split(z, 4)
        c = sigma(z1) * c + sigma(z0) * np.tanh(z2)
        h = sigma(z3) * np.tanh(c)
        E = E + dense(a, h, o)
    return E


def keras_gru(a, x, y):
    h, E = a.get("initial_state", np.zeros(a["kernel"].shape[1] // 3)), 0
    after = a["bias"].ndim == 2
    for i, o in zip(x, y):
        mx = onehot(a["kernel"].shape[0], i) @ a["kernel"] + (a["bias"][0] if after else a["bias"])
        xz, xr, xh = np.split(mx, 3)
        if after:
            rz, rr, rh = np.split(h @ a["recurrent_kernel"] + a["bias"][1], 3)
            z, r = sigma(xz + rz), sigma(xr + rr)
            hh = np.tanh(xh + r * rh)
        else:
            n = len(h)
            rz, rr = np.split(h @ a["recurrent_kernel"][:, :2 * n], 2)
            z, r = sigma(xz + rz), sigma(xr + rr)
            hh = np.tanh(xh + (r * h) @ a["recurrent_kernel"][:, 2 * n:])
        h = z * h + (1 - z) * hh
        E = E + dense(a, h, o)
    return E


def d2l_rnn(a, x, y):
    h, E = 0 * a["b_h"], 0
    for i, o in zip(x, y):
        h = np.tanh(onehot(len(a["W_xh"]), i) @ a["W_xh"] + h @ a["W_hh"] + a["b_h"])
        E = E + loss(h @ a["W_hq"] + a["b_q"], o)
    return E


def d2l_lstm(a, x, y):
    h, c, E = 0 * a["b_i"], 0, 0
    for i, o in zip(x, y):
        v = onehot(len(a["W_xi"]), i)
        gate = lambda g: v @ a["W_x" + g] + h @ a["W_h" + g] + a["b_" + g]
        c_ = sigma(gate("f")) * c + sigma(gate("i")) * np.tanh(gate("c"))
        h, c = sigma(gate("o")) * np.tanh(c_), c_
        E = E + loss(h @ a["W_hq"] + a["b_q"], o)
    return E


def d2l_gru(a, x, y):
    h, E = 0 * a["b_h"], 0
    for i, o in zip(x, y):
        v = onehot(len(a["W_xz"]), i)
        z = sigma(v @ a["W_xz"] + h @ a["W_hz"] + a["b_z"])
        r = sigma(v @ a["W_xr"] + h @ a["W_hr"] + a["b_r"])
        h = z * h + (1 - z) * np.tanh(v @ a["W_xh"] + (r * h) @ a["W_hh"] + a["b_h"])
        E = E + loss(h @ a["W_hq"] + a["b_q"], o)
    return E


H, C, T = 3, 5, 6
GATES = "ifoc"
NETWORKS = [
    ("char-rnn", char_rnn, dict(Wxh=(H, C), Whh=(H, H), Why=(C, H), bh=(H, 1), by=(C, 1)), "inputs", "targets"),
    ("char-rnn", char_rnn, dict(by=(C, 1), Why=(C, H), hprev=(H, 1), Whh=(H, H), Wxh=(H, C)), "x", "y"),
    ("char-rnn", char_rnn, dict(Wxh=(4, 4), Whh=(4, 4), Why=(4, 4), bh=(4, 1), by=(4, 1)), "inputs", "targets"),
    ("sequence-rnn", sequence_rnn, dict(Waa=(H, H), Wax=(H, C), Wya=(C, H), ba=(H, 1), by=(C, 1), a0=(H, 1)), "X", "Y"),
    ("sequence-lstm", sequence_lstm, dict(Wf=(H, H + C), bf=(H, 1), Wi=(H, H + C), bi=(H, 1), Wc=(H, H + C), bc=(H, 1),
                                          Wo=(H, H + C), bo=(H, 1), Wy=(C, H), by=(C, 1), a0=(H, 1), c0=(H, 1)), "x", "y"),
    ("rows-rnn", rows_rnn, dict(Wx=(C, H), Wh=(H, H), b=(H,), W_vocab=(H, C), b_vocab=(C,), h0=(H,)), "x", "y"),
    ("rows-lstm", rows_lstm, dict(Wx=(C, 4 * H), Wh=(H, 4 * H), b=(4 * H,), W_vocab=(H, C), b_vocab=(C,), h0=(H,)), "x", "y"),
    ("keras-rnn", keras_rnn, dict(kernel=(C, H), recurrent_kernel=(H, H), bias=(H,), dense_kernel=(H, C),
                                  dense_bias=(C,)), "x", "y"),
    ("keras-lstm", keras_lstm, dict(kernel=(C, 4 * H), recurrent_kernel=(H, 4 * H), bias=(4 * H,), dense_kernel=(H, C),
                                    dense_bias=(C,)), "x", "y"),
    ("keras-gru", keras_gru, dict(kernel=(C, 3 * H), recurrent_kernel=(H, 3 * H), bias=(2, 3 * H), dense_kernel=(H, C),
                                  initial_state=(H,)), "x", "y"),
    ("keras-gru-before", keras_gru, dict(kernel=(C, 3 * H), recurrent_kernel=(H, 3 * H), bias=(3 * H,), dense_kernel=(H, C),
                                         dense_bias=(C,)), "x", "y"),
    ("d2l-rnn", d2l_rnn, dict(W_xh=(C, H), W_hh=(H, H), b_h=(H,), W_hq=(H, C), b_q=(C,)), "X", "Y"),
    ("d2l-lstm", d2l_lstm, dict([(n + g, s) for g in GATES for n, s in (("W_x", (C, H)), ("W_h", (H, H)), ("b_", (H,)))] +
                                [("W_hq", (H, C)), ("b_q", (C,))]), "X", "Y"),
    ("d2l-gru", d2l_gru, dict([(n + g, s) for g in "zrh" for n, s in (("W_x", (C, H)), ("W_h", (H, H)), ("b_", (H,)))] +
                              [("W_hq", (H, C)), ("b_q", (C,))]), "X", "Y"),
]


def gradients(forward, arrays, x, y):
    """By complex steps: each is exact."""
    found = {"E": np.asarray(forward(arrays, x, y))}
    for name, array in arrays.items():
        gradient = np.zeros(array.shape)
        for at in np.ndindex(array.shape):
            moved = array.astype(complex)
            moved[at] += STEP * 1j
            gradient[at] = np.imag(forward({**arrays, name: moved}, x, y)) / STEP
        found["d" + name] = gradient
    return found


def make(network, seed):
    dialect, forward, shapes, x_name, y_name = network
    random = np.random.RandomState(seed)
    arrays = {name: random.randn(*shape) * 0.7 for name, shape in shapes.items()}
    words = 4 if shapes.get("Wxh") == (4, 4) else C
    return arrays, random.randint(0, words, T), random.randint(0, words, T)


def compare(found, expected):
    worst = 0
    expect(list(found) == list(expected), list(found), "not", list(expected))
    for name, value in expected.items():
        expect(found[name].shape == value.shape, name, found[name].shape, "not", value.shape)
        off = np.max(np.abs(found[name] - value)) / max(1, np.max(np.abs(value)))
        expect(off <= 1e-12, name, "is off by", off)
        worst = max(worst, off)
    return worst


def grad(arrays, *options, status=0):
    np.savez(path("in.npz"), **arrays)
    done = run("grad", "--load", path("in.npz"), "--out", path("out.npz"), *options)
    expect(done.returncode == status, done.stderr)
    if status:
        return done.stderr
    with np.load(path("out.npz")) as out:
        return {name: out[name] for name in out.files}, done.stdout


def network_agrees(network, seed):
    arrays, x, y = make(network, seed)
    found, told = grad({**arrays, network[3]: x, network[4]: y})
    expect(("dialect %s: " % network[0]) in told, told)
    return "%.1e off" % compare(found, gradients(network[1], arrays, x, y))


def mistakes_are_named(network, seed):
    """What a learner hands in, in the source's names and shapes: right, and with the output matrix counted twice."""
    arrays, x, y = make(network, seed)
    output = next(name for name in ("Why", "Wya", "Wy", "W_vocab", "dense_kernel", "W_hq") if name in arrays)
    whole = {**arrays, network[3]: x, network[4]: y}
    handed_in = {**whole, **{k: v for k, v in gradients(network[1], arrays, x, y).items() if k != "E"}}
    np.savez(path("mine.npz"), **handed_in)
    done = run("diagnose", path("mine.npz"))
    expect(done.returncode == 0 and done.stdout.startswith("All are right"), done.stdout, done.stderr)
    handed_in["d" + output] = 2 * handed_in["d" + output]
    np.savez(path("mine.npz"), **handed_in)
    for more in ((), ("--dialect=" + network[0],)):
        done = run("diagnose", *more, path("mine.npz"))
        expect(done.returncode == 1 and "\nB15, counted-twice" in done.stdout, done.stdout, done.stderr)
        expect(("\nIn the names of %s: V = %s" % (network[0], output)) in done.stdout, done.stdout)
    done = run("grade", "--dialect=" + network[0], path("mine.npz"))
    expect(done.stdout.endswith("B15 counted-twice (d%s)\n" % output), done.stdout, done.stderr)
    np.savez(path("in.npz"), **whole)
    with open(path("posted.txt"), "w") as posted:
        for i in range(3):
            posted.write("d%s[%d,0] = %.5g\n" % (output, i, handed_in["d" + output][i, 0]))
    done = run("diagnose", "--load=" + path("in.npz"), "--values=" + path("posted.txt"))
    expect(done.returncode == 1 and "B15" in done.stdout, done.stdout, done.stderr)


def declared(name):
    """What a dialect's file says it holds: names of arrays and their sides, whether they must be there; its inputs."""
    arrays, inputs, sizes, layout, states = [], {"x": "x", "y": "y"}, ["H", "C"], "NTC", set()
    with open(os.path.join(os.environ["BPTT_REPL_DATA"], "dialects", name + ".dialect")) as lines:
        for line in lines:
            word, _, rest = line.strip().partition(" ")
            states |= set(re.findall(r"\w+\[-1\] = (\w+)", line))
            given = re.fullmatch(r"(?:given )?(\w+) = (\w+)", line.strip())
            if word == "size":
                sizes += rest.split()
            elif word == "layout":
                layout = rest
            elif word in ("array", "maybe"):
                arrays += [(names.split("|"), sides.split(","), word == "array")
                           for names, sides in re.findall(r"(\S+?)\[([^]]*)\]", rest)]
            elif given and (word == "given" or given[1] in "xy"):
                inputs[given[1]] = given[2]
                if word == "given":
                    inputs["y"] = None
    return arrays, inputs, sizes, layout, states


def laid(rows, layout, random):
    """N×T×D in another order; one sequence with a side of 1 for N, or without."""
    rows = rows.transpose(["NTC".index(side) for side in layout])
    return rows.squeeze(layout.index("N")) if rows.shape[layout.index("N")] == 1 and random.randint(2) else rows


def random_network_of(name, random):
    """Arrays in the names and shapes of a dialect, of random sizes, with the vectors' sides of 1 or without; and data."""
    arrays, inputs, sizes, layout, states = declared(name)
    length = {size: random.randint(2, 6) for size in sizes}
    N, steps, pick, made = random.randint(1, 4), random.randint(3, 6), random.randint(3), {}
    steps += steps == length["C"]  # rows of as many words could be one-hot
    for names, sides, needed in arrays:
        shape = tuple(eval(side, {}, length) for side in sides)
        if needed or random.randint(4):
            if names[0] in states and N > 1 and random.randint(2):  # each sequence its own
                shape = tuple({"N": N, "C": length["H"]}[side] for side in layout if side != "T")
            elif len(shape) == 1:
                shape = [shape, shape + (1,), (1,) + shape][random.randint(3)]
            made[names[min(pick, len(names) - 1)]] = random.uniform(-1, 1, shape)
    if inputs["y"]:
        for which in "xy":
            words = random.randint(0, length["C"], (N, steps))
            made[inputs[which]] = words if N > 1 else words[0]
        return made, layout
    for which, size in (("x", "C"), ("g", "H")):
        made[inputs[which]] = laid(random.uniform(-1, 1, (N, steps, length[size])), layout, random)
    return made, layout


def right_gradients_get_no_name():
    """Two thousand right gradients, over all dialects in turn: none is named, none refused.  (That grad's are right is
    what network_agrees and tests/pytorch.py see.)"""
    random, tries = np.random.RandomState(9), scaled(2000)
    names = sorted(file[:-len(".dialect")] for file in os.listdir(os.path.join(os.environ["BPTT_REPL_DATA"], "dialects")))
    for first in range(len(names)):
        handed_in = []
        for i in range(first, tries, len(names)):
            arrays, _ = random_network_of(names[first], random)
            out, _ = grad(arrays, "--dialect=" + names[first])
            single = i % 3 == 0
            mine = {name: array.astype(np.float32) if single else array for name, array in out.items()}
            handed_in.append(path("right-%d.npz" % i))
            np.savez(handed_in[-1], **arrays, **mine)
        done = run("grade", "--jobs=1", "--dialect=" + names[first], *handed_in)
        said = done.stdout.strip().split("\n") if handed_in else []
        wrong = [line for line in said if not line.endswith(": right")]
        expect(len(said) == len(handed_in) and not wrong, names[first], *wrong[:3], done.stderr[:2000])
        for file in handed_in:
            os.remove(file)
    return "%d of %d dialects" % (tries, len(names))


def squares_are_said():
    arrays, x, y = make(NETWORKS[2], 1)
    _, told = grad({**arrays, "x": x, "y": y})
    expect("Whether these squares stand or lie cannot be seen" in told and
           "dialect says: Wxh Why" in told, told)
    return "Wxh and Why of 4×4"


def what_two_sources_may_mean_is_asked():
    arrays, x, y = make(NETWORKS[10], 1)
    del arrays["bias"]
    said = grad({**arrays, "x": x, "y": y}, status=1)
    expect("can be of the dialect keras-gru or keras-gru-before" in said and "--dialect=NAME" in said, said)
    after, told = grad({**arrays, "x": x, "y": y}, "--dialect=keras-gru")
    before, _ = grad({**arrays, "x": x, "y": y}, "--dialect=keras-gru-before")
    expect(after["E"] != before["E"] and "cell gru-torch" in told, told)
    expected = gradients(keras_gru, {**arrays, "bias": np.zeros(3 * H)}, x, y)
    del expected["dbias"]
    compare(before, expected)
    said = run("run", "-", text="load %s\n" % path("in.npz")).stderr
    expect(said.startswith("-:1:6: ") and "load FILE as NAME" in said, said)
    done = run("run", "-", text="load %s as keras-gru\nE\n" % path("in.npz"))
    expect(done.returncode == 0 and "bz = " not in done.stderr, done.stderr)
    return "a GRU of Keras without biases"


def faults_name_all():
    arrays, x, y = make(NETWORKS[0], 2)
    data = {"inputs": x, "targets": y}
    cases = [
        ({"Wxh": arrays["Wxh"].T}, r"byte \d+: Wxh is 5×3, and in the dialect char-rnn should be 3×5 \(H = 3, C = 5\)",
         "it lies on its side: np.savez(…, Wxh=Wxh.T)"),
        ({"Why": arrays["Why"].T}, r"byte \d+: Why is 3×5, and in the dialect char-rnn should be 5×3", "Why=Why.T"),
        ({"bh": np.zeros(4)}, r"byte \d+: bh is 4, and in the dialect char-rnn should be 3", "np.savez(…, bh=…)"),
        ({"Whh": np.zeros((2, 3, 3))}, r"byte \d+: Whh is 2×3×3", "np.savez"),
    ]
    for change, cause, advice in cases:
        said = grad({**arrays, **data, **change}, status=1)
        expect(re.search("in.npz: " + cause, said) and advice in said, said)
    said = grad({**{k: v for k, v in arrays.items() if k != "Why"}, **data}, "--dialect=char-rnn", status=1)
    expect("there is no Why, which the dialect char-rnn needs" in said, said)
    return "%d faults" % (len(cases) + 1)


def a_new_source_is_a_new_file():
    """A scale, a factor, a sum, a prefix: in a folder of its own, with nothing but text."""
    root = path("data")
    os.makedirs(os.path.join(root, "dialects"))
    os.symlink(os.path.join(os.environ["BPTT_REPL_DATA"], "cells"), os.path.join(root, "cells"))
    with open(os.path.join(root, "dialects", "mine.dialect"), "w") as file:
        file.write("# Ours.\ncell tanh\narray win[C,H] wrec[H,H] wout[H,C]\nmaybe b1[H] b2[H]\n"
                   "U = win'\nW = -1*wrec'\nV = wout'\nb = b1 + 0.5*b2\nscale 1/T\n")

    def forward(a, x, y):
        h, E = np.zeros(H), 0
        for i, o in zip(x, y):
            h = np.tanh(a["m.win"][i] - h @ a["m.wrec"] + a["m.b1"] + 0.5 * a["m.b2"])
            E = E + loss(h @ a["m.wout"], o) / T
        return E

    random = np.random.RandomState(5)
    arrays = {"m." + n: random.randn(*s) for n, s in (("win", (C, H)), ("wrec", (H, H)), ("wout", (H, C)), ("b1", (H,)),
                                                     ("b2", (H,)))}
    x, y = random.randint(0, C, T), random.randint(0, C, T)
    old, os.environ["BPTT_REPL_DATA"] = os.environ["BPTT_REPL_DATA"], root
    try:
        found, _ = grad({**arrays, "x": x, "y": y})
        worst = compare(found, gradients(forward, arrays, x, y))
        for text, cause in (("array a[H", ":1:10: "), ("U = W", ":1:5: no array of this name is declared"),
                            ("array a[H,C]\nU = a[0..1]", ":2:12: each side has its range"),
                            ("array a[H,C]\nU = 2 a", ":2:7: a * is expected"), ("scale 1/", ":1:9: "),
                            ("array a[Q,C]\nU = a", "sizes are H and C, not Q")):
            with open(os.path.join(root, "dialects", "bad.dialect"), "w") as file:
                file.write(text + "\n")
            said = run("grad", "--load", path("in.npz"), "--out", path("out.npz"), "--dialect=bad").stderr
            expect(cause in said or "there is no a, which the dialect bad needs" in said, text, said)
    finally:
        os.environ["BPTT_REPL_DATA"] = old
    return "%.1e off" % worst


def safetensors(arrays, header=None):
    """As its specification says; `header` replaces parts of an array's entry."""
    entries, data = {"__metadata__": {"format": "pt", 'a "b': "{}"}}, b""
    for name, array in arrays.items():
        kind = {"float64": "F64", "float32": "F32", "int64": "I64", "int32": "I32"}[array.dtype.name]
        entries[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
        data += np.ascontiguousarray(array).tobytes()
        entries[name].update((header or {}).get(name, {}))
    text = json.dumps(entries).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def safetensors_are_read():
    arrays, x, y = make(NETWORKS[6], 4)
    with open(path("in.npz"), "wb") as file:
        file.write(safetensors({**arrays, "x": x, "y": y}))
    done = run("grad", "--load", path("in.npz"), "--out", path("out.npz"))
    expect(done.returncode == 0, done.stderr)
    with np.load(path("out.npz")) as out:
        worst = compare({name: out[name] for name in out.files}, gradients(rows_lstm, arrays, x, y))
    good = safetensors({"W": np.eye(3)})
    cases = [
        (safetensors({"W": np.eye(3)}, {"W": {"dtype": "BF16"}}), r"byte \d+: the array W is of the type BF16"),
        (safetensors({"W": np.eye(3)}, {"W": {"data_offsets": [0, 73]}}), "would stand outside of the file"),
        (safetensors({"W": np.eye(3)}, {"W": {"data_offsets": [8, 0]}}), "would stand outside of the file"),
        (safetensors({"W": np.eye(3)}, {"W": {"shape": [3, 4]}}), "the array declares"),
        (safetensors({"W": np.eye(3)}, {"W": {"shape": [2 ** 63, 2 ** 63]}}), "the array declares more numbers"),
        (safetensors({"W": np.eye(3)}, {"W": {"shape": [1] * 9}}), "too many numbers"),
        (safetensors({"W": np.eye(3)}, {"W": {"shape": [-1]}}), "a whole number is expected here"),
        (safetensors({"W": np.eye(3)}, {"W": {"more": 1}}), "the header of the file holds 'more'"),
        (safetensors({"W" * 300: np.eye(3)}), "a string is longer than 200 bytes"),
    ]
    cases += [(good[:cut], "") for cut in range(9, len(good), 7)]
    for data, cause in cases:
        with open(path("bad.npz"), "wb") as file:
            file.write(data)
        said = run("run", "-", text="load %s\n" % path("bad.npz"))
        expect(said.returncode == 1 and re.search(cause, said.stderr), said.stderr, "not", cause)
    return "%.1e off, %d files refused" % (worst, len(cases))


def what_torch_saved_is_answered():
    with zipfile.ZipFile(path("model.pt"), "w") as file:
        file.writestr("model/data.pkl", pickle.dumps({"W": 1}))
        file.writestr("model/data/0", bytes(72))
    for data in (None, pickle.dumps({"W": 1}, 2)):
        if data:
            with open(path("model.pt"), "wb") as file:
                file.write(data)
        said = run("run", "-", text="load %s\n" % path("model.pt")).stderr
        expect("a file of torch.save" in said and 'model = torch.load("model.pt")' in said and "np.savez(" in said, said)
    return "an archive and a pickle"


def what_is_loaded_is_told():
    arrays, x, y = make(NETWORKS[4], 3)
    np.savez(path("in.npz"), **arrays, x=x, y=y, Wemb=np.zeros((2, 2)))
    done = run("run", "-", text="load %s\ncheck\n" % path("in.npz"))
    expect(done.returncode == 0 and "dialect sequence-lstm: " in done.stdout and "Ug = Wc[:, H..H+C-1]" in done.stdout and
           "not used: Wemb" in done.stdout and "cell lstm" in done.stdout, done.stdout, done.stderr)
    return "each array by its equation"


def main():
    tests = [("%s, %s: forward and every gradient" % (network[0], " ".join(network[2])),
              lambda network=network, seed=seed: network_agrees(network, seed)) for seed, network in enumerate(NETWORKS)]
    tests += [("%s, %s: what a learner hands in" % (network[0], " ".join(network[2])),
               lambda network=network, seed=seed: mistakes_are_named(network, seed)) for seed, network in enumerate(NETWORKS)]
    tests += [("right gradients of all dialects get no name", right_gradients_get_no_name),
              ("squares that may lie are told", squares_are_said),
              ("what two sources may mean is asked", what_two_sources_may_mean_is_asked),
              ("faults name array, byte, shapes and what to write", faults_name_all),
              ("a new source is a new file", a_new_source_is_a_new_file),
              ("safetensors are read, and refused", safetensors_are_read),
              ("what torch.save wrote is answered", what_torch_saved_is_answered),
              ("load says what it took each array for", what_is_loaded_is_told)]
    print("1..%d" % len(tests))
    failed = False
    for number, (name, test) in enumerate(tests, 1):
        try:
            print("ok %d - %s # %s" % (number, name, test()))
        except Exception as why:
            failed = True
            print("not ok %d - %s" % (number, name))
            print("\n".join("# " + line for line in str(why).split("\n")))
    return failed


sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An LSTM's weights come from Python and its gradients go back, through ctypes: no module to build."""
import ctypes
import os
import sys

import numpy as np

lib = ctypes.CDLL(os.environ.get("LIBBPTT", "libbptt.so.0"))
numbers = np.ctypeslib.ndpointer(dtype=np.float64, flags="C_CONTIGUOUS")
whole = np.ctypeslib.ndpointer(dtype=np.int32, flags="C_CONTIGUOUS")
lib.bptt_new.restype = ctypes.c_void_p
lib.bptt_new.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_int, ctypes.c_uint]
lib.bptt_free.argtypes = [ctypes.c_void_p]
lib.bptt_error.restype = ctypes.c_char_p
lib.bptt_sequence.argtypes = [ctypes.c_void_p, whole, whole, ctypes.c_int]
lib.bptt_set.argtypes = [ctypes.c_void_p, ctypes.c_char_p, numbers, ctypes.c_size_t]
lib.bptt_run.restype = ctypes.c_double
lib.bptt_run.argtypes = [ctypes.c_void_p]
lib.bptt_gradient.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int, numbers,
                              ctypes.c_size_t]


def must(status):
    if status:
        sys.exit(lib.bptt_error().decode())


H, C, x, y = 4, 6, [0, 3, 1, 5], [3, 1, 5, 2]
rng = np.random.RandomState(0)
weights = {name + gate: rng.uniform(-1, 1, (H, C if name == "U" else H)) for gate in "ifog" for name in "UW"}
weights["V"] = rng.uniform(-1, 1, (C, H))

net = lib.bptt_new(b"lstm", H, C, 0) or sys.exit(lib.bptt_error().decode())
must(lib.bptt_sequence(net, np.array(x, np.int32), np.array(y, np.int32), len(x)))
for name, values in weights.items():
    must(lib.bptt_set(net, name.encode(), values, values.size))
dV, dWf = np.zeros((C, H)), np.zeros((H, H))
must(lib.bptt_gradient(net, b"V", -1, -1, dV, dV.size))
must(lib.bptt_gradient(net, b"Wf", -1, -1, dWf, dWf.size))


def loss(w):
    """The same in NumPy, and the gradient of V, which needs no backpropagation."""
    sigmoid = lambda a: 1 / (1 + np.exp(-a))
    s, c, E, dV = np.zeros(H), np.zeros(H), 0, np.zeros((C, H))
    for i, j in zip(x, y):
        a = {g: w["U" + g][:, i] + w["W" + g] @ s for g in "ifog"}
        c = sigmoid(a["f"]) * c + sigmoid(a["i"]) * np.tanh(a["g"])
        s = sigmoid(a["o"]) * np.tanh(c)
        p = np.exp(w["V"] @ s)
        p /= p.sum()
        E -= np.log(p[j])
        dV += np.outer(p - np.eye(C)[j], s)
    return E, dV


E, dV_numpy = loss(weights)
h, numeric = 1e-5, np.zeros((H, H))
for at in np.ndindex(H, H):
    for sign in 1, -1:
        moved = dict(weights, Wf=weights["Wf"].copy())
        moved["Wf"][at] += sign * h
        numeric[at] += sign * loss(moved)[0] / (2 * h)
here = lib.bptt_run(net)
print("E      here %.12f, in NumPy %.12f" % (here, E))
print("dE/dV  differs by %.1e" % abs(dV - dV_numpy).max())
print("dE/dWf differs by %.1e from central differences" % abs(dWf - numeric).max())
lib.bptt_free(net)
sys.exit(not (abs(here - E) < 1e-12 and abs(dV - dV_numpy).max() < 1e-12 and abs(dWf - numeric).max() < 1e-8))

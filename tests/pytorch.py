#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch's nn.RNN, nn.LSTM and nn.GRU with an nn.Linear: their state_dict through `grad`, against
autograd; shapes, the order of gates and both biases.  Skipped where PyTorch is not installed."""

import os
import subprocess
import sys
import tempfile

import numpy as np

from peer import report, scaled

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    print("1..0 # SKIP no PyTorch here (Debian: python3-torch)")
    sys.exit()

FOLDER = tempfile.mkdtemp()


class Model(torch.nn.Module):
    def __init__(self, kind, C, H, bias, out_bias):
        super().__init__()
        layer = torch.nn.RNN if kind in ("tanh", "relu") else getattr(torch.nn, kind)
        how = {"nonlinearity": kind} if kind in ("tanh", "relu") else {}
        self.rnn = layer(C, H, bias=bias, **how)
        self.decoder = torch.nn.Linear(H, C, bias=out_bias)

    def forward(self, x, y):
        C = self.decoder.out_features
        states, _ = self.rnn(F.one_hot(x, C).double()[:, None])
        return F.cross_entropy(self.decoder(states[:, 0]), y, reduction="sum")


def compare_once(kind, cell, random):
    C, H, T = random.randint(2, 12), random.randint(1, 9), random.randint(1, 20)
    model = Model(kind, C, H, bool(random.randint(2)), bool(random.randint(2))).double()
    x, y = (torch.from_numpy(random.randint(0, C, T)) for _ in "xy")
    E = model(x, y)
    E.backward()
    weights = {name: value.detach().numpy() for name, value in model.named_parameters()}
    source, target = os.path.join(FOLDER, "in.npz"), os.path.join(FOLDER, "out.npz")
    np.savez(source, x=x.numpy(), y=y.numpy(), **weights)
    options = ["--cell", cell] if cell else []
    done = subprocess.run([os.environ["BPTT_REPL"], "grad", "--load", source, "--out", target] + options,
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise RuntimeError(done.stderr)
    expected = {"d" + name: value.grad.numpy() for name, value in model.named_parameters()}
    expected["E"] = E.detach().numpy()
    worst = 0
    with np.load(target) as found:
        if sorted(found.files) != sorted(expected):
            raise RuntimeError("%s, not %s" % (sorted(found.files), sorted(expected)))
        for name, value in expected.items():
            if found[name].shape != value.shape:
                raise RuntimeError("%s is %s, not %s" % (name, found[name].shape, value.shape))
            off = np.max(np.abs(found[name] - value)) / max(1, np.max(np.abs(value)))
            if not off <= 1e-12:
                raise RuntimeError("%s is off by %g" % (name, off))
            worst = max(worst, off)
    return worst


def layer_agrees(kind, cell):
    torch.manual_seed(5)
    random = np.random.RandomState(5)
    worst = max(compare_once(kind, cell, random) for _ in range(scaled(100)))
    return "%d models, off by %.0e at most" % (scaled(100), worst)


report([("nn.%s as %s" % (name, cell or "what the arrays say"),
         lambda kind=kind, cell=cell: layer_agrees(kind, cell))
        for name, kind, cell in (("RNN", "tanh", None), ("RNN", "relu", "relu"), ("LSTM", "LSTM", None),
                                 ("LSTM", "LSTM", "lstm"), ("GRU", "GRU", None),
                                 ("GRU", "GRU", "gru-torch"))])

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch's nn.RNN, nn.LSTM and nn.GRU with an nn.Linear: their state_dict through `grad`, against
autograd; shapes, the order of gates and both biases.  Skipped where PyTorch is not installed."""

import json
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
    """One layer or several, and an nn.Linear; with D, an nn.Embedding of so many numbers before them."""

    def __init__(self, kind, C, H, bias, out_bias, layers=1, D=None):
        super().__init__()
        layer = torch.nn.RNN if kind in ("tanh", "relu") else getattr(torch.nn, kind)
        how = {"nonlinearity": kind} if kind in ("tanh", "relu") else {}
        if D:
            self.embedding = torch.nn.Embedding(C, D)
        self.rnn = layer(D or C, H, bias=bias, num_layers=layers, batch_first=True, **how)
        self.decoder = torch.nn.Linear(H, C, bias=out_bias)

    def forward(self, x, y, starts=()):
        """x and y of N×T; -100 is no target.  `starts`: h_0, or h_0 and c_0, of 1×N×H."""
        C = self.decoder.out_features
        states, _ = self.rnn(self.embedding(x) if hasattr(self, "embedding") else F.one_hot(x, C).double(),
                             *([tuple(starts)] if len(starts) > 1 else starts))
        return F.cross_entropy(self.decoder(states).reshape(-1, C), y.reshape(-1), reduction="sum")


def starts_of(kind, random, N, H):
    """An own one for each sequence."""
    return {name: torch.tensor(random.uniform(-1, 1, (1, N, H)), requires_grad=True)
            for name in (("h_0", "c_0") if kind == "LSTM" else ("h_0",))}


def compare_once(kind, cell, random, layers, embeds, N, begins=False):
    C, H, T = random.randint(2, 12), random.randint(1, 9), random.randint(1 if N == 1 else 2, 20)
    model = Model(kind, C, H, bool(random.randint(2)), bool(random.randint(2)), layers,
                  random.randint(1, 7) if embeds else None).double()
    x, y = (torch.from_numpy(random.randint(0, C, (N, T))) for _ in "xy")
    if N > 1:
        y[0, :-1] = -100
    starts = starts_of(kind, random, N, H) if begins else {}
    E = model(x, y, list(starts.values()))
    E.backward()
    given = {**dict(model.named_parameters()), **starts}
    weights = {name: value.detach().numpy() for name, value in given.items()}
    source, target = os.path.join(FOLDER, "in.npz"), os.path.join(FOLDER, "out.npz")
    np.savez(source, x=x.numpy()[0 if N == 1 else slice(None)], y=y.numpy()[0 if N == 1 else slice(None)], **weights)
    options = ["--cell", cell] if cell else []
    done = subprocess.run([os.environ["BPTT_REPL"], "grad", "--load", source, "--out", target] + options,
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise RuntimeError(done.stderr)
    expected = {"d" + name: value.grad.numpy() for name, value in given.items()}
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


def layer_agrees(kind, cell, layers=1, embeds=False, N=1, begins=False):
    torch.manual_seed(5)
    random = np.random.RandomState(5)
    worst = max(compare_once(kind, cell, random, layers, embeds, N, begins) for _ in range(scaled(100)))
    return "%d models, off by %.0e at most" % (scaled(100), worst)


def prompt_agrees(kind):
    """E of each, E_all and dE_all/dV at the prompt, and a pass of training, sequence by sequence."""
    torch.manual_seed(7)
    random = np.random.RandomState(7)
    N, C, H, T, rate = 3, 5, 4, 6, 0.1
    model = Model(kind, C, H, False, False).double()  # PyTorch would move its two biases, which are one here, both
    x, y = (torch.from_numpy(random.randint(0, C, (N, T))) for _ in "xy")
    starts = starts_of(kind, random, N, H)
    source = os.path.join(FOLDER, "prompt.npz")
    np.savez(source, x=x.numpy(), y=y.numpy(),
             **{name: value.detach().numpy() for name, value in {**dict(model.named_parameters()), **starts}.items()})
    lines = ["load " + source, "set json on", "E_all", "dE_all/dV"]
    for n in range(N):
        lines += ["sentence %d" % (n + 1), "E", "s[-1]"]
    for plan in (True, False):  # an amended backward pass is walked
        lines += ["load " + source, "set rate %r" % rate] + ([] if plan else ["let dlogits[t] = yhat[t] - y[t]"]) + [
            "train", "V", "E_all", "check dE_all/dV"]
    done = subprocess.run([os.environ["BPTT_REPL"], "run", "-"], input="\n".join(lines) + "\n", text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise RuntimeError(done.stderr)
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"name"') or "verdicts" in line]
    said = [one for one in said if "for" not in one]

    def alone(n):
        return [value[:, n:n + 1] for value in starts.values()]
    E = model(x, y, list(starts.values()))
    E.backward()
    expected = [E.item(), model.decoder.weight.grad.clone().numpy()]
    for n in range(N):
        expected += [model(x[n:n + 1], y[n:n + 1], alone(n)).item(), list(starts.values())[0][0, n].detach().numpy()]
    optimiser = torch.optim.SGD(model.parameters(), lr=rate)
    for n in range(N):
        optimiser.zero_grad()
        model(x[n:n + 1], y[n:n + 1], alone(n)).backward()
        optimiser.step()
    trained = [model.decoder.weight.detach().numpy(), model(x, y, list(starts.values())).item(), None]
    worst = 0
    if len(said) != len(expected + 2 * trained):
        raise RuntimeError(done.stdout)
    for one, value in zip(said, expected + 2 * trained):
        if value is None:
            if one["fail"]:
                raise RuntimeError(str(one))
            continue
        off = np.max(np.abs(np.array(one["values"]) - np.ravel(value)))
        if not off <= 1e-12:
            raise RuntimeError("%s is off by %g" % (one["name"], off))
        worst = max(worst, off)
    return "off by %.0e at most" % worst


# What `set` is told, and torch.optim.
OPTIMISERS = [
    (["sgd"], lambda w: torch.optim.SGD(w, lr=0.05)),
    (["momentum"], lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9)),
    (["adagrad", "set epsilon 1e-10"], lambda w: torch.optim.Adagrad(w, lr=0.05)),
    (["rmsprop"], lambda w: torch.optim.RMSprop(w, lr=0.01)),
    (["adam"], lambda w: torch.optim.Adam(w, lr=0.02)),
]


def optimiser_agrees(told, make):
    """50 passes over one sequence."""
    torch.manual_seed(6)
    random = np.random.RandomState(6)
    model = Model("tanh", 6, 4, False, False).double()
    optimiser = make(model.parameters())
    x, y = (torch.from_numpy(random.randint(0, 6, (1, 9))) for _ in "xy")
    source = os.path.join(FOLDER, "start.npz")
    np.savez(source, x=x.numpy()[0], y=y.numpy()[0],
             **{name: value.detach().numpy() for name, value in model.named_parameters()})
    lines = ["load " + source, "set rate %r" % optimiser.param_groups[0]["lr"], "set optimiser " + told[0]] + told[1:] + [
        "train 50", "set json on", "U", "V", "W"]
    done = subprocess.run([os.environ["BPTT_REPL"], "run", "-"], input="\n".join(lines) + "\n", text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found = {}
    for line in done.stdout.splitlines()[-3:]:
        value = json.loads(line)
        found[value["name"]] = np.reshape(value["values"], value["shape"])
    for _ in range(50):
        optimiser.zero_grad()
        model(x, y).backward()
        optimiser.step()
    weights = dict(model.named_parameters())
    worst = max(np.max(np.abs(found[ours] - weights[theirs].detach().numpy()))
                for ours, theirs in (("U", "rnn.weight_ih_l0"), ("W", "rnn.weight_hh_l0"), ("V", "decoder.weight")))
    if not worst <= 1e-12:
        raise RuntimeError("off by %g" % worst)
    return "off by %.0e at most" % worst


report([("nn.%s as %s" % (name, cell or "what the arrays say"),
         lambda kind=kind, cell=cell: layer_agrees(kind, cell))
        for name, kind, cell in (("RNN", "tanh", None), ("RNN", "relu", "relu"), ("LSTM", "LSTM", None),
                                 ("LSTM", "LSTM", "lstm"), ("GRU", "GRU", None),
                                 ("GRU", "GRU", "gru-torch"))] +
       [("nn.%s, %s" % (name, told), lambda kind=kind, how=how: layer_agrees(kind, None, **how))
        for name, kind, told, how in (
            ("RNN", "tanh", "two layers", {"layers": 2}), ("LSTM", "LSTM", "two layers", {"layers": 2}),
            ("RNN", "tanh", "behind an nn.Embedding", {"embeds": True}),
            ("LSTM", "LSTM", "behind an nn.Embedding", {"embeds": True}),
            ("GRU", "GRU", "behind an nn.Embedding", {"embeds": True}),
            ("LSTM", "LSTM", "three sequences at once, targets missing", {"N": 3}),
            ("GRU", "GRU", "three sequences behind an nn.Embedding", {"N": 3, "embeds": True}),
            ("RNN", "tanh", "three sequences, each with its own h_0", {"N": 3, "begins": True}),
            ("LSTM", "LSTM", "three sequences, each with its own h_0 and c_0", {"N": 3, "begins": True}),
            ("LSTM", "LSTM", "one sequence with h_0 and c_0 of 1×1×H", {"begins": True}),
            ("GRU", "GRU", "three sequences, each with its own h_0, behind an nn.Embedding",
             {"N": 3, "begins": True, "embeds": True}))] +
       [("nn.%s at the prompt: three sequences, each with its own start" % kind, lambda kind=kind: prompt_agrees(kind))
        for kind in ("LSTM", "GRU")] +
       [("50 passes of " + told[0], lambda told=told, make=make: optimiser_agrees(told, make))
        for told, make in OPTIMISERS])

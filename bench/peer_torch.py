# SPDX-License-Identifier: GPL-3.0-or-later
"""What bench/train.py compares the plan with: PyTorch's own recurrent layers and a linear layer on top,
one sequence a step, float64, no biases, one thread."""

import torch

LAYERS = {"tanh": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}

torch.set_num_threads(1)


class Network:
    def __init__(self, cell, C, H, T, seed=1):
        torch.manual_seed(seed)
        self.layer = LAYERS[cell](C, H, bias=False).double()
        self.output = torch.nn.Linear(H, C, bias=False).double()
        words = torch.randint(0, C, (T,))
        self.x = torch.nn.functional.one_hot(words, C).double().unsqueeze(1)
        self.y = torch.randint(0, C, (T,))
        parameters = list(self.layer.parameters()) + list(self.output.parameters())
        self.descent = torch.optim.SGD(parameters, lr=1e-6)

    def step(self):
        self.descent.zero_grad(set_to_none=True)
        states, _ = self.layer(self.x)
        loss = torch.nn.functional.cross_entropy(self.output(states[:, 0]), self.y, reduction="sum")
        loss.backward()
        self.descent.step()
        return loss

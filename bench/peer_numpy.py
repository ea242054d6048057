# SPDX-License-Identifier: GPL-3.0-or-later
"""What bench/train.py compares the plan with: the tutorial's network in NumPy, one sequence a step.

Only what must wait for the step before it is inside a loop over time: W s forward and Wᵀ δ backward.
The logits, their softmax, the gradient that enters from the losses and all three parameters' gradients
are one operation each.  float64; U H×C, V C×H, W H×H."""

import numpy as np


class Network:
    def __init__(self, C, H, T, seed=1):
        draw = np.random.RandomState(seed)
        self.U = draw.uniform(-C ** -0.5, C ** -0.5, (H, C))
        self.V = draw.uniform(-H ** -0.5, H ** -0.5, (C, H))
        self.W = draw.uniform(-H ** -0.5, H ** -0.5, (H, H))
        self.x = draw.randint(0, C, T)
        self.y = draw.randint(0, C, T)
        self.steps = np.arange(T)

    def forward(self):
        """States s[-1] … s[T-1] and predictions, one a row."""
        W, entering = self.W, self.U.T[self.x]
        s = np.zeros((len(self.x) + 1, W.shape[0]))
        for t, from_word in enumerate(entering):
            s[t + 1] = np.tanh(from_word + W.dot(s[t]))
        predicted = s[1:].dot(self.V.T)
        predicted -= predicted.max(axis=1, keepdims=True)
        np.exp(predicted, out=predicted)
        predicted /= predicted.sum(axis=1, keepdims=True)
        return s, predicted

    def gradients(self):
        s, predicted = self.forward()
        loss = -np.log(predicted[self.steps, self.y]).sum()
        predicted[self.steps, self.y] -= 1      # now the gradient of the logits
        slope = 1 - s[1:] ** 2
        delta = predicted.dot(self.V)
        delta[-1] *= slope[-1]
        for t in range(len(delta) - 2, -1, -1):
            delta[t] += delta[t + 1].dot(self.W)
            delta[t] *= slope[t]
        dU = np.zeros_like(self.U)
        np.add.at(dU.T, self.x, delta)          # a word may come twice
        return loss, dU, predicted.T.dot(s[1:]), delta.T.dot(s[:-1])

    def step(self, rate=1e-6):
        loss, dU, dV, dW = self.gradients()
        self.U -= rate * dU
        self.V -= rate * dV
        self.W -= rate * dW
        return loss

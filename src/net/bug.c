// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/bug.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"

#define RULE(where, found, put, ...) { .left = where, .pattern = found, .made = put, __VA_ARGS__ }
#define EDIT(...) .edit = RULE(__VA_ARGS__, )
#define OTHER(...) .other = RULE(__VA_ARGS__, )

static const struct bug bugs[] = {
	{ 1, "late-state", EDIT("dP", "outer(A, S[k-1])", "outer(A, S[k])"),
	  .says = N_("the weights are paired with the state that they made, not with the one that they read"),
	  .asks = N_("Which state did this matrix multiply in the forward pass at that step?") },
	{ 2, "late-slope", EDIT("dL[k]", "A .* (1 - Q[k].^2)", "A .* (1 - Q[k+1].^2)", .but = "at k=t: "),
	  .is_hard = true, .says = N_("the slope is taken at the step after the one that the delta belongs to"),
	  .asks = N_("The delta at step k is by the pre-activation at step k: where on the curve was that?") },
	{ 2, "late-slope", EDIT("dL[k]", "A .* Q[k] .* (1 - Q[k])", "A .* Q[k+1] .* (1 - Q[k+1])", .but = "at k=t: "),
	  .is_hard = true, .says = N_("the slope is taken at the step after the one that the delta belongs to"),
	  .asks = N_("The delta at step k is by the pre-activation at step k: where on the curve was that?") },
	{ 2, "late-slope", EDIT("dL[k]", "A .* step(Q[k])", "A .* step(Q[k+1])", .but = "at k=t: "),
	  .is_hard = true, .says = N_("the slope is taken at the step after the one that the delta belongs to"),
	  .asks = N_("The delta at step k is by the pre-activation at step k: where on the curve was that?") },
	{ 2, "early-slope", EDIT("dL[k]", "A .* (1 - S[k].^2)", "A .* (1 - S[k-1].^2)"),
	  .is_hard = true, .says = N_("the slope is taken at the step before the one that the delta belongs to"),
	  .asks = N_("The delta at step k is by the pre-activation at step k: where on the curve was that?") },
	{ 3, "no-slope", EDIT("dL[k]", "A .* (1 - B.^2)", "A"),
	  .says = N_("the derivative of tanh is missing"),
	  .asks = N_("Between this gradient and the one before it stands a function: what is its slope there?") },
	{ 3, "no-slope", EDIT("dL[k]", "A .* B .* (1 - B)", "A"),
	  .says = N_("the derivative of the sigmoid is missing"),
	  .asks = N_("Between this gradient and the one before it stands a function: what is its slope there?") },
	{ 3, "no-slope", EDIT("dL[k]", "A .* step(B)", "A"),
	  .says = N_("the derivative of relu is missing"),
	  .asks = N_("Between this gradient and the one before it stands a function: what is its slope there?") },
	{ 3, "no-first-slope", EDIT("dL[k]", "A .* (1 - B.^2)", "A", .only = "at k=t: "),
	  .says = N_("the derivative of tanh is missing where the loss enters, and only there"),
	  .asks = N_("Is the first delta of a loss made in another way than the ones after it?") },
	{ 3, "no-first-slope", EDIT("dL[k]", "A .* B .* (1 - B)", "A", .only = "at k=t: "),
	  .says = N_("the derivative of the sigmoid is missing where the loss enters, and only there"),
	  .asks = N_("Is the first delta of a loss made in another way than the ones after it?") },
	{ 3, "no-first-slope", EDIT("dL[k]", "A .* step(B)", "A", .only = "at k=t: "),
	  .says = N_("the derivative of relu is missing where the loss enters, and only there"),
	  .asks = N_("Is the first delta of a loss made in another way than the ones after it?") },
	{ 3, "no-slope-back", EDIT("dS[k-1]", "P'*dQ[k]", "P'*dL[k]"),
	  .says = N_("what is carried back has not gone through the derivative: ds stands for the delta"),
	  .asks = N_("Which gradient goes through the recurrent weights: that of the state, or of the pre-activation?") },
	{ 4, "activated-twice", EDIT("dL[k]", "1 - A.^2", "1 - tanh(A).^2"),
	  .is_hard = true, .says = N_("tanh is applied once more to what is its value already"),
	  .asks = N_("Is what you square the argument of tanh, or its value?") },
	{ 4, "activated-twice", EDIT("dL[k]", "A .* B .* (1 - B)", "A .* sigmoid(B) .* (1 - sigmoid(B))"),
	  .is_hard = true, .says = N_("the sigmoid is applied once more to what is its value already"),
	  .asks = N_("Is that the argument of the sigmoid, or its value?") },
	{ 5, "slope-of-sigmoid", EDIT("dL[k]", "A .* (1 - B.^2)", "A .* B .* (1 - B)"),
	  .says = N_("the derivative of the sigmoid stands where tanh was"),
	  .asks = N_("Which function made this value, and what is its derivative by its own value?") },
	{ 5, "slope-of-sigmoid", EDIT("dL[k]", "1 - A.^2", "1 - A"),
	  .says = N_("1 - s stands for 1 - s²"),
	  .asks = N_("What is the derivative of tanh, written with its value?") },
	{ 5, "slope-of-tanh", EDIT("dL[k]", "A .* B .* (1 - B)", "A .* (1 - B.^2)"),
	  .says = N_("the derivative of tanh stands where the sigmoid was"),
	  .asks = N_("Which function made this value, and what is its derivative by its own value?") },
	{ 6, "sets-the-sum", EDIT("dP", "A", "A", .sets = true),
	  .says = N_("= stands where the sum needs +=: only what came last is left"),
	  .asks = N_("How many iterations should this sum hold, and how many does it?") },
	{ 6, "sets-the-sum", EDIT("db", "A", "A", .sets = true),
	  .says = N_("= stands where the sum needs +=: only what came last is left"),
	  .asks = N_("How many iterations should this sum hold, and how many does it?") },
	{ 7, "nothing-back", EDIT("dS[k-1]", "A", "0"), .everywhere = true,
	  .says = N_("nothing is carried back from one step to the step before"),
	  .asks = N_("A state makes its own loss, and what else?") },
	{ 8, "single-is-truncated", .flow = FLOW_BELIEF,
	  .says = N_("one sweep that carries ds was believed to be truncated: it is the whole gradient"),
	  .asks = N_("How far does ds at the last step travel in one sweep?") },
	{ 9, "no-transpose", EDIT("dS[k-1]", "P'*A", "P*A"),
	  .says = N_("the matrix is not transposed on the way back"),
	  .asks = N_("When an error goes back through a matrix, which way does the matrix stand?") },
	{ 9, "no-transpose", EDIT("dL[k]", "P'*A", "P*A"),
	  .says = N_("the matrix is not transposed on the way back"),
	  .asks = N_("When an error goes back through a matrix, which way does the matrix stand?") },
	{ 9, "outer-transposed", EDIT("dP", "outer(A, B)", "outer(B, A)"),
	  .says = N_("the outer product is transposed"),
	  .asks = N_("Row i of the weights belongs to which of the two vectors?") },
	{ 10, "word-of-the-loss", EDIT("dP", "outer(A, X[k])", "outer(A, X[t])"),
	  .says = N_("the word at the step of the loss stands for the word at the step of the delta"),
	  .asks = N_("Which word did the network read at step k?") },
	{ 11, "output-before", EDIT("dP", "outer(A, S[t])", "outer(A, S[t-1])"),
	  .says = N_("the output weights are paired with the state of the step before"),
	  .asks = N_("Which state was the prediction at step t made of?") },
	{ 12, "no-target", EDIT("dL[t]", "A - X[t]", "A"),
	  .says = N_("the target is not subtracted"),
	  .asks = N_("Where does the right word enter the gradient?") },
	{ 12, "sign", EDIT("dL[t]", "A - X[t]", "X[t] - A"),
	  .says = N_("the sign of the output error is turned"),
	  .asks = N_("Should the loss grow or fall when the right word's logit grows?") },
	{ 13, "mean", EDIT("dL[t]", "A - X[t]", "(A - X[t]) ./ T"),
	  .says = N_("the mean of the losses was taken, not their sum"),
	  .asks = N_("By which number do all your gradients differ from the right ones?") },
	{ 13, "mean-of-batch", .flow = FLOW_SCALED,
	  .says = N_("the mean over the sequences, or over all their steps, was taken, not the sum"),
	  .asks = N_("By which number do all your gradients differ from the right ones?") },
	{ 14, "one-buffer", EDIT("dL[k]", "S[k]", "S[T-1]"), OTHER("dP", "S[k-1]", "S[T-1]"), .everywhere = true,
	  .says = N_("all steps hold the same array, overwritten by the last step"),
	  .asks = N_("Did you keep a copy of the state at each step, or the same array each time?") },
	{ 15, "counted-twice", EDIT("dP", "A", "2*A"),
	  .says = N_("everything is counted twice"),
	  .asks = N_("By which number does this array differ from the right one?") },
	{ 15, "counted-twice", EDIT("db", "A", "2*A"),
	  .says = N_("everything is counted twice"),
	  .asks = N_("By which number does this array differ from the right one?") },
	{ 15, "counted-twice", EDIT("dL[t]", "A - X[t]", "2*(A - X[t])"),
	  .says = N_("everything is counted twice"),
	  .asks = N_("By which number do all your gradients differ from the right ones?") },
	{ 16, "wraps", EDIT("dP", "S[k-1]", "S[T-1]", .only = "at k=0: "),
	  .is_hard = true, .says = N_("at step 0 the last state stands for the initial one: an index of -1 that wraps"),
	  .asks = N_("What does index -1 mean in your language, and what does it mean here?") },
	{ 16, "no-initial", EDIT("dP", "outer(A, S[k-1])", "0", .only = "at k=0: "),
	  .is_hard = true, .says = N_("the initial state is taken for zero"),
	  .asks = N_("What did the network read from the past at step 0?") },
	{ 17, "cut-after-1", EDIT("dS[k-1]", "A", "0", .only = "at k=t-1: "), .everywhere = true,
	  .says = N_("nothing goes further back than one step from its loss"),
	  .asks = N_("How many steps does your inner loop make for a loss in the middle?") },
	{ 17, "cut-after-2", EDIT("dS[k-1]", "A", "0", .only = "at k=t-2: "), .everywhere = true,
	  .says = N_("nothing goes further back than two steps from its loss"),
	  .asks = N_("How many steps does your inner loop make for a loss in the middle?") },
	{ 17, "cut-after-3", EDIT("dS[k-1]", "A", "0", .only = "at k=t-3: "), .everywhere = true,
	  .says = N_("nothing goes further back than three steps from its loss"),
	  .asks = N_("How many steps does your inner loop make for a loss in the middle?") },
	{ 17, "cut-after-4", EDIT("dS[k-1]", "A", "0", .only = "at k=t-4: "), .everywhere = true,
	  .says = N_("nothing goes further back than four steps from its loss"),
	  .asks = N_("How many steps does your inner loop make for a loss in the middle?") },
	{ 18, "clipped-inside", EDIT("dS[k-1]", "A", "relu(A + M) - relu(A - M) - M", .number = 0.1),
	  .says = N_("what is carried is clipped on the way, each element of it"),
	  .asks = N_("Is clipping a part of the gradient, or of the step that uses it?") },
	{ 18, "clipped-after", .flow = FLOW_CLIPPED,
	  .says = N_("the finished gradient is clipped, so that a check compares another one"),
	  .asks = N_("Is clipping a part of the gradient, or of the step that uses it?") },
	{ 19, "cell-not-carried", EDIT("dS[k-1]", "dS[k] .* Q[k]", "0", .whole = true),
	  .says = N_("the path of the cell is not carried to the step before"),
	  .asks = N_("On how many ways does the past reach a later cell?") },
	{ 19, "cell-replaced", EDIT("dL[k]", "A", "A", .sets = true),
	  .says = N_("= stands for +=: what was carried in the cell is lost when the loss's own part comes"),
	  .asks = N_("From where do errors reach the cell at step k?") },
	{ 19, "bias-of-another", EDIT("db", "dQ[k]", "dR[k]"),
	  .says = N_("the bias gets the delta of another gate"),
	  .asks = N_("Which pre-activation was this bias added to?") },
	{ 20, "total-for-immediate", EDIT("dP", "outer(A, S[k-1])", "(t - k + 1)*outer(A, S[k-1])"),
	  .is_hard = true, .says = N_("the total derivative of the state stands for the immediate one: paths are counted again"),
	  .asks = N_("With which other quantities held fixed do you differentiate s[k] by the weights?") },
	{ 20, "total-for-immediate", EDIT("dP", "outer(A, X[k])", "(t - k + 1)*outer(A, X[k])"),
	  .is_hard = true, .says = N_("the total derivative of the state stands for the immediate one: paths are counted again"),
	  .asks = N_("With which other quantities held fixed do you differentiate s[k] by the weights?") },
	{ 21, "faulty-check", .flow = FLOW_CHECKER,
	  .says = N_("the numeric check itself is at fault: it moves one side the wrong way, does not put the "
	             "number back, or moves it too little"),
	  .asks = N_("What does your check say about a gradient that you know to be right?") },
	{ 22, "cached-initial", EDIT("dL[k]", "A .* S[k-1]", "A .* S[k]", .only = "at k=0: "),
	  .is_hard = true, .says = N_("at step 0 the initial state was overwritten by the first one before it was read"),
	  .asks = N_("When step 0 goes back, what is in the array of the initial state?") },
	{ 23, "slope-of-one-term",
	  .lines = "let dag[k] = (dc[k] - ds[k] .* o[k] .* (1 - tanh(c[k]).^2)) .* i[k]"
	           " + ds[k] .* o[k] .* (1 - tanh(c[k]).^2) .* i[k] .* (1 - g[k].^2)\n"
	           "let daf[k] = (dc[k] - ds[k] .* o[k] .* (1 - tanh(c[k]).^2)) .* c[k-1]"
	           " + ds[k] .* o[k] .* (1 - tanh(c[k]).^2) .* c[k-1] .* f[k] .* (1 - f[k])\n"
	           "let dai[k] = (dc[k] - ds[k] .* o[k] .* (1 - tanh(c[k]).^2)) .* g[k]"
	           " + ds[k] .* o[k] .* (1 - tanh(c[k]).^2) .* g[k] .* i[k] .* (1 - i[k])\n",
	  .says = N_("parentheses are missing: the gates' slopes multiply one of the two terms of the cell's error"),
	  .asks = N_("Which of the two errors of the cell goes through the gate's function?") },
	{ 24, "value-for-slope", EDIT("dL[k]", "A .* B .* (1 - B)", "A .* B"),
	  .says = N_("the value of the sigmoid stands for its derivative"),
	  .asks = N_("What is the derivative of the sigmoid, written with its value?") },
	{ 24, "value-for-slope", EDIT("dL[k]", "A .* (1 - B.^2)", "A .* B"),
	  .says = N_("the value of tanh stands for its derivative"),
	  .asks = N_("What is the derivative of tanh, written with its value?") },
	{ 25, "hidden-not-carried", EDIT("dS[k-1]", "B + P'*A", "0", .whole = true),
	  .says = N_("what comes back through the gates' recurrent weights is not carried to the step before"),
	  .asks = N_("On how many ways does the past reach a later cell?") },
	{ 26, "cell-before", EDIT("dL[k]", "tanh(S[k])", "tanh(S[k-1])"),
	  .is_hard = true, .says = N_("the cell of the step before stands for the one at hand"),
	  .asks = N_("Which cell was shown by the output gate at step k?") },
	{ 26, "early-cell", EDIT("dL[k]", "A .* S[k-1]", "A .* S[k-2]"),
	  .is_hard = true, .says = N_("the state of one step too early stands for the one before"),
	  .asks = N_("Which cell did the forget gate multiply at step k?") },
	{ 26, "early-cell",
	  .lines = "at k=0: let daf[k] = dc[k] .* c[T-1] .* f[k] .* (1 - f[k])\n"
	           "let daf[k] = dc[k] .* c[k-2] .* f[k] .* (1 - f[k])\n",
	  .is_hard = true, .says = N_("the state of one step too early stands for the one before; at step 0 the index wraps"),
	  .asks = N_("Which cell did the forget gate multiply at step k?") },
	{ 27, "no-loss-enters", EDIT("dL[t]", "P'*A", "0", .whole = true),
	  .says = N_("the losses never enter: only what is carried is passed on"),
	  .asks = N_("How does the error of step t get into the state at t?") },
	{ 28, "no-first-step", EDIT("dP", "A", "step(k)*A"), OTHER("db", "A", "step(k)*A"),
	  .everywhere = true,
	  .says = N_("step 0 is never added"),
	  .asks = N_("Where does your loop over the steps begin and end?") },
	{ 28, "no-last-step", EDIT("dP", "A", "step(T - 1 - k)*A"), OTHER("db", "A", "step(T - 1 - k)*A"),
	  .everywhere = true,
	  .says = N_("the last step is never added"),
	  .asks = N_("Where does your loop over the steps begin and end?") },
	{ 29, "running-sum", EDIT("dS[k-1]", "A", "dL[k]"), .everywhere = true,
	  .says = N_("errors are summed over the steps as if each step passed them on unchanged"),
	  .asks = N_("What happens to an error on its way through one step?") },
	{ 30, "sources-apart", EDIT("dP", "outer(A, X[k])", "0", .but = "at k=t: "),
	  OTHER("dP", "outer(A, S[k-1])", "0", .only = "at k=t: "), .everywhere = true,
	  .says = N_("the input weights get a step's own error only, the recurrent ones what comes from later only"),
	  .asks = N_("Does a weight know which way an error came?") },
	{ 31, "last-input-only", EDIT("dP", "outer(A, X[k])", "step(k - T + 2)*outer(A, X[k])"),
	  .says = N_("only the last step is added"),
	  .asks = N_("How many words should this array have columns for?") },
	{ 32, "never-written", EDIT("dP", "A", "0"), .says = N_("nothing is ever added to it"),
	  .asks = N_("Which line writes this array?") },
	{ 32, "never-written", EDIT("db", "A", "0"), .says = N_("nothing is ever added to it"),
	  .asks = N_("Which line writes this array?") },
	{ 33, "bias-summed", EDIT("db", "A", "sum(A)"),
	  .says = N_("the delta is summed over the units, so that all biases get the same"),
	  .asks = N_("Over what do the gradients of a bias add up: units, or steps?") },
	{ 33, "bias-averaged", EDIT("db", "A", "sum(A) ./ H"),
	  .says = N_("the delta is averaged over the units, so that all biases get the same"),
	  .asks = N_("Over what do the gradients of a bias add up: units, or steps?") },
	{ 33, "bias-of-rows", EDIT("db", "dQ[k]", "dQ[k]*sum(S[k-1])"),
	  .says = N_("the rows of the weights' gradient were summed for the bias"),
	  .asks = N_("A bias is a weight of an input that is always what?") },
	{ 34, "inverse-slope", EDIT("dL[k]", "A .* (1 - B.^2)", "A ./ (1 - B.^2)"),
	  .says = N_("the derivative of the inverse function stands for that of tanh"),
	  .asks = N_("Is the slope of tanh ever larger than 1?") },
	{ 34, "plus-slope", EDIT("dL[k]", "1 - A.^2", "1 + A.^2"),
	  .says = N_("1 + s² stands for 1 - s²"),
	  .asks = N_("Is the slope of tanh ever larger than 1?") },
	{ 34, "square-slope", EDIT("dL[k]", "1 - A.^2", "(1 - A).^2"),
	  .says = N_("(1 - s)² stands for 1 - s²"),
	  .asks = N_("What is squared in the derivative of tanh: s, or 1 - s?") },
	{ 35, "forward-order", .flow = FLOW_ORDER,
	  .says = N_("the Jacobians are multiplied in the order of the forward pass"),
	  .asks = N_("Which Jacobian does the error at the loss meet first?") },
	{ 36, "own-unit-only", EDIT("dS[k-1]", "P'*A", "diag(P) .* A"),
	  .says = N_("each unit carries back its own error only"),
	  .asks = N_("Which units at step k did a unit at step k-1 speak to?") },
	{ 37, "own-loss-only", .flow = FLOW_OWN_LOSS,
	  .says = N_("the gradient of the input or of the initial state comes from one loss only"),
	  .asks = N_("Which losses does this word reach?") },
	{ 38, "slices-exchanged", .flow = FLOW_EXCHANGED,
	  .says = N_("two arrays are exchanged"), .asks = N_("In which order were the two matrices joined?") },
	{ 38, "gates-exchanged", EDIT("dL[k]", "A", "dR[k]", .trades = true),
	  .says = N_("two gates have each other's delta: the blocks are joined in another order than the weights'"),
	  .asks = N_("In which order do the gates stand in the joint matrix, and in which do you join their deltas?") },
	{ 38, "blocks-exchanged", .flow = FLOW_GATES,
	  .says = N_("the arrays of two gates are exchanged: the blocks are cut in another order than they are joined"),
	  .asks = N_("In which order do the gates stand in the joint matrix?") },
	{ 39, "one-step-for-all", EDIT("dL[k]", "Q[k]", "Q[T-1]"),
	  .is_hard = true, .says = N_("the value of the last step is used at every step"),
	  .asks = N_("Does this factor change from step to step in your loop?") },
	{ 39, "one-step-for-all", EDIT("dP", "S[k-1]", "S[T-1]"),
	  .is_hard = true, .says = N_("the value of the last step is used at every step"),
	  .asks = N_("Does this factor change from step to step in your loop?") },
	{ 40, "cleared-inside", EDIT("dP", "A", "step(1 - t)*A"), OTHER("db", "A", "step(1 - t)*A"), .everywhere = true,
	  .says = N_("the sums are cleared inside the loop: only loss 0 is left"),
	  .asks = N_("How often are your gradients set to zero?") },
	{ 40, "cleared-inside", EDIT("dP", "A", "step(t - T + 2)*A"), OTHER("db", "A", "step(t - T + 2)*A"),
	  .everywhere = true,
	  .says = N_("the sums are cleared inside the loop: only the last loss is left"),
	  .asks = N_("How often are your gradients set to zero?") },
	{ 40, "last-sequence", .flow = FLOW_LAST_SEQUENCE,
	  .says = N_("the sums are cleared with each sequence: only the last one is left"),
	  .asks = N_("How often are your gradients set to zero?") },
	{ 41, "outside-not-added", EDIT("dL[t]", "X[t]", "0", .whole = true),
	  .says = N_("the gradient that comes from outside is not added"),
	  .asks = N_("Which gradient was your layer given?") },
	{ 42, "direct-path-missing", EDIT("dS[k-1]", "A + dS[k] .* Q[k]", "A", .whole = true),
	  .says = N_("the direct path from state to state is missing"),
	  .asks = N_("By how many ways does a state reach the next one?") },
	{ 42, "direct-path-turned", EDIT("dS[k-1]", "dS[k] .* Q[k]", "dS[k] .* (1 - Q[k])"),
	  .says = N_("the direct path has 1 - z where it needs z"),
	  .asks = N_("Which share of the old state is kept when z is 1?") },
	{ 43, "candidate-not-subtracted", EDIT("dL[k]", "dS[k] .* (S[k-1] - Q[k])", "dS[k] .* S[k-1]"),
	  .says = N_("the gate's gradient lacks its part from the candidate"),
	  .asks = N_("In how many places does z stand in the equation of the state?") },
	{ 43, "gate-turned", EDIT("dL[k]", "dS[k] .* (S[k-1] - Q[k])", "dS[k] .* (Q[k] - S[k-1])"),
	  .says = N_("the sign of the gate's gradient is turned"),
	  .asks = N_("When z grows, does the state move to the old state or to the candidate?") },
	{ 44, "reset-after",
	  .lines = "let dWh += outer(dah[k] .* r[k], s[k-1])\n"
	           "let dr[k] = dah[k] .* (Wh*s[k-1])\n"
	           "let ds[k-1] = Wz'*daz[k] + Wr'*dar[k] + Wh'*(dah[k] .* r[k]) + ds[k] .* z[k]\n",
	  .says = N_("the way back is that of a reset gate after the product, the way forth has it before"),
	  .asks = N_("Is the reset gate applied before the product with the weights, or after it?") },
	{ 44, "reset-before",
	  .lines = "let dWn += outer(dan[k], r[k] .* s[k-1])\n"
	           "let dr[k] = (Wn'*dan[k]) .* s[k-1]\n"
	           "let ds[k-1] = Wr'*dar[k] + Wz'*daz[k] + (Wn'*dan[k]) .* r[k] + ds[k] .* z[k]\n",
	  .says = N_("the way back is that of a reset gate before the product, the way forth has it after"),
	  .asks = N_("Is the reset gate applied before the product with the weights, or after it?") },
	{ 45, "state-for-reset-state", EDIT("dP", "outer(A, Q[k])", "outer(A, S[k-1])"),
	  .is_hard = true, .says = N_("the state stands where the reset state was read"),
	  .asks = N_("Which vector did the candidate's weights multiply?") },
	{ 45, "reset-missing", EDIT("dS[k-1]", "dQ[k] .* R[k]", "dQ[k]"),
	  .is_hard = true, .says = N_("the reset gate is missing on the candidate's path"),
	  .asks = N_("What stands between the old state and the candidate's weights?") },
	{ 45, "factor-missing", EDIT("dL[k]", "dQ[k] .* R[k]", "dQ[k]", .whole = true),
	  .is_hard = true, .says = N_("the other factor of a product is missing on the way back through it"),
	  .asks = N_("By what was this multiplied in the forward pass?") },
	{ 45, "gate-path-missing", EDIT("dS[k-1]", "B + P'*A", "B"),
	  .is_hard = true, .says = N_("what comes back through one gate's recurrent weights is missing"),
	  .asks = N_("How many matrices multiply the old state?") },
	{ 45, "gate-path-missing", EDIT("dS[k-1]", "P'*A + B", "B"),
	  .is_hard = true, .says = N_("what comes back through one gate's recurrent weights is missing"),
	  .asks = N_("How many matrices multiply the old state?") },
	{ 45, "through-reset-missing", EDIT("dL[k]", "dQ[k] .* S[k-1]", "0"),
	  .is_hard = true, .says = N_("the path through a gate is missing"),
	  .asks = N_("Of what was this gate made?") },
	{ 0 },
};

const struct bug *bug_next(const struct bug *bug)
{
	bug = bug ? bug + 1 : bugs;
	return bug->number ? bug : NULL;
}

const struct bug *bug_find(const char *name)
{
	const char *digits = *name == 'B' || *name == 'b' ? name + 1 : name;
	char *end;
	long const number = strtol(digits, &end, 10);
	for (const struct bug *bug = bugs; bug->number; bug++)
		if (!strcmp(bug->name, name) || (*digits && !*end && bug->number == number))
			return bug;
	return NULL;
}

// ---- planting

// The equation of a cell that stands where `like` stood before others were rewritten; -1: it is gone.
static int find_equation(const struct cell *cell, const struct equation *like)
{
	for (int i = 0; i < cell->sweep.count; i++) {
		const struct equation *each = &cell->sweep.equation[i];
		if (equation_same_left(each, like) && each->part == like->part &&
		    each->when.kind == like->when.kind && each->when.n == like->when.n)
			return i;
	}
	return -1;
}

// The edit at all its sites in `original`, made in `cell`, whose reference passes.
static struct cell *plant_all(struct cell *cell, const struct cell *original, const struct edit *edit)
{
	struct site sites[SITES_MOST];
	int const count = rewrite_sites(original, edit, sites);
	for (int i = 0; i < count; i++) {
		if (i && sites[i].equation == sites[i - 1].equation)
			continue;
		int const at = find_equation(cell, &original->sweep.equation[sites[i].equation]);
		struct site const site = { at, -1, sites[i].other };
		struct cell *next = at < 0 ? NULL : rewrite(cell, edit, site);
		if (next) {
			cell_drop(cell);
			cell = next;
		}
	}
	return cell;
}

struct cell *bug_plant(const struct cell *cell, struct planting planting)
{
	const struct bug *bug = planting.bug;
	struct edit edit = bug->edit;
	edit.number = planting.number > 0 ? planting.number : edit.number;
	if (bug->lines)
		return rewrite_lines(cell, bug->lines);
	if (!edit.left || planting.site.equation >= 0)
		return edit.left ? rewrite(cell, &edit, planting.site) : NULL;
	struct cell *planted = rewrite_lines(cell, "");
	planted = plant_all(planted, cell, &edit);
	if (bug->other.left)
		planted = plant_all(planted, cell, &bug->other);
	return planted;
}

// ---- all of them

struct gathering {
	struct plantings all;
	const struct cell *cell;
	const bool *settled;
	unsigned long *hash; // of each planting
	size_t room;
};

static bool is_new(const struct gathering *gathering, const struct cell *planted, unsigned long hash)
{
	bool is = !rewrite_same(planted, gathering->cell);
	for (int i = 0; is && i < gathering->all.count; i++)
		is = gathering->hash[i] != hash || !rewrite_same(gathering->all.cell[i], planted);
	return is;
}

static void gather(struct gathering *gathering, struct planting planting)
{
	struct plantings *all = &gathering->all;
	struct cell *planted = bug_plant(gathering->cell, planting);
	unsigned long const hash = planted ? rewrite_hash(planted) : 0;
	if (!planted || !is_new(gathering, planted, hash)) {
		cell_drop(planted);
		return;
	}
	if ((size_t)all->count == gathering->room) {
		size_t const room = gathering->room = 2 * gathering->room + 64;
		all->at = memory_resize(all->at, room, sizeof *all->at);
		all->cell = memory_resize(all->cell, room, sizeof(struct cell *));
		gathering->hash = memory_resize(gathering->hash, room, sizeof *gathering->hash);
	}
	all->at[all->count] = planting;
	all->cell[all->count] = planted;
	gathering->hash[all->count++] = hash;
}

static struct plantings gather_all(const struct cell *cell, double clip, const bool *settled)
{
	struct gathering gathering = { .cell = cell, .settled = settled };
	for (const struct bug *bug = bug_next(NULL); bug; bug = bug_next(bug)) {
		struct site sites[SITES_MOST];
		struct site const everywhere = { -1, -1, -1 };
		int const count = bug->edit.left && !bug->everywhere ? rewrite_sites(cell, &bug->edit, sites) : 0;
		double const number = bug->edit.number > 0 ? clip : 0;
		for (int i = 0; i < count; i++)
			if (!settled || !settled[cell->sweep.equation[sites[i].equation].quantity])
				gather(&gathering, (struct planting){ bug, sites[i], number });
		if (bug->lines || (bug->edit.left && !bug->edit.trades))
			gather(&gathering, (struct planting){ bug, everywhere, number });
	}
	free(gathering.hash);
	return gathering.all;
}

// ---- those of a cell as it was derived, kept from one question to the next

static struct {
	struct cell *cell; // one reference
	double clip;
	struct plantings all;
} kept;

static bool is_derived(const struct cell *cell)
{
	bool is = true;
	for (int i = 0; is && i < cell->sweep.count; i++)
		is = !cell->sweep.equation[i].amended;
	return is;
}

static struct plantings copy(const struct plantings *from, const struct cell *cell, const bool *settled)
{
	struct plantings all = { .at = memory_get((size_t)from->count + 1, sizeof *all.at),
		                 .cell = memory_get((size_t)from->count + 1, sizeof(struct cell *)) };
	for (int i = 0; i < from->count; i++) {
		int const at = from->at[i].site.equation;
		if (settled && at >= 0 && settled[cell->sweep.equation[at].quantity])
			continue;
		all.at[all.count] = from->at[i];
		all.cell[all.count++] = cell_hold(from->cell[i]);
	}
	return all;
}

struct plantings bug_plantings(const struct cell *cell, double clip, const bool *settled)
{
	if (!is_derived(cell))
		return gather_all(cell, clip, settled);
	bool const is_kept = kept.cell && cell_equal(kept.cell, cell) && !(kept.clip < clip || kept.clip > clip);
	if (!is_kept) {
		plantings_free(&kept.all);
		cell_drop(kept.cell);
		kept.cell = cell_hold((struct cell *)cell);
		kept.clip = clip;
		kept.all = gather_all(cell, clip, NULL);
	}
	return copy(&kept.all, cell, settled);
}

void plantings_free(struct plantings *plantings)
{
	for (int i = 0; i < plantings->count; i++)
		cell_drop(plantings->cell[i]);
	free(plantings->cell);
	free(plantings->at);
	*plantings = (struct plantings){ 0 };
}

bool bug_name_program(const struct cell *derived, const struct cell *amended, double clip,
                      struct planting *planting)
{
	struct plantings all = bug_plantings(derived, clip, NULL);
	bool found = false;
	for (int i = 0; i < all.count && !found; i++) {
		found = rewrite_same(all.cell[i], amended);
		*planting = all.at[i];
	}
	plantings_free(&all);
	return found;
}

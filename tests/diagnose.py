#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Learners' arrays, made by loops in NumPy as learners write them (one sweep, dhnext), with mistakes in them:
`diagnose` names each, alone and together, from files, float32 and a few copied numbers; what is right gets no name;
`grade` tells a batch, refuses what is no submission, and goes on."""

import json
import os
import subprocess
import tempfile

import numpy as np

from peer import report, scaled

PROGRAM = os.environ.get("BPTT_REPL", "./bptt-repl")
FOLDER = tempfile.TemporaryDirectory()


def ask(*words):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def softmax(a):
    e = np.exp(a - a.max())
    return e / e.sum()


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


# name -> the number under which the catalogue has it
TANH = {"late": 1, "no slope": 3, "activated twice": 4, "sigmoid's": 5, "sets": 6, "nothing back": 7,
        "no transpose": 9, "outer transposed": 9, "V before": 11, "no target": 12, "sign": 12, "mean": 13,
        "twice": 15, "wraps": 16, "no initial": 16, "no loss": 27, "identity": 29, "own unit": 36, "plus": 34}


def tanh_net(random, mistakes=()):
    """The article's network with s[-1], in one sweep."""
    C, H, T = random.randint(5, 8), random.randint(3, 5), random.randint(5, 7)
    U, V, W = random.uniform(-1, 1, (H, C)), random.uniform(-1, 1, (C, H)), random.uniform(-1, 1, (H, H))
    x, y = random.permutation(max(C, T))[:T] % C, random.randint(0, C, T)
    s = np.zeros((T + 1, H))
    s[-1] = random.uniform(-1, 1, H)
    for t in range(T):
        s[t] = np.tanh(U[:, x[t]] + W @ s[t - 1])
    dU, dV, dW, carried = np.zeros_like(U), np.zeros_like(V), np.zeros_like(W), np.zeros(H)
    for t in reversed(range(T)):
        target = np.eye(C)[y[t]]
        d = softmax(V @ s[t]) - target
        d = d + target if "no target" in mistakes else d
        d = -d if "sign" in mistakes else d / T if "mean" in mistakes else d
        dV += np.outer(d, s[t - 1] if "V before" in mistakes else s[t])
        ds = carried + (0 if "no loss" in mistakes else V.T @ d)
        slope = 1 - s[t] ** 2
        for name, other in (("no slope", 1), ("activated twice", 1 - np.tanh(s[t]) ** 2),
                            ("sigmoid's", s[t] * (1 - s[t])), ("plus", 1 + s[t] ** 2)):
            slope = other if name in mistakes else slope
        dz = ds * slope
        before = s[t] if "late" in mistakes else s[t - 1]
        if t == 0 and "wraps" in mistakes:
            before = s[T - 1]
        if t == 0 and "no initial" in mistakes:
            before = 0 * before
        outer = np.outer(before, dz) if "outer transposed" in mistakes else np.outer(dz, before)
        dW = outer if "sets" in mistakes else dW + outer * (2 if "twice" in mistakes else 1)
        dU[:, x[t]] += dz
        carried = (0 * dz if "nothing back" in mistakes else W @ dz if "no transpose" in mistakes else
                   ds if "identity" in mistakes else np.diag(W) * dz if "own unit" in mistakes else W.T @ dz)
    return {"U": U, "V": V, "W": W, "s[-1]": s[-1], "x": x, "y": y, "dU": dU, "dV": dV, "dW": dW}


LSTM = {"f's slope": 3, "g's slope": 3, "cell dropped": 19, "hidden dropped": 25, "one bias": 19, "late cell": 26,
        "f's value": 24, "only last": 31, "initial cell": 22, "i to o": 45}


def lstm_net(random, mistakes=()):
    C, H, T = 6, 3, 5
    p = {k + g: random.uniform(-1, 1, (H, C) if k == "U" else (H, H) if k == "W" else H)
         for k in "UWb" for g in "ifog"}
    V, bv = random.uniform(-1, 1, (C, H)), random.uniform(-1, 1, C)
    x, y = random.permutation(C)[:T], random.randint(0, C, T)
    s, c = np.zeros((T + 1, H)), np.zeros((T + 1, H))
    s[-1], c[-1] = random.uniform(-1, 1, H), random.uniform(-1, 1, H)
    a = []
    for t in range(T):
        pre = {g: p["U" + g][:, x[t]] + p["W" + g] @ s[t - 1] + p["b" + g] for g in "ifog"}
        v = {g: np.tanh(pre[g]) if g == "g" else sigmoid(pre[g]) for g in "ifog"}
        c[t] = v["f"] * c[t - 1] + v["i"] * v["g"]
        s[t] = v["o"] * np.tanh(c[t])
        a.append(v)
    out = {"d" + k: np.zeros_like(v) for k, v in p.items()}
    out["dV"], out["dbv"] = np.zeros_like(V), np.zeros(C)
    dsn, dcn = np.zeros(H), np.zeros(H)
    for t in reversed(range(T)):
        v = a[t]
        d = softmax(V @ s[t] + bv) - np.eye(C)[y[t]]
        out["dV"] += np.outer(d, s[t])
        out["dbv"] += d
        ds = V.T @ d + dsn
        dc = dcn + ds * v["o"] * (1 - np.tanh(c[t]) ** 2)
        before = c[0] if t == 0 and "initial cell" in mistakes else c[t - 1]
        shown = c[t - 1] if "late cell" in mistakes else c[t]
        dv = {"i": dc * v["g"], "f": dc * before, "o": ds * np.tanh(shown), "g": dc * v["i"]}
        da = {g: dv[g] * (1 - v[g] ** 2 if g == "g" else v[g] * (1 - v[g])) for g in "ifog"}
        if "f's slope" in mistakes:
            da["f"] = dv["f"]
        if "f's value" in mistakes:
            da["f"] = dv["f"] * v["f"]
        if "g's slope" in mistakes:
            da["g"] = dv["g"]
        if "o for g" in mistakes:
            da["o"], da["g"] = da["g"], da["o"]
        for g in "ifog":
            out["dW" + g] += np.outer(da[g], s[t - 1])
            if not ("only last" in mistakes and g == "o" and t < T - 1):
                out["dU" + g][:, x[t]] += da[g]
            out["db" + g] += da["i" if "one bias" in mistakes and g == "f" else g]
        dsn = sum(p["W" + g].T @ da[g] for g in "ifog" if not ("i to o" in mistakes and g == "i"))
        dcn = dc * v["f"]
        if "hidden dropped" in mistakes:
            dsn = 0 * dsn
        if "cell dropped" in mistakes:
            dcn = 0 * dcn
    return {**p, "V": V, "bv": bv, "s[-1]": s[-1], "c[-1]": c[-1], "x": x, "y": y, **out}


def write(name, arrays):
    path = os.path.join(FOLDER.name, name + ".npz")
    np.savez(path, **arrays)
    return path


def numbers(text):
    return [word.rstrip(",:") for line in text.splitlines() for word in line.split()[:1] if word[:1] == "B"]


def names_each(net, catalogue, tries):
    random = np.random.RandomState(1)
    for name, number in catalogue.items():
        for _ in range(tries):
            path = write("one", net(random, {name}))
            status, out, err = ask("diagnose", path)
            if status != 1 or "B%d" % number not in numbers(out):
                raise RuntimeError("%s (B%d): status %d\n%s%s" % (name, number, status, out, err))
    return "%d mistakes" % len(catalogue)


def names_several(net, catalogue, together, tries):
    random, explained = np.random.RandomState(2), 0
    for _ in range(tries):
        mistakes = set(random.permutation(list(catalogue))[:together])
        status, out, err = ask("diagnose", write("some", net(random, mistakes)))
        explained += "mistakes together:" in out or len(numbers(out)) == 1
        if status != 1:
            raise RuntimeError("%s: status %d\n%s%s" % (mistakes, status, out, err))
    if explained < 0.9 * tries - 1:
        raise RuntimeError("%d of %d explained" % (explained, tries))
    return "%d of %d" % (explained, tries)


def right_is_right():
    random = np.random.RandomState(3)
    for net in (tanh_net, lstm_net):
        for kind in (np.float64, np.float32):
            arrays = {k: v.astype(kind) if v.dtype == np.float64 else v for k, v in net(random).items()}
            if kind == np.float32:
                arrays = {k: v for k, v in arrays.items()}
            status, out, err = ask("diagnose", write("right", net(random)))
            if status or not out.startswith("All are right"):
                raise RuntimeError(out + err)


def some_numbers_suffice():
    """Five elements with four digits, as in a post to a forum."""
    random = np.random.RandomState(4)
    named = 0
    tries = scaled(100)
    for _ in range(tries):
        arrays = tanh_net(random, {"late"})
        given = write("in", {k: v for k, v in arrays.items() if k[0] != "d"})
        posted = os.path.join(FOLDER.name, "posted.txt")
        H = len(arrays["W"])
        with open(posted, "w") as text:
            for _ in range(5):
                i, j = random.randint(0, H, 2)
                text.write("dW[%d,%d] = %.4g\n" % (i, j, arrays["dW"][i, j]))
        status, out, err = ask("diagnose", "--load=" + given, "--values=" + posted)
        named += "B1" in numbers(out)
    if named < 0.9 * tries - 1:
        raise RuntimeError("%d of %d\n%s%s" % (named, tries, out, err))
    return "%d of %d" % (named, tries)


def a_batch_goes_on():
    random = np.random.RandomState(5)
    files = [write("a", tanh_net(random)), write("b", tanh_net(random, {"late"})), write("c", lstm_net(random, {"f's slope"}))]
    junk = os.path.join(FOLDER.name, "junk.npz")
    with open(junk, "w") as out:
        out.write("PK\x03\x04 and so on")
    files += [junk, os.path.join(FOLDER.name, "nobody.npz"), write("nothing", {"U": np.zeros((3, 5))}), files[1]]
    notes = os.path.join(FOLDER.name, "notes.txt")
    with open(notes, "w") as out:
        out.write("B1: see page 4\n")
    status, out, err = ask("grade", "--json", "--jobs=3", "--notes=" + notes, *files)
    said = [json.loads(line) for line in out.splitlines()]
    verdicts = [each["verdict"] for each in said]
    if status != 1 or verdicts != ["right", "wrong", "wrong", "refused", "refused", "refused", "wrong"]:
        raise RuntimeError("%d %s\n%s%s" % (status, verdicts, out, err))
    if said[1].get("note") != "see page 4" or "note" in said[2] or [each["file"] for each in said] != files:
        raise RuntimeError(out)
    status, out, err = ask("grade", "--cluster", *files)
    if "B1: 2 files" not in out:
        raise RuntimeError(out)
    status, out, err = ask("grade", "--cluster", "--csv", *files)
    if "B1: 2 files" not in err or out.count("\n") != 1 + len(files):
        raise RuntimeError(out + err)
    status, out, err = ask("grade", files[0])
    if status or not out.endswith("a.npz: right\n"):
        raise RuntimeError(out + err)


def hints_do_not_tell():
    path = write("hint", tanh_net(np.random.RandomState(6), {"no slope"}))
    said = [ask("diagnose", "--hint=%d" % level, path)[1].strip() for level in range(1, 6)]
    wanted = ["Wrong: dU, dW.", "Look in the delta of an iteration.", "Look at the equation of dz[k]."]
    if said[:3] != wanted or not said[3].endswith("?") or "dz[k] = ds[k]" not in said[4]:
        raise RuntimeError("\n".join(said))


def forward_is_looked_at_first():
    arrays = tanh_net(np.random.RandomState(7))
    arrays["s"] = np.zeros((len(arrays["x"]), len(arrays["W"])))
    status, out, err = ask("diagnose", write("forward", arrays))
    if status != 1 or not out.startswith("The forward pass: s[0] is the first that differs"):
        raise RuntimeError(out + err)


CONVENTIONS = ("mean", "initial-zero", "initial-always", "gates-exchanged", "update-exchanged", "never-carried",
               "reset-after", "gate-missing", "activation-missing", "sigmoid-for-tanh", "one-bias",
               "one-bias-for-all", "bias-missing", "transposed")


def gru_loss(p, s0, x, y, kind):
    """The states and the losses of a GRU, reset before the product; or of what somebody wrote."""
    q = dict(p)
    if kind == "gates-exchanged":
        q.update({k + g: p[k + o] for k in "UWb" for g, o in ("zr", "rz")})
    if kind == "one-bias-for-all":
        q["bz"] = q["bh"] = q["br"]
    if kind == "one-bias":
        q["bz"] = q["bh"]
    if kind == "transposed":
        q["Wr"] = q["Wr"].T
    s, states, losses = 0 * s0 if kind == "initial-zero" else s0, [], []
    for t in range(len(x)):
        b = s0 if kind == "initial-always" else s
        z = sigmoid(q["Uz"][:, x[t]] + q["Wz"] @ b + q["bz"])
        r = sigmoid(q["Ur"][:, x[t]] + q["Wr"] @ b + q["br"])
        a = r * (q["Wh"] @ b) if kind == "reset-after" else q["Wh"] @ (b if kind == "gate-missing" else r * b)
        a = q["Uh"][:, x[t]] + a + (0 if kind == "bias-missing" else q["bh"])
        h = a if kind == "activation-missing" else sigmoid(a) if kind == "sigmoid-for-tanh" else np.tanh(a)
        s = (z * h + (1 - z) * b if kind == "update-exchanged" else (1 - z) * h + z * h if kind == "never-carried" else
             (1 - z) * h + z * b)
        states.append(s)
        l = q["V"] @ s + q["bv"]
        losses.append(np.log(np.sum(np.exp(l))) - l[y[t]])
    return np.array(states), np.mean(losses) if kind == "mean" else np.sum(losses)


def gru_net(random, kind, with_gradients=False):
    C, H, T = 5, 3, 5
    p = {k + g: random.uniform(-1, 1, (H, C) if k == "U" else (H, H) if k == "W" else H) for k in "UWb" for g in "zrh"}
    p.update(V=random.uniform(-1, 1, (C, H)), bv=random.uniform(-1, 1, C))
    s0, x, y = random.uniform(-1, 1, H), random.permutation(C)[:T], random.randint(0, C, T)
    s, E = gru_loss(p, s0, x, y, kind)
    out = {**p, "s[-1]": s0, "x": x, "y": y, "s": s, "E": E}
    for name, array in p.items() if with_gradients else ():
        out["d" + name] = np.zeros(array.shape)
        for at in np.ndindex(array.shape):
            moved = array.astype(complex)
            moved[at] += 1e-30j
            out["d" + name][at] = np.imag(gru_loss({**p, name: moved}, s0, x, y, kind)[1]) / 1e-30
    return out


def conventions_are_named():
    random = np.random.RandomState(8)
    for kind in CONVENTIONS:
        status, out, err = ask("diagnose", write("convention", gru_net(random, kind)))
        if status != 1 or "\nThat is " + kind not in out:
            raise RuntimeError("%s\n%s%s" % (kind, out, err))
    single = {k: v.astype(np.float32) if v.dtype == float else v for k, v in gru_net(random, "").items()}
    double = {k: np.asarray(v, float) if np.asarray(v).dtype == np.float32 else v for k, v in single.items()}
    double["s"] = gru_loss({k: v for k, v in single.items() if k[0] in "UWbV"}, single["s[-1]"], single["x"],
                           single["y"], "")[0].astype(float) + 1e-9
    del double["E"]
    status, out, err = ask("diagnose", write("convention", double))
    if status != 1 or "That is float32" not in out:
        raise RuntimeError("float32\n%s%s" % (out, err))
    for kind in ("tanh-of-a-part", "transposed"):
        arrays = tanh_net(random)
        s, states = arrays["s[-1]"], []
        for word in arrays["x"]:
            a, b = arrays["U"][:, word], arrays["W"] @ s
            s = np.tanh(a) + b if kind == "tanh-of-a-part" else np.tanh(a + arrays["W"].T @ s)
            states.append(s)
        arrays = {**{k: v for k, v in arrays.items() if k[0] != "d"}, "s": np.array(states)}
        status, out, err = ask("diagnose", write("convention", arrays))
        if status != 1 or "\nThat is " + kind not in out:
            raise RuntimeError("%s\n%s%s" % (kind, out, err))
    arrays = lstm_net(random)
    s, c, states = arrays["s[-1]"], arrays["c[-1]"], []
    for word in arrays["x"]:
        v = {g: arrays["U" + g][:, word] + arrays["W" + g] @ s + arrays["b" + g] for g in "ifog"}
        c = sigmoid(v["f"]) * c + sigmoid(v["i"]) * np.tanh(v["g"])
        s = sigmoid(v["o"]) * c
        states.append(s)
    arrays = {**{k: v for k, v in arrays.items() if k[0] != "d"}, "s": np.array(states)}
    status, out, err = ask("diagnose", write("convention", arrays))
    if status != 1 or "\nThat is tanh-forgotten (s[t])" not in out:
        raise RuntimeError(out + err)
    arrays = gru_net(random, "")
    arrays["s"][2] += 0.1
    status, out, err = ask("diagnose", write("convention", arrays))
    if status != 1 or "That is" in out or "No convention that is known here explains it." not in out:
        raise RuntimeError(out + err)
    return "%d, and float32" % len(CONVENTIONS)


def gradients_are_judged_by_their_own_forward_pass():
    """Right for what was computed; and where only gradients are there, they tell the convention."""
    random = np.random.RandomState(9)
    for kind in ("update-exchanged", "reset-after", "one-bias", "transposed", "activation-missing", "initial-zero"):
        arrays = gru_net(random, kind, True)
        status, out, err = ask("diagnose", write("both", arrays))
        if status != 1 or "\nThat is " + kind not in out or "\nAll are right: " not in out:
            raise RuntimeError("%s\n%s%s" % (kind, out, err))
        arrays["dV"] *= 2
        status, out, err = ask("diagnose", write("both", arrays))
        if "\nThat is " + kind not in out or "\nB15, counted-twice" not in out:
            raise RuntimeError("%s\n%s%s" % (kind, out, err))
        arrays = {k: v for k, v in gru_net(random, kind, True).items() if k not in "sE"}
        status, out, err = ask("diagnose", write("both", arrays))
        if status != 1 or "\nThey are right for another forward pass: " + kind not in out:
            raise RuntimeError("%s\n%s%s" % (kind, out, err))
    status, out, err = ask("diagnose", write("both", gru_net(random, "", True)))
    if status or "All are right" not in out:
        raise RuntimeError(out + err)


def tanh_sweep(arrays, order=False, own_loss=False):
    """The gradients of tanh_net's forward pass loss by loss, with dx and ds[-1]."""
    U, V, W, x, y = (arrays[name] for name in "UVWxy")
    C, T = len(V), len(x)
    s = np.zeros((T + 1, len(W)))
    s[-1] = arrays["s[-1]"]
    for t in range(T):
        s[t] = np.tanh(U[:, x[t]] + W @ s[t - 1])
    out = {"dU": np.zeros_like(U), "dV": np.zeros_like(V), "dW": np.zeros_like(W), "dx": np.zeros((T, C)),
           "ds[-1]": np.zeros(len(W))}
    jacobian = [np.diag(1 - s[t] ** 2) @ W for t in range(T)]
    for t in range(T):
        d = softmax(V @ s[t]) - np.eye(C)[y[t]]
        out["dV"] += np.outer(d, s[t])
        first, product = V.T @ d, np.eye(len(W))
        for k in range(t, -1, -1):
            ds = product.T @ first
            dz = ds * (1 - s[k] ** 2)
            out["dU"][:, x[k]] += dz
            out["dW"] += np.outer(dz, s[k - 1])
            out["dx"][k] += 0 if own_loss and k != t else U.T @ dz
            out["ds[-1]"] += 0 if k or (own_loss and t) else W.T @ dz
            product = jacobian[k] @ product if order else product @ jacobian[k]
    return {**arrays, **out}


def what_is_no_edit_is_named():
    random = np.random.RandomState(10)
    for _ in range(scaled(20)):
        net = {k: v for k, v in tanh_net(random).items() if k[0] != "d"}
        right = tanh_sweep(net)
        cases = [("B35, forward-order", tanh_sweep(net, order=True), ()), ("B37, own-loss-only", tanh_sweep(net, own_loss=True), ()),
                 ("B8, single-is-truncated", {k: v for k, v in right.items() if k not in ("dx", "ds[-1]")}, ("--truncate=1",)),
                 ("B15, counted-twice", {**right, "dV": 2 * right["dV"]}, ())]
        norm = np.sqrt(sum((right[name] ** 2).sum() for name in ("dU", "dV", "dW")))
        lstm = lstm_net(random)
        for mistaken in (right, {**right, "dV": 2 * right["dV"]}):
            top = max(abs(mistaken[name]).max() for name in ("dU", "dV", "dW"))
            clipped = {name: mistaken[name].clip(-top / 2, top / 2) for name in ("dU", "dV", "dW")}
            cases.append(("B18, clipped-after", {**net, **clipped}, ()))
        cases.append(("B18, clipped-after", {**net, **{name: right[name] * (0.25 / norm) for name in ("dU", "dV", "dW")}}, ()))
        cases.append(("B38, slices-exchanged", {**lstm, "dWi": lstm["dWf"], "dWf": lstm["dWi"]}, ()))
        cases.append(("B38, slices-exchanged", {**lstm, "dWi": lstm["dWf"], "dWf": lstm["dWi"], "dV": 2 * lstm["dV"]}, ()))
        status, out, err = ask("diagnose", write("flow", right))
        if status:
            raise RuntimeError("right: " + out + err)
        for name, arrays, words in cases:
            if name.startswith("B35"):
                arrays = {k: v for k, v in arrays.items() if k not in ("dx", "ds[-1]")}
            status, out, err = ask("diagnose", *words, write("flow", arrays))
            if status != 1 or "\n" + name not in out:
                raise RuntimeError("%s\n%s%s" % (name, out, err))


def batch_net(random, mistake=""):
    """N sequences at once, x and y N×T; the gradients are those of the sum over all of them."""
    C, H, T, N = 6, 4, 5, random.randint(2, 5)
    U, V, W = random.uniform(-1, 1, (H, C)), random.uniform(-1, 1, (C, H)), random.uniform(-1, 1, (H, H))
    x, y = random.randint(0, C, (N, T)), random.randint(0, C, (N, T))
    sums, E = [np.zeros_like(a) for a in (U, V, W)], 0
    for n in range(N):
        s, carried = np.zeros((T + 1, H)), np.zeros(H)
        for t in range(T):
            s[t] = np.tanh(U[:, x[n, t]] + W @ s[t - 1])
            E -= np.log(softmax(V @ s[t])[y[n, t]])
        if mistake == "B40, last-sequence":
            sums = [np.zeros_like(a) for a in (U, V, W)]
        for t in reversed(range(T)):
            d = softmax(V @ s[t]) - np.eye(C)[y[n, t]]
            d = d / {"divided by %d" % N: N, "divided by %d" % (N * T): N * T, "B13, mean:": T}.get(mistake, 1)
            dz = (V.T @ d + carried) * (1 if mistake == "B3, no-slope" else 1 - s[t] ** 2)
            sums[0][:, x[n, t]] += dz
            sums[1] += np.outer(d, s[t])
            sums[2] += np.outer(dz, s[t if mistake == "B1, late-state" else t - 1])
            carried = W.T @ dz
    return {"U": U, "V": V, "W": W, "x": x, "y": y, "dU": sums[0], "dV": sums[1], "dW": sums[2], "E": E}


def rows_layer(random, mistake="", N=3, own=False):
    """A layer of row vectors, N×T×D, as a course grades it by itself: dh comes from outside.  With `own` each sequence
    begins at a state of its own."""
    T, D, H = 4, 3, 5
    x, Wx, Wh = random.uniform(-1, 1, (N, T, D)), random.uniform(-1, 1, (D, H)), random.uniform(-1, 1, (H, H))
    b, dh, h0 = random.uniform(-1, 1, H), random.uniform(-1, 1, (N, T, H)), random.uniform(-1, 1, H)
    first = random.uniform(-1, 1, (N, H)) if own else np.tile(h0, (N, 1))
    h, before = np.zeros((N, T, H)), first
    for t in range(T):
        h[:, t] = before = np.tanh(x[:, t] @ Wx + before @ Wh + b)
    dWx, dWh, db, carried = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros((N, H))
    for t in reversed(range(T)):
        dz = (dh[:, t] + carried) * (1 - h[:, t] ** 2)
        dWx += x[:, t].T @ dz
        dWh += (h[:, t - 1] if t else first).T @ dz
        db += dz.sum(axis=0)
        carried = 0 if mistake == "B7, nothing-back" else dz @ (Wh if mistake == "B9, no-transpose" else Wh.T)
    mine = {"h0": first, "dh0": carried} if own else {"h0": h0}
    return {"x": x, "Wx": Wx, "Wh": Wh, "b": b, "dh": dh, "h": h, "dWx": dWx, "dWh": dWh, "db": db, **mine}


def gates_in_another_order_are_named():
    """The arrays of two gates exchanged, once they are made; or their deltas, before they are used."""
    random = np.random.RandomState(12)
    for _ in range(scaled(50)):
        net = lstm_net(random)
        a, b = random.permutation(list("ifog"))[:2]
        mine = {**net, **{"d" + k + x: net["d" + k + y] for k in "UWb" for x, y in ((a, b), (b, a))}}
        status, out, err = ask("diagnose", write("gates", mine))
        if status != 1 or "\nB38, blocks-exchanged" not in out:
            raise RuntimeError(out + err)
        status, out, err = ask("diagnose", write("gates", lstm_net(random, {"o for g"})))
        if status != 1 or "\nB38, gates-exchanged" not in out:
            raise RuntimeError(out + err)


def shapes_are_looked_at():
    """A gradient on its side is turned and judged; sides of 1 are nobody's intention, and told; others are refused."""
    random = np.random.RandomState(13)
    net = tanh_net(random)
    status, out, err = ask("diagnose", write("shape", {**net, "dU": net["dU"].T}))
    if status != 1 or "Transposed: dU; " not in out or "\nB9, outer-transposed: " not in out or "All are right" not in out:
        raise RuntimeError(out + err)
    status, out, err = ask("diagnose", write("shape", {**net, "dU": net["dU"].T, "dV": 2 * net["dV"]}))
    if status != 1 or "Transposed: dU; " not in out or "\nB15, counted-twice" not in out:
        raise RuntimeError(out + err)
    said = [ask("diagnose", "--hint=%d" % level, write("shape", {**net, "dU": net["dU"].T}))[1] for level in range(1, 6)]
    if any(each.count("\n") != 1 for each in said) or "dU" not in said[0] or not said[3].endswith("?\n"):
        raise RuntimeError("".join(said))
    status, out, err = ask("grade", write("shape", {**net, "dU": net["dU"].T}))
    if status != 1 or not out.endswith(": B9 outer-transposed (dU)\n"):
        raise RuntimeError(out + err)
    lstm = lstm_net(random)
    status, out, err = ask("diagnose", write("shape", {**lstm, "rate": 0.1, "cache": np.zeros((2, 2))}))  # nobody's business
    if status or not out.startswith("All are right"):
        raise RuntimeError(out + err)
    status, out, err = ask("diagnose", write("shape", {**lstm, "dbi": lstm["dbi"][:, None], "dbf": lstm["dbf"][None]}))
    if status or "dbi is 3×1, bi is 3: " not in out or "bi - dbi would be 3×3" not in out:
        raise RuntimeError(out + err)
    for other in (np.array([{}], dtype=object), np.array(["a"]), net["dU"].astype(complex)):
        status, out, err = ask("diagnose", write("shape", {**net, "dU": other}))
        if status != 1 or "dU holds no numbers" not in err:
            raise RuntimeError(out + err)
    status, out, err = ask("diagnose", write("shape", {**net, "dU": net["dU"][:-1]}))
    H, C = net["U"].shape
    if status != 1 or "dU is %d×%d, and U is %d×%d" % (H - 1, C, H, C) not in err:
        raise RuntimeError(out + err)


def what_is_no_number_is_wrong():
    random = np.random.RandomState(15)
    for value in (np.nan, np.inf, -np.inf):
        for name in ("dW", "s", "dx", "E"):
            net = tanh_sweep({k: v for k, v in tanh_net(random).items() if k[0] != "d"})
            net["s"], net["E"] = np.zeros((len(net["x"]), len(net["W"]))), 0.0
            s, E = net["s[-1]"], 0
            for t, word in enumerate(net["x"]):
                net["s"][t] = s = np.tanh(net["U"][:, word] + net["W"] @ s)
                net["E"] -= np.log(softmax(net["V"] @ s)[net["y"][t]])
            status, out, err = ask("grade", write("finite", net))
            if status:
                raise RuntimeError(out + err)
            net[name] = np.array(net[name])
            net[name][(1, 2)[:net[name].ndim]] = value
            status, out, err = ask("diagnose", write("finite", net))
            at = "[1,2]" if net[name].ndim else ""
            if status != 1 or "Not finite: %s%s = %s." % (name, at, value) not in out:
                raise RuntimeError(out + err)


def forward_of_all(arrays):
    """The states of batch_net's sequences, and the losses of their steps."""
    U, V, W, x, y = (arrays[name] for name in "UVWxy")
    s, E = np.zeros((len(x), x.shape[1], len(W))), np.zeros(x.shape)
    for n, t in np.ndindex(x.shape):
        s[n, t] = np.tanh(U[:, x[n, t]] + (W @ s[n, t - 1] if t else 0))
        E[n, t] = -np.log(softmax(V @ s[n, t])[y[n, t]])
    return s, E


def forward_of_several_is_looked_at():
    random = np.random.RandomState(14)
    for _ in range(scaled(20)):
        arrays = batch_net(random)
        N, T = arrays["x"].shape
        s, E = forward_of_all(arrays)
        status, out, err = ask("diagnose", write("forward", {**arrays, "s": s, "E": E}))
        if status or not out.startswith("All are right"):
            raise RuntimeError(out + err)
        n, t = random.randint(N), random.randint(T)
        other = s.copy()
        other[n, t] += 0.1
        status, out, err = ask("diagnose", write("forward", {**arrays, "s": other}))
        if status != 1 or not out.startswith("The forward pass: s[%d] of sequence %d is the first" % (t, n)):
            raise RuntimeError(out + err)
        turned, E = forward_of_all({**arrays, "W": arrays["W"].T})
        status, out, err = ask("diagnose", write("forward", {**arrays, "s": turned, "E": E.sum()}))
        if status != 1 or "\nThat is transposed" not in out:
            raise RuntimeError(out + err)
        s, E = forward_of_all(arrays)
        for divisor in (N, N * T):
            status, out, err = ask("diagnose", write("forward", {**arrays, "E": E.sum() / divisor}))
            if status != 1 or "\nThat is mean: " not in out:
                raise RuntimeError(out + err)
    # s[-1] of NumPy, a row more
    net = tanh_net(random)
    s = np.zeros((len(net["x"]) + 1, len(net["W"])))
    s[-1] = net["s[-1]"]
    for t, word in enumerate(net["x"]):
        s[t] = np.tanh(net["U"][:, word] + net["W"] @ s[t - 1])
    for rows in (s, np.roll(s, 1, axis=0)):
        status, out, err = ask("diagnose", write("forward", {**net, "s": rows}))
        if status:
            raise RuntimeError(out + err)


def batches_are_judged_whole():
    random = np.random.RandomState(11)
    for _ in range(scaled(20)):
        for mistake in ("", "B1, late-state", "B3, no-slope", "B40, last-sequence", "B13, mean:"):
            arrays = batch_net(random, mistake)
            status, out, err = ask("diagnose", write("batch", arrays))
            if (status, "All are right" in out) != ((1, False) if mistake else (0, True)) or mistake not in out:
                raise RuntimeError("%s\n%s%s" % (mistake, out, err))
        state = random.get_state()
        N = len(batch_net(random)["x"])
        for number in (N, 5 * N):
            random.set_state(state)
            status, out, err = ask("diagnose", write("batch", batch_net(random, "divided by %d" % number)))
            if "B13, mean-of-batch" not in out or "(divided by %d)" % number not in out:
                raise RuntimeError(out + err)
        for mistake in ("", "B7, nothing-back", "B9, no-transpose"):
            for N, own in ((1, False), (3, False), (1, True), (3, True)):
                if own and mistake == "B7, nothing-back":
                    continue
                status, out, err = ask("diagnose", write("layer", rows_layer(random, mistake, N, own)))
                if (status, "All are right" in out) != ((1, False) if mistake else (0, True)) or mistake not in out:
                    raise RuntimeError("%s\n%s%s" % (mistake, out, err))
    arrays = batch_net(random)
    status, out, err = ask("diagnose", write("batch", {**arrays, "E": arrays["E"] / len(arrays["x"])}))
    if status != 1 or "E is %.6g, and the sum of the losses is %.6g" % (arrays["E"] / len(arrays["x"]), arrays["E"]) not in out:
        raise RuntimeError(out + err)


report([
    ("each mistake of a plain network", lambda: names_each(tanh_net, TANH, 1)),
    ("each mistake of an LSTM", lambda: names_each(lstm_net, LSTM, 1)),
    ("two at once", lambda: names_several(tanh_net, TANH, 2, scaled(200))),
    ("two at once in an LSTM", lambda: names_several(lstm_net, LSTM, 2, scaled(50))),
    ("what is right", right_is_right),
    ("five copied numbers", some_numbers_suffice),
    ("a batch", a_batch_goes_on),
    ("hints", hints_do_not_tell),
    ("what is no edit of an equation", what_is_no_edit_is_named),
    ("several sequences at once", batches_are_judged_whole),
    ("gates in another order", gates_in_another_order_are_named),
    ("shapes", shapes_are_looked_at),
    ("what is no number", what_is_no_number_is_wrong),
    ("the forward pass of several sequences", forward_of_several_is_looked_at),
    ("the forward pass", forward_is_looked_at_first),
    ("conventions of the forward pass", conventions_are_named),
    ("gradients of another forward pass", gradients_are_judged_by_their_own_forward_pass),
])

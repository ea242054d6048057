#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of NumPy arrays through the real program: `grad`, `load` and `save`.

What NumPy writes is read in every type, order and packing; gradients are those of a backward pass by
hand; what is damaged or hostile is refused with the byte where the fault stands; a file is replaced as a
whole or not at all."""

import io
import os
import re
import struct
import subprocess
import tempfile
import zipfile

import numpy as np

from peer import report, scaled

PROGRAM = os.environ["BPTT_REPL"]
FOLDER = tempfile.mkdtemp()


def path(name):
    return os.path.join(FOLDER, name)


def run(*words, text=""):
    return subprocess.run([PROGRAM] + list(words), input=text, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)


def grad(arrays, *options, write=np.savez):
    """What the verb writes for these arrays."""
    write(path("in.npz"), **arrays)
    done = run("grad", "--load", path("in.npz"), "--out", path("out.npz"), *options)
    if done.returncode:
        raise RuntimeError(done.stderr)
    with np.load(path("out.npz")) as out:
        return {name: out[name] for name in out.files}


def expect(condition, *what):
    if not condition:
        raise RuntimeError(" ".join(map(str, what)))


def compare(found, expected, tolerance=1e-12):
    expect(sorted(found) == sorted(expected), sorted(found), "not", sorted(expected))
    worst = 0
    for name, value in expected.items():
        value = np.asarray(value)
        expect(found[name].shape == value.shape and found[name].dtype == np.float64, name,
               found[name].shape, found[name].dtype)
        off = np.max(np.abs(found[name] - value)) / max(1, np.max(np.abs(value)))
        expect(off <= tolerance, name, "is off by", off)
        worst = max(worst, off)
    return worst


# ---- the article's loop, for any truncation


def article(U, V, W, x, y, truncate=None, s_1=0):
    T, H = len(x), len(W)
    truncate = T if truncate is None else truncate
    s = np.zeros((T + 1, H))
    s[-1] = s_1
    o, E = np.zeros((T, len(V))), 0
    for t in range(T):
        s[t] = np.tanh(U[:, x[t]] + W @ s[t - 1])
        logits = V @ s[t]
        o[t] = np.exp(logits - np.logaddexp.reduce(logits))
        E -= np.log(o[t, y[t]])
        o[t, y[t]] -= 1
    dU, dV, dW, ds = np.zeros_like(U), np.zeros_like(V), np.zeros_like(W), np.zeros(H)
    for t in range(T):
        dV += np.outer(o[t], s[t])
        back = V.T @ o[t]
        for k in range(t, max(0, t - truncate) - 1, -1):
            delta = back * (1 - s[k] ** 2)
            dW += np.outer(delta, s[k - 1])
            dU[:, x[k]] += delta
            back = W.T @ delta
            if k == 0:
                ds += back
    return {"E": E, "dU": dU, "dV": dV, "dW": dW, "ds[-1]": ds}


def random_arrays(random):
    C, H, T = random.randint(2, 9), random.randint(1, 7), random.randint(1, 12)
    return {"U": random.uniform(-1, 1, (H, C)), "V": random.uniform(-1, 1, (C, H)),
            "W": random.uniform(-1, 1, (H, H)), "x": random.randint(0, C, T),
            "y": random.randint(0, C, T)}


def gradients_are_the_articles():
    random, worst = np.random.RandomState(1), 0
    for _ in range(scaled(200)):
        arrays = random_arrays(random)
        s_1 = random.uniform(-1, 1, len(arrays["W"]))
        truncate = [None, random.randint(0, 6)][random.randint(2)]
        options = [] if truncate is None else ["--truncate", str(truncate)]
        expected = article(s_1=s_1, truncate=truncate, **arrays)
        arrays["s[-1]"] = s_1
        worst = max(worst, compare(grad(arrays, "--cell", "tanh", *options), expected))
    return "%d files, off by %.0e at most" % (scaled(200), worst)


def types_and_orders_are_read():
    """Each of NumPy's types that is read, by rows and by columns, stored and deflated."""
    random, count = np.random.RandomState(2), 0
    arrays = random_arrays(random)
    for kind in ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1"):
        for order in "<>":
            for write in (np.savez, np.savez_compressed):
                made = {}
                for name in "UVW":
                    number = arrays[name] * 3
                    number = np.abs(number) if kind[0] in "ub" else number
                    made[name] = number.astype(order + kind if kind != "b1" else kind)
                    if count % 2:
                        made[name] = np.asfortranarray(made[name])
                words = "i1 u1 i2 u2 i4 u4 i8 u8".split()[count % 8]
                made.update({name: arrays[name].astype(order + words) for name in "xy"})
                wide = {name: value.astype(float) for name, value in made.items() if name in "UVW"}
                expected = article(x=arrays["x"], y=arrays["y"], **wide)
                del expected["ds[-1]"]
                compare(grad(made, write=write), expected)
                count += 1
    return "%d files" % count


def wide_archives_are_read():
    """zip64 in every field, as for files of more than 4 GiB; from a writer that cannot seek; a comment."""
    arrays = random_arrays(np.random.RandomState(8))
    expected = article(**arrays)
    del expected["ds[-1]"]

    class Pipe(io.BytesIO):
        def seek(self, *where):
            raise OSError

        def tell(self):
            raise OSError

    def write(file, wide, comment=b"", out=None):
        limit, zipfile.ZIP64_LIMIT = zipfile.ZIP64_LIMIT, 10 if wide else zipfile.ZIP64_LIMIT
        counts, zipfile.ZIP_FILECOUNT_LIMIT = zipfile.ZIP_FILECOUNT_LIMIT, 1 if wide else 65535
        out = out or io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
            z.comment = comment
            for name, value in arrays.items():
                with z.open(name + ".npy", "w", force_zip64=wide) as member:
                    np.lib.format.write_array(member, value)
        zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limit, counts
        with open(file, "wb") as file:
            file.write(out.getvalue())

    compare(grad({}, write=lambda file: write(file, True)), expected)
    expect(b"PK\6\6" in open(path("in.npz"), "rb").read(), "no zip64 was tried")
    compare(grad({}, write=lambda file: write(file, False, b"a comment PK\5\6")), expected)
    compare(grad({}, write=lambda file: write(file, False, out=Pipe())), expected)
    return "three writers"


def stacks_are_understood():
    """U, V, W, b, b2, c of the gates together, as notebooks have them; any prefix; h_0 and c_0."""
    random = np.random.RandomState(3)
    C, H, T = 4, 3, 6
    for cell, gates, hidden in (("lstm", "ifgo", "ifgo"), ("gru-torch", "rzn", "rzq"), ("gru", "rzh", "rzh")):
        g = len(gates)
        stack = {"U": random.randn(g * H, C), "W": random.randn(g * H, H), "V": random.randn(C, H),
                 "b": random.randn(g * H), "b2": random.randn(g * H), "c": random.randn(C),
                 "x": random.randint(0, C, T), "y": random.randint(0, C, T)}
        own = {"V": stack["V"], "bv": stack["c"], "x": stack["x"], "y": stack["y"]}
        names = {"U": "a.weight_ih_l0", "W": "a.weight_hh_l0", "b": "a.bias_ih_l0",
                 "b2": "a.bias_hh_l0", "V": "a.b.weight", "c": "a.b.bias"}
        for i, gate in enumerate(gates):
            rows = slice(i * H, (i + 1) * H)
            own["U" + gate], own["W" + gate] = stack["U"][rows], stack["W"][rows]
            own["b" + gate] = stack["b"][rows] + own.get("b" + gate, 0)
            own["b" + hidden[i]] = stack["b2"][rows] + own.get("b" + hidden[i], 0)
        # PyTorch's initial states have sides for layers and batches.
        states = {"s": random.randn(H)}
        if cell == "lstm":
            states["c"] = random.randn(H)
        for s, value in states.items():
            own[s + "[-1]"] = value
            stack[{"s": "h_0", "c": "c_0"}[s]] = value.reshape(1, 1, H)
        by_own = grad(own, "--cell", cell)
        by_stack = grad(stack, "--cell", cell)
        torch = {names.get(name, name): value for name, value in stack.items()}
        compare(by_stack, {**{"E": by_own["E"], "dV": by_own["dV"], "dc": by_own["dbv"],
                              "dU": np.vstack([by_own["dU" + gate] for gate in gates]),
                              "dW": np.vstack([by_own["dW" + gate] for gate in gates]),
                              "db": np.hstack([by_own["db" + gate] for gate in gates]),
                              "db2": np.hstack([by_own["db" + gate] for gate in hidden])},
                           **{{"s": "dh_0", "c": "dc_0"}[s]: by_own["d%s[-1]" % s].reshape(1, 1, H)
                              for s in states}}, 1e-13)
        if cell == "gru":  # PyTorch's resets after the product
            np.savez(path("in.npz"), **torch)
            done = run("grad", "--cell", cell, "--load", path("in.npz"), "--out", path("out.npz"))
            expect(done.returncode == 1 and "there is no Uh, which the cell gru needs" in done.stderr and
                   "the dialect torch-gru, which are those of the cell gru-torch" in done.stderr, done.stderr)
            np.savez(path("in.npz"), **stack)
            done = run("grad", "--load", path("in.npz"), "--out", path("out.npz"))
            expect("can be of the dialect stack-gru or torch-gru" in done.stderr, done.stderr)
            continue
        by_torch = grad(torch, "--cell", cell)
        expect(all(np.array_equal(by_stack["d" + name], by_torch["d" + names.get(name, name)])
                   for name in stack if name not in "xy"), cell)
    return "three cells, three ways to name"


def cell_is_found():
    random = np.random.RandomState(4)
    C, H = 5, 4
    for g, cell in ((1, "tanh"), (4, "lstm"), (3, "gru-torch")):
        arrays = {"weight_ih_l0": random.randn(g * H, C), "weight_hh_l0": random.randn(g * H, H),
                  "weight": random.randn(C, H), "x": [0, 1], "y": [1, 2]}
        np.savez(path("in.npz"), **arrays)
        told = run("grad", "--load", path("in.npz"), "--out", path("out.npz")).stdout
        expect("cell %s, H = 4, C = 5, T = 2; E = " % cell in told, told)
        done = run("run", "-", text="load %s\ncell\nset bias\nundo\ncell\n" % path("in.npz"))
        expect(done.stdout.endswith("cell %s\nset bias off\nundone: load %s\ncell tanh\n" %
                                    (cell, path("in.npz"))), done.stdout, done.stderr)
    # Names tell no tanh from a relu: what is there stays.
    arrays = {"weight_ih_l0": random.randn(H, C), "weight_hh_l0": random.randn(H, H), "weight": random.randn(C, H)}
    np.savez(path("in.npz"), **arrays)
    done = run("run", "-", text="cell relu\nload %s\ncell\n" % path("in.npz"))
    expect(done.stdout.endswith("cell relu\n"), done.stdout, done.stderr)
    return "three cells"


def what_is_saved_is_loaded():
    """Bit for bit, with gradients; by another session of another cell and sizes."""
    for cell in ("tanh", "lstm", "gru", "gru-torch"):
        setting = ("cell %s\nset bias on\nset forget-bias 1\nhidden 5\nvocab 7\nseed 3\nx 6 5 4\n"
                   "y 1 2 3\ns[-1] = 0.5\n" % cell)
        ask = "set precision 17\nE\nV\ndE/dV\nx\ny\ndE/ds[-1]\nset bias\ncell\nhidden\n"
        done = run("run", "-", text=setting + "save %s\nsave gradients %s\n" %
                   (path("w.npz"), path("g.npz")) + ask)
        expect(not done.returncode, done.stderr)
        again = run("run", "-", text="hidden 2\ncell relu\nload %s\n" % path("w.npz") + (
            "cell tanh\nload %s\n" % path("w.npz") if cell == "tanh" else "") + ask)
        expect(not again.returncode, again.stderr)
        expect(again.stdout.endswith(done.stdout.split("\n", 2)[2]), again.stdout, done.stdout)
        with np.load(path("w.npz")) as w, np.load(path("g.npz")) as g:
            expect(set(g.files) == {"E"} | {"d" + name for name in w.files if name not in "xy"} |
                   ({"dc[-1]"} if cell == "lstm" else set()), w.files, g.files)
            expect(w["x"].dtype == np.int64 and list(w["x"]) == [6, 5, 4], w["x"])
            found = grad({name: w[name] for name in w.files}, "--cell", cell)
            expect(all(np.array_equal(found[name], g[name]) for name in found), cell)
    return "four cells"


# ---- what is refused


def archive(*members, **how):
    """A zip of (name, bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how.get("method", zipfile.ZIP_STORED)) as z:
        for name, data in members:
            z.writestr(zipfile.ZipInfo(name), data, how.get("method", zipfile.ZIP_STORED))
    return out.getvalue()


def npy(header, data=b"", version=1):
    header = header.encode()
    wide = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + wide + header + data


def described(descr="'<f8'", order="False", shape="(2,)", more="", data=b"\0" * 16):
    return npy("{'descr': %s, 'fortran_order': %s, 'shape': %s, %s}" % (descr, order, shape, more), data)


def changed(data, at, value):
    return data[:at] + value + data[at + len(value):]


def refused_files():
    """Pairs of bytes and what the refusal says after the file's name."""
    start = 30 + len("W.npy")  # of a stored member's bytes
    one = archive(("W.npy", described()))
    packed = archive(("W.npy", described(data=os.urandom(16))), method=zipfile.ZIP_DEFLATED)
    directory = one.index(b"PK\1\2")
    end = one.index(b"PK\5\6")

    def array(member, at, cause):
        """`at`: where in the member, or the words there."""
        at = at if isinstance(at, int) else member.index(at)
        return archive(("W.npy", member)), "byte %d: W: %s" % (start + at, cause)

    yield b"", "byte 0: no end of a zip archive: this is not an .npz file, or it was cut short"
    yield b"not a\0zip", "byte 9: no end of a zip archive: this is not an .npz file, or it was cut short"
    yield b"0.1 0.2\n0.3 0.4\n", "byte 0: a text, and no arrays"
    yield described(), "byte 0: one array that np.save wrote, which has no name"
    yield one[:-1], "byte %d: no end of a zip archive" % (len(one) - 1)
    yield one + b"more", "byte %d: no end of a zip archive" % (len(one) + 4)
    yield b"#!/bin/sh\n" + one, "byte %d:" % (directory)
    yield archive(("W.npy", described("'|O'"))), "byte 0: W: the array holds Python objects"
    yield archive(("W.npy", described("'|S3'"))), "byte 0: W: the array holds strings"
    yield archive(("W.npy", described("'<U3'"))), "byte 0: W: the array holds strings"
    yield archive(("W.npy", described("'|V8'"))), "byte 0: W: the array holds records"
    yield archive(("W.npy", described("[('a', '<f8')]"))), "byte 0: W: the array holds records"
    yield archive(("W.npy", described("'<c16'"))), "byte 0: W: the array holds complex numbers"
    yield archive(("W.npy", described("'<M8[s]'"))), "byte 0: W: the array holds dates or times"
    yield array(described("'<f16'"), 20, "the array's type is '<f16'")
    yield array(described("'<q9'"), 20, "the array's type is '<q9'")
    yield array(described("None"), b"None", "a string must stand here")
    yield array(described(order="1"), b"1, ", "fortran_order is True or False")
    yield array(described(shape="(3,)"), b"\0" * 16, "the array declares more numbers than its 16 bytes hold")
    yield array(described(shape="(1,)"), b"\0" * 16, "the array declares 8 bytes of numbers, and has 16")
    yield array(described(shape="(-1,)"), b"-1", "a whole number is expected here")
    yield array(described(shape="(99999999999999999999,)"), 80, "this is not a possible size")
    yield array(described(shape="(4294967296, 4294967296, 4294967296)"), b"\0" * 16,
                "the array declares more numbers than its 16 bytes hold")
    yield array(described(shape="(1,1,1,1,1,1,1,1,2)"), 77, "the array has more than 8 dimensions")
    yield array(described(shape="2"), b"2, ", "the header of the array needs a ( here")
    yield array(described(more="'a': 1"), b"'a'", "the header of the array holds 'a'; it has three keys")
    yield array(described(more="'descr': '<f8'"), 68 - 2, "the key 'descr' stands twice")
    yield array(npy("{'descr': '<f8', 'shape': ()}", b"\0" * 8), 39, "the header of the array ends without")
    yield array(npy("{'descr': __import__('os').system('x')}"), 20, "a string must stand here")
    yield array(npy("{}" + " " * 10), 22, "the header of the array ends without")
    yield array(b"\x80\x04K\x01." + b"\0" * 20, 0, "no array of NumPy begins here")
    yield array(changed(described(), 6, b"\x09"), 6, "the array's format is of an unknown version")
    yield array(changed(described(), 8, b"\xff\xff"), 8, "the header of the array would be longer")
    yield archive(("../W.npy", described())), "byte %d: the name of a member holds .." % (directory + 3 + 46)
    yield archive(("a/W.npy", described())), "byte %d: the name of a member holds a /" % (directory + 2 + 47)
    yield archive(("a\\W.npy", described())), "byte %d: the name of a member holds a \\" % (directory + 2 + 47)
    yield archive(("a\x1b.npy", described())), "byte %d: the name of a member holds the control character 0x1B" % (
        directory + 1 + 47)
    yield archive(("W.txt", b"text")), "byte 0: the member W.txt is not an array: its name does not end in .npy"
    twice = archive(("V.npy", described()), ("W.npy", described())).replace(b"V.npy", b"W.npy")
    yield twice, "byte %d: there are two members W.npy" % (2 * directory + 2 * 46 + 5)
    yield changed(one, directory + 8, b"\1\0"), "byte %d: the member is encrypted" % (directory + 8)
    yield changed(one, directory + 10, b"\x0e\0"), "byte %d: packed by method 14" % (directory + 10)
    yield changed(one, directory + 16, b"\0\0\0\0"), "byte %d: the sum of W.npy is wrong" % start
    yield changed(one, start + 80, b"\1"), "byte %d: the sum of W.npy is wrong" % start
    yield changed(one, directory + 20, b"\xff\xff\xff\x7f"), "byte %d: W.npy declares 2147483647 bytes; the whole file has" % (
        directory + 20)
    yield changed(one, directory + 24, b"\0\0\0\x70"), "byte %d: W.npy declares 1879048192 bytes, more than" % (
        directory + 24)
    yield changed(one, directory + 24, b"\xff\xff\0\0"), "byte %d: W.npy is not packed, but declares two sizes" % (
        directory + 24)
    yield changed(one, directory + 42, b"\7\0\0\0"), "byte %d: no member begins where the directory says" % (
        directory + 42)
    yield changed(one, directory + 24, b"\xff\xff\xff\xff"), "byte %d: the zip64 field is missing" % (
        directory + 46 + 5)
    yield changed(one, 30, b"V"), "byte 30: the member has another name than in the directory"
    yield changed(one, 28, b"\xff\xff"), "byte 28: the member W.npy would reach beyond the end"
    yield changed(one, end + 16, b"\xff\xff\xff\0"), "byte %d: the directory would lie beyond the end" % (end + 12)
    yield changed(one, end + 8, b"\xff\x7f\xff\x7f"), "byte %d: 32767 members, more than 1024" % (end + 8)
    yield changed(one, end + 8, b"\2\0\2\0"), "byte %d: no entry of the directory here" % end
    yield changed(one, end + 4, b"\1\0"), "byte %d: the archive is in several parts" % (end + 4)
    where = packed.index(b"PK\1\2")
    yield changed(packed, where + 24, struct.pack("<I", 1 << 29)), "byte %d: W.npy would unpack 536870912 bytes" % (
        where + 24)
    yield changed(packed, where + 24, struct.pack("<I", 200)), "byte %d: W.npy cannot be unpacked: it is shorter" % where
    yield changed(packed, where + 24, struct.pack("<I", 20)), "byte "
    yield changed(packed, start, b"\xff\xff\xff"), "byte %d: W.npy cannot be unpacked: its bytes are damaged" % (start + 1)
    yield archive(("W.npy", described("'|O'")), method=zipfile.ZIP_DEFLATED), "byte 0: W: the array holds"
    both = archive(("V.npy", described()), ("W.npy", described()))
    second = both.index(b"PK\1\2", both.index(b"PK\1\2") + 1)
    yield (changed(changed(both, second + 42, b"\0\0\0\0"), second + 46, b"V"),
           "byte %d: there are two members V.npy" % (second + 46))
    first = second - 51
    longer = changed(both, first + 20, struct.pack("<II", len(described()) + 30, len(described()) + 30))
    yield longer, "byte %d: the members V.npy and W.npy overlap" % (35 + len(described()))


def hostile_files_are_refused():
    count, wrong = 0, []
    for data, cause in refused_files():
        with open(path("bad.npz"), "wb") as file:
            file.write(data)
        for done in (run("grad", "--load", path("bad.npz"), "--out", path("never.npz")),
                     run("run", "-", text="load %s\n" % path("bad.npz"))):
            first = re.sub(r"^(bptt-repl: |-:1:6: )", "", done.stderr.split("\n")[0]).replace(FOLDER + "/", "")
            if done.returncode != 1 or not first.startswith("bad.npz: " + cause) or "\x1b" in done.stderr:
                wrong.append("%s\nis not\n%s" % (first, cause))
        count += 1
    expect(not wrong, "\n".join(wrong))
    expect(not os.path.exists(path("never.npz")), "something was written")
    return "%d files, each by grad and by load" % count


def every_damage_is_survived():
    """Each byte of a file changed, and the file cut everywhere: read or refused, never more."""
    random, read, cut = np.random.RandomState(6), 0, 0
    np.savez_compressed(path("good.npz"), **random_arrays(random))
    with open(path("good.npz"), "rb") as file:
        good = file.read()
    step = max(1, 1000 // max(1, scaled(1000)))
    for at in range(0, len(good), step):
        for data in (changed(good, at, bytes([good[at] ^ (1 << at % 8)])), good[:at]):
            with open(path("bad.npz"), "wb") as file:
                file.write(data)
            done = run("run", "-", text="load %s\n" % path("bad.npz"))
            expect(done.returncode == 0 or "byte " in done.stderr or "is" in done.stderr, at, done.stderr)
            expect(done.returncode in (0, 1), at, done.returncode)
            read += done.returncode == 0
            cut += 1
    return "%d files, %d of them still read" % (cut, read)


def meanings_that_do_not_fit_are_refused():
    a = random_arrays(np.random.RandomState(7))
    C, H = a["V"].shape
    lstm = {"weight_ih_l0": np.zeros((4 * H, C)), "weight_hh_l0": np.zeros((4 * H, H)),
            "weight": np.zeros((C, H)), "x": a["x"], "y": a["y"]}
    cases = [
        ({**a, "V": a["V"].T}, [], "V is %d×%d, and should be C×H (H = %d, C = %d)" % (H, C, H, C)),
        ({**a, "x": np.array([0.5])}, [], "x[0] is 0.5; the words have the numbers 0 to %d" % (C - 1)),
        ({**a, "x": np.array([-2])}, [], "x[0] is -2; the words have"),
        ({**a, "x": np.array([C])}, [], "x[0] is %d; the words have" % C),
        ({**a, "x": np.zeros((2, 2, 2), int)}, [], "x is 2×2×2; it should be words, T or N×T, or vectors, T×%d or N×T×%d" % (C, C)),
        ({**a, "x": a["x"][:0]}, [], "x is 0; it should be words"),
        ({**a, "x": np.zeros(len(a["y"]) + 1, int)}, [], "y %d has 1 × %d steps, and x %d has 1 × %d" % (
            len(a["y"]), len(a["y"]), len(a["y"]) + 1, len(a["y"]) + 1)),
        ({k: v for k, v in a.items() if k != "W"}, [], "there is no W, which the cell tanh needs"),
        ({k: v for k, v in a.items() if k != "y"}, [], "there is no y, what is to be predicted"),
        (a, ["--cell", "lstm"], "there is no Ui, which the cell lstm needs"),
        ({**a, "rnn.weight_ih_l1": a["W"]}, [], "rnn.weight_ih_l1 is an array of the dialect torch-gru, and others are the cell tanh's own"),
        ({**a, "weight_ih_l0_reverse": a["W"]}, [], "weight_ih_l0_reverse is an array of the dialect"),
        ({**a, "weight_ih_l0": a["U"]}, [], "weight_ih_l0 is an array of the dialect"),
        ({**lstm, "weight_ih_l1": np.zeros((4 * H, H))}, [], "weight_ih_l1 is of a model that computes more than the cell lstm"),
        ({**lstm, "weight": np.zeros((C, H + 1))}, [], "weight is %d×%d, and in the dialect torch-lstm should be %d×%d (H = %d, C = %d)" % (C, H + 1, C, H, H, C)),
        ({k: v for k, v in lstm.items() if k != "weight"}, [], "there is no weight, which the dialect torch-lstm needs"),
        ({**a, "W": np.zeros((70000, 1))}, [], "W is 70000×1, and should be H×H"),
    ]
    for arrays, options, cause in cases:
        if "W" in arrays and arrays["W"].shape[0] == 70000:
            arrays = dict(arrays, U=np.zeros((70000, C)), W=np.zeros((1, 1)), V=np.zeros((C, 70000)))
            cause = "W is 1×1, and should be H×H"
        np.savez(path("in.npz"), **arrays)
        done = run("grad", "--load", path("in.npz"), "--out", path("out.npz"), *options)
        # What is missing stands nowhere; all else stands at a byte.
        place = "" if cause.startswith(("there is no", "x has")) else r"byte \d+: "
        expect(done.returncode == 1 and re.search("in.npz: " + place + re.escape(cause), done.stderr),
               done.stderr, "not", cause)
    # Nothing that is understood is no success; in a script the line is named that asked for it.
    np.savez(path("in.npz"), Q=np.zeros((3, 3)))
    done = run("run", "-", text="E\nload %s\n" % path("in.npz"))
    expect(done.returncode == 1 and done.stderr.split("\n")[:3] == [
        "-:2:6: %s: none of its arrays means anything to the cell tanh: Q 3×3" % path("in.npz"),
        "load %s" % path("in.npz"), "     " + "^" * len(path("in.npz"))], done.stderr)
    # A small file of many numbers: what they will need is counted before it is taken.
    with zipfile.ZipFile(path("in.npz"), "w", zipfile.ZIP_DEFLATED) as bomb:
        header = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (140000000,)}")
        bomb.writestr("W.npy", header + bytes(140000000))
    done = run("grad", "--load", path("in.npz"), "--out", path("out.npz"))
    expect(done.returncode == 1 and "at most 134217728 numbers together" in done.stderr, done.stderr)
    # A size that no memory is taken for.
    np.savez_compressed(path("in.npz"), U=np.zeros((1000000, 2)), V=np.zeros((2, 1000000)), W=a["W"], x=[0], y=[1])
    done = run("grad", "--load", path("in.npz"), "--out", path("out.npz"))
    expect(done.returncode == 1 and re.search(r"in.npz: byte \d+: W is", done.stderr), done.stderr)
    return "%d files" % (len(cases) + 1)


def files_are_replaced_whole():
    """The name keeps its rights and its link; devices and folders are refused; nothing is left beside it."""
    os.mkdir(path("there"))
    real, link = path("there/real.npz"), path("there/link.npz")
    with open(real, "w") as file:
        file.write("before")
    os.chmod(real, 0o640)
    os.symlink(real, link)
    expect(not run("run", "-", text="save %s\n" % link).returncode, "save")
    expect(os.path.islink(link) and os.stat(real).st_mode & 0o777 == 0o640, "the link or its rights")
    np.load(real)["U"]
    expect(sorted(os.listdir(path("there"))) == ["link.npz", "real.npz"], os.listdir(path("there")))
    os.mkfifo(path("fifo.npz"))
    os.mkdir(path("folder.npz"))
    for target, why in ((path("fifo.npz"), "exists and is not a file"), (path("folder.npz"), "exists and is not a file"),
                        (path("none/w.npz"), "No such file or directory")):
        done = run("run", "-", text="save %s\n" % target)
        expect(done.returncode == 1 and why in done.stderr, done.stderr)
    for source, why in ((FOLDER, "is not a file that can be read"), ("/dev/zero", "is not a file that can be read"),
                        (path("none.npz"), "No such file or directory")):
        done = run("run", "-", text="load %s\n" % source)
        expect(done.returncode == 1 and why in done.stderr and "-:1:6: " in done.stderr, done.stderr)
    return "six names refused"


report([
    ("the article's gradients", gradients_are_the_articles),
    ("types and orders", types_and_orders_are_read),
    ("zip64, pipes, comments", wide_archives_are_read),
    ("gates below each other", stacks_are_understood),
    ("the cell follows from the arrays", cell_is_found),
    ("what is saved is loaded", what_is_saved_is_loaded),
    ("hostile files are refused", hostile_files_are_refused),
    ("damage is survived", every_damage_is_survived),
    ("arrays that do not fit", meanings_that_do_not_fit_are_refused),
    ("files are replaced whole", files_are_replaced_whole),
])

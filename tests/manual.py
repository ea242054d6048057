#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the manuals and the shells say of commands, settings and options is what the program says; the manual's
examples print what it says; its tour of the source names what is there; all is clean for the tools that read it, where those are.

An example after `@c session` holds lines `bptt> COMMAND`, and below each what it prints.  All examples of a
chapter are one session.  BPTT_BLESS=1 writes what is printed into the manual.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap

source = os.environ.get("top_srcdir", os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
program = os.environ.get("BPTT_REPL", os.path.join(source, "bptt-repl"))
manual = os.path.join(source, "doc", "bptt-repl.texi")
bless = os.environ.get("BPTT_BLESS")
PAPER = 90  # how many letters of an example a printed page holds; what is longer is folded
results = []


def result(good, name, *why):
    results.append(good)
    print("%s %d - %s" % ("ok" if good else "not ok", len(results), name))
    if not good:
        for line in "\n".join(why).splitlines()[:40]:
            print("# " + line)


def plain(texinfo):
    return re.sub(r"@([@{}])", r"\1", texinfo)


def printed(commands):
    """What a script of these commands prints, in ASCII: also a printed book has those letters."""
    made = subprocess.run([program, "run", "-"], input="\n".join(commands) + "\n", stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env=dict(os.environ, LC_ALL="C"), text=True)
    return made.stdout


def replay(text):
    """The text with its examples as they run now, and what differs."""
    out, wrong, commands, known, count = [], [], [], "", 0
    parts = re.split(r"(@c session\n@example\n.*?@end example\n)", text, flags=re.S)
    for part in parts:
        if not part.startswith("@c session"):
            if "\n@chapter " in part or "\n@section A cell" in part:
                commands, known = [], ""
            out.append(part)
            continue
        made = ["@c session", "@example"]
        for line in part.splitlines():
            if not line.startswith("bptt> "):
                continue
            commands.append(plain(line[len("bptt> "):]))
            now = printed(commands)
            count += 1
            made.append(line)
            for answer in re.sub(r"([@{}])", r"@\1", now[len(known):]).splitlines():
                made += textwrap.wrap(answer, 80, subsequent_indent="  ") if len(answer) > PAPER else [answer]
            known = now
        made = "\n".join(made + ["@end example", ""])
        if made != part:
            wrong += ["the manual has", part, "the program prints", made]
        out.append(made)
    return "".join(out), wrong, count


with open(manual) as file:
    text = file.read()
now, wrong, count = replay(text)
if bless and now != text:
    with open(manual, "w") as file:
        file.write(now)
    wrong = []
result(not wrong and count > 20, "the %d examples of the manual print what it says" % count, *wrong)

with tempfile.TemporaryDirectory() as scratch:
    made = subprocess.run([sys.executable, "-B", os.path.join(source, "doc", "generate.py"), scratch],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    stale = [] if not made.returncode else [made.stdout]
    for folder in ("completions", "doc"):
        for name in sorted(os.listdir(os.path.join(scratch, folder)) if not stale else []):
            with open(os.path.join(scratch, folder, name)) as one, open(os.path.join(source, folder, name)) as other:
                if one.read() != other.read():
                    stale.append("%s/%s is not what the program says" % (folder, name))
    result(not stale, "manuals and completions are what the program says (else: make tables, and commit it)", *stale)

    def clean(name, tool, *command):
        if not shutil.which(tool):
            result(True, "%s # SKIP %s is not here" % (name, tool))
            return
        made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=scratch)
        result(made.returncode == 0 and not made.stdout.strip(), name, made.stdout)

    page = os.path.join(source, "doc", "bptt-repl.1")
    clean("man --warnings", "man", "sh", "-c",
          "LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l -Tutf8 -Z '%s' 2>&1 >/dev/null" % page)
    clean("mandoc -Tlint", "mandoc", "mandoc", "-Tlint", page)
    clean("makeinfo --error-limit=0", "makeinfo", "makeinfo", "--error-limit=0", "-I",
          os.path.join(source, "doc"), "-o", "bptt-repl.info", manual)
    clean("makeinfo --html", "makeinfo", "makeinfo", "--html", "--no-split", "--error-limit=0", "-I",
          os.path.join(source, "doc"), "-o", "bptt-repl.html", manual)
    for shell, name in (("bash", "bptt-repl.bash"), ("zsh", "_bptt-repl"), ("fish", "bptt-repl.fish")):
        clean("%s takes its completion" % shell, shell, shell, "-n", os.path.join(source, "completions", name))

    def completes(shell, name, script, want):
        if not shutil.which(shell):
            result(True, "%s # SKIP %s is not here" % (name, shell))
            return
        folder = os.path.dirname(program)
        made = subprocess.run([shell, *script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              cwd=scratch, env=dict(os.environ, PATH=folder + ":" + os.environ["PATH"],
                                                    HOME=scratch))
        words = re.split(r"[\s\t]+", made.stdout)
        result(all(word in words for word in want), name, made.stdout)

    bash = ["--norc", "-c", """
        source '%s/completions/bptt-repl.bash'
        ask() { COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMPREPLY=()
            _bptt_repl 2>/dev/null; printf '%%s\\n' "${COMPREPLY[@]}"; }
        ask bptt-repl le; ask bptt-repl --pl; ask bptt-repl grade --cl; ask bptt-repl bench lst
        ask bptt-repl lesson ''""" % source]
    completes("bash", "bash completes verbs, options, cells, lessons", bash,
              ["lesson", "lessons", "--plain", "--cluster", "lstm", "lstm-peephole", "3"])
    fish = ["--no-config", "-c", """
        source '%s/completions/bptt-repl.fish'
        for line in 'bptt-repl le' 'bptt-repl --pl' 'bptt-repl grade --cl' 'bptt-repl bench lst' 'bptt-repl lesson '
            complete -C $line
        end""" % source]
    completes("fish", "fish completes verbs, options, cells, lessons", fish,
              ["lesson", "lessons", "--plain", "--cluster", "lstm", "lstm-peephole", "3"])

# The tour of the source names files: by their path, or by their name in the folder of the path before; and functions
# of these, a section's in its own files.  Its picture of the rooms is that of the test which enforces them.
tour = re.search(r"@node How BPTT is implemented here\n(.*?)@node The engine as a library", open(manual).read(), re.S).group(1)
folder, gone, named = "", [], 0
for section in re.split(r"^@section ", tour, flags=re.M):
    words = ""
    for name in re.findall(r"@file\{([^}]*)\}", section):
        if "/" in name:
            folder = os.path.dirname(name)
        path = name if "/" in name or name.isupper() or name.endswith(".md") else os.path.join(folder, name)
        path = os.path.join(source, path)
        if not os.path.exists(path):
            gone.append(name)
            continue
        for each in glob.glob(path + "*.h") if path.endswith("/") else [path]:
            words += open(each).read()
    for name in re.findall(r"@code\{([a-z]+_[a-z_]+)\}", section):
        named += 1
        if name + "(" not in words:
            gone.append(name + " in " + section.splitlines()[0])
result(not gone and tour.count("@file{") > 15 and named > 10,
       "each file and function that the tour of the source names is there", *gone)
rooms = re.search(r"^rooms='([^']*)'", open(os.path.join(source, "tests", "layers.test")).read(), re.M).group(1).split()
shown = re.findall(r"[a-z]+", re.search(r"@smallexample(.*?)@end smallexample", tour, re.S).group(1))
result([room for room in rooms if room not in ("library", "helper")] == shown, "its rooms are those of the source", *shown)

print("1..%d" % len(results))
sys.exit(not all(results))

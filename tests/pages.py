#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lessons as pages of the web: all of them, in each language, whole and well-formed, each way leading somewhere
and none outside; what a page shows is what the program prints, its formulas are the equations that ran; nothing of
a lesson becomes markup; the same bytes each time; colours that can be read; what is refused.  How a page behaves
in a browser is tests/pages_browser.py's."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as tree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
source = os.environ.get("top_srcdir", os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
program = os.path.abspath(os.environ.get("BPTT_REPL", os.path.join(source, "bptt-repl")))
bless = os.environ.get("BPTT_BLESS")
PAGE_BYTES_MOST = 1500 * 1000
CONTRAST_LEAST = 4.5
results = []
source = os.path.abspath(source)
os.environ["BPTT_REPL_DATA"] = os.environ.get("BPTT_REPL_DATA", source)
scratch = tempfile.mkdtemp()
os.chdir(scratch)


def result(good, name, *why):
    results.append(good)
    print("%s %d - %s" % ("ok" if good else "not ok", len(results), name))
    if not good:
        for line in "\n".join(str(w) for w in why).splitlines()[:20]:
            print("# " + line[:300])


def run(*words, text="", **environment):
    return subprocess.run([program, *words], input=text, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env={**os.environ, **environment})


def export(lesson, file, *more, **environment):
    done = run("export", "lesson", lesson, "--html=" + file, *more, **environment)
    if done.returncode or done.stderr:
        raise RuntimeError(done.stderr)
    return read(file)


def read(file):
    return tree.fromstring(open(file, encoding="utf-8").read().replace("<!DOCTYPE html>", ""))


def words(element):
    return "".join(element.itertext())


def with_class(page, name):
    return [e for e in page.iter() if name in e.get("class", "").split()]


# ---- the course

os.mkdir("site")
open("site/program.html", "w").close()
done = run("export", "course", "site")
names = sorted(glob.glob(os.path.join(source, "lessons", "en", "[0-9]*.md")))
files = sorted(set(glob.glob("site/*.html")) - {"site/program.html"})
expected = {stem + ending for stem in ["index"] + [os.path.basename(n)[:-3] for n in names]
            for ending in (".html", ".vi.html")}
result(not done.returncode and {os.path.basename(f) for f in files} == expected and
       "%d pages" % len(expected) in done.stdout, "the course is written: %s" % done.stdout.strip(), done.stderr)

pages, faults = {}, []
for file in files:
    try:
        pages[os.path.basename(file)] = read(file)
    except tree.ParseError as error:
        faults.append("%s: %s" % (file, error))
result(not faults, "%d pages are well-formed" % len(pages), *faults)

faults = []
for name, page in pages.items():
    language = "vi" if name.endswith(".vi.html") else "en"
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    counts = {kind: len(list(page.iter(kind))) for kind in ("h1", "main", "title", "style")}
    if page.get("lang") != language or set(counts.values()) != {1} or len(ids) != len(set(ids)):
        faults.append("%s: %s %s" % (name, page.get("lang"), counts))
    if not words(next(page.iter("title"))).strip() or os.path.getsize("site/" + name) > PAGE_BYTES_MOST:
        faults.append("%s: its title, or %d bytes" % (name, os.path.getsize("site/" + name)))
    steps = with_class(page, "step")
    if not name.startswith("index") and (len(steps) < 20 or not list(page.iter("math")) or
                                         not list(page.iter("figure")) or not list(page.iter("details"))):
        faults.append("%s: %d steps; no formula, picture or question" % (name, len(steps)))
    for step in steps:
        if step.get("data-bare") is None and len([f for f in step.iter("figure")]) > 1:
            faults.append("%s: step %s has two pictures" % (name, step.get("id")))
result(not faults, "each has its language, one title, and what a lesson has", *faults)

faults, ways = [], 0
for name, page in pages.items():
    for element in page.iter():
        for attribute in ("href", "src", "data", "action", "srcset", "poster"):
            address = element.get(attribute)
            if address is None:
                continue
            ways += 1
            file, _, anchor = address.partition("#")
            if file == "program.html":
                continue
            other = pages.get(file or name)
            if other is None or (anchor and not [e for e in other.iter() if e.get("id") == anchor]):
                faults.append("%s: %s leads nowhere" % (name, address))
    text = open("site/" + name, encoding="utf-8").read()
    style = words(next(page.iter("style")))
    if re.search(r"(https?:)?//[a-z]", text.replace("//<![CDATA[", "")) or re.search(r"url\(|@import", style):
        faults.append("%s: it speaks of something outside" % name)
result(not faults and ways > 100, "%d ways lead to a page and a place in it, and none outside" % ways, *faults)

faults = []
for name in names:
    stem = os.path.basename(name)[:-3]
    links = set(re.findall(r"\]\(([0-9][^)#]*)\.md", open(name, encoding="utf-8").read()))
    for page, ending in ((pages[stem + ".html"], ".html"), (pages[stem + ".vi.html"], ".vi.html")):
        there = {e.get("href") for e in next(page.iter("main")).iter("a")}
        faults += ["%s: %s" % (stem + ending, link) for link in links if link + ending not in there]
        nav = with_class(page, "ways")[0]
        if len({e.get("rel") for e in nav} & {"prev", "next"}) < (1 if name in (names[0], names[-1]) else 2):
            faults.append("%s: before, after" % stem)
        if [e.get("hreflang") for e in nav if e.get("hreflang")] != ["en" if ending == ".vi.html" else "vi"]:
            faults.append("%s: the other language" % stem)
result(not faults, "a lesson links to those that its Markdown names, before and after it, and to its other language",
       *faults)

# ---- what is shown is what ran

lesson = open(names[2], encoding="utf-8").read()
typed = [line[2:] for block in re.findall(r"```bptt\n(.*?)```", lesson, re.S)
         for line in block.splitlines() if line.startswith("> ")]
page = pages[os.path.basename(names[2])[:-3] + ".html"]
shown = [words(kbd)[2:] for kbd in page.iter("kbd")]
result(shown == typed and len(typed) > 30, "its commands are the lesson's, in order", shown[:5], typed[:5])

answers = {}
for pre in page.iter("pre"):
    for kbd, samp in zip(list(pre), list(pre)[1:]):
        if kbd.tag == "kbd" and samp.tag == "samp":
            answers.setdefault(words(kbd)[2:], words(samp))
upto = typed[:typed.index("E[3]") + 1]
said = run("run", "-", text="\n".join(upto + ["s[3]"]) + "\n").stdout
result(answers["E[3]"] in said and answers["s[3]"] in said and "1.807" in answers["E[3]"],
       "a page holds what the program prints", answers.get("s[3]"), said[-200:])

# The equation in letters stands in a picture's first line of the equation; MathML says the same.


def plain(text):
    text = unicodedata.normalize("NFKD", text).replace("\u2061", "").replace("\u22a4", "T").replace("^", "\u0302")
    return re.sub(r"\s", "", text).replace("\u2212", "-")


faults, compared = [], 0
for name, page in pages.items():
    for figure in page.iter("figure"):
        caption = [m for m in next(figure.iter("figcaption")).iter("math")]
        if not caption:
            continue
        picture = plain(words(next(figure.iter("pre"))))
        formula = plain("".join(words(m) for m in caption))
        is_stacked = [e for m in caption for e in m.iter() if e.tag in ("mfrac", "mtable", "munderover", "msqrt")]
        if is_stacked:
            continue
        compared += 1
        if formula not in picture:
            faults.append("%s: %s" % (name, formula))
result(not faults and compared > 40, "the formula below %d pictures is the equation in them" % compared, *faults)

# ---- a stranger's lesson

EVIL = '<script>alert(1)</script>&"\'>'
hostile = """# Title {e}

First {e} words, `code {e}` and *strong {e}*, $x < y {e} & \\text{{{e}}}$.
[a link](javascript:alert(1)) and [another](https://example.org/?a="b"&c) and [a third](data:text/html,x).

## Page {e}

- item {e}
  - inner {e}
- item
1. one {e}

> quoted {e}

    not code {e}

```
code {e}
```

$$\\frac{{{e}}}{{b}} \\mathrm{{{e}}} \\unknown{{{e}}}$$

```bptt
> text a "<b onclick=x>" c
> 1 + 1
```

```ask
id: one
Is it {e} so, `{e}`?
choices: yes {e} | no {e}
answer: 1
hint: hint {e}
wrong: 2 | reply {e}
solution: solution {e} $a {e}$
```
""".format(e=EVIL)
os.mkdir("strange")
open("strange/evil.md", "w").write(hostile)
page = export("strange/evil.md", "evil.html", "--program=there.html?a=\"<b>&c")
known = set("html head meta title style body header main footer section nav h1 h2 ol ul li a p div span details "
            "aside summary dl dt dd q pre kbd samp code i em blockquote figure figcaption script button input output "
            "math mrow mi mo mn mtext mspace mfrac msub msup msubsup munder mover munderover msqrt mtable mtr mtd "
            "br".split())
strange = {e.tag for e in page.iter()} - known
on = [a for e in page.iter() for a in e.attrib if a.startswith("on")]
links = sorted(e.get("href") for e in page.iter("a") if not e.get("href").startswith("#"))
scripts = list(page.iter("script"))
result(not strange and not on and len(scripts) == 1 and EVIL not in words(scripts[0]),
       "nothing of a stranger's lesson is markup", strange, on)
result(words(next(page.iter("h1"))) == "Title " + EVIL and words(next(page.iter("main"))).count(EVIL) >= 15,
       "and all of it stands there to be read", words(next(page.iter("main"))).count(EVIL))
result(links == ["https://example.org/?a=%22b%22&c", "there.html?a=%22%3Cb%3E&c#lang=en"],
       "a link leads to an address of the web, and never to a script", links)
main = next(page.iter("main"))
lists = [(e.tag, len(list(e))) for e in main.iter() if e.tag in ("ul", "ol")]
result(lists[:3] == [("ul", 2), ("ul", 1), ("ol", 1)] and len(list(main.iter("blockquote"))) == 1 and
       [e.tag for e in next(main.iter("ul"))[0]] == ["p", "ul"], "lists within lists, quotations", lists)

# ---- a small lesson, whole

small = """# Small

Some *words* of $s_t$.

## One step

<!-- stage: network, equation -->

```bptt
> text a b c
> hidden 2
> step 2
```

```ask
id: s
What is `s[0]` made of?
answer: tanh(z[0])
hint: Look at the equation.
wrong: z[0] | What stands between them?
solution: `tanh(z[0])`
```
"""
open("small.md", "w").write(small)
export("small.md", "small.html")
body = re.search(r"<body>.*?(?=<script>)", open("small.html", encoding="utf-8").read(), re.S).group() + "\n"
golden = os.path.join(source, "tests", "golden", "page-small.html")
if bless:
    open(golden, "w", encoding="utf-8").write(body)
wanted = open(golden, encoding="utf-8").read()
different = [(a, b) for a, b in zip(body.splitlines(), wanted.splitlines()) if a != b]
result(body == wanted, "the page of a small lesson is tests/golden/page-small.html", *different[:3])

# ---- the same each time

first = open("small.html", "rb").read()
export("small.md", "again.html")
export("small.md", "elsewhere.html", LC_ALL="C")
export("3", "three.html", LC_ALL="C")
run("export", "lesson", "3", "--html=three-again.html", LC_ALL="C.UTF-8")
result(first == open("again.html", "rb").read() == open("elsewhere.html", "rb").read() and
       open("three.html", "rb").read() == open("three-again.html", "rb").read(),
       "the same bytes each time and in each locale")
vi = run("--lang=vi", "export", "lesson", "3", "--html=-", LC_ALL="C").stdout
result('<html lang="vi">' in vi and "Câu hỏi" in vi and "Lời giải" in vi, "a page in Vietnamese, to standard output")
default = run("export", "lesson", "3", "--html")
named = run("export", "lesson", "2", "--html", "two.html")
result(os.path.exists("03-backpropagation-through-time.html") and os.path.exists("two.html") and
       re.match(r"two.html: \d+ steps, \d+ pictures, \d+ KB\n$", named.stdout) is not None,
       "a page has the lesson's name, or the one that is given", default.stderr, named.stdout)

# ---- the program in the browser

address = [e.get("href") for e in with_class(pages["03-backpropagation-through-time.vi.html"], "here")]
pages_there = len(list(pages["03-backpropagation-through-time.vi.html"].iter("section")))
result(address == ["program.html#lesson=3&lang=vi"] +
       ["program.html#lesson=3&page=%d&lang=vi" % (p + 1) for p in range(1, pages_there)] and
       pages_there > 10 and with_class(pages["index.html"], "here") and
       not with_class(read("three.html"), "here"),
       "'run it here' leads to the program where that is there", address)

# ---- colours


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a, b):
    a, b = sorted((luminance(a), luminance(b)))
    return (b + 0.05) / (a + 0.05)


style = words(next(pages["index.html"].iter("style")))
dark_roles = re.search(r"@media \(prefers-color-scheme: dark\) \{\n(pre .*?)\n\}\n", style, re.S).group(1)
light_roles = style[:style.index("@media")]
papers = [dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", part)) for part in re.findall(r":root \{(.*?)\}", style, re.S)]
faults, pairs = [], 0
for paper, roles in zip(papers, (light_roles, dark_roles)):
    inks = [(name, paper[name], ground) for name in ("ink", "quiet", "accent") for ground in ("paper", "ground")]
    inks = [(name, ink, paper[ground]) for name, ink, ground in inks]
    for name, rule in re.findall(r"pre \.([a-z]+)\{(.*?)\}", roles):
        colours = dict(re.findall(r"(color|background):(#[0-9a-f]{6})", rule))
        inks.append((name, colours.get("color", paper["ink"]), colours.get("background", paper["ground"])))
    for name, ink, ground in inks:
        pairs += 1
        if contrast(ink, ground) < CONTRAST_LEAST:
            faults.append("%s: %s on %s: %.2f" % (name, ink, ground, contrast(ink, ground)))
result(not faults and pairs > 40, "%d inks have a contrast of %.1f:1 to their ground, in light and dark" %
       (pairs, CONTRAST_LEAST), *faults)

# ---- by another's eyes

tool = shutil.which("vnu") or shutil.which("tidy")
if tool:
    checked = ["site/index.html", "site/03-backpropagation-through-time.html", "site/13-lstm.vi.html", "evil.html"]
    options = ["--errors-only", "--filterpattern", ".*CSS.*"] if tool.endswith("vnu") else ["-q", "-e"]
    said = [subprocess.run([tool, *options, file], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            for file in checked]
    faults = [s.stdout for s in said if s.returncode]
    result(not faults, "%s finds nothing wrong" % os.path.basename(tool), *faults)
else:
    results.append(True)
    print("ok %d - HTML by another's eyes # SKIP neither vnu nor tidy is here" % len(results))

# ---- what is refused

open("file", "w").close()
refused = [
    (("lesson", "99", "--html=x.html"), 1, "there is no lesson '99'"),
    (("lesson", "3", "--html=nowhere/x.html"), 1, "nowhere/x.html"),
    (("lesson", "3", "--html=x.html", "--program=javascript:alert(1)"), 2, "not the address of a page"),
    (("lesson", "3"), 2, "needs a file"),
    (("lesson", "3", "--html=x.html", "y"), 2, "can be exported"),
    (("course",), 2, "can be exported"),
    (("course", "file"), 1, "cannot make the folder"),
    (("course", "no/such/place"), 1, "cannot make the folder"),
]
faults = []
for given, status, cause in refused:
    done = run("export", *given)
    if done.returncode != status or cause not in done.stderr or os.path.exists("x.html"):
        faults.append("%s: %d %s" % (given, done.returncode, done.stderr))
result(not faults, "what cannot be written is refused, and nothing is", *faults)

print("1..%d" % len(results))
shutil.rmtree(scratch)
sys.exit(not all(results))

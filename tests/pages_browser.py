#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lesson's page in a browser: it asks for nothing but itself; keys, buttons and the slider step through it, the
picture beside the text follows; on a telephone no text needs scrolling sideways; in the dark it is dark; without
scripts, and on paper, all of it stands in order.  With BPTT_PICTURES=FOLDER it writes what it saw there."""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser, find

source = os.environ.get("top_srcdir", os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
program = os.environ.get("BPTT_REPL", os.path.join(source, "bptt-repl"))
os.environ.setdefault("BPTT_REPL_DATA", os.path.abspath(source))
folder = os.environ.get("BPTT_PICTURES")
results = []


def result(good, name, *why):
    results.append(good)
    print("%s %d - %s" % ("ok" if good else "not ok", len(results), name))
    if not good:
        for line in why:
            print("# %s" % (line,))


if not find():
    print("1..0 # SKIP no Chromium (Debian: chromium; CHROMIUM can name it)")
    sys.exit(0)

STEP = "document.querySelector('.step.now').id"
SHOWN = """(function () {
    return Array.from(document.querySelectorAll('figure')).filter(f => f.getBoundingClientRect().height > 0)
        .map(f => f.parentNode.id + (f.className === 'again' ? ' again' : ''));
})()"""
# Whose text does not fit its width, but for what scrolls by itself.
WIDE = """Array.from(document.querySelectorAll('p, li, h1, h2, summary, dt, dd, .bar, figure, .math, pre, details'))
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('pre pre, .math .math'))
    .map(e => e.tagName + ' ' + e.textContent.slice(0, 40))"""

with tempfile.TemporaryDirectory() as scratch, Browser() as browser:
    file = os.path.join(scratch, "three.html")
    subprocess.run([program, "export", "lesson", "3", "--html=" + file], check=True, stdout=subprocess.DEVNULL)
    page = "file://" + file

    def keep(name):
        if folder:
            browser.picture(os.path.join(folder, name + ".png"))

    browser.open(page)
    count = browser.evaluate("document.querySelectorAll('.step').length")
    result(count > 100 and browser.evaluate("!document.getElementById('bar').hidden"), "%d steps" % count)
    asked = set(browser.asked_for())
    result(asked <= {page, "about:blank"}, "the page asks for nothing but itself", asked)

    seen = [browser.evaluate(STEP)]
    for key in ["ArrowRight"] * 40 + ["ArrowLeft"] * 2:
        browser.press(key)
        seen.append(browser.evaluate(STEP))
    wanted = ["s%d" % n for n in list(range(1, 42)) + [40, 39]]
    result(seen == wanted, "the arrows step on and back", seen)
    inside = browser.evaluate("(r => r.top >= 0 && r.top < innerHeight / 2)"
                              "(document.querySelector('.step.now').getBoundingClientRect())")
    result(inside, "the step at hand is in sight")
    keep("light")

    shown = browser.evaluate(SHOWN)
    beside = browser.evaluate("(f => f.getBoundingClientRect().left > document.querySelector('.step.now')"
                              ".getBoundingClientRect().right - 1)(document.querySelector('figure.shown'))")
    result(len(shown) == 1 and beside, "its picture, and no other, stands beside the text", shown, beside)
    before = browser.evaluate("document.querySelector('figure.shown').textContent")
    browser.evaluate("(s => { s.value = 60; s.dispatchEvent(new Event('input')); })(document.querySelector('#bar input'))")
    after = browser.evaluate("document.querySelector('figure.shown').textContent")
    result(browser.evaluate(STEP) == "s60" and before != after, "the slider goes there, and the picture with it")
    browser.evaluate("document.querySelectorAll('#bar button')[1].click()")
    result(browser.evaluate(STEP) == "s61" and browser.evaluate("location.hash") == "#s61",
           "the buttons step, too, and the address tells where")
    browser.evaluate("document.getElementById('s90').scrollIntoView()")
    result(browser.wait(STEP + " === 's90'"), "who scrolls is followed", browser.evaluate(STEP))
    browser.evaluate("document.querySelector('.question summary').focus({ preventScroll: true })")
    browser.press("ArrowRight")
    result(browser.evaluate(STEP) == "s91", "with the keys at a hint the arrows step still", browser.evaluate(STEP))
    browser.open(page + "#s75")
    result(browser.wait(STEP + " === 's75'"), "an address opens its step", browser.evaluate(STEP))

    browser.open(page + "#s60", dark=True)
    colours = browser.evaluate("[getComputedStyle(document.body).backgroundColor, "
                               "getComputedStyle(document.querySelector('figure.shown .place')).color]")
    result(colours == ["rgb(21, 25, 30)", "rgb(21, 25, 30)"], "in the dark it is dark", colours)
    keep("dark")

    for scripts in (True, False):
        browser.open(page + ("#s60" if scripts else ""), width=390, height=844, scripts=scripts)
        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        wide = browser.evaluate(WIDE)
        whole = browser.evaluate("document.documentElement.scrollWidth")
        result(whole <= 390 and not wide, "on a telephone no text needs scrolling sideways%s" %
               ("" if scripts else ", without scripts"), whole, wide[:5])
        keep("telephone" if scripts else "telephone-without-scripts")
    cut = browser.evaluate("Array.from(document.querySelectorAll('figure:not(.again) pre'))"
                           ".filter(p => p.scrollWidth > p.clientWidth).length")
    result(cut == 0, "and each picture is seen whole there", cut)

    browser.open(page, scripts=False)
    shown = browser.evaluate(SHOWN)
    whole = browser.evaluate("Array.from(document.querySelectorAll('figure:not(.again)')).map(f => f.parentNode.id)")
    bar = browser.evaluate("document.getElementById('bar').getBoundingClientRect().height")
    result(shown == whole and len(shown) > 20 and bar == 0, "without scripts %d pictures stand in order" % len(shown),
           shown, bar)
    keep("without-scripts")
    tall = browser.evaluate("Array.from(document.querySelectorAll('math'))"
                            ".filter(m => m.getBoundingClientRect().height > 0).length")
    result(tall > 100, "%d formulas are set" % tall)

    browser.open(page, media="print")
    shown = browser.evaluate(SHOWN)
    bar = browser.evaluate("document.getElementById('bar').getBoundingClientRect().height")
    browser.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    closed = browser.evaluate("document.querySelectorAll('details:not([open])').length")
    result(shown == whole and bar == 0 and closed == 0, "on paper all of it stands, unfolded", len(shown), bar, closed)

print("1..%d" % len(results))
sys.exit(not all(results))

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fonts.py FOLDER: the letters that the program draws with, from DejaVu, as web fonts.

What DejaVu Sans Mono does not have (braille, some subscripts) comes from DejaVu Sans, as a font of its own that the
page scales (site/style.css) until a letter of it is as wide as one of the other.  Prints that scale, per cent.
"""
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path('/usr/share/fonts/truetype/dejavu')
# Latin with what Vietnamese needs, Greek, marks, scripts, letterlike, arrows, mathematics, pieces, lines, blocks, shapes, braille.
WANTED = [(0x20, 0x17F), (0x1A0, 0x1B0), (0x2B0, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x1D2C, 0x1D9F), (0x1E00, 0x1EFF),
          (0x2010, 0x205F), (0x2070, 0x209F), (0x2100, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x2500, 0x25FF),
          (0x2700, 0x27FF), (0x2800, 0x28FF), (0x2A00, 0x2AFF), (0x2C7C, 0x2C7D)]


def write(source, letters, target):
    font = TTFont(source)
    options = Options()
    options.flavor = 'woff2'
    options.layout_features = ['mark', 'mkmk', 'ccmp']
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font.flavor = 'woff2'
    font.save(target)


def letters_of(name):
    return set(TTFont(FOLDER / name).getBestCmap())


def advance(name, letter):
    font = TTFont(FOLDER / name)
    return font['hmtx'][font.getBestCmap()[letter]][0]


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    wanted = {letter for first, last in WANTED for letter in range(first, last + 1)}
    mono = letters_of('DejaVuSansMono.ttf')
    write(FOLDER / 'DejaVuSansMono.ttf', wanted & mono, out / 'mono.woff2')
    write(FOLDER / 'DejaVuSansMono-Bold.ttf', wanted & letters_of('DejaVuSansMono-Bold.ttf'), out / 'mono-bold.woff2')
    write(FOLDER / 'DejaVuSans.ttf', (wanted - mono) & letters_of('DejaVuSans.ttf'), out / 'more.woff2')
    scale = 100 * advance('DejaVuSansMono.ttf', 0x20) / advance('DejaVuSans.ttf', 0x2801)
    print(f'{scale:.2f}')


main()

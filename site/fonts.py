#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fonts.py FOLDER: the letters that the program draws with, from DejaVu, as web fonts.

What nearly every screen has is in two fonts, plain and bold.  The others a browser fetches when a letter of them is
shown: those of DejaVu Sans Mono, and those that it does not have (braille, some subscripts), from DejaVu Sans, which the
page scales until a letter is as wide as one of the other.  Of letters with two marks (Vietnamese) the fonts hold the
parts, which browsers put together.  Prints what the page has to say of each font, as JSON.
"""
import json
import sys
import unicodedata
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path('/usr/share/fonts/truetype/dejavu')
# Latin with what Vietnamese needs, Greek, marks, scripts, arrows, mathematics, pieces of brackets, lines, blocks, shapes.
USUAL = [(0x20, 0x17F), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x2B0, 0x2B3), (0x2C6, 0x2DD), (0x300, 0x304), (0x306, 0x30C),
         (0x323, 0x323), (0x391, 0x3C9), (0x1D40, 0x1D6A), (0x1EA0, 0x1EF9), (0x2010, 0x2033), (0x2070, 0x209F),
         (0x2113, 0x2113), (0x2190, 0x2193), (0x21A6, 0x21AA), (0x21D2, 0x21D2), (0x2200, 0x2213), (0x2217, 0x221E),
         (0x2227, 0x222B), (0x223C, 0x223C), (0x2248, 0x2248), (0x2260, 0x226B), (0x2295, 0x22A5), (0x22C5, 0x22F1),
         (0x239B, 0x23AD), (0x2500, 0x25FF), (0x2713, 0x2713), (0x27E8, 0x27E9)]
# The rest of these, letterlike signs, more arrows and operators, braille.
RARE = [(0x2B0, 0x3FF), (0x1D2C, 0x1D9F), (0x1E00, 0x1EFF), (0x2010, 0x205F), (0x2100, 0x23FF), (0x2700, 0x27FF),
        (0x2800, 0x28FF), (0x2A00, 0x2AFF), (0x2C7C, 0x2C7D)]


def letters_in(ranges):
    return {letter for first, last in ranges for letter in range(first, last + 1)}


def write(source, letters, target):
    font = TTFont(source)
    options = Options()
    options.flavor = 'woff2'
    options.layout_features = ['mark', 'mkmk', 'ccmp']
    options.hinting = False  # it is a third of such a font; screens have become finer than what it was made for
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font.flavor = 'woff2'
    font.save(target)


def letters_of(name):
    return set(TTFont(FOLDER / name).getBestCmap())


def composed(letters, there):
    """Of the letters those whose parts are there."""
    parts = {letter: {ord(part) for part in unicodedata.normalize('NFD', chr(letter))} for letter in letters}
    return {letter for letter, of in parts.items() if len(of) > 1 and of <= there}


def advance(name, letter):
    font = TTFont(FOLDER / name)
    return font['hmtx'][font.getBestCmap()[letter]][0]


def range_of(letters):
    """As CSS writes it: U+2800-28FF, U+2A00."""
    runs = []
    for letter in sorted(letters):
        if runs and runs[-1][1] == letter - 1:
            runs[-1][1] = letter
        else:
            runs.append([letter, letter])
    return ', '.join(f'U+{first:X}' if first == last else f'U+{first:X}-{last:X}' for first, last in runs)


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    usual = letters_in(USUAL)
    mono, bold, sans = (letters_of(f'DejaVuSans{name}.ttf') for name in ('Mono', 'Mono-Bold', ''))
    rare = letters_in(RARE) - usual
    made, made_bold = composed(usual - mono, usual & mono), composed(usual - bold, usual & bold)
    more = (letters_in(RARE) | usual) - mono - made
    write(FOLDER / 'DejaVuSansMono.ttf', usual & mono, out / 'mono.woff2')
    write(FOLDER / 'DejaVuSansMono-Bold.ttf', usual & bold, out / 'mono-bold.woff2')
    write(FOLDER / 'DejaVuSansMono.ttf', rare & mono, out / 'rare.woff2')
    write(FOLDER / 'DejaVuSans.ttf', more & sans, out / 'more.woff2')
    scale = 100 * advance('DejaVuSansMono.ttf', 0x20) / advance('DejaVuSans.ttf', 0x2801)
    print(json.dumps({
        'mono': f'unicode-range: {range_of(usual & mono | made)};',
        'mono-bold': f'font-weight: bold; unicode-range: {range_of(usual & bold | made_bold)};',
        'rare': f'unicode-range: {range_of(rare & mono)};',
        'more': f'size-adjust: {scale:.2f}%; unicode-range: {range_of(more & sans)};',
    }))


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fonts.py FOLDER: the letters that the program draws with, from DejaVu, as web fonts.

What nearly every screen has is in two fonts, plain and bold.  The others a browser fetches when a letter of them is
shown: those of DejaVu Sans Mono, and those that it does not have (braille, some subscripts), from DejaVu Sans, which the
page scales until a letter is as wide as one of the other.  Vietnamese letters that it does not have are put together of
its letters and the marks of DejaVu Sans.  Prints what the page has to say of each font, as JSON.
"""
import json
import sys
import unicodedata
from pathlib import Path

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path('/usr/share/fonts/truetype/dejavu')
# Latin with what Vietnamese needs, Greek, marks, scripts, arrows, mathematics, pieces of brackets, lines, blocks, shapes.
USUAL = [(0x20, 0x17F), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x2B0, 0x2B3), (0x2C6, 0x2DD), (0x300, 0x304), (0x306, 0x30C),
         (0x323, 0x323), (0x391, 0x3C9), (0x1D40, 0x1D6A), (0x1EA0, 0x1EF9), (0x2010, 0x2033), (0x2070, 0x209F),
         (0x2113, 0x2113), (0x2190, 0x2193), (0x21A6, 0x21AA), (0x21D2, 0x21D2), (0x2200, 0x2213), (0x2217, 0x221E),
         (0x2227, 0x222B), (0x223C, 0x223C), (0x2248, 0x2248), (0x2260, 0x226B), (0x2295, 0x22A5), (0x22C5, 0x22F1),
         (0x239B, 0x23AD), (0x2500, 0x25FF), (0x2713, 0x2713), (0x27E8, 0x27E9)]
VIETNAMESE = [(0x1EA0, 0x1EF9)]
HORN = '\u031b'
# The rest of these, letterlike signs, more arrows and operators, braille.
RARE = [(0x2B0, 0x3FF), (0x1D2C, 0x1D9F), (0x1E00, 0x1EFF), (0x2010, 0x205F), (0x2100, 0x23FF), (0x2700, 0x27FF),
        (0x2800, 0x28FF), (0x2A00, 0x2AFF), (0x2C7C, 0x2C7D)]


def letters_in(ranges):
    return {letter for first, last in ranges for letter in range(first, last + 1)}


def extent(font, glyph):
    pen = BoundsPen(font.getGlyphSet())
    font.getGlyphSet()[glyph].draw(pen)
    return pen.bounds


def draw(font, glyph, pen):
    recording = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[glyph].draw(recording)
    recording.replay(pen)


def compose(font, letter, drawn):
    """Adds a letter: its base is the font's own, its marks are those of another font, as they stand there."""
    name, base = f'uni{letter:04X}', unicodedata.normalize('NFD', chr(letter))
    base = unicodedata.normalize('NFC', base[:2] if HORN in base else base[0])
    own, there = font.getBestCmap()[ord(base)], drawn.getBestCmap()
    marks = [each for each in drawn['glyf'][there[letter]].components if each.glyphName != there[ord(base)]]
    left, _, right, top = extent(font, own)
    old_left, _, old_right, old_top = extent(drawn, there[ord(base)])
    pen = TTGlyphPen(None)
    draw(font, own, pen)
    for mark in marks:
        x, y = mark.x + (left + right - old_left - old_right) // 2, mark.y + top - old_top
        draw(drawn, mark.glyphName, TransformPen(pen, (1, 0, 0, 1, x, y)))
    font['glyf'][name] = pen.glyph()
    font['hmtx'][name] = font['hmtx'][own]
    for table in font['cmap'].tables:
        if table.isUnicode():
            table.cmap[letter] = name


def read(name):
    """A font, with what it lacks of Vietnamese."""
    font, drawn = TTFont(FOLDER / f'DejaVuSansMono{name}.ttf'), TTFont(FOLDER / f'DejaVuSans{name}.ttf')
    for letter in letters_in(VIETNAMESE) - set(font.getBestCmap()):
        compose(font, letter, drawn)
    return font


def write(font, letters, target):
    options = Options()
    options.flavor = 'woff2'
    options.layout_features = ['mark', 'mkmk', 'ccmp']
    options.hinting = False  # it is a third of such a font; screens have become finer than what it was made for
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font.flavor = 'woff2'
    font.save(target)


def advance(font, letter):
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
    usual, rare = letters_in(USUAL), letters_in(RARE) - letters_in(USUAL)
    mono, bold, sans = read(''), read('-Bold'), TTFont(FOLDER / 'DejaVuSans.ttf')
    scale = 100 * advance(mono, 0x20) / advance(sans, 0x2801)
    there = set(mono.getBestCmap())
    fonts = {
        'mono': (mono, usual & there, ''),
        'mono-bold': (bold, usual & set(bold.getBestCmap()), 'font-weight: bold;'),
        'rare': (read(''), rare & there, ''),
        'more': (sans, (usual | rare) - there & set(sans.getBestCmap()), f'size-adjust: {scale:.2f}%;'),
    }
    for name, (font, letters, _) in fonts.items():
        write(font, letters, out / f'{name}.woff2')
    print(json.dumps({name: f'{more} unicode-range: {range_of(letters)};' for name, (_, letters, more) in fonts.items()}))


main()

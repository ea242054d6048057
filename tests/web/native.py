#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""native.py ROWS COLS PROGRAM WORD...: the program on a terminal of that size; what is read here is typed, what it
writes is written here.  For tests that hold what a browser shows to it."""
import fcntl
import os
import pty
import select
import struct
import sys
import termios

rows, cols = int(sys.argv[1]), int(sys.argv[2])
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, cols, 0, 0))
    os.execv(sys.argv[3], sys.argv[3:])
ends = {0: terminal, terminal: 1}
while True:
    for each in select.select(list(ends), [], [])[0]:
        try:
            text = os.read(each, 65536)
        except OSError:
            text = b''
        if not text:
            os.close(terminal)
            sys.exit(0)
        os.write(ends[each], text)

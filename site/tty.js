// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal as the program sees it (src/term/web.c calls this): keys that were typed and not read yet, the size,
// what has happened.  It shows nothing: whoever makes it says where bytes are written.

const INTERRUPT = 1, RESIZE = 2; // as in src/term/web.c
const CONTROL_C = 3, RETURN = 13, NEWLINE = 10, CONTROL_Z = 26, CONTROL_BACKSLASH = 28;

export class Tty {
  // write(bytes: Uint8Array) shows; wait_begins() is told when the program has nothing to do; take_flag() says, once,
  // whether Ctrl-C came by another way than the keys, while the program worked and could get none.  Streams that are no
  // terminal (node's, from a file) are read and written as they are.
  constructor({ rows, cols, write, wait_begins = () => {}, take_flag = () => false, is_terminal = true }) {
    Object.assign(this, { rows, cols, show: write, wait_begins, take_flag, is_terminal });
    this.keys = [];
    this.modes = { turns_return: is_terminal, turns_newline: is_terminal, has_signals: is_terminal };
    this.pending = 0;
    this.has_ended = false;
    this.wake = null;
    this.interrupts = 0; // of the flag, whose keys are still to come
  }

  // ---- for the page

  type(bytes) {
    for (const byte of bytes) {
      if (this.modes.has_signals && byte === CONTROL_C) this.interrupt();
      else if (this.modes.has_signals && (byte === CONTROL_Z || byte === CONTROL_BACKSLASH)) continue; // no shell to go to
      else this.keys.push(this.modes.turns_return && byte === RETURN ? NEWLINE : byte);
    }
    this.wake?.();
  }

  // The key of a Ctrl-C that the flag has told of already says nothing new.
  interrupt() {
    this.take_flag();
    if (this.interrupts) this.interrupts--;
    else this.pending |= INTERRUPT;
  }

  resize(rows, cols) {
    this.rows = rows;
    this.cols = cols;
    this.pending |= RESIZE;
    this.wake?.();
  }

  // No key comes any more.
  end() {
    this.has_ended = true;
    this.wake?.();
  }

  // ---- for the program

  is_readable() {
    return this.keys.length > 0 || this.has_ended;
  }

  // How many bytes there were; -1: none yet.
  read(buffer, offset, length) {
    if (!this.keys.length) return this.has_ended ? 0 : -1;
    const taken = this.keys.splice(0, length);
    for (let i = 0; i < taken.length; i++) buffer[offset + i] = taken[i];
    return taken.length;
  }

  write(bytes) {
    if (!this.modes.turns_newline) return this.show(bytes);
    const turned = [];
    for (const byte of bytes) {
      if (byte === NEWLINE) turned.push(RETURN);
      turned.push(byte);
    }
    this.show(Uint8Array.from(turned));
  }

  set_modes(modes) {
    if (this.is_terminal) this.modes = modes;
  }

  news() {
    const news = this.pending;
    this.pending = 0;
    return news;
  }

  is_interrupted() {
    const came = this.take_flag();
    if (came) this.interrupts++;
    return came;
  }

  // Of the processor's time; as far as a page can tell it has the processor to itself.
  used_ms() {
    return performance.now();
  }

  // Until something comes, or the time is over (less than 0: never).
  wait(milliseconds) {
    this.wait_begins();
    return new Promise(over => {
      const timer = milliseconds < 0 ? 0 : setTimeout(() => this.wake(), milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = null;
        over();
      };
    });
  }
}

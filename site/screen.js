// SPDX-License-Identifier: GPL-3.0-or-later
// What shows the program: as a screen (xterm.js), or as plain lines for who has them read aloud.  Both have show(bytes), drawn(),
// write_line(text), focus(), size() and close(), and call type(text) and resized(rows, cols).

const THEMES = {
  dark: {
    background: '#14171a', foreground: '#d8dcdf', cursor: '#d8dcdf', selectionBackground: '#3c4a58',
    black: '#14171a', red: '#ef6b73', green: '#7fc97f', yellow: '#e0b860', blue: '#6fa8dc', magenta: '#c99bd9',
    cyan: '#5fc4c9', white: '#c9ced2', brightBlack: '#7d868e', brightRed: '#ff8a90', brightGreen: '#9be29b',
    brightYellow: '#f5d27a', brightBlue: '#93c4f2', brightMagenta: '#e0b5ee', brightCyan: '#82dfe3', brightWhite: '#ffffff',
  },
  light: {
    background: '#fdfdfb', foreground: '#22272b', cursor: '#22272b', selectionBackground: '#cfdbe6',
    black: '#22272b', red: '#b3261e', green: '#2e6b2e', yellow: '#7a5a00', blue: '#1f5fa8', magenta: '#7c3a94',
    cyan: '#0b6a70', white: '#e6e8e9', brightBlack: '#62696f', brightRed: '#c8362e', brightGreen: '#3a7d3a',
    brightYellow: '#8f6a00', brightBlue: '#2a72c4', brightMagenta: '#9148ac', brightCyan: '#0f7c83', brightWhite: '#fdfdfb',
  },
};
const FONT = '"bptt-repl mono", monospace';

export class Screen {
  static async open(place, { theme, letters, type, type_bytes, resized }) {
    await Promise.allSettled([document.fonts.load(`${letters}px ${FONT}`), document.fonts.load(`bold ${letters}px ${FONT}`)]);
    const screen = new Screen();
    screen.terminal = new Terminal({
      fontFamily: FONT, fontSize: letters, theme: THEMES[theme], scrollback: 1000, minimumContrastRatio: 1,
      macOptionIsMeta: true,
    });
    screen.fit = new FitAddon.FitAddon();
    screen.terminal.loadAddon(screen.fit);
    screen.terminal.open(place);
    screen.fit.fit();
    screen.terminal.attachCustomKeyEventHandler(event => screen.is_for_program(event));
    screen.terminal.onData(type);
    screen.terminal.onBinary(text => type_bytes(Uint8Array.from(text, letter => letter.charCodeAt(0))));
    screen.terminal.onResize(({ rows, cols }) => resized(rows, cols));
    // A letter of a font that comes later has another width than the one that stood for it.
    document.fonts.addEventListener('loadingdone', () => {
      screen.terminal.options.fontFamily = screen.terminal.options.fontFamily === FONT ? `${FONT}, serif` : FONT;
    });
    screen.watcher = new ResizeObserver(() => screen.fit.fit());
    screen.watcher.observe(place);
    return screen;
  }

  // Ctrl-C copies where something is chosen, Ctrl-V pastes; all other keys are the program's.
  is_for_program(event) {
    if (!event.ctrlKey && !event.metaKey) return true;
    const key = event.key.toLowerCase();
    return key !== 'v' && !(key === 'c' && this.terminal.hasSelection());
  }

  show(bytes) {
    this.terminal.write(bytes);
  }

  // Until what was shown is in a frame.
  drawn() {
    return new Promise(over => this.terminal.write('', () => requestAnimationFrame(over)));
  }

  write_line(text) {
    this.terminal.write(`\x1b[0m\r\n${text}\r\n`);
  }

  focus() {
    this.terminal.focus();
  }

  size() {
    return [this.terminal.rows, this.terminal.cols];
  }

  set_theme(theme) {
    this.terminal.options.theme = THEMES[theme];
  }

  set_letters(letters) {
    this.terminal.options.fontSize = letters;
    this.fit.fit();
  }

  close() {
    this.watcher.disconnect();
    this.terminal.dispose();
  }
}

// A log that is read aloud as it grows, and a line to type into: what the program writes for no terminal at all.
export class Lines {
  static async open(place, { words, type }) {
    const lines = new Lines();
    lines.log = Object.assign(document.createElement('div'), { className: 'log', tabIndex: 0 });
    lines.log.setAttribute('role', 'log');
    lines.log.setAttribute('aria-label', words.output);
    const form = document.createElement('form');
    lines.input = Object.assign(document.createElement('input'), { autocomplete: 'off', spellcheck: false, autocapitalize: 'off' });
    const label = document.createElement('label');
    label.append(`${words.command}: `, lines.input);
    form.append(label);
    form.addEventListener('submit', event => {
      event.preventDefault();
      type(`${lines.input.value}\r`);
      lines.input.value = '';
    });
    place.append(lines.log, form);
    lines.decoder = new TextDecoder();
    return lines;
  }

  show(bytes) {
    const text = this.decoder.decode(bytes, { stream: true });
    // Of a terminal's commands nothing is to be heard.
    this.log.append(text.replace(/\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()].|[\x00-\x08\x0b-\x1f]/g, ''));
    this.log.scrollTop = this.log.scrollHeight;
  }

  async drawn() {}

  write_line(text) {
    this.log.append(`\n${text}\n`);
  }

  focus() {
    this.input.focus();
  }

  size() {
    return [24, 80];
  }

  set_theme() {}

  set_letters(letters) {
    this.log.style.fontSize = `${letters}px`;
  }

  close() {
    this.log.remove();
    this.input.form.remove();
  }
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The page: joins the program's thread, what shows it, what is kept, and the buttons.
import { Program } from './program.js';
import { Screen, Lines } from './screen.js';
import { Store } from './store.js';
import { read_link, words_of } from './link.js';
import { WORDS } from './words.js';

const PATIENCE_MS = 1500;
const LETTERS_LEAST = 8, LETTERS_MOST = 40, LETTERS_USUAL = 15, LETTERS_NARROW = 11;
const COLUMNS = 80, LETTER_WIDTH = 0.602, MARGIN = 6; // of the font that is shipped; what site/style.css leaves beside
// What a finger can press: a key's bytes, or a command in place of the line at hand (Ctrl-A, Ctrl-K: the line is emptied).
const EMPTY_LINE = '\x01\x0b';
const KEYS = [
  ['enter', '\r'],
  ['back', `${EMPTY_LINE}back\r`],
  ['skip', `${EMPTY_LINE}skip\r`],
  ['stop', '\x03'],
  ['▲', '\x1b[1;2A'],
  ['▼', '\x1b[1;2B'],
  ['Tab', '\t'],
  ['Esc', '\x1b'],
  ['?', `${EMPTY_LINE}?`],
];
// Where the program writes what it has said, of which the page takes the last link.
const LINK_FILE = '.link.md';
// What is typed for a file that was brought; the learner enters it.
const FILE_COMMANDS = { npz: 'load ', safetensors: 'load ', md: 'lesson ', cell: 'cell ./' };

// <tag class=…>children</tag>; what: properties, among them what is done at an event.
function make(tag, what = {}, ...children) {
  const element = Object.assign(document.createElement(tag), what);
  element.append(...children);
  return element;
}

function remembered(name, usual) {
  try {
    return localStorage.getItem(`bptt-repl ${name}`) ?? usual;
  } catch {
    return usual;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`bptt-repl ${name}`, value);
  } catch {} // then it is not remembered
}

function offer(name, bytes) {
  const address = URL.createObjectURL(new Blob([bytes]));
  make('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// So large that all columns fit, where such letters can be read.
function usual_letters(width) {
  const fit = Math.floor(width / COLUMNS / LETTER_WIDTH);
  return fit < LETTERS_LEAST ? LETTERS_NARROW : Math.min(fit, LETTERS_USUAL);
}

export class Page {
  // `parts`: make_worker(language), code() and data(language) (what the program is made of; undefined: the worker loads
  // it), lessons(language), the address of their list, opened(page), called when the first picture is there.
  constructor(place, parts) {
    this.place = place;
    this.parts = parts;
    this.asked = read_link(location.hash);
    this.lang = this.asked.lang ?? remembered('lang', navigator.language.slice(0, 2));
    if (!(this.lang in WORDS)) this.lang = 'en';
    this.words = WORDS[this.lang];
    this.is_plain = this.asked.plain || remembered('plain', 'no') === 'yes';
    this.letters = Number(remembered('letters', usual_letters(place.clientWidth - MARGIN)));
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    this.theme = remembered('theme', dark ? 'dark' : 'light');
    this.program = new Program(parts.make_worker(this.lang), {
      show: bytes => this.screen.show(bytes),
      changed: changed => this.keep(changed),
      deaf: () => (this.program.flag.is_heard = false),
      waits: came => this.rest(came),
      over: () => this.end(this.words.over),
      failed: why => this.end(this.words.failed + why),
    });
  }

  async open() {
    document.documentElement.dataset.theme = this.theme;
    document.documentElement.lang = this.lang;
    this.build();
    [this.store] = await Promise.all([Store.open(changed => this.hear_of(changed)), this.open_screen()]);
    if (!this.store.is_lasting) this.say(this.words.forgets);
    if (this.asked.is_refused) this.say(this.words.refused);
    this.list_files();
    await this.start();
  }

  // ---- what is seen

  build() {
    const { words } = this, other = Object.keys(WORDS).find(lang => lang !== this.lang);
    this.notice = make('p', { className: 'notice', hidden: true });
    this.notice.setAttribute('role', 'status');
    this.list = make('ul');
    this.files = make('details', { className: 'files' }, make('summary', {}, words.files), this.list,
      this.chooser(words.bring, file => this.bring(file)),
      make('button', { type: 'button', onclick: () => offer('bptt-repl.progress', this.store.write()) }, words.take_progress),
      this.chooser(words.bring_progress, file => this.bring_progress(file)));
    const lessons = this.parts.lessons?.(this.lang);
    this.bar = make('div', { className: 'bar' }, ...(lessons ? [make('a', { href: lessons }, words.lessons)] : []), this.files,
      this.button(words.link, () => this.press(`${EMPTY_LINE}state --link ; transcript ${LINK_FILE}\r`)),
      this.button(this.is_plain ? words.screen : words.plain, () => this.change_plain()),
      this.theme_button = this.button(this.theme === 'dark' ? words.light : words.dark, () => this.change_theme()),
      this.button(WORDS[other].language, () => this.change_language(other)),
      this.button('A−', () => this.change_letters(-1), words.smaller),
      this.button('A+', () => this.change_letters(+1), words.larger));
    this.stage = make('div', { className: 'stage' });
    const keys = make('div', { className: 'keys' },
      ...KEYS.map(([name, bytes]) => this.button(words[name] ?? name, () => this.press(bytes))));
    keys.setAttribute('role', 'toolbar');
    keys.setAttribute('aria-label', words.keys);
    this.place.append(this.bar, this.notice, this.stage, keys);
    this.place.addEventListener('dragover', event => event.preventDefault());
    this.place.addEventListener('drop', event => {
      event.preventDefault();
      for (const file of event.dataTransfer.files) this.bring(file);
    });
    addEventListener('hashchange', () => location.reload());
  }

  button(text, onclick, title = '') {
    return make('button', { type: 'button', onclick, title, ariaLabel: title || null }, text);
  }

  chooser(text, chosen) {
    const input = make('input', { type: 'file', hidden: true, onchange: () => {
      for (const file of input.files) chosen(file);
      input.value = '';
    } });
    return make('span', {}, input, this.button(text, () => input.click()));
  }

  say(text, ...more) {
    this.notice.replaceChildren(text, ...more);
    this.notice.hidden = false;
  }

  async open_screen() {
    const shows = this.is_plain ? Lines : Screen;
    this.screen = await shows.open(this.stage, {
      theme: this.theme,
      letters: this.letters,
      words: this.words,
      type: text => this.press(text),
      type_bytes: bytes => this.program.type_bytes(bytes),
      resized: (rows, cols) => this.program.resize(rows, cols),
    });
    this.screen.set_letters(this.letters);
  }

  // ---- the program

  async start() {
    const [rows, cols] = this.screen.size();
    this.stage.dataset.state = 'loading';
    this.program.start({
      words: words_of({ ...this.asked, lang: this.lang, plain: this.is_plain }),
      environment: {
        LANG: 'C.UTF-8',
        TERM: this.is_plain ? 'dumb' : 'xterm-256color',
        COLORTERM: 'truecolor',
        COLORFGBG: this.theme === 'dark' ? '15;0' : '0;15',
      },
      rows,
      cols,
      files: [...this.store.files],
      code: this.parts.code?.(),
      data: this.parts.data?.(this.lang),
    });
    if (!matchMedia('(pointer: coarse)').matches) this.screen.focus();
  }

  // It has done what it was told, and what it wrote is shown.  (Tests read this.)
  rest(came) {
    this.came = came;
    this.stage.dataset.state = 'waits';
    this.stage.dataset.waits = Number(this.stage.dataset.waits ?? 0) + 1;
    if (this.stage.dataset.waits === '1') this.open_fully();
  }

  async open_fully() {
    await this.screen.drawn();
    performance.mark('bptt-repl picture'); // for who measures
    this.parts.opened?.(this);
  }

  end(text) {
    this.stage.dataset.state = 'over';
    this.screen?.write_line(text);
    this.say(text, ' ', this.button(this.words.again, () => location.reload()));
  }

  press(text) {
    this.program.type(text);
    if (text.includes('\x03') && !this.program.flag.is_heard) this.tell_if_busy();
  }

  // Where Ctrl-C does not reach a program that works, to begin again is what is left.
  tell_if_busy() {
    const { sent } = this.program;
    setTimeout(() => {
      if (this.came >= sent) return;
      this.say(this.words.is_busy, ' ', this.button(this.words.again, () => location.reload()));
    }, PATIENCE_MS);
  }

  // ---- files

  async keep(all) {
    const changed = all.filter(([path]) => path !== LINK_FILE);
    const written = all.find(([path, bytes]) => bytes && path === LINK_FILE);
    if (written) this.show_link(new TextDecoder().decode(written[1]));
    if (!changed.length) return;
    const did_last = this.store.is_lasting;
    await this.store.keep(changed);
    this.list_files();
    if (did_last && !this.store.is_lasting) this.say(this.words.forgets);
    const made = changed.find(([path, bytes]) => bytes && !path.startsWith('.'));
    if (made) this.say('', this.link_of(made[0]));
  }

  // Another page has kept that: this program's folder is the same.
  hear_of(changed) {
    for (const file of changed) this.program.tell({ file });
    this.list_files();
  }

  // The address of this place in this network.
  show_link(transcript) {
    this.program.tell({ file: [LINK_FILE, null] });
    const fragment = transcript.match(/#state=[^\s`]+/g)?.pop();
    if (!fragment) return;
    const address = location.href.replace(/#.*/, '') + fragment;
    this.say('', make('a', { href: address }, this.words.this_place));
    navigator.clipboard?.writeText(address).then(() => this.say(`${this.words.copied} `, make('a', { href: address }, this.words.this_place)), () => {});
  }

  link_of(path) {
    return this.button(`⤓ ${path}`, () => offer(path.split('/').pop(), this.store.files.get(path)));
  }

  list_files() {
    const paths = this.store.visible();
    const rows = paths.map(path => make('li', {}, this.link_of(path), this.button('×', () => {
      this.program.tell({ file: [path, null] });
      this.keep([[path, null]]);
    }, `${this.words.remove}: ${path}`)));
    this.list.replaceChildren(...(rows.length ? rows : [make('li', {}, this.words.no_files)]));
  }

  async bring(file) {
    const name = file.name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '') || 'file';
    const bytes = new Uint8Array(await file.arrayBuffer());
    this.program.tell({ file: [name, bytes] });
    await this.keep([[name, bytes]]);
    this.say(this.words.is_there(name));
    this.program.type((FILE_COMMANDS[name.split('.').pop()] ?? '') + name);
    this.screen.focus();
  }

  async bring_progress(file) {
    try {
      await this.store.read(await file.text());
      location.reload();
    } catch (why) {
      this.say(this.words.no_progress + why.message);
    }
  }

  // ---- how it looks

  change_plain() {
    remember('plain', this.is_plain ? 'no' : 'yes');
    location.reload();
  }

  change_language(lang) {
    remember('lang', lang);
    const said = new URLSearchParams(location.hash.slice(1));
    said.delete('lang');
    history.replaceState(null, '', `#${said}`);
    location.reload();
  }

  change_theme() {
    this.theme = this.theme === 'dark' ? 'light' : 'dark';
    remember('theme', this.theme);
    document.documentElement.dataset.theme = this.theme;
    this.theme_button.textContent = this.theme === 'dark' ? this.words.light : this.words.dark;
    this.screen.set_theme(this.theme);
    if (!this.is_plain) this.press(`${EMPTY_LINE}set background ${this.theme}\r`);
    this.screen.focus();
  }

  change_letters(by) {
    this.letters = Math.min(LETTERS_MOST, Math.max(LETTERS_LEAST, this.letters + by));
    remember('letters', this.letters);
    this.screen.set_letters(this.letters);
  }
}

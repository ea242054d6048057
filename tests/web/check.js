#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// make check-web: what make web has made, in real browsers, held to the native program.  Prints TAP; a browser that is
// not there is skipped.  node tests/web/check.js ROOT WEB NATIVE [chromium|firefox|node [PART OF A TEST'S NAME]]
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Browser, eventually } from './browser.js';

const [root, web, native, only, pattern = ''] = process.argv.slice(2);
const ENTER = '\uE007', CONTROL = '\uE009', PAGE_DOWN = '\uE00F', LEFT = '\uE012';
const ROWS = 24, COLS = 80, MEGABYTE = 1 << 20;
const has = tool => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;

// ---- TAP

let count = 0, failures = 0;
function result(is_good, name, why = '') {
  console.log(`${is_good ? 'ok' : 'not ok'} ${++count} - ${name}`);
  if (is_good) return;
  failures++;
  for (const line of String(why).split('\n')) console.log(`# ${line}`);
}

async function test(name, what) {
  if (!name.includes(pattern)) return;
  try {
    await what();
    result(true, name);
  } catch (why) {
    result(false, name, why.stack ?? why);
  }
}

function skip(name, why) {
  console.log(`ok ${++count} - ${name} # SKIP ${why}`);
}

function expect(is_so, what) {
  if (!is_so) throw new Error(what);
}

// ---- a host of plain files

const KINDS = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.woff2': 'font/woff2',
};

// heard(path, bytes): what was asked for, and answered.
function serve(folder, heard = () => {}) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://host').pathname)).replace(/\/$/, '/index.html');
    try {
      const bytes = readFileSync(join(folder, path));
      response.writeHead(200, { 'Content-Type': KINDS[extname(path)] ?? 'application/octet-stream' });
      response.end(bytes);
      heard(path, bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise(done => server.listen(0, '127.0.0.1', () => done(server)));
}

// ---- the native program, on a terminal that is xterm.js, too

const { Terminal } = createRequire(join(web, 'npm/'))('@xterm/headless');

class Native {
  constructor(words, environment) {
    this.home = mkdtempSync(join(tmpdir(), 'bptt-home-'));
    this.terminal = new Terminal({ rows: ROWS, cols: COLS, allowProposedApi: true });
    this.child = spawn('python3', [join(root, 'tests/web/native.py'), ROWS, COLS, native, ...words], {
      stdio: ['pipe', 'pipe', 'inherit'], cwd: this.home,
      env: { ...process.env, BPTT_REPL_DATA: root, HOME: this.home, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', ...environment },
    });
    this.child.stdout.on('data', bytes => this.terminal.write(bytes));
  }

  type(text) {
    this.child.stdin.write(text);
  }

  screen() {
    const { active } = this.terminal.buffer;
    return Array.from({ length: ROWS }, (_, row) => active.getLine(active.viewportY + row).translateToString(true)).join('\n');
  }

  end() {
    this.child.kill(); // the program hears of it a little later, and writes what it keeps
    this.child.once('close', () => setTimeout(() => rmSync(this.home, { recursive: true, force: true }), 500));
  }
}

// ---- the page

const SCREEN = `const { active } = page.screen.terminal.buffer;
  return Array.from({ length: page.screen.terminal.rows }, (_, row) => active.getLine(active.viewportY + row).translateToString(true)).join('\\n');`;
const read_screen = browser => browser.run(SCREEN);
const shows = (browser, words, milliseconds) => eventually(async () => {
  const screen = await read_screen(browser);
  expect(words instanceof RegExp ? words.test(screen) : screen.includes(words), `'${words}' is not on the screen:\n${screen}`);
}, milliseconds);
const is_open = browser => eventually(async () => {
  expect(await browser.run(`return !!window.page?.screen && page.stage.dataset.state === 'waits'`), 'the program does not wait for keys');
}, 60000);

const has_read = browser => eventually(async () =>
  expect(await browser.run('return page.came >= page.program.sent'), 'the program has not read all that was typed'));

// A page of its own: not the one before with another fragment.
async function open(browser, address) {
  await browser.go('about:blank');
  await browser.go(address);
  await is_open(browser);
}

const resize = (browser, rows, cols) =>
  browser.run('page.screen.watcher.disconnect(); page.screen.terminal.resize(arguments[1], arguments[0]);', rows, cols);
// What a library's last bit decides: the error of a numeric derivative.
const without_errors = screen => screen.replace(/\d(\.\d+)?e-\d+/g, '#e-#').replace(/[ \t]+$/gm, '');

// The right answers to a lesson's questions, in order; `skip` for those of which none is written down.
function answers_of(lesson) {
  const part = readFileSync(join(root, 'tests/answers.txt'), 'utf8').split(/^= /m).find(each => each.startsWith(`${lesson}\n`));
  const ids = [...readFileSync(join(root, 'lessons/en', `${lesson}.md`), 'utf8').matchAll(/^id: (.*)$/gm)].map(match => match[1]);
  const right = Object.fromEntries(part.split(/^\? /m).slice(1).map(each => [each.split('\n')[0], /^right \| (.*)$/m.exec(each)?.[1]]));
  return ids.map(id => right[id] ?? 'skip');
}

async function same_screens(browser, native) {
  await eventually(async () => {
    const ours = without_errors(await read_screen(browser)), theirs = without_errors(native.screen());
    expect(ours === theirs, `the browser shows\n${ours}\nand the native program\n${theirs}`);
  }, 20000);
}

// The whole lesson by real keys: Enter, and at each question its right answer.  How many screens there were.
async function walk_lesson(browser, address, most) {
  await open(browser, address);
  await resize(browser, ROWS, COLS);
  const native = new Native(['lesson', '3'], { TERM: 'xterm-256color', COLORTERM: 'truecolor', COLORFGBG: '0;15' });
  const answers = answers_of('03-backpropagation-through-time');
  let screens = 0, last = '', asked = '';
  try {
    for (; screens < most; screens++) {
      await same_screens(browser, native);
      const screen = native.screen(), prompt = screen.split('\n')[ROWS - 1];
      if (screen === last && !answers.length) break; // the end: nothing changes any more
      last = screen;
      const answer = prompt.startsWith('answer>') && asked !== screen ? answers.shift() : undefined;
      asked = screen;
      if (answer !== undefined) {
        await browser.type(answer);
        native.type(answer);
        await same_screens(browser, native);
      }
      await browser.type(ENTER);
      native.type('\r');
    }
  } finally {
    native.end();
  }
  expect(most < 200 || !answers.length, `${answers.length} questions were not asked`);
  return screens;
}

// How long it takes is printed and not judged, for machines are busy.
const median = (numbers, part = 0.5) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length * part)];

async function measure(browser, address) {
  const first = [];
  for (let i = 0; i < 5; i++) {
    await browser.go('about:blank');
    await browser.go(`${address}#lesson=3`);
    await is_open(browser);
    first.push(await eventually(() => browser.run(`return performance.getEntriesByName('bptt-repl picture')[0].startTime`)));
  }
  // From a key to the frame that shows what came of it: Enter and letters in turn, as a reader types.
  const keys = await browser.run(`
    return (async () => {
      const taken = [];
      for (let i = 0; i < 120; i++) {
        await new Promise(over => setTimeout(over, 30 + 7 * (i % 9)));
        const begun = performance.now();
        const shown = new Promise(over => { const listener = page.screen.terminal.onRender(() => { listener.dispose(); over(); }); });
        page.press(i % 4 ? 'abc'[i % 3] : '\\x01\\x0b\\r');
        await shown;
        taken.push(performance.now() - begun);
      }
      return taken;
    })();`);
  console.log(`# first picture of lesson 3: ${first.map(each => each.toFixed(0)).join(', ')} ms; ` +
    `key to frame: median ${median(keys).toFixed(1)}, p95 ${median(keys, 0.95).toFixed(1)} ms`);
}

// All that a first visit to the program asks for, of a host that packs text; and the pages of the course by the way to it.
async function weigh(kind, lang) {
  const asked = new Map(), ending = lang === 'en' ? '' : `.${lang}`;
  const weight = (path, bytes) => (/\.(html|js|css)$/.test(path) ? gzipSync(bytes, { level: 9 }) : bytes).length;
  const host = await serve(join(web, 'site'), (path, bytes) => asked.set(path, [...(asked.get(path) ?? []), weight(path, bytes)]));
  const there = `http://127.0.0.1:${host.address().port}/`, sum = () => [...asked.values()].flat().reduce((a, b) => a + b, 0);
  const browser = await Browser.open(kind);
  try {
    await browser.go(`${there}index${ending}.html`);
    await browser.go(`${there}03-backpropagation-through-time${ending}.html`);
    const before = sum();
    await open(browser, `${there}program.html#lesson=3&lang=${lang}`);
    await keeps(browser, 'program.html');
    const bytes = sum() - before;
    console.log(`# ${bytes} bytes, and ${before} of the course: ${[...asked].map(([path, sizes]) => `${path} ${sizes.join(' ')}`).join(', ')}`);
    expect(bytes <= MEGABYTE && asked.has(`/${lang}.bin`), `it takes ${bytes} bytes`);
  } finally {
    await browser.end();
    host.close();
  }
}

// The service worker has it for when there is no network.
const keeps = (browser, address) => eventually(() => browser.run(`
  return caches.match(arguments[0]).then(kept => { if (!kept) throw new Error(arguments[0] + ' is not kept'); })`, address));

// A host that goes away.
async function works_offline(browser) {
  const host = await serve(join(web, 'site'));
  const address = `http://127.0.0.1:${host.address().port}/program.html`;
  await open(browser, `${address}#lesson=1`);
  await keeps(browser, 'bptt-repl.bin');
  host.closeAllConnections();
  await new Promise(done => host.close(done));
  await open(browser, `${address}#lesson=2`);
  await shows(browser, /lesson 2/i);
}

// Two windows share a folder, as two terminals do.
async function shares_folder(browser, address) {
  await open(browser, address);
  await browser.type(`hidden 3${ENTER}`);
  const first = await browser.window(), second = await browser.open_window();
  try {
    await open(browser, `${address}#lesson=2`);
    for (let i = 0; i < 4; i++) await browser.type(ENTER);
    await browser.turn_to(first);
    await browser.type(`hidden 9${ENTER}save shared.npz${ENTER}lesson 1${ENTER}${ENTER}${ENTER}${ENTER}`);
    await browser.turn_to(second);
    await eventually(async () => expect(await browser.run(`return page.store.files.has('shared.npz')`), 'the other window has not heard'));
    for (let i = 0; i < 4; i++) await browser.type(ENTER);
    await browser.type(`load shared.npz${ENTER}`);
    await shows(browser, 'W 9×9');
    await eventually(async () => {
      const progress = await browser.run(`
        const path = [...page.store.files.keys()].find(path => path.endsWith('/progress'));
        return path ? new TextDecoder().decode(page.store.files.get(path)) : '';`);
      expect(/^lesson .*01-/m.test(progress) && /^lesson .*02-/m.test(progress), `the progress of one window is lost:\n${progress}`);
    });
    await browser.close_window();
  } finally {
    await browser.turn_to(first);
  }
}

const click_button = (browser, words) => browser.run(`
  [...document.querySelectorAll('button')].find(button => button.textContent.trim() === page.words[arguments[0]] || button.textContent === arguments[0]).click()`, words);

// Progress goes out by one button and comes back by the other, into a browser that has forgotten it.
async function carries_progress(browser, address) {
  await open(browser, `${address}#lesson=2`);
  for (let i = 0; i < 6; i++) await browser.type(ENTER);
  const progress = `[...page.store.files].filter(([path]) => path.endsWith('/progress')).map(([, bytes]) => new TextDecoder().decode(bytes)).join()`;
  await eventually(async () => expect(/02-/.test(await browser.run(`return ${progress}`)), 'nothing is kept'));
  const before = await browser.run(`return ${progress}`);
  await browser.run(`
    const make = URL.createObjectURL;
    URL.createObjectURL = blob => {
      window.saved = blob.text();
      return make.call(URL, blob);
    };`);
  await click_button(browser, 'take_progress');
  const saved = await browser.run('return window.saved');
  expect(typeof saved === 'string' && saved.includes('bptt-repl'), 'nothing was saved');
  await browser.run(`return page.store.keep([...page.store.files.keys()].map(path => [path, null]))`);
  await open(browser, address);
  expect(!/02-/.test(await browser.run(`return ${progress}`)), 'it was not forgotten');
  await browser.run(`
    const input = [...document.querySelectorAll('.files input[type=file]')].pop(), transfer = new DataTransfer();
    transfer.items.add(new File([arguments[0]], 'bptt-repl.progress'));
    input.files = transfer.files;
    input.dispatchEvent(new Event('change'));`, saved);
  await eventually(async () => {
    const after = await browser.run(`return window.page?.store ? ${progress} : ''`);
    expect(after === before, `it came back as\n${after}\nand was\n${before}`);
  });
  await is_open(browser);
}

async function is_clicked(browser, address) {
  await open(browser, address);
  await browser.type(`set mouse on${ENTER}${PAGE_DOWN}${PAGE_DOWN}${PAGE_DOWN}`);
  await has_read(browser);
  const [x, y] = await eventually(() => browser.run(`
    const { terminal } = page.screen, { active } = terminal.buffer;
    const box = terminal.element.querySelector('.xterm-screen').getBoundingClientRect();
    for (let row = 0; row < terminal.rows; row++) {
      const column = active.getLine(active.viewportY + row).translateToString().indexOf('s₀');
      if (column >= 0) return [box.x + box.width * (column + 0.5) / terminal.cols, box.y + box.height * (row + 0.5) / terminal.rows];
    }
    throw new Error('there is no s₀');`));
  await browser.click(x, y);
  await shows(browser, /s\[0\]|s₀ =/);
}

// What follows from the button: the page, the terminal, and the program's own colours.
async function becomes_dark(browser, address) {
  await open(browser, address);
  const look = () => browser.run(`return [document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor,
    page.screen.terminal.options.theme.background]`);
  const before = await look();
  await click_button(browser, before[0] === 'dark' ? 'light' : 'dark');
  await eventually(async () => {
    const after = await look();
    expect(after.every((each, i) => each !== before[i]), `${before} became ${after}`);
  });
  await browser.type(`set background${ENTER}`);
  await shows(browser, before[0] === 'dark' ? /background light/ : /background dark/);
  await open(browser, address);
  expect((await look())[0] !== before[0], 'it is not remembered');
  await click_button(browser, before[0]);
}

// A lesson's page: its links open the program beside the text, at that page; where there is no room, in its place.
async function stands_beside(browser, site) {
  const lesson = `${site}03-backpropagation-through-time.vi.html`, link = `[...document.querySelectorAll('.run a')][3]`;
  const shown = frame => eventually(async () => {
    const screen = await browser.run(`const { page } = ${frame}; ${SCREEN}`);
    expect(/ 5\/16/.test(screen) && /[ếộạảđ]/.test(screen), `page 5 of the lesson is not shown:\n${screen}`);
  });
  await browser.resize(1400, 800);
  await browser.go(lesson);
  await browser.run(`${link}.click()`);
  await shown(`document.querySelector('#pane iframe').contentWindow`);
  const [text, pane, cols] = await browser.run(`return [document.querySelector('#p5 p:last-of-type').getBoundingClientRect().right,
    document.getElementById('pane').getBoundingClientRect().left, document.querySelector('#pane iframe').contentWindow.page.screen.size()[1]]`);
  expect(text <= pane && cols >= 80, `the text ends at ${text}, the pane begins at ${pane} and has ${cols} columns`);
  await browser.run(`document.querySelector('#pane button').click()`);
  expect(await browser.run(`return document.getElementById('pane').getBoundingClientRect().width === 0`), 'it does not close');
  await browser.resize(500, 800);
  await browser.run(`${link}.click()`);
  await eventually(async () => expect(await browser.run(`return location.pathname.endsWith('/program.html')`), 'the link does not lead there'));
  await shown('window');
  await browser.resize(1000, 700);
}

async function interrupt(browser, address, is_isolated) {
  await open(browser, address);
  expect(await browser.run('return crossOriginIsolated') === is_isolated, `the page is ${is_isolated ? 'not ' : ''}isolated`);
  await browser.type(`hidden 40${ENTER}train 1000000${ENTER}`);
  await shows(browser, /Ctrl-C/);
  // From the key to the prompt, as the page sees it.
  const milliseconds = await browser.run(`
    const begun = performance.now();
    page.program.type('\\x03');
    return new Promise(done => {
      const before = page.stage.dataset.waits;
      const look = () => page.stage.dataset.waits !== before ? done(performance.now() - begun) : setTimeout(look, 1);
      look();
    });`);
  expect(milliseconds < 1000, `Ctrl-C took ${milliseconds} ms`);
  await shows(browser, /interrupted|stopped/i);
  await browser.type(`2 + 3${ENTER}`);
  await shows(browser, '2 + 3 = 5');
  console.log(`# Ctrl-C during training: ${milliseconds.toFixed(1)} ms`);
}

async function keeps_progress(browser, address) {
  await open(browser, `${address}#lesson=2`);
  const first = await read_screen(browser);
  for (let i = 0; i < 6; i++) await browser.type(ENTER);
  await has_read(browser);
  const reached = await read_screen(browser);
  expect(reached !== first, 'Enter does not go on');
  await open(browser, `${address}#lesson=2`);
  await shows(browser, /again|where you|left off|lesson 2/i);
  expect(await read_screen(browser) !== first, `the lesson begins at its beginning:\n${first}`);
}

// A drop as a browser makes it: an event that carries a file.
async function takes_file(browser, address) {
  const folder = mkdtempSync(join(tmpdir(), 'bptt-file-'));
  try {
    const made = spawnSync(native, ['-n', '-e', 'hidden 7', '-e', `save ${folder}/mine.npz`], { input: '', env: { ...process.env, BPTT_REPL_DATA: root } });
    expect(made.status === 0, String(made.stderr));
    await open(browser, address);
    await browser.run(`
      const bytes = Uint8Array.from(atob(arguments[0]), letter => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], 'mine.npz'));
      page.place.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));`,
    readFileSync(join(folder, 'mine.npz')).toString('base64'));
    await shows(browser, 'load mine.npz');
    await browser.type(`${ENTER}H${ENTER}`);
    await shows(browser, 'H = 7');
    await browser.type(`picture mine.svg${ENTER}`);
    await eventually(async () => expect(/mine\.svg/.test(await browser.run('return page.notice.textContent')),
      `no download is offered:\n${await read_screen(browser)}`));
    expect(await browser.run(`return new TextDecoder().decode(page.store.files.get('mine.svg')).startsWith('<svg')`), 'it is no picture');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function follows_link(browser, address) {
  const commands = ['cell gru', 'hidden 2', 'seed 5', 'goto backward 3 1', 'back', 'state --link'];
  const made = spawnSync(native, ['-n', ...commands.flatMap(each => ['-e', each])], { input: '', env: { ...process.env, BPTT_REPL_DATA: root } });
  const link = String(made.stdout).trim().split('\n').pop();
  expect(link.startsWith('#state='), link);
  await open(browser, address + link);
  await browser.run(`[...document.querySelectorAll('.bar button')].find(button => button.textContent === page.words.link).click()`);
  await eventually(async () => {
    const shown = await browser.run(`return page.notice.querySelector('a')?.href`);
    expect(shown === address + link, `the button gives ${shown}, not ${address + link}`);
  });
  await open(browser, `${address}#state=save+mine.npz`);
  expect(/link|liên kết/i.test(await browser.run('return page.notice.textContent')), 'a link that writes a file was followed');
}

async function reads_plainly(browser, address) {
  await open(browser, `${address}#plain&lesson=1`);
  const log = () => browser.run('return page.screen.log.textContent');
  await eventually(async () => expect(/forward pass/i.test(await log()), await log()));
  await browser.run('page.screen.input.focus()');
  await browser.type(`2 + 3${ENTER}`);
  await eventually(async () => expect((await log()).includes('2 + 3 = 5'), await log()));
  expect(!/\x1b/.test(await log()), 'a terminal\'s commands are in the text');
}

async function speaks_vietnamese(browser, address) {
  await open(browser, `${address}#lang=vi&lesson=1`);
  await shows(browser, /[ếộạảđ]/);
  expect(await browser.run('return document.documentElement.lang') === 'vi', 'the page does not say in which language it is');
}

async function pastes_and_clicks(browser, address) {
  await open(browser, address);
  await browser.run(`page.screen.terminal.paste('2 + 4')`);
  await shows(browser, '2 + 4');
  await browser.type(ENTER);
  await shows(browser, '2 + 4 = 6');
  const [rows_end, stage_end] = await browser.run(`return ['.xterm-screen', '.stage'].map(each => document.querySelector(each).getBoundingClientRect().bottom)`);
  expect(rows_end <= stage_end, `the last row ends at ${rows_end}, its place at ${stage_end}`);
  await browser.type(PAGE_DOWN);
  await browser.type(PAGE_DOWN);
  await browser.type(LEFT);
  await shows(browser, /back/);
  await browser.resize(700, 500);
  const [rows, cols] = await eventually(async () => {
    const size = await browser.run('return page.screen.size()');
    expect(size[1] < 90, `${size}`);
    return size;
  });
  await eventually(async () => {
    const lines = (await read_screen(browser)).split('\n');
    expect(lines[rows - 1].startsWith('bptt>'), `the prompt is not in row ${rows} of ${cols} columns:\n${lines.join('\n')}`);
  });
  await browser.resize(1000, 700);
}

async function serves_fingers(browser, address) {
  await browser.resize(500, 800);
  await open(browser, `${address}#lesson=1`);
  const before = await read_screen(browser);
  await browser.run(`document.querySelector('.keys button').click()`);
  await eventually(async () => expect(await read_screen(browser) !== before, 'the button Enter does nothing'));
  expect(await browser.run('return document.documentElement.scrollWidth <= innerWidth'), 'the page is wider than the window');
  await browser.resize(1000, 700);
}

async function check_browser(kind, program, site) {
  const name = text => `${kind}: ${text}`;
  if (only && only !== kind) return;
  if (!has(program)) return skip(name('the page'), `there is no ${program}`);
  const browser = await Browser.open(kind);
  const page = `${site}program.html`, file = pathToFileURL(join(web, 'bptt-repl.html')).href;
  const most = kind === 'chromium' ? 200 : 25;
  try {
    await test(name('Ctrl-C stops a training at the first visit, when nothing isolates the page'), () => interrupt(browser, page, false));
    await test(name('lesson 3, key by key, is what the native program shows'), async () => {
      const screens = await walk_lesson(browser, `${page}#lesson=3`, most);
      expect(screens >= Math.min(most, 80), `the lesson ended after ${screens} screens`);
      console.log(`# ${screens} screens`);
    });
    await test(name('Ctrl-C stops a training'), () => interrupt(browser, page, true));
    await test(name('progress is kept'), () => keeps_progress(browser, page));
    await test(name('progress goes to a file and comes back'), () => carries_progress(browser, page));
    await test(name('two windows share progress and files'), () => shares_folder(browser, page));
    await test(name('a dropped file is loaded, a picture offered'), () => takes_file(browser, page));
    await test(name('a link leads to the place that it was made at'), () => follows_link(browser, page));
    await test(name('plain lines can be read and typed'), () => reads_plainly(browser, page));
    await test(name('Vietnamese'), () => speaks_vietnamese(browser, page));
    await test(name('paste, keys that step, another size'), () => pastes_and_clicks(browser, page));
    await test(name('a click on a value asks for it'), () => is_clicked(browser, page));
    await test(name('light and dark'), () => becomes_dark(browser, page));
    await test(name('the program beside a lesson'), () => stands_beside(browser, site));
    await test(name('without a network'), () => works_offline(browser));
    await test(name('how long it takes'), () => measure(browser, page));
    await test(name('buttons for fingers'), () => serves_fingers(browser, page));
    await test(name('one file from a disk: lesson 3'), async () => walk_lesson(browser, `${file}#lesson=3`, 10));
    if (kind === 'firefox') await test(name('one file from a disk: Ctrl-C stops a training'), () => interrupt(browser, file, false));
    else await test(name('one file from a disk: Ctrl-C during training says what is left'), async () => {
      await open(browser, file);
      await browser.type(`hidden 40${ENTER}train 1000000${ENTER}`);
      await shows(browser, /Ctrl-C/);
      await browser.press(CONTROL, 'c');
      await eventually(async () => expect(await browser.run('return !page.notice.hidden && page.notice.querySelector("button") !== null'), 'nothing is said'));
    });
    await test(name('one file from a disk: progress is kept'), () => keeps_progress(browser, file));
    await test(name('one file from a disk: two windows share progress and files'), () => shares_folder(browser, file));
  } finally {
    await browser.end();
  }
}

// ---- all of it

const server = await serve(join(web, 'site'));
const site = `http://127.0.0.1:${server.address().port}/`;
if (!only || only === 'node')
  await test('node: numbers of 32 bits, where long has as many, are what they are elsewhere', () => {
    const words = ['-n', '-e', 'seed 4294967295', '-e', 'U', '-e', 'seed', '-e', 'state', '-e', 'seed 4294967296'];
    const [ours, theirs] = [['node', join(root, 'site/node.js'), web], [native]].map(([program, ...first]) => {
      const { stdout, stderr } = spawnSync(program, [...first, ...words], { input: '', env: { ...process.env, BPTT_REPL_DATA: root, LANG: 'C.UTF-8' } });
      return `${stdout}${stderr}`;
    });
    expect(ours === theirs && ours.includes('4294967295'), `${ours}\nand elsewhere\n${theirs}`);
  });
if (!only || only === 'node')
  await test('node: every lesson prints what it says it prints', () => {
    const checked = spawnSync('node', [join(root, 'site/node.js'), web, 'lesson', '--check'], { maxBuffer: 1 << 26 });
    const told = `${checked.stdout}${checked.stderr}`, complaints = told.match(/: line \d+ of its output.*/g) ?? [];
    // An error of a numeric derivative hangs on the last bits of exp and log, which are another library's.
    const others = complaints.filter(line => !/expected one: ".*\de-\d\d/.test(line));
    expect((told.match(/^\/.*\.md: \d+ pages/gm) ?? []).length + complaints.length >= 16 && !others.length &&
      (checked.status === 0 || complaints.length), told.slice(-3000));
    console.log(`# ${complaints.length} lines with another error of a numeric derivative`);
  });
if (!only || only === 'chromium') {
  for (const lang of ['en', 'vi']) {
    const name = `chromium: a first visit takes a megabyte at most, in the language ${lang}`;
    if (has('chromedriver')) await test(name, () => weigh('chromium', lang));
    else skip(name, 'there is no chromedriver');
  }
}
await check_browser('chromium', 'chromedriver', site);
await check_browser('firefox', 'firefox-esr', site);
console.log(`1..${count}`);
server.close();
process.exit(failures ? 1 : 0);

// SPDX-License-Identifier: GPL-3.0-or-later
// site/pages.js ROOT WEB: puts together what site/build has made: WEB/site, the pages for a host of files, and
// WEB/bptt-repl.html, the program in one file.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Home } from './home.js';
import { thin, THIN } from './messages.js';
import { pack } from './pack.js';
import { files_for, languages_of, staged } from './stage.js';
import { Tty } from './tty.js';

const [root, web] = process.argv.slice(2);
const out = join(web, 'site');
const read = (...path) => readFileSync(join(...path), 'utf8');
const write = (name, text) => writeFileSync(join(out, name), text);

// Our modules as one script, without their comments: in this order none needs a later one, and no two have a name in common.
function bundle(names) {
  const text = names.map(name =>
    read(root, 'site', name).replace(/^import .*\n/gm, '').replace(/^export /gm, '').replace(/^ *\/\/.*\n/gm, '')).join('\n');
  return `(() => {\n'use strict';\n${text}\n})();\n`;
}

const program = join(web, 'program'), npm = join(web, 'npm/node_modules/@xterm');
const xterm = read(npm, 'xterm/lib/xterm.js') + '\n' + read(npm, 'addon-fit/lib/addon-fit.js') + '\n';
const without_map = script => script.replace(/^\/\/# sourceMappingURL.*$/gm, '');
// Letters of control stand as escapes: in a page's text there may be none.
const readable = script => script.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g,
  letter => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`);
const page_script = readable(without_map(xterm)) +
  bundle(['flag.js', 'program.js', 'screen.js', 'store.js', 'link.js', 'words.js', 'page.js', 'begin.js']);
const worker_script = read(program, 'bptt-repl') + '\n' + bundle(['pack.js', 'messages.js', 'flag.js', 'tty.js', 'home.js', 'worker.js']);
const code = readFileSync(join(program, 'bptt-repl.wasm'));
const shipped = staged(web), languages = languages_of(web);
// As gzip does, in four per cent less.
function zip(bytes) {
  const file = join(web, 'zipped');
  writeFileSync(file, bytes);
  const { status, stdout } = spawnSync('zopfli', ['-c', file], { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] });
  rmSync(file);
  if (status !== 0) throw new Error('zopfli failed');
  return stdout;
}
// What worker.js fetches: the program, and what it reads in each language.  Hosts leave alone what ends so.
const thinned = ([path, bytes]) => (path.endsWith('.mo') ? [path + THIN, thin(bytes, code)] : [path, bytes]);
const bins = [['bptt-repl', code], ...languages.map(lang => [lang, pack(files_for(lang, shipped).map(thinned))])]
  .map(([name, bytes]) => [name, zip(bytes)]);
const faces = Object.entries(JSON.parse(read(web, 'fonts.json')));

// `at`: where a file's bytes are found.
function style(at) {
  const face = ([name, more]) =>
    `@font-face { font-family: 'bptt-repl mono'; src: url(${at(`${name}.woff2`)}) format('woff2'); font-display: block; ${more} }\n`;
  return faces.map(face).join('') + read(npm, 'xterm/css/xterm.css') +
    read(root, 'site/style.css');
}

const escaped = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

function page({ lang, title, head, body }) {
  return `<!DOCTYPE html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
${head}
</head>
${body}
</html>
`;
}

const STAGE = '<section class="program" id="program"></section>';
const ICON = `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#1f5fa8" d="M0 4l4-3v2h4v2H4v2z"/></svg>')}">\n`;
const THEME = `<script>
{
  let theme;
  try { theme = localStorage.getItem('bptt-repl theme'); } catch {}
  document.documentElement.dataset.theme = theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}
</script>`;

// ---- the course

// The program itself writes it, under node, into a folder in its memory; its pages lead to program.html beside them.
async function write_course() {
  const folder = '/course';
  const course = await createRequire(import.meta.url)(join(program, 'bptt-repl'))({
    noInitialRun: true,
    wasmBinary: code,
    tty: new Tty({ rows: 24, cols: 80, is_terminal: false, write: bytes => process.stdout.write(bytes) }),
    preRun: [module => {
      Object.assign(module.ENV, { LANG: 'C.UTF-8', HOME: '/' });
      new Home(module.FS).ship(shipped);
    }],
  });
  const status = course.callMain(['export', 'course', folder, '--program=program.html']);
  if (status) throw new Error(`the course could not be written: ${status}`);
  for (const name of course.FS.readdir(folder))
    if (!name.startsWith('.')) writeFileSync(join(out, name), course.FS.readFile(`${folder}/${name}`));
}

// ---- all of it

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
cpSync(join(web, 'fonts'), join(out, 'fonts'), { recursive: true });
for (const [name, bytes] of bins) writeFileSync(join(out, `${name}.bin`), bytes);
write('page.js', page_script);
write('worker.js', worker_script);
write('service.js', read(root, 'site/service.js'));
write('style.css', style(file => `fonts/${file}`));
write('program.html', page({
  lang: 'en',
  title: 'bptt-repl',
  head: `<link rel="stylesheet" href="style.css">
${['mono', 'mono-bold'].map(name => `<link rel="preload" href="fonts/${name}.woff2" as="font" type="font/woff2" crossorigin>`).join('\n')}
${ICON}${THEME}`,
  body: `<body>\n${STAGE}\n<script src="page.js"></script>\n</body>`,
}));

// In one file scripts lie as text that nobody runs before the page says so; what is large is packed.
const letters = bytes => Buffer.from(bytes).toString('base64');
const packed = (name, bytes) => `<script type="text/plain" id="packed-${name}">${letters(bytes)}</script>\n`;
writeFileSync(join(web, 'bptt-repl.html'), page({
  lang: 'en',
  title: 'bptt-repl',
  head: `<style>\n${style(file => `data:font/woff2;base64,${letters(readFileSync(join(web, 'fonts', file)))}`)}</style>${ICON}${THEME}`,
  body: `<body>
${STAGE}
${packed('worker', zip(worker_script))}${bins.map(([name, bytes]) => packed(name, bytes)).join('')}<script>${page_script.replace(/<\/script/g, '<\\/script')}</script>
</body>`,
}));
cpSync(join(web, 'bptt-repl.html'), join(out, 'bptt-repl.html'));
await write_course();

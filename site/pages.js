// SPDX-License-Identifier: GPL-3.0-or-later
// site/pages.js ROOT WEB: puts together what site/build has made: WEB/site, the pages for a host of files, and
// WEB/bptt-repl.html, the program in one file.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { Tty } from './tty.js';

const [root, web] = process.argv.slice(2);
const out = join(web, 'site');
const read = (...path) => readFileSync(join(...path), 'utf8');
const write = (name, text) => writeFileSync(join(out, name), text);

// Our modules as one script: in this order none needs a later one, and no two have a name in common.
function bundle(names) {
  const text = names.map(name => read(root, 'site', name).replace(/^import .*\n/gm, '').replace(/^export /gm, '')).join('\n');
  return `(() => {\n'use strict';\n${text}\n})();\n`;
}

const program = join(web, 'program'), npm = join(web, 'npm/node_modules/@xterm');
const xterm = read(npm, 'xterm/lib/xterm.js') + '\n' + read(npm, 'addon-fit/lib/addon-fit.js') + '\n';
const without_map = script => script.replace(/^\/\/# sourceMappingURL.*$/gm, '');
const page_script = without_map(xterm) +
  bundle(['flag.js', 'program.js', 'screen.js', 'store.js', 'link.js', 'words.js', 'page.js', 'begin.js']);
const worker_script = read(program, 'bptt-repl') + '\n' + bundle(['flag.js', 'tty.js', 'home.js', 'worker.js']);
const wasm = readFileSync(join(program, 'bptt-repl.wasm'));
const scale = read(web, 'fonts/scale').trim();

// `at`: where a file's bytes are found.
function style(at) {
  const face = (name, file, more) =>
    `@font-face { font-family: '${name}'; src: url(${at(file)}) format('woff2'); font-display: block; ${more} }\n`;
  return face('bptt-repl mono', 'mono.woff2', '') + face('bptt-repl mono', 'mono-bold.woff2', 'font-weight: bold;') +
    face('bptt-repl more', 'more.woff2', `size-adjust: ${scale}%;`) +
    read(npm, 'xterm/css/xterm.css') + read(root, 'site/style.css');
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

// A program's place on a page; `up`: the way to the site's root; `asked`: what it begins with.
const stage = (up, asked) =>
  `<section class="program" id="program" data-up="${up}" data-asked="${escaped(JSON.stringify(asked))}"></section>`;
const head_of = up => `<link rel="stylesheet" href="${up}style.css">`;
const theme_script = `<script>
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
    wasmBinary: wasm,
    tty: new Tty({ rows: 24, cols: 80, is_terminal: false, write: bytes => process.stdout.write(bytes) }),
    preRun: [module => Object.assign(module.ENV, { LANG: 'C.UTF-8', HOME: '/' })],
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
writeFileSync(join(out, 'bptt-repl.wasm'), wasm);
write('page.js', page_script);
write('worker.js', worker_script);
write('service.js', read(root, 'site/service.js'));
write('style.css', style(file => `fonts/${file}`));
write('program.html', page({
  lang: 'en',
  title: 'bptt-repl',
  head: head_of('') + theme_script,
  body: `<body>\n${stage('', {})}\n<script src="page.js"></script>\n</body>`,
}));

// In one file scripts lie as text that nobody runs before the page says so; what is large is packed.
const packed = bytes => gzipSync(bytes, { level: 9 }).toString('base64');
writeFileSync(join(web, 'bptt-repl.html'), page({
  lang: 'en',
  title: 'bptt-repl',
  head: `<style>\n${style(file => `data:font/woff2;base64,${readFileSync(join(web, 'fonts', file)).toString('base64')}`)}</style>${theme_script}`,
  body: `<body>
${stage('', {})}
<script type="text/plain" id="packed-worker">${packed(worker_script)}</script>
<script type="text/plain" id="packed-wasm">${packed(wasm)}</script>
<script>${page_script.replace(/<\/script/g, '<\\/script')}</script>
</body>`,
}));
cpSync(join(web, 'bptt-repl.html'), join(out, 'bptt-repl.html'));
await write_course();

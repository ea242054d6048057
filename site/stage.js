// SPDX-License-Identifier: GPL-3.0-or-later
// The files that the program finds beside it, as `make install` has put them into WEB/stage.  For node alone.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SHARE = '/usr/share', OURS = `${SHARE}/bptt-repl`, LESSONS = `${OURS}/lessons`, MESSAGES = `${SHARE}/locale`;

function visit(stage, folder, found) {
  for (const entry of readdirSync(join(stage, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) visit(stage, path, found);
    else found.push([path, readFileSync(join(stage, path))]);
  }
  return found;
}

// [path, bytes] of each, in the order of their names.
export function staged(web) {
  const stage = join(web, 'stage');
  return [OURS, MESSAGES].flatMap(folder => visit(stage, folder, [])).sort(([a], [b]) => (a < b ? -1 : 1));
}

export function languages_of(web) {
  return readdirSync(join(web, 'stage', LESSONS), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name);
}

// What somebody needs who reads that language.  Lessons are known by their English names; of one that is translated there
// is no more of the English one than that.
export function files_for(lang, files) {
  const paths = new Set(files.map(([path]) => path));
  const is_of_others = path => [LESSONS, MESSAGES].some(folder => {
    const [language, ...rest] = path.slice(folder.length + 1).split('/');
    return path.startsWith(folder) && rest.length && language !== lang && language !== 'en';
  });
  const is_translated = path => lang !== 'en' && path.startsWith(`${LESSONS}/en/`) && paths.has(path.replace('/en/', `/${lang}/`));
  return files.filter(([path]) => !is_of_others(path)).map(([path, bytes]) => [path, is_translated(path) ? new Uint8Array() : bytes]);
}

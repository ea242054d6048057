// SPDX-License-Identifier: GPL-3.0-or-later
// What an address asks for, after its '#': `lesson=3&page=4&lang=vi&plain`, or `state=…`, which `state --link` prints.

const WALKS = /^(cell|set|hidden|vocab|text|x|y|sentences|seed|init|truncate|sweep|goto|back|pass|let|at|backward|bug)\b/;
const EQUATES = /^[^\s=]+(\[[^=]*\])?\s*\+?=/;
const OF_CELLS = /^(input|param|bias|state|size|loss|delta|\})/;

// The commands of a link come from anyone.  It may make a network and go to a place, as `state` does; it may not write
// files, nor open any.
function is_harmless(line) {
  return line.split(/[;\n]/).every(part => {
    const command = part.trim();
    if (/^cell\s+\S*[./]/.test(command)) return false; // a file
    return command === '' || WALKS.test(command) || EQUATES.test(command) || OF_CELLS.test(command);
  });
}

// { lesson, page, lang, plain, state }, each undefined where the address says nothing of it.
export function read_link(hash) {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const lesson = said.get('lesson') ?? undefined, page = said.get('page'), state = said.get('state') ?? undefined;
  return {
    lesson: lesson && /^[\w.-]+$/.test(lesson) ? lesson : undefined,
    page: /^\d+$/.test(page) ? page : undefined,
    lang: said.get('lang') ?? undefined,
    plain: said.has('plain'),
    state: state && is_harmless(state) ? state : undefined,
    is_refused: !!state && !is_harmless(state),
  };
}

// The program's command line.
export function words_of({ lesson, page, lang, plain, state }) {
  const words = [];
  if (lang) words.push('--lang', lang);
  if (plain) words.push('--plain');
  if (state) words.push('-e', state);
  if (lesson && page) words.push('-e', `lesson ${lesson}`, '-e', `page ${page}`);
  else if (lesson) words.push('lesson', lesson);
  return words;
}

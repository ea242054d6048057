// SPDX-License-Identifier: GPL-3.0-or-later
// A catalogue of messages, thinned: who fetches it has the program, in which all that is translated stands already.  So
// what is left of a catalogue (.mo) is a list in the order of the program: [where it stands, what it is in the other
// language].  Where: how far behind the one before; two of them for a message with a plural; the words, where the program
// does not hold them so.

export const THIN = '.thin'; // how the name of such a file ends, behind .mo
const MAGIC = 0x950412de, HEADER_BYTES = 28, ROW_BYTES = 8;

function end_of(bytes, at) {
  while (bytes[at]) at++;
  return at;
}

// Of a .mo in this machine's order: [message, translation], as bytes.
function rows_of(mo) {
  const view = new DataView(mo.buffer, mo.byteOffset);
  if (view.getUint32(0, true) !== MAGIC) throw new Error('no catalogue of messages');
  const [count, ...tables] = [8, 12, 16].map(at => view.getUint32(at, true));
  const string = (table, i) => {
    const length = view.getUint32(table + ROW_BYTES * i, true), at = view.getUint32(table + ROW_BYTES * i + 4, true);
    return mo.subarray(at, at + length);
  };
  return Array.from({ length: count }, (_, i) => tables.map(table => string(table, i)));
}

// For node.  `code`: the program's bytes, a Buffer.
export function thin(mo, code) {
  const decoder = new TextDecoder();
  const placed = rows_of(mo).map(([message, translation]) => {
    const words = decoder.decode(message);
    const at = words.split('\0').map(part => (part ? code.lastIndexOf(`${part}\0`) : -1)); // strings come last
    return { words, at: at.includes(-1) ? null : at, translation: decoder.decode(translation) };
  }).sort((a, b) => (a.at?.[0] ?? -1) - (b.at?.[0] ?? -1));
  let last = 0;
  return new TextEncoder().encode(JSON.stringify(placed.map(({ words, at, translation }) => {
    const where = at?.map(each => {
      const distance = each - last;
      last = each;
      return distance;
    });
    return [where ? (where.length > 1 ? where : where[0]) : words, translation];
  })));
}

// The .mo again.
export function thicken(thinned, code) {
  const encoder = new TextEncoder(), decoder = new TextDecoder();
  let last = 0;
  const read = distance => {
    last += distance;
    return decoder.decode(code.subarray(last, end_of(code, last)));
  };
  const rows = JSON.parse(decoder.decode(thinned)).map(([where, translation]) => {
    const words = typeof where === 'string' ? where : [where].flat().map(read).join('\0');
    return [words, translation];
  }).sort(([a], [b]) => (a < b ? -1 : 1)).map(row => row.map(text => encoder.encode(text)));
  const first = HEADER_BYTES + 2 * ROW_BYTES * rows.length;
  const mo = new Uint8Array(rows.flat().reduce((sum, bytes) => sum + bytes.length + 1, first)), view = new DataView(mo.buffer);
  [MAGIC, 0, rows.length, HEADER_BYTES, HEADER_BYTES + ROW_BYTES * rows.length, 0, first].forEach((number, i) => view.setUint32(4 * i, number, true));
  let at = first;
  [0, 1].forEach(part => rows.forEach((row, i) => {
    const table = HEADER_BYTES + ROW_BYTES * (part * rows.length + i);
    view.setUint32(table, row[part].length, true);
    view.setUint32(table + 4, at, true);
    mo.set(row[part], at);
    at += row[part].length + 1;
  }));
  return mo;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Many files as one: how long the list is (four bytes, the lowest first), the list [[path, bytes], …] as JSON, then
// the files, one after the other.

const LENGTH_BYTES = 4;

// files: [path, its bytes] of each.
export function pack(files) {
  const list = new TextEncoder().encode(JSON.stringify(files.map(([path, bytes]) => [path, bytes.length])));
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, list.length, true);
  const parts = [length, list, ...files.map(([, bytes]) => bytes)];
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    packed.set(part, at);
    at += part.length;
  }
  return packed;
}

export function unpack(packed) {
  let at = LENGTH_BYTES + new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
  const list = JSON.parse(new TextDecoder().decode(packed.subarray(LENGTH_BYTES, at)));
  return list.map(([path, length]) => [path, packed.subarray(at, at += length)]);
}

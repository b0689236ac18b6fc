// Counts what is checked, and tells what is wrong with it.

import { readFileSync, writeFileSync } from 'node:fs';
import { hex } from './bytes.mjs';

const folder = new URL('../../../../vectors/', import.meta.url);

export const readText = (name) => readFileSync(new URL(name, folder), 'utf8');

export const readVectors = (name) => JSON.parse(readText(name));

export const words = readText('words.txt').split('\n').filter((word) => word !== '');

let [passed, failed] = [0, 0];

export function equal(what, actual, expected) {
  const text = (value) => JSON.stringify(value, (_, part) => (part instanceof Uint8Array ? hex(part) : typeof part === 'bigint' ? `${part}` : part));
  if (text(actual) === text(expected)) {
    passed++;
  } else {
    failed++;
    console.log(`failed: ${what}\n  expected ${text(expected)}\n  found    ${text(actual)}`);
  }
}

// A check of hexadecimal or text in a file against bytes of ours.
export const equalHex = (what, actual, expected) => equal(what, actual instanceof Uint8Array ? hex(actual) : actual, expected);

export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  if (process.env.COUNTS) {
    writeFileSync(process.env.COUNTS, `${passed} ${failed} 0\n`);
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

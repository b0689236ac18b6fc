// Section 8 of docs/sealed-protocol.md.

import { utf8 } from './bytes.mjs';

const isWellFormed = (text) => !/[\uD800-\uDFFF]/u.test(text);
// eslint-disable-next-line no-control-regex
const refused = /[\u0000-\u001F\u007F-\u009F\\\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C\u2028\u2029\uFEFF]/u;
const device = /^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])$/i;

export function judgePath(path, rules) {
  if (path === '') {
    return 'empty';
  }
  if (!isWellFormed(path) || refused.test(path)) {
    return 'badCharacter';
  }
  const components = path.split('/');
  if (utf8(path).length > 4096 || components.length > 128) {
    return 'tooLong';
  }
  for (const component of components) {
    const problem = component === '' ? 'empty'
      : component === '.' || component === '..' ? 'traversal'
      : utf8(component).length > 255 ? 'tooLong'
      : rules === 'windows' && !isPossibleOnWindows(component) ? 'notForWindows'
      : null;
    if (problem !== null) {
      return problem;
    }
  }
  return 'accepted';
}

const isPossibleOnWindows = (component) =>
  !/[<>:"|?*]/.test(component) && !/[. ]$/.test(component) && !component.startsWith(' ') && !device.test(component.split('.')[0].replace(/ +$/, ''));

// Whether two characters fold to one: the engine's own simple case folding, which is that of /iu.
const escape = (letter) => `\\u{${letter.codePointAt(0).toString(16)}}`;

function isSameFolded(left, right) {
  const [a, b] = [[...left], [...right]];
  return a.length === b.length && a.every((letter, place) => letter === b[place] || new RegExp(`^${escape(letter)}$`, 'iu').test(b[place]));
}

const isSame = (left, right, rules) => (rules === 'unix' ? left === right : isSameFolded(left.normalize('NFC'), right.normalize('NFC')));

export function judgeList(items, rules) {
  const problem = items.map((item) => judgePath(item.path, rules)).find((outcome) => outcome !== 'accepted');
  if (problem !== undefined) {
    return problem;
  }
  for (const [place, item] of items.entries()) {
    const others = items.filter((_, other) => other !== place);
    if (others.some((other) => isSame(other.path, item.path, rules))) {
      return 'collision';
    }
    const folders = item.path.split('/').map((_, count, parts) => parts.slice(0, count).join('/')).slice(1);
    if (others.some((other) => other.kind === 'file' && folders.some((folder) => isSame(other.path, folder, rules)))) {
      return 'collision';
    }
  }
  return 'accepted';
}

export const show = (text) =>
  Array.from(text, (letter) => (letter !== '\u200D' && /^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]$/u.test(letter)
    ? `\\u{${letter.codePointAt(0).toString(16).toUpperCase()}}`
    : letter)).join('');

export const fromUtf16 = (hex) => String.fromCharCode(...hex.match(/.{4}/g).map((unit) => parseInt(unit, 16)));

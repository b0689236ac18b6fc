// Section 1 of docs/sealed-protocol.md.

import { words } from './report.mjs';

const known = new Set(words);

function complete(part) {
  if (known.has(part) || part.length < 3) {
    return part;
  }
  const candidates = words.filter((word) => word.startsWith(part));
  return candidates.length === 1 ? candidates[0] : part;
}

export function readCode(typed) {
  const text = typed.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(/[\p{White_Space}\-_.,]+/gu, '-').replace(/^-|-$/g, '');
  if (/[^a-z0-9-]/u.test(text)) {
    return { problem: 'badCharacter' };
  }
  if (text === '') {
    return { problem: 'empty' };
  }
  const [room, ...parts] = text.split('-');
  if (parts.length === 0) {
    return { problem: 'noSecret' };
  }
  const secret = parts.map(complete);
  const generated = /^[0-9]+$/.test(room);
  const wrongPart = secret.find((part) => !known.has(part));
  if (room.length > 64) {
    return { problem: 'roomTooLong' };
  }
  if (generated && wrongPart !== undefined) {
    return { problem: 'unknownWord', wrongPart, suggestions: suggest(wrongPart) };
  }
  if (generated && secret.length < 2) {
    return { problem: 'tooFewWords' };
  }
  const length = secret.join('-').length;
  if (generated ? secret.length > 16 : length < 6 || length > 128) {
    return { problem: 'secretLength' };
  }
  return { code: `${room}-${secret.join('-')}`, room, generated };
}

// Optimal string alignment, by its recursive definition.
function distance(left, right) {
  const known = new Map();
  const between = (i, j) => {
    if (i === 0 || j === 0) {
      return i + j;
    }
    const key = i * 1000 + j;
    if (!known.has(key)) {
      const options = [between(i - 1, j) + 1, between(i, j - 1) + 1, between(i - 1, j - 1) + (left[i - 1] === right[j - 1] ? 0 : 1)];
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        options.push(between(i - 2, j - 2) + 1);
      }
      known.set(key, Math.min(...options));
    }
    return known.get(key);
  };
  return between(left.length, right.length);
}

const suggest = (part) =>
  words.map((word) => ({ word, distance: distance(part, word) }))
    .filter((candidate) => candidate.distance <= 2)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map((candidate) => candidate.word);

function readAddress(text) {
  try {
    const url = new URL(text);
    return ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '' ? url : null;
  } catch {
    return null;
  }
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function readLink(text) {
  const url = readAddress(text.trim());
  if (url === null || url.hash.length < 2) {
    return { problem: 'badLink' };
  }
  const page = url.origin + url.pathname;
  const [encoded, ...rest] = url.hash.slice(1).split('&relay=');
  const relay = rest.length === 0 ? page : readAddress(decode(rest.join('&relay=')))?.href;
  if (relay === undefined) {
    return { problem: 'badLink' };
  }
  const { problem, wrongPart, code } = readCode(decode(encoded));
  return problem === undefined ? { page, relay, code } : { problem, wrongPart };
}

export const composeLink = (page, relay, code) => `${page}#${code}${page === relay ? '' : `&relay=${encodeURIComponent(relay)}`}`;

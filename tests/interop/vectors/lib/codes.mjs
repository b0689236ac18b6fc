// Section 1 of docs/sealed-protocol.md.

import { isIPv4, isIPv6 } from 'node:net';
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
  const [, before, relayText] = /^([^@]*)(?:@(.*))?$/su.exec(typed);
  const read = readSecretPart(before);
  if (relayText === undefined || read.problem !== undefined) {
    return read;
  }
  const relay = readRelayPart(relayText);
  return relay === null ? { problem: 'badRelay' } : { ...read, code: `${read.code}@${relay.text}`, relay: relay.text, address: relay.address };
}

function isHostName(host) {
  const labels = host.split('.');
  return host.length <= 253 && labels.every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label)) && /^[a-z]/.test(labels.at(-1));
}

function readRelayPart(typed) {
  const text = typed.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const [, host, inBrackets, port] = /^((?:\[([0-9a-f:]+)\])|[a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?$/u.exec(text) ?? [];
  const isHost = host !== undefined && (inBrackets === undefined ? isIPv4(host) || isHostName(host) : isIPv6(inBrackets));
  if (!isHost || Number(port ?? 1) > 65535) {
    return null;
  }
  const normalHost = new URL(`http://${host}`).hostname;
  const isLocal = normalHost === 'localhost' || normalHost === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
  return { text, address: new URL(`${isLocal ? 'http' : 'https'}://${text}/`).href };
}

const endOf = (url) => `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;

// Which relay a code means for somebody who has configured some.
export function chooseNamed(code, configured) {
  const named = new URL(readCode(code).address);
  return configured.find((relay) => endOf(new URL(relay)) === endOf(named)) ?? named.href;
}

export function writeRelayPart(relay) {
  const url = new URL(relay);
  const short = readRelayPart(url.hostname);
  if (short === null) {
    return null;
  }
  return endOf(new URL(short.address)) === endOf(url) ? short.text : endOf(url);
}

function readSecretPart(typed) {
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
  const { problem, wrongPart, code } = readSecretPart(decode(encoded));
  return problem === undefined ? { page, relay, code } : { problem, wrongPart };
}

export const composeLink = (page, relay, code) => `${page}#${code}${page === relay ? '' : `&relay=${encodeURIComponent(relay)}`}`;

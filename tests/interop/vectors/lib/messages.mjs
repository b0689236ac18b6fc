// The JSON of sections 5 and 7.1 of docs/sealed-protocol.md. A message, or null when it is malformed.

import { hex } from './bytes.mjs';

const most = Number.MAX_SAFE_INTEGER;

class Malformed extends Error {}

const need = (isGood) => {
  if (!isGood) {
    throw new Malformed();
  }
};

const isAbsent = (value) => value === undefined || value === null;

const maybe = (value, read) => (isAbsent(value) ? null : read(value));

const number = (min, max) => (value) => {
  need(Number.isInteger(value) && value >= min && value <= max);
  return value;
};

const count = number(0, most);

const text = (min, max) => (value) => {
  need(typeof value === 'string' && value.length >= min && value.length <= max && !/[\uD800-\uDFFF]/u.test(value));
  return value;
};

const oneOf = (...values) => (value) => {
  need(values.includes(value));
  return value;
};

const bytes = (length) => (value) => {
  need(typeof value === 'string' && /^[A-Za-z0-9_-]*$/.test(value));
  const decoded = Buffer.from(value, 'base64url');
  need(decoded.length === length && decoded.toString('base64url') === value);
  return hex(decoded);
};

const flag = (value) => {
  need(typeof value === 'boolean');
  return value;
};

const reason = text(1, 32);
const line = text(0, 1000);
const place = (message) => ({ index: count(message.index), limit: count(message.limit) });
const ending = (message) => ({ reason: reason(message.reason), message: maybe(message.message, line) });

function item(value) {
  need(typeof value === 'object' && value !== null && !Array.isArray(value));
  const kind = oneOf('file', 'folder')(value.kind);
  need(kind === 'file' || isAbsent(value.size));
  return {
    path: text(0, Infinity)(value.path),
    kind,
    size: kind === 'file' ? count(value.size) : 0,
    modified: maybe(value.modified, number(-most, most)),
    executable: maybe(value.executable, flag) ?? false,
  };
}

function offer(message) {
  const kind = oneOf('files', 'text', 'stream')(message.kind);
  need(kind === 'stream' || !isAbsent(message.bytes));
  return {
    kind,
    key: bytes(32)(message.key),
    chunkBytes: oneOf(16384, 32768, 65536, 131072, 262144)(message.chunkBytes),
    items: (kind === 'files' ? number(1, 1000000) : number(0, 0))(message.items),
    bytes: maybe(message.bytes, number(0, kind === 'text' ? 16777216 : most)),
    name: maybe(message.name, text(0, 255)),
    id: maybe(message.id, bytes(16)),
  };
}

const types = {
  hello: (message) => ({ client: text(0, 64)(message.client), token: maybe(message.token, bytes(32)) }),
  ack: () => ({}),
  bye: () => ({}),
};

const transferTypes = {
  offer,
  items: (message) => {
    need(Array.isArray(message.items) && message.items.length > 0);
    return { items: message.items.map(item) };
  },
  stream: (message) => ({
    epoch: number(0, 2 ** 32 - 1)(message.epoch), salt: bytes(16)(message.salt), index: count(message.index), continues: count(message.continues),
  }),
  failed: (message) => ({ item: number(0, 999999)(message.item), reason: reason(message.reason) }),
  accept: place,
  continue: place,
  decline: ending,
  cancel: ending,
  progress: (message) => ({ written: count(message.written), limit: count(message.limit) }),
  complete: () => ({}),
};

export function readMessage(utf8) {
  try {
    const json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(utf8);
    const message = JSON.parse(json);
    need(typeof message === 'object' && message !== null && !Array.isArray(message));
    const type = text(0, Infinity)(message.type);
    if (Object.hasOwn(types, type)) {
      return { type, ...types[type](message) };
    }
    if (Object.hasOwn(transferTypes, type)) {
      return { type, transfer: number(0, 2 ** 32 - 1)(message.transfer), ...transferTypes[type](message) };
    }
    return { type: 'unknown' };
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError || error instanceof TypeError) {
      return null;
    }
    throw error;
  }
}

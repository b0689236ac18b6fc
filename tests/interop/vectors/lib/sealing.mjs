// Messages, resyncs and chunks: sections 5, 6 and 7.2 of docs/sealed-protocol.md.

import { join, readU64, u32, u64, u8 } from './bytes.mjs';
import { open, seal } from './primitives.mjs';

const version = 1;
const direction = { host: 0, guest: 1 };
const [messageHeader, resyncHeader, chunkHeader, tag] = [17, 9, 18, 16];

const associated = (from, header) => join(u8(version), u8(direction[from]), header);
const nonce = (number) => join(u32(0), u64(number));

export async function sealMessage(key, from, number, received, json) {
  const header = join(u8(2), u64(number), u64(received));
  return join(header, await seal(key, nonce(number), associated(from, header), json));
}

// Null when its header is refused or it does not open.
export async function openMessage(key, from, payload) {
  if (payload.length < messageHeader + tag || payload.length > messageHeader + tag + 131072 || payload[0] !== 2) {
    return { isHeaderRefused: true, json: null };
  }
  const header = payload.subarray(0, messageHeader);
  const [number, received] = [readU64(payload, 1), readU64(payload, 9)];
  const json = await open(key, nonce(number), associated(from, header), payload.subarray(messageHeader));
  return { isHeaderRefused: false, number, received, json };
}

export async function sealResync(key, from, number, generation, seen, expected) {
  const header = join(u8(4), u64(number));
  return join(header, await seal(key, nonce(number), associated(from, header), join(u64(generation), u64(seen), u64(expected))));
}

export async function openResync(key, from, payload) {
  if (payload.length !== resyncHeader + 24 + tag || payload[0] !== 4) {
    return { isHeaderRefused: true, plaintext: null };
  }
  const number = readU64(payload, 1);
  const plaintext = await open(key, nonce(number), associated(from, payload.subarray(0, resyncHeader)), payload.subarray(resyncHeader));
  return { isHeaderRefused: false, number, plaintext };
}

const chunkNonce = (index, isFinal) => join(new Uint8Array(3), u64(index), u8(isFinal ? 1 : 0));

export async function sealChunk(key, transfer, epoch, index, isFinal, plaintext) {
  const header = join(u8(3), u8(isFinal ? 1 : 0), u32(transfer), u32(epoch), u64(index));
  return join(header, await seal(key, chunkNonce(index, isFinal), header, plaintext));
}

export async function openChunk(key, payload) {
  if (payload.length < chunkHeader + tag || payload[0] !== 3 || payload[1] > 1) {
    return { isHeaderRefused: true, plaintext: null };
  }
  const header = payload.subarray(0, chunkHeader);
  const plaintext = await open(key, chunkNonce(readU64(header, 10), header[1] === 1), header, payload.subarray(chunkHeader));
  return { isHeaderRefused: false, plaintext };
}

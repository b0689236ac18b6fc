// The notation of docs/sealed-protocol.md: u8, u32, u64, lp, ‖.

export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const unhex = (text) => new Uint8Array(Buffer.from(text, 'hex'));
export const ascii = (text) => new Uint8Array(Buffer.from(text, 'ascii'));
export const utf8 = (text) => new Uint8Array(Buffer.from(text, 'utf8'));
export const join = (...parts) => new Uint8Array(Buffer.concat(parts));
export const same = (left, right) => Buffer.compare(left, right) === 0;

export const u8 = (value) => Uint8Array.of(value);

export function u32(value) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function u64(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

export function u64LittleEndian(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

export const lp = (bytes) => join(u32(bytes.length), bytes);

export const readU64 = (bytes, place) => new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(place);

export const toNumber = (bytes) => BigInt(`0x${hex(bytes)}`);

export const fromNumber = (value, length) => unhex(value.toString(16).padStart(length * 2, '0'));

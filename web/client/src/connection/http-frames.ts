/** The WebSocket frames (RFC 6455 section 5.2) in the byte streams of an HTTP connection: docs/relay-protocol.md section 2.3. */

const binary = 0x2;
const close = 0x8;
const finalBit = 0x80;
const maskBit = 0x80;
const reservedBits = 0x70;
const maskKeyBytes = 4;
const normalCloseCode = 1000;

/** What a server's frame begins with. */
export interface HttpFrameHeader {
  readonly headerBytes: number;
  readonly payloadBytes: number;
  readonly isBinary: boolean;
  readonly isClose: boolean;
}

/**
 * The header of a client's frame with one whole payload. Its mask key is zero: a mask is for old proxies that would take a
 * frame for a request of theirs, and in the body of a request nobody looks for one.
 */
export function writeFrameHeader(payloadBytes: number): Uint8Array {
  return writeHeader(binary, payloadBytes);
}

/** A whole close frame that says that all is well. */
export function writeCloseFrame(): Uint8Array {
  const header = writeHeader(close, 2);
  const frame = new Uint8Array(header.length + 2);
  frame.set(header);
  new DataView(frame.buffer).setUint16(header.length, normalCloseCode);
  return frame;
}

/** Reads a server's header; undefined when not all of it is there, an error when it is none. */
export function readFrameHeader(bytes: Uint8Array): HttpFrameHeader | undefined | "malformed" {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) {
    return undefined;
  }

  if ((first & finalBit) === 0 || (first & reservedBits) !== 0 || (second & maskBit) !== 0) {
    return "malformed";
  }

  const kind = first & 0x0f;
  const short = second & 0x7f;
  const headerBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < headerBytes) {
    return undefined;
  }

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const payloadBytes = short === 127 ? Number(view.getBigUint64(2)) : short === 126 ? view.getUint16(2) : short;
  return { headerBytes, payloadBytes, isBinary: kind === binary, isClose: kind === close };
}

function writeHeader(kind: number, payloadBytes: number): Uint8Array {
  const lengthBytes = payloadBytes > 0xffff ? 8 : payloadBytes > 125 ? 2 : 0;
  const header = new Uint8Array(2 + lengthBytes + maskKeyBytes);
  const view = new DataView(header.buffer);
  header[0] = finalBit | kind;
  header[1] = maskBit | (lengthBytes === 8 ? 127 : lengthBytes === 2 ? 126 : payloadBytes);
  if (lengthBytes === 8) {
    view.setBigUint64(2, BigInt(payloadBytes));
  } else if (lengthBytes === 2) {
    view.setUint16(2, payloadBytes);
  }

  return header;
}

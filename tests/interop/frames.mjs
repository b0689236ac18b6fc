/** Frames of the relay protocol, written from its specification alone. */
export const subprotocol = "sharencrypt.relay.v1";
export const key = "AAAAAAAAAAAAAAAAAAAAAA";

export const control = (message) => Buffer.concat([Buffer.of(1), Buffer.from(JSON.stringify(message))]);

export function data(slots, payload) {
  const header = Buffer.alloc(9);
  header[0] = 2;
  header.writeBigUInt64BE(slots.reduce((set, slot) => set | (1n << BigInt(slot)), 0n), 1);
  return Buffer.concat([header, payload]);
}

export function read(frame) {
  switch (frame[0]) {
    case 1:
      return JSON.parse(frame.subarray(1).toString("utf8"));
    case 2:
      return { type: "data", sender: Math.log2(Number(frame.readBigUInt64BE(1))), payload: frame.subarray(9) };
    default:
      return { type: frame[0] === 3 ? "ping" : "pong", token: frame.readBigUInt64BE(1) };
  }
}

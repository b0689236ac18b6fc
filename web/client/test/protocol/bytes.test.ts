import { expect, test } from "vitest";
import { release } from "../../src/sealing/bytes.js";

test("memory is given back only by who has all of it", () => {
  const whole = new Uint8Array(100);
  const withHeader = new Uint8Array(new ArrayBuffer(100), 9);
  const part = new Uint8Array(new ArrayBuffer(100), 9, 50);
  const first = new Uint8Array(new ArrayBuffer(100), 0, 99);
  for (const bytes of [whole, part, first]) {
    release(bytes);
  }

  release(withHeader, 9);
  release(part, 9);
  expect([whole, withHeader, part, first].map((bytes) => bytes.buffer.byteLength)).toEqual([0, 0, 100, 100]);
});

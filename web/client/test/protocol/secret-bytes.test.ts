import { describe, expect, it } from "vitest";
import { unshared } from "../../src/sealing/bytes.js";
import { isSameSecret, wipe } from "../../src/sealing/secret-bytes.js";
import { SessionKeys } from "../../src/sealing/session-keys.js";

describe("secret bytes", () => {
  it("are compared", () => {
    const secret = Uint8Array.of(1, 2, 3);
    expect(isSameSecret(secret, Uint8Array.of(1, 2, 3))).toBe(true);
    expect([[1, 2], [1, 2, 4], [0, 2, 3], []].some((other) => isSameSecret(secret, Uint8Array.from(other)))).toBe(false);
  });

  it("are wiped", () => {
    const session = new Uint8Array(32).fill(7);
    new SessionKeys(session).forget();
    const other = Uint8Array.of(9);
    wipe(other);
    expect([...session, ...other].every((byte) => byte === 0)).toBe(true);
  });

  it("go to the platform without a copy, unless they lie in shared memory", () => {
    const own = new Uint8Array(4);
    const shared = new Uint8Array(new SharedArrayBuffer(4)).fill(5);
    expect(unshared(own)).toBe(own);
    expect(unshared(shared)).toEqual(Uint8Array.of(5, 5, 5, 5));
    expect(unshared(shared).buffer).toBeInstanceOf(ArrayBuffer);
  });
});

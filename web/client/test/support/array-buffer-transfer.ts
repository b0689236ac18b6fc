// Node 20 lacks what browsers have (ECMAScript 2024, ArrayBuffer.prototype.transfer), with which memory is given back early:
// without it no test would notice bytes that are used after that.
if (!("transfer" in ArrayBuffer.prototype)) {
  Object.defineProperty(ArrayBuffer.prototype, "transfer", {
    value(this: ArrayBuffer, length: number = this.byteLength): ArrayBuffer {
      const moved = structuredClone(this, { transfer: [this] });
      if (length === moved.byteLength) {
        return moved;
      }

      const resized = new ArrayBuffer(length);
      new Uint8Array(resized).set(new Uint8Array(moved, 0, Math.min(length, moved.byteLength)));
      return resized;
    },
  });
}

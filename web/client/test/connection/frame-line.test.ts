import { expect, test } from "vitest";
import { FrameLine } from "../../src/connection/frame-line.js";
import { deferred } from "../../src/connection/waiting.js";

// In which order frames go out. The twin of FrameLineTests.

/** A line whose first frame is on its way until the test says how that ends. */
function lineOf() {
  const sent: string[] = [];
  const first = deferred<boolean>();
  const line = new FrameLine((frame) => {
    sent.push(new TextDecoder().decode(frame));
    return sent.length === 1 ? first.promise : Promise.resolve(true);
  });
  return { line, sent, first };
}

const frameOf = (what: string): Uint8Array => new TextEncoder().encode(what);

test("what is urgent goes before a frame that waits already", async () => {
  const { line, sent, first } = lineOf();
  const all = [line.sendUrgent(frameOf("lock")), line.send(frameOf("step 3")), line.sendUrgent(frameOf("lock again"))];

  first.resolve(false); // The connection ends, and another is there when the line hears of it.

  expect(await Promise.all(all)).toEqual([false, true, true]);
  expect(sent).toEqual(["lock", "lock again", "step 3"]);
});

test("what is urgent keeps its order, and so does what is not", async () => {
  const { line, sent, first } = lineOf();
  const all = [
    line.send(frameOf("a")),
    line.send(frameOf("b")),
    line.sendUrgent(frameOf("x")),
    line.send(frameOf("c")),
    line.sendUrgent(frameOf("y")),
  ];

  first.resolve(true);

  await Promise.all(all);
  expect(sent).toEqual(["a", "x", "y", "b", "c"]);
});

test("whether a frame is wanted is asked behind what is urgent", async () => {
  const { line, sent, first } = lineOf();
  const all = [line.send(frameOf("a")), line.send(frameOf("b"), () => !sent.includes("x")), line.sendUrgent(frameOf("x"))];

  first.resolve(true);

  expect(await Promise.all(all)).toEqual([true, false, true]);
  expect(sent).toEqual(["a", "x"]);
});

import { expect, test } from "vitest";
import { arrived, equal, filesOf, random } from "../support/pair.js";
import { Restart } from "../support/restart.js";

// A page or process ends at any moment, another one takes its place with what was kept, and the transfer ends with the right
// bytes. The twin of RestartTests.

// So much that a checkpoint is made on the way.
const content = random(35_000_000);
const cut = 20_000_005;
const whole = { "tree/a": content.slice(0, cut), "tree/b": new Uint8Array(), "tree/c": content.slice(cut) };

for (const dying of [["host"], ["guest"], ["host", "guest"]] as const) {
  test(`after ${dying.join(" and ")} ended at any moment, it goes on`, async () => {
    let resumed = 0;
    for (const moment of [9, 14, 40, "checkpoint", 140] as const) {
      const restart = new Restart();
      await restart.begin(filesOf(whole), moment, dying);
      const ends = await restart.goOn(filesOf(whole), dying);
      if (ends === undefined) {
        await restart.leave();
        continue; // It had ended, or was not accepted yet.
      }

      resumed++;
      const files = await arrived(ends.received);
      expect([...files.keys()]).toEqual(["tree/a", "tree/b", "tree/c"]);
      expect(equal(files.get("tree/a"), whole["tree/a"]), `ended at ${moment}`).toBe(true);
      expect(equal(files.get("tree/c"), whole["tree/c"]), `ended at ${moment}`).toBe(true);
      expect(ends.sent.files).toBe(3);
      expect(restart.sent.isErased && restart.received?.isErased, `left over after ${moment}`).toBe(true);
      if (moment === "checkpoint" && dying.at(-1) === "guest") {
        expect(restart.received?.wentOnAt, "what was safe came again").toBeGreaterThan(0);
      }
    }

    expect(resumed, "otherwise this tests nothing").toBeGreaterThan(3);
  });
}

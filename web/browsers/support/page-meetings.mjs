import { randomFile } from "./page-content.mjs";
import { pageScene } from "./page-scene.mjs";

export const megabyte = 1_000_000;

/** A rate, in bytes a second, at which a transfer can be stopped in the middle. */
export const slow = 1_000_000;

/** Two people who have met over a file, which the second one is asked about. */
export async function offered(t, bytes = megabyte) {
  const scene = await pageScene(t);
  const file = randomFile(t, "holiday.bin", bytes);
  const sender = await scene.person();
  await sender.chooses(file.path);
  const receiver = await scene.person();
  await receiver.joins(await sender.code());
  await receiver.sees(/They want to send you .*holiday\.bin/);
  return { ...scene, file, sender, receiver };
}

/** The same in the middle of the transfer, which is slow until its gate is opened. */
export async function underWay(t) {
  const scene = await offered(t, 24 * megabyte);
  scene.gate.bytesPerSecond = slow;
  await scene.receiver.presses("Accept");
  await scene.receiver.isInTheMiddle();
  return scene;
}

/** The middle of some numbers. */
export const median = (values) => values.toSorted((one, other) => one - other)[values.length >> 1];

/** How many seconds something took. */
export async function timed(what) {
  const begun = performance.now();
  await what();
  return (performance.now() - begun) / 1000;
}

/** Brings two pages of the harness together. */
export async function meet(relay, sender, receiver, code) {
  await sender.run(`harness.open("${relay.address}", "${code}-secret-phrase")`);
  await receiver.run(`harness.join("${relay.address}", "${code}-secret-phrase")`);
  await Promise.all([sender.run("harness.phrase()"), receiver.run("harness.phrase()")]);
}

/** Seconds from the offer of what lies in the sender's memory to the receiver's last word. */
export async function timeOverRelay(relay, sender, receiver, code, megabytes, receive) {
  await sender.run(`harness.prepare(${megabytes})`);
  await meet(relay, sender, receiver, code);
  const seconds = await timed(() => Promise.all([sender.run("harness.sendPrepared()"), receiver.run(receive)]));
  await Promise.all([sender.run("harness.close()"), receiver.run("harness.close()")]);
  return seconds;
}

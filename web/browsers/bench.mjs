// Chromium -> relay -> Chromium beside a WebRTC data channel between the same two pages, in the same run. Each page has a
// browser of its own, as two people have.
// Usage: node bench.mjs [pairs] [megabytes]; ./bench browser calls it.
import { Relay } from "./support/command-line.mjs";
import { startBareChromium } from "./support/drivers/bare-chromium.mjs";
import { freePort, serveSite } from "./support/site.mjs";

const pairs = Number(process.argv[2] ?? 5);
const megabytes = Number(process.argv[3] ?? 256);
const bytes = megabytes * 1024 * 1024;

const median = (values) => values.toSorted((one, other) => one - other)[values.length >> 1];

async function timed(what) {
  const begun = performance.now();
  await what();
  return (performance.now() - begun) / 1000;
}

const cleanUp = [];
const t = { after: (what) => cleanUp.unshift(what) };
try {
  const site = await serveSite(t);
  const relay = await new Relay(t, await freePort(), site).start();
  const ours = await startBareChromium();
  cleanUp.unshift(() => ours.stop());
  const theirs = await startBareChromium();
  cleanUp.unshift(() => theirs.stop());
  const ratios = { memory: [], disk: [] };
  for (let pair = 0; pair < pairs; pair++) {
    const sender = await ours.open(site);
    const receiver = await theirs.open(site);
    const channel = await overDataChannel(sender, receiver);
    const memory = await overRelay(relay, sender, receiver, `bench${pair}m`, "harness.receiveCounting()");
    const disk = await overRelay(relay, sender, receiver, `bench${pair}d`, "harness.receiveUnhashed()");
    ratios.memory.push(channel / memory);
    ratios.disk.push(channel / disk);
    const rate = (seconds) => `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
    console.log(`pair ${pair + 1}: data channel ${rate(channel)}, relay to memory ${rate(memory)}, relay to disk ${rate(disk)}`);
    await sender.close();
    await receiver.close();
  }

  console.log(
    `${megabytes} MiB, Chromium to Chromium, median of ${pairs}: ${median(ratios.memory).toFixed(1)} times the rate of a data channel in memory, ${median(ratios.disk).toFixed(1)} times to disk`,
  );
} finally {
  for (const what of cleanUp) {
    await what();
  }
}

async function overDataChannel(sender, receiver) {
  const offer = await sender.run("harness.dataChannel.offer()");
  const answer = await receiver.run(`harness.dataChannel.answer(${JSON.stringify(offer)})`);
  await sender.run(`harness.dataChannel.connect(${JSON.stringify(answer)})`);
  while (!(await sender.run("harness.dataChannel.isOpen()"))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  return timed(() => Promise.all([receiver.run(`harness.dataChannel.expect(${bytes})`), sender.run(`harness.dataChannel.send(${bytes})`)]));
}

/** From the offer to the receiver's last word. */
async function overRelay(relay, sender, receiver, code, receive) {
  await sender.run(`harness.open("${relay.address}", "${code}-secret-phrase")`);
  await receiver.run(`harness.join("${relay.address}", "${code}-secret-phrase")`);
  await sender.run(`harness.prepare(${megabytes})`);
  await Promise.all([sender.run("harness.phrase()"), receiver.run("harness.phrase()")]);
  const seconds = await timed(() => Promise.all([sender.run("harness.sendPrepared()"), receiver.run(receive)]));
  await Promise.all([sender.run("harness.close()"), receiver.run("harness.close()")]);
  return seconds;
}

// Chromium -> relay -> Chromium beside a WebRTC data channel between the same two pages, in the same run. Each page has a
// browser of its own, as two people have.
// Bytes in memory and onto the disk, and messages of 100 bytes to the other page and back.
// Usage: node bench.mjs [pairs] [megabytes]; ./bench browser calls it.
import { Relay } from "./support/command-line.mjs";
import { startBareChromium } from "./support/drivers/bare-chromium.mjs";
import { median, meet, timed, timeOverRelay } from "./support/measuring.mjs";
import { freePort, harness, serveSite } from "./support/site.mjs";

const pairs = Number(process.argv[2] ?? 5);
const megabytes = Number(process.argv[3] ?? 256);
const bytes = megabytes * 1024 * 1024;
const warmUpTrips = 200;
const trips = 2000;

// A page that is isolated reads a clock of 5 microseconds; any other one of 100.
const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

const quantile = (values, part) => values.toSorted((one, other) => one - other)[Math.floor(part * (values.length - 1))];

const cleanUp = [];
const t = { after: (what) => cleanUp.unshift(what) };
try {
  const site = await serveSite(t, harness, isolation);
  const relay = await new Relay(t, await freePort(), site).start();
  const ours = await startBareChromium();
  cleanUp.unshift(() => ours.stop());
  const theirs = await startBareChromium();
  cleanUp.unshift(() => theirs.stop());
  const ratios = { memory: [], disk: [], half: [], most: [] };
  for (let pair = 0; pair < pairs; pair++) {
    const sender = await ours.open(site);
    const receiver = await theirs.open(site);
    const channel = await overDataChannel(sender, receiver);
    const channelTrips = await tripsOverDataChannel(sender, receiver);
    const streamTrips = await tripsOverRelay(relay, sender, receiver, `bench${pair}r`);
    const memory = await timeOverRelay(relay, sender, receiver, `bench${pair}m`, megabytes, "harness.receiveCounting()");
    const disk = await timeOverRelay(relay, sender, receiver, `bench${pair}d`, megabytes, "harness.receiveUnhashed()");
    ratios.memory.push(channel / memory);
    ratios.disk.push(channel / disk);
    const rate = (seconds) => `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
    console.log(`pair ${pair + 1}: data channel ${rate(channel)}, relay to memory ${rate(memory)}, relay to disk ${rate(disk)}`);
    for (const [list, part] of [
      [ratios.half, 0.5],
      [ratios.most, 0.99],
    ]) {
      const [theirs, ours] = [quantile(channelTrips, part), quantile(streamTrips, part)];
      list.push(ours / theirs);
      console.log(`  ${part * 100} of 100 round trips within: data channel ${theirs.toFixed(3)} ms, relay ${ours.toFixed(3)} ms`);
    }

    await sender.close();
    await receiver.close();
  }

  console.log(
    `${megabytes} MiB, Chromium to Chromium, median of ${pairs}: ${median(ratios.memory).toFixed(1)} times the rate of a data channel in memory, ${median(ratios.disk).toFixed(1)} times to disk`,
  );
  console.log(
    `${trips} round trips of 100 bytes, median of ${pairs}: ${median(ratios.half).toFixed(2)} times a data channel's time for half of them, ${median(ratios.most).toFixed(2)} times for 99 of 100`,
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

async function tripsOverDataChannel(sender, receiver) {
  await receiver.run("harness.dataChannel.echo()");
  return sender.run(`harness.dataChannel.roundTrips(${warmUpTrips}, ${trips})`);
}

/** Over two streams in one session, one each way. */
async function tripsOverRelay(relay, sender, receiver, code) {
  await meet(relay, sender, receiver, code);
  const [times] = await Promise.all([sender.run(`harness.roundTrips(${warmUpTrips}, ${trips})`), receiver.run("harness.echo()")]);
  await Promise.all([sender.run("harness.close()"), receiver.run("harness.close()")]);
  return times;
}

// From page to page of the same engine through the relay, for each engine that is installed: other sizes of chunks, numbers of
// chunks under way and most bytes in the socket beside those of the library, pair by pair and in turn within one run. Bytes that
// lie in memory, counted and dropped by the receiver. Each page has a browser of its own, as two people have.
// Usage: node bench-engines.mjs [rounds] [megabytes] [engine]...; ./bench engines calls it.
import path from "node:path";
import { Relay, temporaryFolder } from "./support/command-line.mjs";
import { startBareChromium } from "./support/drivers/bare-chromium.mjs";
import { startFirefox } from "./support/drivers/firefox.mjs";
import { startWebKit } from "./support/drivers/webkit.mjs";
import { engines, missing } from "./support/engines.mjs";
import { median, timeOverRelay } from "./support/measuring.mjs";
import { freePort, serveSite } from "./support/site.mjs";
import { buildVariant, variants } from "./support/variants.mjs";

const rounds = Number(process.argv[2] ?? 7);
const megabytes = Number(process.argv[3] ?? 128);
const wanted = process.argv.length > 4 ? process.argv.slice(4) : engines;
const starts = { chromium: startBareChromium, firefox: startFirefox, webkit: startWebKit };
const today = { name: "as it is", values: {} };

await withCleanUp(async (t) => {
  const folder = temporaryFolder(t);
  for (const [number, { values }] of [today, ...variants].entries()) {
    await buildVariant(path.join(folder, String(number)), values);
  }

  const site = await serveSite(t, folder);
  const relay = await new Relay(t, await freePort(), site).start();
  for (const engine of wanted) {
    const reason = missing(engine);
    reason === false ? await withCleanUp((own) => measure(own, engine, site, relay)) : console.log(`${engine}: left out, ${reason}`);
  }
});

async function withCleanUp(what) {
  const cleanUp = [];
  try {
    await what({ after: (last) => cleanUp.unshift(last) });
  } finally {
    for (const last of cleanUp) {
      await last();
    }
  }
}

async function measure(t, engine, site, relay) {
  const ours = await starts[engine]();
  t.after(() => ours.stop());
  const theirs = engine === "webkit" ? ours : await starts[engine](); // There each page is a browser of its own anyway.
  if (theirs !== ours) {
    t.after(() => theirs.stop());
  }

  const seconds = (number, code) => measureOnce(ours, theirs, `${site}/${number}/index.html`, relay, code);
  await seconds(0, `${engine}warmup`);
  const ratios = variants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const bases = [];
    for (const place of variants.keys()) {
      const base = await seconds(0, `${engine}${round}b${place}`);
      bases.push(base);
      ratios[place].push(base / (await seconds(place + 1, `${engine}${round}v${place}`)));
    }

    console.error(`${engine}, round ${round + 1}: ${((megabytes * 1.048576) / median(bases)).toFixed(0)} MB/s as it is`);
  }

  console.log(`${engine} to ${engine}, ${megabytes} MiB, rate beside that of the library as it is, median of ${rounds} (min-max):`);
  for (const [place, { name }] of variants.entries()) {
    const [least, middle, most] = [Math.min(...ratios[place]), median(ratios[place]), Math.max(...ratios[place])];
    console.log(`  ${name.padEnd(32)} ${middle.toFixed(2)} (${least.toFixed(2)}-${most.toFixed(2)})`);
  }
}

async function measureOnce(ours, theirs, address, relay, code) {
  const sender = await ours.open(address);
  const receiver = await theirs.open(address);
  try {
    return await timeOverRelay(relay, sender, receiver, code, megabytes, "harness.receiveCounting()");
  } finally {
    await sender.close();
    await receiver.close();
  }
}

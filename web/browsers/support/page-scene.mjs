import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Relay, temporaryFolder } from "./command-line.mjs";
import { openPage } from "./engines.mjs";
import { Person } from "./page-person.mjs";
import { freePort, serveSite } from "./site.mjs";
import { TcpGate } from "./tcp-gate.mjs";

/** The page as it is published. */
export const built = fileURLToPath(new URL("../../app/dist", import.meta.url));

/** A relay of its own, two gates before it, and the page on another origin, told of the first gate by its meta element. */
export async function pageScene(t) {
  const port = await freePort();
  const relayAddress = `http://127.0.0.1:${port}`;
  const gate = await new TcpGate(t, relayAddress).open();
  const otherGate = await new TcpGate(t, relayAddress).open();
  const site = await servePage(t, gate.address);
  const relay = await new Relay(t, port, site).start();
  const person = async (address = site) => {
    const { page } = await openPage(t, "chromium", "about:blank", { locale: "en" });
    const opened = new Person(page, [site, gate.address, otherGate.address]);
    await opened.open(address);
    return opened;
  };
  return { site, relay, gate, otherGate, person };
}

async function servePage(t, relay) {
  const folder = path.join(temporaryFolder(t), "page");
  cpSync(built, folder, { recursive: true });
  const index = path.join(folder, "index.html");
  const content = readFileSync(index, "utf8");
  writeFileSync(index, content.replace('name="sharencrypt-relay" content=""', `name="sharencrypt-relay" content="${relay}"`));
  return serveSite(t, folder);
}

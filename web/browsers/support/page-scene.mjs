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

/** A relay of its own, a gate before it that pages connect to, and the page on another origin, told of the gate by its meta element. */
export async function pageScene(t) {
  const port = await freePort();
  const gate = await new TcpGate(t, `http://127.0.0.1:${port}`).open();
  const folder = path.join(temporaryFolder(t), "page");
  cpSync(built, folder, { recursive: true });
  const index = path.join(folder, "index.html");
  writeFileSync(index, readFileSync(index, "utf8").replace('name="sharencrypt-relay" content=""', `name="sharencrypt-relay" content="${gate.address}"`));
  const site = await serveSite(t, folder);
  const relay = await new Relay(t, port, site).start();
  return { site, relay, gate, person: (address = site) => openPerson(t, address, [site, gate.address]) };
}

/** Somebody with a Chromium of their own. */
async function openPerson(t, address, origins) {
  const { page } = await openPage(t, "chromium", "about:blank", { locale: "en" });
  const person = new Person(page, origins);
  await person.open(address);
  return person;
}

import { Relay } from "./command-line.mjs";
import { openPage } from "./engines.mjs";
import { Person } from "./page-person.mjs";
import { servePage } from "./page-site.mjs";
import { freePort } from "./site.mjs";
import { TcpGate } from "./tcp-gate.mjs";

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

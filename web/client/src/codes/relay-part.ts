/** What may stand behind the `@` of a code: host and port of the relay at which its room is (docs/sealed-protocol.md section 1). No secret. */
export class RelayPart {
  /** The canonical form, without the `@`. */
  readonly text: string;
  readonly #address: string;

  /**
   * @param text The canonical form; {@link parseRelayPart} checks it.
   * @param address What it means by itself.
   */
  constructor(text: string, address: URL) {
    this.text = text;
    this.#address = address.href;
  }

  /** What it means by itself: https, or http to this machine. */
  get address(): URL {
    return new URL(this.#address);
  }

  /**
   * Which relay this means for somebody who has configured some.
   * @param configured Their base addresses.
   * @returns The first with this host and port, whose scheme and path count then; else {@link address}.
   */
  choose(configured: readonly URL[]): URL {
    const end = endOf(this.address);
    return configured.find((relay) => endOf(relay) === end) ?? this.address;
  }
}

const maxNameLength = 253;
const maxPort = 65_535;

const form = /^(?<host>\[(?<version6>[0-9a-f:]+)\]|[a-z0-9.-]+)(?::(?<port>[1-9][0-9]{0,4}))?$/;
const version4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** Reads what stands behind the `@`, as it was typed; undefined when it is not host, or host and port. */
export function parseRelayPart(text: string): RelayPart | undefined {
  const canonical = text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "").replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const { host, version6, port } = form.exec(canonical)?.groups ?? {};
  if (host === undefined || Number(port ?? 1) > maxPort) {
    return undefined;
  }

  const isHost = version6 !== undefined || version4.test(host) || isName(host);
  const plain = isHost ? parseUrl(`http://${host}/`) : undefined;
  return plain && new RelayPart(canonical, new URL(`${isLocal(plain.hostname) ? "http" : "https"}://${canonical}/`));
}

/**
 * What a sender writes for a relay: the host, and the port where it is not what the host alone means.
 * @param relay The relay's base address.
 * @returns Undefined when the host has no such form.
 */
export function relayPartOf(relay: URL): RelayPart | undefined {
  const short = parseRelayPart(relay.hostname);
  return short === undefined || endOf(short.address) === endOf(relay) ? short : parseRelayPart(endOf(relay));
}

// A last label that begins with a digit would be a number to some readers, and the whole an address: 0x7f.1 is 127.0.0.1.
function isName(host: string): boolean {
  const labels = host.split(".");
  return host.length <= maxNameLength && labels.every((part) => label.test(part)) && /^[a-z]/.test(labels.at(-1) ?? "");
}

function isLocal(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || (version4.test(hostname) && hostname.startsWith("127."));
}

function endOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined; // Brackets around what is no address.
  }
}

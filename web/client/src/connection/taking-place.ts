import { readFromRelay } from "../relay/frame-reader.js";
import { controlFrame } from "../relay/frame-writer.js";
import { parseRelayControl, type RelayControl } from "../relay/relay-control.js";
import { ShareError } from "../share-error.js";
import type { RelayTransport } from "./relay-transport.js";
import type { RoomEntry } from "./room-entry.js";

const boundMilliseconds = 15_000;

/** The first frame of every connection. */
export type Welcome = Extract<RelayControl, { type: "welcome" }>;

/** The relay's answer to the one who enters. */
export type Entered = Extract<RelayControl, { type: "entered" }>;

/**
 * The beginning of a connection: the relay says welcome, the client enters its room or returns to it.
 * @throws ShareError when the relay refuses; TransportLostError when the connection is lost.
 */
export async function takePlace(
  transport: RelayTransport,
  entry: RoomEntry,
  onWelcome: (welcome: Welcome) => void,
  signal: AbortSignal,
): Promise<Entered> {
  const bound = setTimeout(() => transport.giveUp(), boundMilliseconds);
  const onAbort = () => transport.abort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const welcome = await nextControl(transport);
    if (welcome?.type !== "welcome") {
      throw broken("did not begin with a welcome");
    }

    onWelcome(welcome);
    return await entry.enter(async (question) => {
      await transport.send(controlFrame(question));
      for (;;) {
        const answer = await nextControl(transport);
        if (answer?.type === "entered" || answer?.type === "error") {
          return answer;
        }
      }
    }, signal);
  } finally {
    clearTimeout(bound);
    signal.removeEventListener("abort", onAbort);
  }
}

/** A relay that does not keep to the protocol. */
export function broken(what: string): ShareError {
  return new ShareError("relayBroken", `The relay ${what}.`, "Update this program or the relay.");
}

async function nextControl(transport: RelayTransport): Promise<RelayControl | undefined> {
  const read = readFromRelay(await transport.receive());
  return read.type === "control" ? parseRelayControl(read.json) : undefined;
}

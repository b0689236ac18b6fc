import type { ShareSession, TransferSummary } from "sharencrypt";

const messageBytes = 100;

/** Both streams of a talk, whose ends are the talk's end. */
interface Talk {
  readonly say: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly heardAll: Promise<unknown> | undefined;
  readonly end: () => Promise<unknown>;
}

/** Offers a stream and takes one, as two people do who talk over a session. */
async function talk(session: ShareSession, hear: (bytes: Uint8Array, say: Talk["say"]) => void): Promise<Talk> {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (begun) => {
      controller = begun;
    },
  });
  const sending = session.send({ kind: "stream", stream });
  const say = (bytes: Uint8Array) => controller?.enqueue(bytes);
  const offer = await session.receiveOffer();
  const heard = new WritableStream<Uint8Array>({ write: (bytes) => hear(bytes, say) });
  const receiving: Promise<TransferSummary> | undefined = offer?.accept({ kind: "stream", stream: heard }).summary;
  return {
    say,
    heardAll: receiving,
    end: () => {
      controller?.close();
      return Promise.all([sending.summary, receiving]);
    },
  };
}

/** How long each of some round trips took, in milliseconds, after some that are not counted. */
export async function timeRoundTrips(
  warmUp: number,
  count: number,
  trip: (message: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
  for (let done = 0; done < warmUp + count; done++) {
    const message = new Uint8Array(messageBytes).fill(done);
    const begun = performance.now();
    await trip(message);
    times.push(performance.now() - begun);
  }

  return times.slice(warmUp);
}

/** Short messages to the other page and back, each a write into a stream that does not end before all have come. */
export async function roundTripsOverSession(session: ShareSession, warmUp: number, count: number): Promise<number[]> {
  let missing = 0;
  let onAll = () => {};
  const { say, end } = await talk(session, (bytes) => {
    missing -= bytes.length;
    if (missing <= 0) {
      onAll();
    }
  });
  const times = await timeRoundTrips(
    warmUp,
    count,
    (message) =>
      new Promise((resolve) => {
        missing = message.length;
        onAll = resolve;
        say(message);
      }),
  );
  await end();
  return times;
}

/** The other page: says what it hears, until it hears no more. */
export async function echoOverSession(session: ShareSession): Promise<void> {
  const { heardAll, end } = await talk(session, (bytes, say) => say(bytes.slice()));
  await heardAll;
  await end();
}

import { timeRoundTrips } from "./round-trips.js";

/** A WebRTC data channel between two pages, for comparison: what is exchanged to set it up goes through the program that drives them. */
const chunkBytes = 256 * 1024;
const mostBufferedBytes = 8 * 1024 * 1024;

let connection: RTCPeerConnection;
let channel: RTCDataChannel | undefined;
let received = 0;
let wanted = Number.POSITIVE_INFINITY;
let onAll: () => void = () => {};
let isEchoing = false;

function use(opened: RTCDataChannel): void {
  channel = opened;
  opened.binaryType = "arraybuffer";
  opened.bufferedAmountLowThreshold = mostBufferedBytes / 2;
  opened.addEventListener("message", ({ data }: MessageEvent<ArrayBuffer>) => {
    if (isEchoing) {
      opened.send(data);
      return;
    }

    received += data.byteLength;
    if (received >= wanted) {
      onAll();
    }
  });
}

/** Not every engine has WebRTC. */
function begin(): void {
  connection = new RTCPeerConnection();
  connection.addEventListener("datachannel", (event) => use(event.channel));
}

async function described(): Promise<string> {
  if (connection.iceGatheringState !== "complete") {
    await new Promise<void>((resolve) =>
      connection.addEventListener("icegatheringstatechange", () => connection.iceGatheringState === "complete" && resolve()),
    );
  }

  return JSON.stringify(connection.localDescription);
}

export const dataChannel = {
  offer: async () => {
    begin();
    use(connection.createDataChannel("bytes"));
    await connection.setLocalDescription(await connection.createOffer());
    return described();
  },
  answer: async (offer: string) => {
    begin();
    await connection.setRemoteDescription(JSON.parse(offer));
    await connection.setLocalDescription(await connection.createAnswer());
    return described();
  },
  connect: (answer: string) => connection.setRemoteDescription(JSON.parse(answer)),
  isOpen: () => channel?.readyState === "open",
  expect: (bytes: number) => {
    received = 0;
    wanted = bytes;
    return new Promise<void>((resolve) => {
      onAll = resolve;
    });
  },
  send: async (bytes: number) => {
    const chunk = new Uint8Array(chunkBytes);
    for (let sent = 0; sent < bytes; sent += chunkBytes) {
      if (channel !== undefined && channel.bufferedAmount > mostBufferedBytes) {
        await new Promise((resolve) => channel?.addEventListener("bufferedamountlow", resolve, { once: true }));
      }

      channel?.send(chunk);
    }
  },
  echo: () => {
    isEchoing = true;
  },
  roundTrips: (warmUp: number, count: number) =>
    timeRoundTrips(
      warmUp,
      count,
      (message) =>
        new Promise((resolve) => {
          received = 0;
          wanted = message.length;
          onAll = resolve;
          channel?.send(message);
        }),
    ),
};

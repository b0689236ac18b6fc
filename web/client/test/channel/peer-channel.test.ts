import { expect, test } from "vitest";
import { handshakeOf } from "../../src/channel/handshake.js";
import { PeerChannel } from "../../src/channel/peer-channel.js";
import type { RelayConnection } from "../../src/connection/relay-connection.js";
import { dataHeaderBytes } from "../../src/relay/relay-limits.js";
import type { Role } from "../../src/sealing/role.js";
import type { SessionKeys } from "../../src/sealing/session-keys.js";
import type { ChannelMessage } from "../../src/transfer/channel-message.js";

const context = { room: "room", hostSlot: 0, guestSlot: 1 };

function keysOfBoth(): Record<Role, SessionKeys> {
  const [host, guest] = [handshakeOf("host", context, new Uint8Array(32)), handshakeOf("guest", context, new Uint8Array(32))];
  const last = host.take(guest.take(host.begin() ?? new Uint8Array()).reply ?? new Uint8Array());
  const keys = guest.take(last.reply ?? new Uint8Array()).keys;
  if (last.keys === undefined || keys === undefined) {
    throw new Error("The handshake failed.");
  }

  return { host: last.keys, guest: keys };
}

/** Takes what a channel sends. */
class Line {
  readonly payloads: Uint8Array[] = [];
  readonly connection: RelayConnection = {
    send: (frame: Uint8Array) => {
      this.payloads.push(frame.slice(dataHeaderBytes));
      return Promise.resolve(true);
    },
  } as unknown as RelayConnection;
}

async function pair() {
  const keys = keysOfBoth();
  const [toGuest, toHost] = [new Line(), new Line()];
  const host = await PeerChannel.create(toGuest.connection, 1, keys.host, "host", undefined, Promise.resolve());
  const guest = await PeerChannel.create(toHost.connection, 0, keys.guest, "guest", undefined, Promise.resolve());
  return { host, guest, toGuest, toHost };
}

/** Lets a channel take all that is there. */
async function takeAll(channel: PeerChannel, line: Line): Promise<ChannelMessage[]> {
  const messages: ChannelMessage[] = [];
  for (const payload of line.payloads.splice(0)) {
    const message = payload[0] === 4 ? undefined : await channel.take(payload);
    if (payload[0] === 4) {
      await channel.takeResync(payload);
    }

    if (message !== undefined) {
      messages.push(message);
    }
  }

  return messages;
}

const hello = (client: string): ChannelMessage => ({ type: "hello", client });

test("what is put in line while another message is being sealed counts for the confirmation, too", async () => {
  const { host, guest, toGuest, toHost } = await pair();
  host.post(hello("first")); // The pump begins to seal it at once.
  await Promise.resolve();
  await Promise.resolve();
  const second = host.send(hello("second"));
  let isConfirmed = false;
  host.whenConfirmed().then(() => {
    isConfirmed = true;
  });
  await second;

  const [first, last] = toGuest.payloads.splice(0);
  await guest.take(first ?? new Uint8Array());
  await guest.send(hello("heard one"));
  await takeAll(host, toHost);
  await Promise.resolve();
  expect(isConfirmed, "only the first has been taken").toBe(false);

  await guest.take(last ?? new Uint8Array());
  await guest.send(hello("heard two"));
  await takeAll(host, toHost);
  await Promise.resolve();
  expect(isConfirmed).toBe(true);
});

test("a message that is repeated, left out or changed is found out", async () => {
  const { host, guest, toGuest } = await pair();
  await Promise.all([host.send(hello("one")), host.send(hello("two")), host.send(hello("three"))]);
  const [one, two, three] = toGuest.payloads;
  const none = new Uint8Array();
  expect(await guest.take(one ?? none)).toEqual(hello("one"));
  await expect(guest.take(one ?? none)).rejects.toMatchObject({ code: "integrity" });
  await expect(guest.take(three ?? none)).rejects.toMatchObject({ code: "integrity" });
  const changed = two?.slice() ?? none;
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  await expect(guest.take(changed)).rejects.toMatchObject({ code: "integrity" });
  await expect(guest.take(none)).rejects.toMatchObject({ code: "integrity" });
  await expect(guest.takeResync(Uint8Array.of(4, 0, 0))).rejects.toMatchObject({ code: "integrity" });
  expect(await guest.take(two ?? none)).toEqual(hello("two"));
});

test("after a lost connection what was not taken comes again, in order, and what was new behind it", async () => {
  const { host, guest, toGuest, toHost } = await pair();
  await Promise.all([host.send(hello("one")), host.send(hello("two")), host.send(hello("three"))]);
  await guest.take(toGuest.payloads[0] ?? new Uint8Array());
  toGuest.payloads.length = 0; // The rest is lost.
  host.loseSync();
  guest.loseSync();
  const sent = host.send(hello("four"));

  const heard: ChannelMessage[] = [];
  while (heard.length < 3) {
    heard.push(...(await takeAll(guest, toGuest)));
    await takeAll(host, toHost);
    await new Promise((resolve) => setImmediate(resolve));
  }

  await sent;
  expect(heard).toEqual([hello("two"), hello("three"), hello("four")]);
});

test("a retired channel sends nothing more and tells so", async () => {
  const { host } = await pair();
  await host.retire();
  expect(await host.send(hello("late"))).toBe(false);
});

test("one that finishes sends what is in line and takes nothing more", async () => {
  const { host, toGuest } = await pair();
  const inLine = Array.from({ length: 10 }, (_, number) => host.send(hello(String(number))));
  await host.finish();
  expect(await Promise.all(inLine)).toEqual(inLine.map(() => true));
  expect(toGuest.payloads).toHaveLength(10);
  expect(await host.send(hello("late"))).toBe(false);
});

import { unhex, utf8, u64, join } from '../lib/bytes.mjs';
import { epochKey, sessionKeys } from '../lib/handshake.mjs';
import { equal, equalHex, readVectors } from '../lib/report.mjs';
import { openChunk, openMessage, openResync, sealChunk, sealMessage, sealResync } from '../lib/sealing.mjs';

export async function checkChannel() {
  const file = readVectors('channel.json');
  const keys = await sessionKeys(unhex(file.session));
  for (const name of ['channelHostToGuest', 'channelGuestToHost', 'resyncHostToGuest', 'resyncGuestToHost']) {
    equalHex(`channel: ${name}`, keys[name], file[name]);
  }
  const messageKey = { host: keys.channelHostToGuest, guest: keys.channelGuestToHost };
  const resyncKey = { host: keys.resyncHostToGuest, guest: keys.resyncGuestToHost };

  for (const { from, number, received, json, payload } of file.messages) {
    equalHex(`channel: message ${number} of the ${from}`, await sealMessage(messageKey[from], from, number, received, utf8(json)), payload);
    equal(`channel: opening message ${number} of the ${from}`, await openMessage(messageKey[from], from, unhex(payload)), {
      isHeaderRefused: false, number: BigInt(number), received: BigInt(received), json: utf8(json),
    });
  }
  for (const { from, number, generation, seen, expected, payload } of file.resyncs) {
    equalHex(`channel: resync ${number} of the ${from}`, await sealResync(resyncKey[from], from, number, generation, seen, expected), payload);
    equal(`channel: opening resync ${number} of the ${from}`, await openResync(resyncKey[from], from, unhex(payload)), {
      isHeaderRefused: false, number: BigInt(number), plaintext: join(u64(generation), u64(seen), u64(expected)),
    });
  }
  for (const { name, kind, from, isHeaderRefused, payload } of file.refusals) {
    const opened = kind === 'message' ? await openMessage(messageKey[from], from, unhex(payload)) : await openResync(resyncKey[from], from, unhex(payload));
    equal(`channel: ${name}`, [opened.isHeaderRefused, opened.json ?? opened.plaintext ?? null], [isHeaderRefused, null]);
  }
}

export async function checkChunks() {
  const file = readVectors('chunks.json');
  const keys = {};
  for (const epoch of file.epochs) {
    const key = await epochKey(unhex(epoch.transferKey), unhex(epoch.salt), epoch.transfer, epoch.number);
    keys[epoch.name] = key;
    equalHex(`chunks, ${epoch.name}: key`, key, epoch.key);
    for (const { index, final, plaintext, payload } of epoch.chunks) {
      equalHex(`chunks, ${epoch.name}: ${index}`, await sealChunk(key, epoch.transfer, epoch.number, index, final, unhex(plaintext)), payload);
      equalHex(`chunks, ${epoch.name}: opening ${index}`, (await openChunk(key, unhex(payload))).plaintext, plaintext);
    }
  }
  for (const { name, epoch, isHeaderRefused, payload } of file.refusals) {
    const opened = await openChunk(keys[epoch], unhex(payload));
    equal(`chunks: ${name}`, [opened.isHeaderRefused, opened.plaintext], [isHeaderRefused, null]);
  }
}

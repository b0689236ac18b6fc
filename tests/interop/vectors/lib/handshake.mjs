// Sections 3 and 4 of docs/sealed-protocol.md.

import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { ascii, hex, join, lp, readU64, same, u32, u8 } from './bytes.mjs';
import { hkdf, hkdfExpand, hkdfExtract, sha256 } from './primitives.mjs';
import { Spake2, passwordToScalar } from './spake2.mjs';

const version = 1;
const lengths = { 1: 1252, 2: 1188, 3: 35 };
const [hostName, guestName] = [ascii('host'), ascii('guest')];
const prefix = (step) => Uint8Array.of(1, step, version);

const joined = (label, place, ...steps) =>
  join(...[ascii(label), ascii(place.room), u8(place.hostSlot), u8(place.guestSlot), ...steps].map(lp));

export const confirmationData = (place, step1, step2) =>
  sha256(joined('sharencrypt/1 confirmation', place, step1, step2.subarray(0, -32)));

// Null, or why a payload is refused before anything is derived.
function refuseForm(payload, step) {
  if (payload.length < 3 || payload[0] !== 1) {
    return 'malformed';
  }
  if (payload[2] !== version) {
    return 'version';
  }
  return payload[1] === step && payload.length === lengths[step] ? null : 'malformed';
}

// FIPS 203 section 7.2: decoding and encoding a key leaves it as it is only when every coefficient is below q.
function passesModulusCheck(key) {
  for (let place = 0; place < 1152; place += 3) {
    const low = key[place] | ((key[place + 1] & 15) << 8);
    const high = (key[place + 1] >> 4) | (key[place + 2] << 4);
    if (low >= 3329 || high >= 3329) {
      return false;
    }
  }
  return true;
}

export class Host {
  static async begin(place, password, x, kemSeed) {
    const host = new Host();
    host.place = place;
    host.w = await passwordToScalar(password);
    host.spake = new Spake2(true, hostName, guestName, host.w, x);
    host.kem = ml_kem768.keygen(kemSeed);
    host.step1 = join(prefix(1), host.spake.share, host.kem.publicKey);
    return host;
  }

  async finish(step2) {
    const error = refuseForm(step2, 2);
    if (error !== null) {
      return { error };
    }
    const secrets = await this.spake.finish(step2.subarray(3, 68), await confirmationData(this.place, this.step1, step2));
    if (secrets === null) {
      return { error: 'malformed' };
    }
    if (!same(secrets.confirmB, step2.subarray(-32))) {
      return { error: 'wrongSecret' };
    }
    const step3 = join(prefix(3), secrets.confirmA);
    const ss = ml_kem768.decapsulate(step2.subarray(68, 68 + 1088), this.kem.secretKey);
    return { error: 'none', step3, secrets, ss, keys: await schedule(this.place, this.step1, step2, step3, secrets.Ke, ss) };
  }
}

export class Guest {
  static async create(place, password, y, kemRandomness) {
    const guest = new Guest();
    guest.place = place;
    guest.kemRandomness = kemRandomness;
    guest.spake = new Spake2(false, hostName, guestName, await passwordToScalar(password), y);
    return guest;
  }

  async begin(step1) {
    const error = refuseForm(step1, 1);
    if (error !== null) {
      return { error };
    }
    const key = step1.subarray(68);
    if (!passesModulusCheck(key)) {
      return { error: 'malformed' };
    }
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(key, this.kemRandomness);
    const unconfirmed = join(prefix(2), this.spake.share, cipherText);
    const data = await confirmationData(this.place, step1, join(unconfirmed, new Uint8Array(32)));
    this.secrets = await this.spake.finish(step1.subarray(3, 68), data);
    if (this.secrets === null) {
      return { error: 'malformed' };
    }
    this.ss = sharedSecret;
    this.step1 = step1;
    this.step2 = join(unconfirmed, this.secrets.confirmB);
    return { error: 'none', step2: this.step2 };
  }

  async finish(step3) {
    const error = refuseForm(step3, 3);
    if (error !== null) {
      return { error };
    }
    if (!same(this.secrets.confirmA, step3.subarray(3))) {
      return { error: 'wrongSecret' };
    }
    return { error: 'none', keys: await schedule(this.place, this.step1, this.step2, step3, this.secrets.Ke, this.ss) };
  }
}

async function schedule(place, step1, step2, step3, Ke, ss) {
  const transcriptHash = await sha256(joined('sharencrypt/1 transcript', place, step1, step2, step3));
  const session = await hkdfExtract(transcriptHash, join(Ke, ss));
  return { transcriptHash, session, ...(await sessionKeys(session)) };
}

export async function sessionKeys(session) {
  const expand = (secret, label, length) => hkdfExpand(secret, ascii(`sharencrypt/1 ${label}`), length);
  const resumptionSecret = await expand(session, 'resumption secret', 32);
  return {
    channelHostToGuest: await expand(session, 'channel host to guest', 32),
    channelGuestToHost: await expand(session, 'channel guest to host', 32),
    resyncHostToGuest: await expand(session, 'resync host to guest', 32),
    resyncGuestToHost: await expand(session, 'resync guest to host', 32),
    roomToken: await expand(session, 'room token', 32),
    phraseBits: readU64(await expand(session, 'verification phrase', 8), 0) >> 20n,
    resumptionSecret,
    resumptionRoom: hex(await expand(resumptionSecret, 'resumption room', 16)),
    resumptionPassword: await expand(resumptionSecret, 'resumption password', 32),
  };
}

export const phrase = (bits, words) => [33n, 22n, 11n, 0n].map((shift) => words[Number((bits >> shift) & 2047n)]).join(' ');

export const epochKey = (transferKey, salt, transfer, epoch) =>
  hkdf(transferKey, salt, join(ascii('sharencrypt/1 epoch'), u32(transfer), u32(epoch)), 32);

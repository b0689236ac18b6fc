import { ascii, unhex } from '../lib/bytes.mjs';
import { Guest, Host, confirmationData, phrase } from '../lib/handshake.mjs';
import { equal, equalHex, readVectors, words } from '../lib/report.mjs';
import { vectorsOfTheRfc } from '../lib/spake2.mjs';

const hostOf = (run) => Host.begin(run, unhex(run.password), unhex(run.x), unhex(run.kemSeed));
const guestOf = (run) => Guest.create(run, unhex(run.password), unhex(run.y), unhex(run.kemRandomness));

export async function checkRfc() {
  for (const [number, vector] of readVectors('spake2-rfc9382-p256.json').vectors.entries()) {
    const { a, b } = vectorsOfTheRfc(vector);
    equalHex(`RFC 9382 ${number}: pA`, a.share, vector.pA);
    equalHex(`RFC 9382 ${number}: pB`, b.share, vector.pB);
    for (const keys of [await a.finish(b.share, ascii('')), await b.finish(a.share, ascii(''))]) {
      for (const name of ['K', 'Ke', 'confirmA', 'confirmB'].filter((name) => name in vector)) {
        equalHex(`RFC 9382 ${number}: ${name}`, keys[name], vector[name]);
      }
    }
  }
}

export async function checkHandshake() {
  const { runs, refusals } = readVectors('handshake.json');
  for (const run of runs) {
    await checkRun(run);
  }
  for (const refusal of refusals) {
    await checkRefusal(refusal, runs.find((run) => run.name === refusal.run));
  }
}

async function checkRun(run) {
  const check = (what, actual, expected) => equalHex(`handshake, ${run.name}: ${what}`, actual, expected);
  const [host, guest] = [await hostOf(run), await guestOf(run)];
  check('w', host.w, run.w);
  check('step 1', host.step1, run.step1);
  const { error, step2 } = await guest.begin(host.step1);
  check('guest takes step 1', error, 'none');
  check('step 2', step2, run.step2);
  const end = await host.finish(step2);
  check('host takes step 2', end.error, 'none');
  check('step 3', end.step3, run.step3);
  check('confirmation data', await confirmationData(run, host.step1, step2), run.confirmationData);
  check('Ke', end.secrets.Ke, run.ke);
  check('ss', end.ss, run.ss);
  const guestEnd = await guest.finish(end.step3);
  check('guest takes step 3', guestEnd.error, 'none');
  for (const keys of [end.keys, guestEnd.keys]) {
    for (const name of Object.keys(keys).filter((name) => name !== 'phraseBits')) {
      check(name, keys[name], run[name]);
    }
    check('verification phrase', phrase(keys.phraseBits, words), run.verificationPhrase);
  }
}

async function checkRefusal(refusal, run) {
  const payload = unhex(refusal.payload);
  const guest = await guestOf(run);
  if (refusal.step === 3) {
    await guest.begin(unhex(run.step1));
  }
  const { error } = refusal.step === 1 ? await guest.begin(payload)
    : refusal.step === 2 ? await (await hostOf(run)).finish(payload)
    : await guest.finish(payload);
  equal(`handshake, ${refusal.name}`, error, refusal.error);
}

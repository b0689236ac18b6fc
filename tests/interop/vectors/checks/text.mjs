import { unhex, utf8 } from '../lib/bytes.mjs';
import { chooseNamed, composeLink, readCode, readLink, writeRelayPart } from '../lib/codes.mjs';
import { readMessage } from '../lib/messages.mjs';
import { fromUtf16, judgeList, judgePath, show } from '../lib/paths.mjs';
import { equal, readVectors } from '../lib/report.mjs';
import { findHeld, offerAgain } from '../lib/resume.mjs';

export function checkCodes() {
  const file = readVectors('codes.json');
  for (const { typed, ...expected } of file.codes) {
    equal(`codes: ${typed}`, readCode(typed), expected);
  }
  for (const { typed, ...expected } of file.refusedCodes) {
    equal(`codes: ${typed}`, readCode(typed), expected);
  }
  for (const { code, configured, relay } of file.namedRelays) {
    equal(`codes: ${code} with ${configured}`, chooseNamed(code, configured), relay);
  }
  for (const { relay, part } of file.relayParts) {
    equal(`codes: ${relay}`, writeRelayPart(relay), part);
  }
  for (const { text, ...expected } of file.links) {
    equal(`codes: ${text}`, readLink(text), expected);
  }
  for (const { text, ...expected } of file.refusedLinks) {
    equal(`codes: ${text}`, readLink(text), expected);
  }
  for (const { page, relay, code, link } of file.composedLinks) {
    equal(`codes: ${link}`, composeLink(page, relay, code), link);
  }
}

export function checkResume() {
  const file = readVectors('resume.json');
  for (const vector of file.held) {
    const { isCovered, held, index, failedAgain } = vector;
    equal(`resume: ${vector.name}`, findHeld(vector), { isCovered, held, index, failedAgain });
  }
  for (const vector of file.offers) {
    equal(`resume: ${vector.name}`, offerAgain(vector), vector.again);
  }
}

export function checkPaths() {
  const file = readVectors('paths.json');
  for (const vector of file.paths) {
    const path = vector.path ?? fromUtf16(vector.utf16);
    for (const rules of ['unix', 'macos', 'windows']) {
      equal(`paths: ${vector.name} on ${rules}`, judgePath(path, rules), vector[rules]);
    }
  }
  for (const vector of file.lists) {
    for (const rules of ['unix', 'macos', 'windows']) {
      equal(`paths: ${vector.name} on ${rules}`, judgeList(vector.items, rules), vector[rules]);
    }
  }
}

export function checkPrintable() {
  for (const { text, utf16, shown } of readVectors('printable.json').texts) {
    equal(`printable: ${shown}`, show(text ?? fromUtf16(utf16)), shown);
  }
}

export function checkMessages() {
  const file = readVectors('messages.json');
  const toBytes = ({ message, text, utf8: bytes }) => (bytes !== undefined ? unhex(bytes) : utf8(text ?? JSON.stringify(message)));
  const sorted = (value) => JSON.parse(JSON.stringify(value), (_, part) =>
    (part !== null && typeof part === 'object' && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort()) : part));
  for (const vector of file.accepted) {
    equal(`messages: ${vector.name}`, sorted(readMessage(toBytes(vector))), sorted(vector.meaning));
  }
  for (const vector of file.refused) {
    equal(`messages: ${vector.name}`, readMessage(toBytes(vector)), null);
  }
}

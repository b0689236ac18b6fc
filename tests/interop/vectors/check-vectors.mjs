// Checks vectors/ against a reading of docs/sealed-protocol.md that shares no code with ours: if both agree, the text
// says enough to write another client.

import { checkHandshake, checkRfc } from './checks/handshake.mjs';
import { checkChannel, checkChunks } from './checks/sealing.mjs';
import { checkCodes, checkMessages, checkPaths, checkPrintable, checkResume } from './checks/text.mjs';
import { finish } from './lib/report.mjs';

await checkRfc();
await checkHandshake();
await checkChannel();
await checkChunks();
checkCodes();
checkPaths();
checkPrintable();
checkMessages();
checkResume();
finish();

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { TransferRecord } from "./transfer-record.js";

interface Schema extends DBSchema {
  transfers: { key: string; value: TransferRecord };
  keys: { key: string; value: CryptoKey };
}

const databaseName = "sharencrypt";
const wrappingKeyName = "wrapping";
const ivBytes = 12;

let opened: Promise<IDBPDatabase<Schema>> | undefined;

/** Whether this browser has a database for this page. */
export async function hasDatabase(): Promise<boolean> {
  try {
    await database();
    return true;
  } catch {
    return false; // Not in some private windows, and not outside of browsers.
  }
}

/** All records. */
export async function allRecords(): Promise<readonly TransferRecord[]> {
  return (await database()).getAll("transfers");
}

/** One record; undefined when it is gone. */
export async function getRecord(id: string): Promise<TransferRecord | undefined> {
  return (await database()).get("transfers", id);
}

/** Stores a record, or another in its place. */
export async function putRecord(record: TransferRecord): Promise<void> {
  await (await database()).put("transfers", record);
}

/** Forgets a record. */
export async function deleteRecord(id: string): Promise<void> {
  await (await database()).delete("transfers", id);
}

/** Seals what is secret in a record under a key that never leaves the browser: a copy of its files does not open it. */
export async function sealSecret(secret: unknown): Promise<TransferRecord["sealed"]> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const text = new TextEncoder().encode(JSON.stringify(secret));
  return { iv, ciphertext: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await wrappingKey(), text)) };
}

/** Opens it; undefined when the key is gone or it is damaged. */
export async function openSecret({ iv, ciphertext }: TransferRecord["sealed"]): Promise<unknown> {
  try {
    const sealed = { name: "AES-GCM", iv: new Uint8Array(iv) };
    const text = await crypto.subtle.decrypt(sealed, await wrappingKey(), new Uint8Array(ciphertext));
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return undefined;
  }
}

async function wrappingKey(): Promise<CryptoKey> {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const transaction = (await database()).transaction("keys", "readwrite");
  const known = await transaction.store.get(wrappingKeyName);
  if (known === undefined) {
    await transaction.store.put(fresh, wrappingKeyName);
  }

  await transaction.done;
  return known ?? fresh;
}

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>(databaseName, 1, {
    upgrade(created) {
      created.createObjectStore("transfers", { keyPath: "id" });
      created.createObjectStore("keys");
    },
  });
  opened.catch(() => {
    opened = undefined;
  });
  return opened;
}

/** What a page holds for as long as it works on a transfer. */
export interface TransferLock {
  release(): void;
}

const prefix = "sharencrypt-transfer-";

/** Takes hold of a transfer; undefined when another page works on it. */
export function tryHold(id: string): Promise<TransferLock | undefined> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(prefix + id, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve(undefined);
          return;
        }

        return new Promise<void>((release) => resolve({ release }));
      })
      .catch(reject);
  });
}

/** Whether another page, or this one, works on it. */
export async function isHeld(id: string): Promise<boolean> {
  const { held } = await navigator.locks.query();
  return held?.some(({ name }) => name === prefix + id) ?? false;
}

import type { ShareClient } from "../library.js";

/** A client that is loaded at its first use, so that the page opens without it. A failed load is tried again at the next use. */
export function lazyClient(load: () => Promise<ShareClient>): ShareClient {
  let loading: Promise<ShareClient> | undefined;
  const client = (): Promise<ShareClient> => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    open: async (options) => (await client()).open(options),
    join: async (codeOrLink, options) => (await client()).join(codeOrLink, options),
    abilities: async () => (await client()).abilities(),
    unfinished: async () => (await client()).unfinished(),
    resume: async (transfer, options) => (await client()).resume(transfer, options),
    discard: async (transfer) => (await client()).discard(transfer),
  };
}

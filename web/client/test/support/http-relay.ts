import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that came, whole. */
export interface Asked {
  readonly method: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** Answers one request. */
export type Answer = (response: ServerResponse, asked: Asked, request: IncomingMessage) => void;

/** A small HTTP server that answers as a test wants. */
export class HttpRelay {
  readonly asked: Asked[] = [];
  readonly #server = createServer((request, response) => this.#take(request, response));
  readonly #answer: Answer;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address: AddressInfo | string | null = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of request) {
        parts.push(part);
      }
    } catch {
      return; // The client gave up.
    }

    const asked = { method: request.method ?? "", headers: request.headers, body: Buffer.concat(parts) };
    this.asked.push(asked);
    this.#answer(response, asked, request);
  }
}

/** A number in a header. */
export function numberOf(asked: Asked, header: string): number {
  return Number(asked.headers[header]);
}

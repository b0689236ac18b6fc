import type { ReceiveTarget } from "../receive-target.js";
import type { ShareContent } from "../share-content.js";
import { passOn, readFor } from "./port-stream.js";
import type { WireContent, WireTarget } from "./worker-messages.js";

// Streams are left in the page: the worker gets a port to them.

/** A content to send to the worker, and what is to be transferred with it. */
export function toWireContent(content: ShareContent): { readonly wire: WireContent; readonly transfer: Transferable[] } {
  if (content.kind !== "stream") {
    return { wire: content, transfer: [] };
  }

  const { port1, port2 } = new MessageChannel();
  readFor(port1, content.stream);
  return { wire: { kind: "stream", port: port2, name: content.name }, transfer: [port2] };
}

/** A target to send to the worker, and what is to be transferred with it. */
export function toWireTarget(target: ReceiveTarget): { readonly wire: WireTarget; readonly transfer: Transferable[] } {
  if (target.kind !== "stream") {
    return { wire: target, transfer: [] };
  }

  const { port1, port2 } = new MessageChannel();
  passOn(port1, target.stream);
  return { wire: { kind: "stream", port: port2 }, transfer: [port2] };
}

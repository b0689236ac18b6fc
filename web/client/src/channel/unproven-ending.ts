import { ShareError } from "../share-error.js";

/** What a guest is told when it ends before the host has proven itself: most often its code is wrong. */
export function beforeVerified(reason: ShareError): ShareError {
  if (reason.code === "codeWrong") {
    return new ShareError(
      "codeWrong",
      "The code is wrong: the words do not match.",
      "Check the words with the sender. After three wrong tries the code stops working.",
    );
  }

  return reason.code === "peerLeft" ? new ShareError("peerLeft", "The sender is gone.", "Ask the sender for a new code.") : reason;
}

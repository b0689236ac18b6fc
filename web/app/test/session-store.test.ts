import { describe, expect, it } from "vitest";
import { contentOf, items, settle } from "../dev/scenes.js";
import { ScriptedClient, ScriptedError, ScriptedSession } from "../dev/scripted-client.js";
import { SessionStore } from "../src/state/session-store.js";
import { isInterrupted, lineSentence, mainTransfer, sessionView } from "../src/state/session-view.js";

const summary = { bytes: 10, files: 1, elapsedMilliseconds: 1000, failed: [], saved: [] };
const first = { confirmedBytes: 0, totalBytes: 10, confirmedItems: 0, totalItems: 1, currentItem: 0, currentBytes: 0 };

async function started(isHost: boolean): Promise<{ store: SessionStore; session: ScriptedSession; ended: Promise<void> }> {
  const store = new SessionStore(isHost, () => 0);
  const session = new ScriptedSession();
  const ended = store.run(async () => session);
  await settle();
  return { store, session, ended };
}

describe("a session of a sender", () => {
  it("shows the code, then sends by itself when the other side is here", async () => {
    const { store, session } = await started(true);
    store.send(contentOf(items));
    expect(sessionView(store.value, true).kind).toBe("code");
    expect(session.sent).toHaveLength(0);
    session.meet();
    await settle();
    expect(session.sent).toHaveLength(1);
    expect(store.value.phrase).toBe("harvest pupil silent anchor");
    expect(mainTransfer(store.value.transfers)?.value.stage).toBe("proposed");
    session.sent[0]?.step(first);
    await settle();
    expect(mainTransfer(store.value.transfers)?.value.stage).toBe("running");
    session.sent[0]?.finish(summary);
    await settle();
    expect(mainTransfer(store.value.transfers)?.value.stage).toBe("done");
  });

  it("sends more without a new code", async () => {
    const { store, session } = await started(true);
    session.meet();
    await settle();
    store.send({ kind: "text", text: "one" });
    store.send({ kind: "text", text: "two" });
    expect(session.sent).toHaveLength(2);
  });

  it("does not send what was stopped before the other side came", async () => {
    const { store, session } = await started(true);
    store.send({ kind: "text", text: "one" });
    store.value.transfers[0]?.stop();
    session.meet();
    await settle();
    expect(session.sent).toHaveLength(0);
    expect(store.value.transfers[0]?.value.failure?.code).toBe("aborted");
  });

  it("tells wrong guesses, and waits on", async () => {
    const { store, session } = await started(true);
    session.statuses.push({ kind: "peerArrived" }, { kind: "wrongGuess", count: 2 });
    await settle();
    expect(store.value.wrongGuesses).toBe(2);
    expect(lineSentence(store.value.line, false, undefined)).toBe("waiting");
  });

  it.each([
    ["declined", "declined"],
    ["peerCancelled", "failed"],
    ["sourceUnreadable", "failed"],
  ] as const)("ends one transfer with %s and stays in the session", async (code, stage) => {
    const { store, session } = await started(true);
    store.send({ kind: "text", text: "one" });
    session.meet();
    await settle();
    session.sent[0]?.fail(new ScriptedError(code));
    await settle();
    expect(store.value.transfers[0]?.value).toMatchObject({ stage, failure: { code } });
    expect(store.value.ended).toBeUndefined();
  });
});

describe("a session of a receiver", () => {
  it("shows an offer before anything is accepted, and declines it", async () => {
    const { store, session } = await started(false);
    session.meet();
    session.offer({ kind: "files", items });
    await settle();
    const asked = mainTransfer(store.value.transfers);
    expect(asked?.value.stage).toBe("asked");
    expect(asked?.outline.count).toBe(items.length);
    await asked?.decline();
    expect(session.declined).toBe(1);
    expect(asked?.value.stage).toBe("declined");
  });

  it("shows at once that the other side has taken its offer back", async () => {
    const { store, session } = await started(false);
    session.meet();
    session.offer({ kind: "files", items });
    await settle();
    session.withdraw("peerCancelled");
    const [asked] = store.value.transfers;
    expect(asked?.value).toMatchObject({ stage: "failed", failure: { code: "peerCancelled" } });
    await asked?.decline();
    expect(session.declined).toBe(0);
  });

  it("accepts once and keeps the text", async () => {
    const { store, session } = await started(false);
    session.meet();
    session.offer({ kind: "text", totalBytes: 5 });
    await settle();
    const asked = store.value.transfers[0];
    void asked?.accept({ kind: "text" }, { savedTo: "text" });
    void asked?.accept({ kind: "text" }, { savedTo: "text" });
    expect(session.accepted).toHaveLength(1);
    session.accepted[0]?.finish({ ...summary, text: "<b>hello</b>" });
    await settle();
    expect(asked?.value.summary?.text).toBe("<b>hello</b>");
  });

  it("takes another offer after the first", async () => {
    const { store, session } = await started(false);
    session.meet();
    session.offer({ kind: "text", totalBytes: 5 });
    session.offer({ kind: "text", totalBytes: 6 });
    await settle();
    expect(store.value.transfers).toHaveLength(2);
  });
});

describe("a session's connections", () => {
  it("shows each side's loss and return as they are", async () => {
    const { store, session } = await started(true);
    session.meet();
    await settle();
    session.statuses.push({ kind: "peerAway" });
    await settle();
    expect(lineSentence(store.value.line, false, undefined)).toBe("theirConnectionLost");
    expect(isInterrupted(store.value.line)).toBe(true);
    session.statuses.push({ kind: "relayLost" });
    await settle();
    expect(lineSentence(store.value.line, false, undefined)).toBe("myConnectionLost");
    session.statuses.push({ kind: "relayBack" }, { kind: "peerBack" });
    await settle();
    expect(lineSentence(store.value.line, false, undefined)).toBe("together");
  });

  it("ends what is under way when the other side leaves", async () => {
    const { store, session, ended } = await started(true);
    store.send({ kind: "text", text: "one" });
    session.meet();
    await settle();
    expect(store.isUnderWay).toBe(true);
    session.end("peerLeft");
    await ended;
    expect(store.value.ended?.failure?.code).toBe("peerLeft");
    expect(store.value.transfers[0]?.value.failure?.code).toBe("peerLeft");
    expect(store.isUnderWay).toBe(false);
  });

  it("leaves at once in the middle, and never enters when it was left before", async () => {
    const { store, session } = await started(true);
    await store.leave();
    expect(session.hasLeft).toBe(true);
    const client = new ScriptedClient();
    const late = new SessionStore(false, () => 0);
    const run = late.run(() => client.join("1-a-b"));
    await late.leave();
    await run;
    expect(client.session.hasLeft).toBe(true);
  });

  it("says why it could not enter", async () => {
    const store = new SessionStore(false, () => 0);
    await store.run(() => Promise.reject(new ScriptedError("codeUsed")));
    expect(store.value.ended?.failure?.code).toBe("codeUsed");
    expect(sessionView(store.value, false).kind).toBe("ended");
  });

  it("goes on with a resumed transfer", async () => {
    const store = new SessionStore(true, () => 0);
    const session = new ScriptedSession();
    session.resumes = "sending";
    const date = new Date(0);
    const unfinished = {
      id: "1",
      isSending: true,
      relay: "",
      names: ["a"],
      files: 3,
      bytes: 9,
      safeBytes: 4,
      startedAt: date,
      expiresAt: date,
    };
    void store.run(async () => session, { ...unfinished, isRunning: false, needsFiles: false });
    session.meet();
    await settle();
    expect(store.value.transfers[0]?.outline).toMatchObject({ count: 3, name: "a" });
    store.value.transfers[0]?.stop();
    await settle();
    expect(session.hasLeft).toBe(false);
    expect(store.value.transfers[0]?.value.failure?.code).toBe("aborted");
  });
});

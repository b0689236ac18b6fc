import { describe, expect, it, vi } from "vitest";
import { contentOf, items, settle } from "../dev/scenes.js";
import { ScriptedClient } from "../dev/scripted-client.js";
import { AppStore } from "../src/state/app-store.js";
import { failureOf } from "../src/state/failure.js";
import { keptMarks } from "../src/state/kept-marks.js";
import { readPageConfig, relayNamedIn } from "../src/state/page-config.js";
import { codeShownFor, takeLink } from "../src/state/page-link.js";
import { iconAddress, pageSign, titleFor } from "../src/state/page-signs.js";
import { guardUnload } from "../src/state/unload-guard.js";
import { lazyClient } from "../src/worker/lazy-client.js";

describe("the page's address", () => {
  it("gives the code and loses it", () => {
    const replaceState = vi.fn();
    const location = { href: "https://a.example/#1-b-c", hash: "#1-b-c", pathname: "/", search: "" };
    expect(takeLink(location, { state: null, replaceState })).toBe(location.href);
    expect(replaceState).toHaveBeenCalledWith(null, "", "/");
    expect(takeLink({ ...location, hash: "" }, { state: null, replaceState })).toBeUndefined();
  });

  it("shows the code of a link", () => {
    expect(codeShownFor("https://a.example/#4821-velvet%2Dorbit&relay=https%3A%2F%2Fb.example")).toBe("4821-velvet-orbit");
    expect(codeShownFor("https://a.example/#%E0%A4%A")).toBe("%E0%A4%A");
    expect(codeShownFor(" 1-a-b ")).toBe("1-a-b");
  });

  it("finds the relay", () => {
    expect(readPageConfig("", "https://a.example/share/?x#y")).toEqual({
      relay: "https://a.example/share/",
      page: "https://a.example/share/",
    });
    expect(readPageConfig("https://r.example", "https://a.example/").relay).toBe("https://r.example/");
    expect(() => readPageConfig("ftp://r.example", "https://a.example/")).toThrow(TypeError);
    expect(relayNamedIn("https://a.example/#1-b-c&relay=https%3A%2F%2Fr.example%3A8443")).toBe("r.example:8443");
    expect(relayNamedIn("1-b-c@r.example")).toBe("r.example");
    expect(relayNamedIn("1-b-c")).toBeUndefined();
  });
});

describe("the page", () => {
  const config = { relay: "https://r.example/", page: "https://r.example/" };
  const marks = { mayHaveUnfinished: () => false, markUnfinished: vi.fn() };

  it("does not ask the library for unfinished transfers when there never was one", async () => {
    const client = new ScriptedClient();
    const asked = vi.spyOn(client, "unfinished");
    new AppStore(client, config, marks).show({ kind: "landing" });
    await settle();
    expect(asked).not.toHaveBeenCalled();
  });

  it("finds out what the browser can take before the code is used", async () => {
    const client = new ScriptedClient();
    const app = new AppStore(client, config, marks);
    app.show({ kind: "join", codeOrLink: "1-a-b" });
    await settle();
    expect(app.value.abilities).toEqual(client.able);
    expect(client.joined).toEqual([]);
    app.join("1-a-b");
    expect(client.joined).toEqual(["1-a-b"]);
  });

  it("tries again with the same content", async () => {
    const client = new ScriptedClient();
    client.error = "relayUnreachable";
    const app = new AppStore(client, config, marks);
    app.send(contentOf(items));
    await settle();
    expect(app.session?.value.ended?.failure?.code).toBe("relayUnreachable");
    client.error = undefined;
    app.retry();
    await settle();
    expect(app.session?.value.code).toBe("4821-velvet-comet");
    expect(app.session?.value.transfers[0]?.outline.count).toBe(items.length);
  });

  it("asks before it is left, but only while something is under way", () => {
    const target = new EventTarget();
    let isUnderWay = true;
    const stop = guardUnload(() => isUnderWay, target as unknown as Window);
    const leave = (): boolean =>
      target.dispatchEvent(
        Object.defineProperty(new Event("beforeunload", { cancelable: true }), "returnValue", { value: undefined, writable: true }),
      );
    expect(leave()).toBe(false);
    isUnderWay = false;
    expect(leave()).toBe(true);
    stop();
  });

  it("loads the library once, and again after a failure", async () => {
    const load = vi.fn().mockRejectedValueOnce(new Error("offline")).mockResolvedValue(new ScriptedClient());
    const client = lazyClient(load);
    expect(load).not.toHaveBeenCalled();
    await expect(client.abilities()).rejects.toThrow("offline");
    await client.abilities();
    await client.unfinished();
    expect(load).toHaveBeenCalledTimes(2);
  });

  it("remembers nothing where storage is refused", () => {
    const refused = keptMarks(() => {
      throw new DOMException("no", "SecurityError");
    });
    refused.markUnfinished();
    expect(refused.mayHaveUnfinished()).toBe(false);
  });
});

describe("signs and failures", () => {
  it("show progress in the title and the icon", async () => {
    expect(pageSign(undefined)).toEqual({ percent: undefined, mark: "none" });
    expect(titleFor({ percent: 40, mark: "none" }, "40%")).toBe("40% · Sharencrypt");
    expect(titleFor({ percent: undefined, mark: "done" }, "")).toBe("✓ Sharencrypt");
    expect(iconAddress({ percent: 40, mark: "none" })).toMatch(/^data:image\/svg\+xml,/);
    expect(iconAddress({ percent: undefined, mark: "none" })).toBeUndefined();
  });

  it("are known by their shape", () => {
    const error = (name: string, code: string): Error => Object.assign(new Error("x"), { name, code });
    expect(failureOf(error("ShareError", "codeWrong"))).toEqual({ code: "codeWrong" });
    expect(failureOf(error("ShareError", "toString"))).toEqual({ code: "internal" });
    expect(failureOf(error("Error", "codeWrong"))).toEqual({ code: "internal" });
    expect(failureOf(new DOMException("x", "AbortError"))).toEqual({ code: "aborted" });
    expect(failureOf("x")).toEqual({ code: "internal" });
  });
});

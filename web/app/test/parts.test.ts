import { describe, expect, it } from "vitest";
import type { ReceiveAbilities } from "../src/library.js";
import { stateOf } from "../src/parts/file-list.js";
import { stretches } from "../src/parts/path-drawing.js";
import { qrDrawing } from "../src/parts/qr-drawing.js";
import { curvePath } from "../src/parts/rate-curve.js";
import { rowWindow } from "../src/parts/virtual-rows.js";
import { pickedFromInput, pickedFromPaste } from "../src/picking/content.js";
import { pickedFromEntries } from "../src/picking/dropped.js";
import { curvePoints, RateMeter, secondsLeft } from "../src/state/rate-meter.js";
import { firstPlace, isTooLarge, openPlace, placesFor } from "../src/state/receive-choice.js";

const item = (path: string, bytes = 1) => ({ path, bytes, isFolder: false, isExecutable: false, isHidden: false });
const files = (...paths: string[]) => ({
  kind: "files" as const,
  items: paths.map((path) => item(path)),
  count: paths.length,
  totalBytes: 1000,
  name: "",
});

describe("a long list", () => {
  it("draws only the rows in sight", () => {
    expect(rowWindow(0, 480, 48, 10_000)).toEqual({ first: 0, end: 18 });
    expect(rowWindow(240_000, 480, 48, 10_000)).toEqual({ first: 4992, end: 5018 });
    expect(rowWindow(1e9, 480, 48, 10_000).end).toBe(10_000);
    expect(rowWindow(0, 480, 48, 0)).toEqual({ first: 0, end: 0 });
  });

  it("knows the state of each row", () => {
    const progress = { confirmedBytes: 5, totalBytes: 9, confirmedItems: 1, totalItems: 3, currentItem: 1, currentBytes: 4 };
    const states = [0, 1, 2].map((place) => stateOf(place, item("a"), progress, new Map(), false));
    expect(states).toEqual(["stored", "underWay", "waiting"]);
    expect(stateOf(0, item("a"), progress, new Map([["a", "changed"]]), true)).toBe("failed");
    expect(stateOf(2, item("a"), undefined, new Map(), true)).toBe("stored");
  });
});

describe("the rate", () => {
  it("settles on what flows and keeps a point a second", () => {
    const meter = new RateMeter();
    for (let second = 0; second <= 90; second++) meter.measure(second * 1000, second * 5_000_000);
    expect(meter.rate.bytesPerSecond).toBeCloseTo(5_000_000);
    expect(meter.rate.curve).toHaveLength(curvePoints);
    expect(secondsLeft(meter.rate, 450_000_000, 500_000_000)).toBeCloseTo(10);
  });

  it("forgets when nothing can flow", () => {
    const meter = new RateMeter();
    meter.measure(0, 0);
    meter.measure(1000, 1000);
    expect(meter.pause().bytesPerSecond).toBeUndefined();
    expect(meter.measure(60_000, 1000).bytesPerSecond).toBeUndefined();
    expect(secondsLeft(meter.rate, 0, 10)).toBeUndefined();
  });

  it("is drawn with the newest at the right end", () => {
    expect(curvePath([1])).toBe("");
    expect(curvePath([1, 2])).toMatch(/^M235\.9 25L240 4$/);
  });
});

describe("the path", () => {
  it("is broken where a side is away", () => {
    expect(stretches({ mine: "up", theirs: "here" }, "out")).toEqual(["flowing", "flowing"]);
    expect(stretches({ mine: "up", theirs: "away" }, "out")).toEqual(["linked", "broken"]);
    expect(stretches({ mine: "lost", theirs: "here" }, "in")).toEqual(["broken", "linked"]);
    expect(stretches({ mine: "connecting", theirs: "absent" }, "none")).toEqual(["idle", "idle"]);
  });
});

describe("picking", () => {
  const file = (name: string, folder = "") => Object.assign(new File(["x"], name), { webkitRelativePath: folder });

  it("keeps the folder of a chosen folder and numbers pasted twins", () => {
    expect(pickedFromInput([file("a.txt"), file("b.txt", "f/b.txt")])?.files.map(({ path }) => path)).toEqual(["a.txt", "f/b.txt"]);
    expect(pickedFromInput([])).toBeUndefined();
    expect(pickedFromPaste([file("image.png"), file("image.png"), file("x"), file("x")])?.files.map(({ path }) => path)).toEqual([
      "image.png",
      "image (2).png",
      "x",
      "x (2)",
    ]);
  });

  it("walks through dropped folders, also deep, empty and large ones", async () => {
    const entryOf = (fullPath: string): FileSystemEntry =>
      ({ isFile: true, isDirectory: false, fullPath, name: fullPath, file: (take: (file: File) => void) => take(file(fullPath)) }) as never;
    const folderOf = (fullPath: string, children: readonly FileSystemEntry[]): FileSystemEntry => {
      const rest = [...children];
      const createReader = () => ({ readEntries: (take: (some: FileSystemEntry[]) => void) => take(rest.splice(0, 100)) });
      return { isFile: false, isDirectory: true, fullPath, name: fullPath, createReader } as never;
    };
    const many = Array.from({ length: 250 }, (_, place) => entryOf(`/f/${place}`));
    const counts: number[] = [];
    const picked = await pickedFromEntries([folderOf("/f", [folderOf("/f/empty", []), ...many]), entryOf("/z")], (count) =>
      counts.push(count),
    );
    expect(picked?.files.map(({ path }) => path)).toEqual([...many.map((_, place) => `f/${place}`), "z"]);
    expect(picked?.emptyFolders).toEqual(["f/empty"]);
    expect(counts).toEqual([100, 200]);
  });
});

describe("where an offer goes", () => {
  const able: ReceiveAbilities = { canChooseFolder: true, downloads: "disk", mostBytes: 500, canResume: true };
  const less: ReceiveAbilities = { ...able, canChooseFolder: false };

  it("offers the places that fit it, the best first", () => {
    expect(placesFor(files("a"), able)).toEqual(["files", "folder"]);
    expect(placesFor(files("a", "b"), able)).toEqual(["folder", "files", "zip"]);
    expect(placesFor(files("f/a", "f/b"), less)).toEqual(["zip", "files"]);
    expect(placesFor(files(..."abcdefghijklmnopqrstu"), able)).toEqual(["folder", "zip"]);
    expect(placesFor({ ...files(), kind: "text" }, able)).toEqual(["text"]);
    expect(placesFor({ ...files(), kind: "stream" }, able)).toEqual(["stream"]);
  });

  it("knows what has no room", () => {
    expect(isTooLarge("zip", files("a", "b"), less)).toBe(true);
    expect(isTooLarge("folder", files("a", "b"), able)).toBe(false);
    expect(firstPlace(files("a"), able)).toBe("folder");
    expect(firstPlace(files("a"), less)).toBe("files");
  });

  it("opens them", async () => {
    const folder = { name: "Pictures" } as FileSystemDirectoryHandle;
    const openers = { chooseFolder: async () => folder, openDownload: async () => new WritableStream<Uint8Array>() };
    expect(await openPlace("folder", files("a"), openers)).toEqual({
      target: { kind: "folder", folder },
      saved: { savedTo: "folder", folderName: "Pictures" },
    });
    expect((await openPlace("zip", files("a"), openers)).target).toEqual({ kind: "download", as: "zip" });
    expect((await openPlace("stream", files(), openers)).target.kind).toBe("stream");
  });
});

describe("the QR code", () => {
  it("has its three corners and a quiet zone", () => {
    const { path, size } = qrDrawing("https://share.example/#4821-velvet-comet");
    expect(size).toBe(29 + 8);
    expect(path).toContain("M4 4h7v1H4z");
    expect(path).toContain(`M${size - 11} 4h7v1H${size - 11}z`);
    expect(path).toContain(`M4 ${size - 5}h7v1H4z`);
  });
});

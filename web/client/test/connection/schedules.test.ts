import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Perseverance } from "../../src/connection/perseverance.js";
import { ReconnectSchedule } from "../../src/connection/reconnect-schedule.js";
import { SilenceWatch } from "../../src/connection/silence-watch.js";
import { delay, Queue, within } from "../../src/connection/waiting.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("when to connect again", () => {
  test("at once, then later and later up to half a minute, and anew after one that worked", () => {
    const schedule = new ReconnectSchedule(() => 1);
    expect(Array.from({ length: 10 }, () => schedule.next())).toEqual([0, 250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    schedule.reset();
    expect(schedule.next()).toBe(0);
  });

  test("clients of one relay do not come all at once", () => {
    const [early, late] = [new ReconnectSchedule(() => 0), new ReconnectSchedule(() => 1)];
    expect([early.next(), late.next(), early.next(), late.next()]).toEqual([0, 0, 125, 250]);
  });
});

describe("how long a request is tried", () => {
  test("at once, then less often, for 10 s", () => {
    const perseverance = new Perseverance();
    const pauses: (number | undefined)[] = [];
    for (let pause = perseverance.failed(); pause !== undefined; pause = perseverance.failed()) {
      pauses.push(pause);
      vi.advanceTimersByTime(pause);
    }

    expect(pauses).toEqual([0, 100, 200, 400, 800, 1600, 1600, 1600, 1600, 1600, 1600]);
  });

  test("anew when something worked", () => {
    const perseverance = new Perseverance();
    perseverance.failed();
    vi.advanceTimersByTime(20_000);
    perseverance.succeeded();
    expect([perseverance.failed(), perseverance.failed()]).toEqual([0, 100]);
  });
});

// The twin of SilenceWatchTests.
describe("when a connection counts as dead", () => {
  let bytes = 0;
  let second = 0;
  let pings: number[] = [];
  let ends: number[] = [];
  let watch: SilenceWatch;

  beforeEach(() => {
    [bytes, second, pings, ends] = [0, 0, [], []];
    watch = new SilenceWatch({ bytesReceived: () => bytes, ping: () => pings.push(second), giveUp: () => ends.push(second) });
    watch.start();
  });
  afterEach(() => watch.stop());

  function pass(seconds: number): void {
    for (let passed = 0; passed < seconds; passed++) {
      second++;
      vi.advanceTimersByTime(1000);
    }
  }

  test("one that brings nothing is pinged after 15 s and given up after 25", () => {
    pass(40);
    expect([pings[0], ends[0]]).toEqual([15, 25]);
  });

  test("whether the ping could be sent does not matter", () => {
    watch.sent();
    pass(30);
    expect(ends).toEqual([25]);
  });

  test("silence counts from the last byte, even of a frame that is not whole", () => {
    for (let round = 0; round < 100; round++) {
      pass(1);
      bytes++;
    }

    expect(ends).toEqual([]);
    pass(24);
    expect(ends).toEqual([]);
    pass(2);
    expect(ends).toHaveLength(1);
  });

  test("who is answered goes on and pings when it has nothing to say", () => {
    for (let round = 0; round < 20; round++) {
      pass(5);
      bytes++;
    }

    expect(ends).toEqual([]);
    expect(pings.length).toBeGreaterThan(4);
  });

  test("a new connection begins anew", () => {
    pass(24);
    watch.renew();
    pass(24);
    expect(ends).toEqual([]);
  });

  test("a doubt is settled within 5 s", () => {
    watch.doubt();
    expect(pings).toEqual([0]);
    pass(4);
    expect(ends).toEqual([]);
    pass(1);
    expect(ends).toEqual([5]);
  });

  test("an answer ends a doubt", () => {
    watch.doubt();
    pass(2);
    bytes++;
    pass(10);
    expect(ends).toEqual([]);
  });

  test("who has slept asks before it gives up", () => {
    pass(3);
    vi.setSystemTime(0);
    vi.advanceTimersByTime(0);
    const slept = performance.now() + 3_600_000;
    vi.spyOn(performance, "now").mockReturnValue(slept);
    pass(1);
    expect(ends).toEqual([]);
    expect(pings).toHaveLength(1);
    vi.mocked(performance.now).mockReturnValue(slept + 8000);
    pass(1);
    expect(ends).toHaveLength(1);
    vi.restoreAllMocks();
  });
});

describe("waiting", () => {
  test("a bound leaves no timer behind", async () => {
    await within(Promise.resolve(), 120_000);
    await within(Promise.reject(new Error("whatever")), 120_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a bound ends a wait", async () => {
    const waiting = within(new Promise(() => {}), 5000);
    await vi.advanceTimersByTimeAsync(5000);
    await waiting;
  });

  test("a delay ends with its signal", async () => {
    const stop = new AbortController();
    const waiting = delay(1000, stop.signal);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(delay(1000, stop.signal)).rejects.toThrow("enough");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a queue gives what is in it before its end, in order, however much that is", async () => {
    const queue = new Queue<number>();
    for (let value = 0; value < 5000; value++) {
      queue.push(value);
    }

    queue.end(new Error("over"));
    expect(queue.push(1)).toBe(false);
    for (let value = 0; value < 5000; value++) {
      expect(await queue.take()).toBe(value);
    }

    await expect(queue.take()).rejects.toThrow("over");
    const other = new Queue<number>();
    other.end();
    expect(await other.take()).toBeUndefined();
  });
});

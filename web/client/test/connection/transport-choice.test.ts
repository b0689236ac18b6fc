import { describe, expect, test } from "vitest";
import { TransportChoice } from "../../src/connection/transport-choice.js";

const seconds = (count: number) => count * 1000;

// The twin of TransportChoiceTests.
describe("which transport is tried when", () => {
  test("it begins with WebSocket alone for four seconds", () => {
    expect(new TransportChoice().next(0)).toEqual({ first: "webSocket", headStartMilliseconds: 4000 });
  });

  test("when HTTP is what worked it comes first until a minute has passed", () => {
    const choice = new TransportChoice();
    choice.webSocketFailed(seconds(1));
    choice.httpWorked(seconds(1), true);

    expect(choice.polls).toBe(true);
    expect(choice.next(seconds(60)).first).toBe("http");
    expect(choice.next(seconds(61))).toEqual({ first: "webSocket", headStartMilliseconds: 1000 });
    expect(choice.next(seconds(62)).first).toBe("http");
  });

  test("looks at WebSocket become rarer up to a quarter of an hour", () => {
    const choice = new TransportChoice();
    choice.httpWorked(0, false);
    const probes: number[] = [];
    for (let second = 0; second < 5000; second++) {
      if (choice.isProbeDue(seconds(second))) {
        probes.push(second);
        choice.webSocketFailed(seconds(second));
      }
    }

    expect(probes).toEqual([60, 180, 420, 900, 1800, 2700, 3600, 4500]);
  });

  test.each([
    { lifetimes: [5], http: false }, // A lone cut is an accident.
    { lifetimes: [5, 5], http: true },
    { lifetimes: [29, 29], http: true },
    { lifetimes: [30, 30, 30, 30], http: false }, // Cut every half minute: it is simply made again.
    { lifetimes: [5, 30, 5], http: false }, // One that lasted shows that it can.
    { lifetimes: [5, 30, 5, 5], http: true },
  ])("cut after $lifetimes s means HTTP: $http", ({ lifetimes, http }) => {
    const choice = new TransportChoice();
    let now = 0;
    for (const lifetime of lifetimes) {
      choice.webSocketWorked();
      now += lifetime;
      choice.webSocketCut(seconds(now), seconds(lifetime));
    }

    expect(choice.prefersHttp).toBe(http);
  });

  test("cuts that are far apart have nothing to do with each other", () => {
    const choice = new TransportChoice();
    choice.webSocketCut(seconds(10), seconds(5));
    choice.webSocketCut(seconds(191), seconds(5));
    expect(choice.prefersHttp).toBe(false);
  });

  test("coming back too early is noticed at the first cut and tried later the next time", () => {
    const choice = new TransportChoice();
    choice.httpWorked(0, false);
    choice.webSocketWorked();
    expect(choice.prefersHttp).toBe(false);

    choice.webSocketCut(seconds(70), seconds(10));

    expect(choice.prefersHttp).toBe(true);
    expect(choice.isProbeDue(seconds(189))).toBe(false);
    expect(choice.isProbeDue(seconds(190))).toBe(true);
  });

  test("a stream that fell silent is polled the next time", () => {
    const choice = new TransportChoice();
    choice.httpWorked(0, false);
    choice.httpSilent();
    expect(choice.polls).toBe(true);
    expect(choice.next(seconds(1)).first).toBe("http");
  });

  test("what is remembered comes first", () => {
    const remembered = new TransportChoice(true, true);
    expect(remembered.next(0).first).toBe("http");
    expect(remembered.next(seconds(60)).first).toBe("webSocket");
  });
});

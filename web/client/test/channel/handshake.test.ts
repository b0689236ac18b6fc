import { describe, expect, test } from "vitest";
import { Greeting } from "../../src/channel/greeting.js";
import { type HandshakeResult, handshakeOf } from "../../src/channel/handshake.js";

const context = { room: "room", hostSlot: 0, guestSlot: 1 };
const password = new Uint8Array(32);

/** What must be there. */
function given<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error("It is not there.");
  }

  return value;
}

function shouldAgree(host: HandshakeResult, guest: HandshakeResult): void {
  expect(given(guest.keys).verificationPhrase).toBe(given(host.keys).verificationPhrase);
}

// The twin of HandshakeTests.
describe("runs that cross because connections ended in the middle of them", () => {
  const pair = () => ({ host: handshakeOf("host", context, password), guest: handshakeOf("guest", context, password) });

  test("two runs that both end well leave both ends with the keys of the later one", () => {
    const { host, guest } = pair();
    const [first1, second1] = [given(host.begin()), given(host.begin())];
    const [first2, second2] = [given(guest.take(first1).reply), given(guest.take(second1).reply)];
    const [first3, second3] = [host.take(first2), host.take(second2)];

    expect(guest.take(given(first3.reply))).toEqual({});
    shouldAgree(second3, guest.take(given(second3.reply)));
  });

  test("an answer to the later of two runs ends the earlier one", () => {
    const { host, guest } = pair();
    const [first1, second1] = [given(host.begin()), given(host.begin())];
    const first2 = given(guest.take(first1).reply);
    const second3 = host.take(given(guest.take(second1).reply));
    shouldAgree(second3, guest.take(given(second3.reply)));

    expect(host.take(first2).keys).toBeUndefined();
  });

  test("an answer that belongs to no run ends none", () => {
    const { host, guest } = pair();
    const stranger = pair();
    const lost = given(stranger.guest.take(given(stranger.host.begin())).reply);
    const step2 = given(guest.take(given(host.begin())).reply);

    expect(host.take(lost).error).toBe("wrongSecret");

    const step3 = host.take(step2);
    shouldAgree(step3, guest.take(given(step3.reply)));
  });

  test("only the last few runs are kept", () => {
    const { host, guest } = pair();
    const oldest = given(guest.take(given(host.begin())).reply);
    for (let run = 0; run < 4; run++) {
      host.begin();
    }

    expect(host.take(oldest).error).toBe("wrongSecret");
  });
});

// The twin of GreetingTests.
describe("what a host makes of answers to what it began before it lost the room", () => {
  const pair = () => ({ host: new Greeting("host", password), guest: new Greeting("guest", password) });

  test("an answer that was under way when the room was lost counts in the same place", () => {
    const { host, guest } = pair();
    host.expect(context);
    guest.expect(context);
    const step2 = given(guest.take(given(host.begin())).reply);

    host.expect(context); // The guest is back in a room made anew.
    host.begin();

    expect(host.take(step2).keys).toBeDefined();
  });

  test("it does not count in another place", () => {
    const { host, guest } = pair();
    host.expect(context);
    guest.expect(context);
    const step2 = given(guest.take(given(host.begin())).reply);

    host.expect({ ...context, guestSlot: 2 });
    host.begin();

    expect(host.take(step2).error).toBe("wrongSecret");
  });

  test("three wrong guesses are too many", () => {
    const { host } = pair();
    expect([host.addWrongGuess(), host.addWrongGuess(), host.addWrongGuess()]).toEqual([true, true, false]);
    expect(host.wrongGuesses).toBe(3);
  });

  test("whoever returns has no code to prove", () => {
    expect(() => new Greeting("guest", undefined).expect(context)).toThrow(TypeError);
  });
});

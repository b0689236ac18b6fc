import { ShareError } from "../share-error.js";
import type { PathProblem } from "../transfer/path-problem.js";
import { escapeForPeople } from "../transfer/printable.js";

const explanations: Readonly<Record<PathProblem, string>> = {
  traversal: "it leads out of the folder",
  empty: "a part of it is empty",
  tooLong: "it is too long",
  badCharacter: "it holds control characters, a backslash or broken text",
  notForWindows: "Windows cannot have such a name",
  collision: "two items would become the same file",
};

/** What a person is told about a path that must not be written. */
export function explainUnsafe(problem: PathProblem, path: string): ShareError {
  return new ShareError(
    "unsafeOffer",
    `The other side offers a name that must not be written here: “${escapeForPeople(path)}” (${explanations[problem]}).`,
    "Nothing was received. If you trust the sender, ask them to rename it.",
  );
}

import { accessSync, constants } from "node:fs";
import path from "node:path";

/** The full path of a program, or undefined where it is not installed. */
export function lookUp(name) {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

/** The full path of a program. */
export function find(name) {
  const found = lookUp(name);
  if (found === undefined) {
    throw new Error(`${name} is not installed.`);
  }

  return found;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { render } from "preact";
import { App } from "../src/app.js";
import { AppStore } from "../src/state/app-store.js";
import { chooseLanguage, loadStrings } from "../src/strings/languages.js";
import { operatedScenes } from "./operated-scenes.js";
import { scenes } from "./scenes.js";
import { ScriptedClient } from "./scripted-client.js";
import "../src/styles/index.css";

// ?scene=sending-away&lang=ar: one state of the page.
const asked = new URLSearchParams(location.search);
const client = new ScriptedClient();
const clock = { now: 0 };
const marks = { mayHaveUnfinished: () => true, markUnfinished: () => undefined };
const app = new AppStore(client, { relay: "https://share.example/", page: "https://share.example/" }, marks, () => clock.now);

const language = chooseLanguage(navigator.languages, asked.get("lang"));
const strings = await loadStrings(language);
const root = document.getElementById("app");
if (root === null) throw new Error("The page has no element for the app.");
render(<App app={app} language={language} strings={strings} remember={() => undefined} />, root);

const all = { ...scenes, ...operatedScenes };
const name = asked.get("scene") ?? "landing";
const scene = all[name];
if (scene === undefined) throw new Error(`There is no scene ${name}. There are: ${Object.keys(all).join(", ")}.`);
await scene({ app, client, clock });
document.documentElement.setAttribute("data-scenes", Object.keys(all).join(" "));
document.documentElement.setAttribute("data-scene", name);

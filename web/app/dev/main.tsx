import { render } from "preact";
import { App } from "../src/app.js";
import { AppStore } from "../src/state/app-store.js";
import { chooseLanguage, loadStrings } from "../src/strings/languages.js";
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
render(<App app={app} language={language} strings={strings} remember={() => undefined} warmUp={() => undefined} />, root);

const name = asked.get("scene") ?? "landing";
const scene = scenes[name];
if (scene === undefined) throw new Error(`There is no scene ${name}. There are: ${Object.keys(scenes).join(", ")}.`);
await scene({ app, client, clock });
document.documentElement.dataset["scene"] = name;

import { render } from "preact";
import { App } from "./app.js";
import { registerServiceWorker } from "./downloads/register.js";
import { AppStore } from "./state/app-store.js";
import { keptMarks } from "./state/kept-marks.js";
import { readPageConfig } from "./state/page-config.js";
import { takeLink } from "./state/page-link.js";
import { chooseLanguage, loadStrings } from "./strings/languages.js";
import { lazyClient } from "./worker/lazy-client.js";
import "./styles/index.css";

// First of all: the code must not stay in the address bar.
const link = takeLink(location, history);

async function start(): Promise<void> {
  const marks = keptMarks();
  const relay = document.querySelector<HTMLMetaElement>('meta[name="sharencrypt-relay"]')?.content ?? "";
  const config = readPageConfig(relay, location.href);
  const client = lazyClient(async () => (await import("./worker/library-client.js")).libraryClient());
  const app = new AppStore(client, config, marks);
  app.show(link === undefined ? { kind: "landing" } : { kind: "join", codeOrLink: link });
  // A link that is opened in a page that is open already changes only the fragment.
  addEventListener("hashchange", () => {
    const another = takeLink(location, history);
    if (another !== undefined && app.session === undefined) app.show({ kind: "join", codeOrLink: another });
  });

  const language = chooseLanguage(navigator.languages, marks.language());
  const strings = await loadStrings(language);
  const root = document.getElementById("app");
  if (root === null) throw new Error("The page has no element for the app.");
  render(<App app={app} language={language} strings={strings} remember={marks.markLanguage} />, root);
  void registerServiceWorker();
}

void start();

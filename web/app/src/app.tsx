import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { PageFrame } from "./parts/page-frame.js";
import { usePageDrops } from "./parts/use-page-drops.js";
import { usePageSigns } from "./parts/use-page-signs.js";
import type { Picked } from "./picking/content.js";
import { JoinScreen } from "./screens/join-screen.js";
import { LandingScreen } from "./screens/landing-screen.js";
import { SessionScreen } from "./screens/session-screen.js";
import { WriteScreen } from "./screens/write-screen.js";
import type { AppStore } from "./state/app-store.js";
import { guardUnload } from "./state/unload-guard.js";
import { useStore } from "./state/use-store.js";
import { type LanguageTag, loadStrings } from "./strings/languages.js";
import type { Strings } from "./strings/strings.js";
import { WordsContext, wordsOf } from "./strings/words.js";

export interface AppProps {
  readonly app: AppStore;
  readonly language: LanguageTag;
  readonly strings: Strings;

  /** Remembers a language that the person chose. */
  readonly remember: (language: LanguageTag) => void;
}

/** The whole page. */
export function App(props: AppProps): VNode {
  const { app, remember } = props;
  const { screen } = useStore(app);
  const [spoken, setSpoken] = useState({ language: props.language, strings: props.strings });
  const [wasNothing, setNothing] = useState(false);
  const isOffline = useOffline();
  const words = useMemo(() => wordsOf(spoken.strings), [spoken]);
  useEffect(() => guardUnload(() => app.session?.isUnderWay === true), [app]);
  usePageSigns(app, words);

  useEffect(() => {
    document.documentElement.lang = spoken.language;
    document.documentElement.dir = spoken.strings.direction;
  }, [spoken]);

  const picked = (content: Picked): void => {
    setNothing(content === undefined);
    if (content !== undefined) app.send(content);
  };
  const pastedText = (text: string): void => {
    if (screen.kind === "landing") app.show({ kind: "write", text });
  };
  const drops = usePageDrops(screen.kind === "landing" || screen.kind === "session", { picked, pastedText });
  const speak = async (language: LanguageTag): Promise<void> => {
    remember(language);
    setSpoken({ language, strings: await loadStrings(language) });
  };

  return (
    <WordsContext.Provider value={words}>
      <PageFrame language={spoken.language} speak={(language) => void speak(language)}>
        {screen.kind === "landing" ? (
          <LandingScreen app={app} drops={drops} picked={picked} wasNothing={wasNothing} isOffline={isOffline} />
        ) : null}
        {screen.kind === "write" ? (
          <WriteScreen text={screen.text} send={(text) => app.send({ kind: "text", text })} back={() => app.show({ kind: "landing" })} />
        ) : null}
        {screen.kind === "join" ? <JoinScreen key={screen.codeOrLink} app={app} codeOrLink={screen.codeOrLink} /> : null}
        {screen.kind === "session" ? <SessionScreen app={app} session={screen.session} drops={drops} picked={picked} /> : null}
      </PageFrame>
    </WordsContext.Provider>
  );
}

function useOffline(): boolean {
  const [isOffline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const look = (): void => setOffline(!navigator.onLine);
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  return isOffline;
}

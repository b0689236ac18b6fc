import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { openDownload } from "../downloads/download.js";
import type { ReceiveAbilities } from "../library.js";
import { FileList } from "../parts/file-list.js";
import { Notice } from "../parts/notice.js";
import { ScreenHeading } from "../parts/screen-heading.js";
import { whatOf } from "../parts/what.js";
import { firstPlace, isTooLarge, openPlace, type Place, placesFor } from "../state/receive-choice.js";
import type { TransferStore } from "../state/transfer-store.js";
import { useWords } from "../strings/words.js";

interface OfferScreenProps {
  readonly transfer: TransferStore;
  readonly abilities: ReceiveAbilities | undefined;
}

/** What the other side wants to send, and where it would go. Nothing is saved before the yes. */
export function OfferScreen({ transfer, abilities }: OfferScreenProps): VNode {
  const { strings, formats } = useWords();
  const { outline } = transfer;
  const { offer } = strings;
  const places = placesFor(outline, abilities);
  const [chosen, setChosen] = useState<Place>();
  const [hasFailed, setFailed] = useState(false);
  const place = chosen ?? firstPlace(outline, abilities);
  const isBlocked = isTooLarge(place, outline, abilities);
  const size = outline.totalBytes === undefined ? strings.common.unknownSize : formats.size(outline.totalBytes);
  const accept = async (): Promise<void> => {
    try {
      const opened = await openPlace(place, outline, { chooseFolder: pickFolder, openDownload });
      await transfer.accept(opened.target, opened.saved);
    } catch (error) {
      // Closing the question of the browser is no failure: the offer stays.
      if (!(error instanceof DOMException && error.name === "AbortError")) setFailed(true);
    }
  };
  const title =
    outline.kind === "text" ? offer.textTitle(size) : outline.kind === "stream" ? offer.streamTitle : offer.title(whatOf(outline, strings));
  return (
    <>
      <ScreenHeading subject="offer">{title}</ScreenHeading>
      {outline.kind === "files" ? (
        <p class="lead">
          {offer.total(size)}
          {abilities?.mostBytes === undefined || place === "folder" ? "" : ` · ${offer.free(formats.size(abilities.mostBytes))}`}
        </p>
      ) : null}
      <Marks transfer={transfer} />
      {outline.items.length > 0 ? <FileList items={outline.items} /> : null}
      {places.length > 1 ? <PlaceChoice places={places} chosen={place} choose={setChosen} isOne={outline.items.length === 1} /> : null}
      {isBlocked ? <Notice tone="warning">{offer.tooLarge(formats.size(abilities?.mostBytes ?? 0))}</Notice> : null}
      {hasFailed ? <Notice tone="bad">{strings.errors.targetUnwritable.what}</Notice> : null}
      <div class="actions">
        <button type="button" class="button primary large" disabled={isBlocked} onClick={() => void accept()}>
          {place === "text" ? offer.showText : place === "folder" ? offer.acceptFolder : offer.accept}
        </button>
        <button type="button" class="button quiet" onClick={() => void transfer.decline()}>
          {offer.decline}
        </button>
      </div>
    </>
  );
}

/** Programs and hidden files are named before the yes. */
function Marks({ transfer }: { readonly transfer: TransferStore }): VNode | null {
  const { strings } = useWords();
  const programs = transfer.outline.items.filter((item) => item.isExecutable).length;
  const hidden = transfer.outline.items.filter((item) => item.isHidden).length;
  if (programs + hidden === 0) return null;
  const what = [...(programs > 0 ? [strings.programs(programs)] : []), ...(hidden > 0 ? [strings.hiddenFiles(hidden)] : [])].join(", ");
  return <Notice tone="warning">{strings.offer.marked(what)}</Notice>;
}

interface PlaceChoiceProps {
  readonly places: readonly Place[];
  readonly chosen: Place;
  readonly choose: (place: Place) => void;
  readonly isOne: boolean;
}

function PlaceChoice({ places, chosen, choose, isOne }: PlaceChoiceProps): VNode {
  const { offer } = useWords().strings;
  const texts: Partial<Record<Place, readonly [string, string]>> = {
    folder: [offer.folder, offer.folderHint],
    files: isOne ? [offer.oneFile, ""] : [offer.files, offer.filesHint],
    zip: [offer.zip, offer.zipHint],
  };
  return (
    <fieldset class="places">
      <legend>{offer.where}</legend>
      {places.map((place) => (
        <label key={place} class="place">
          <input type="radio" name="place" checked={place === chosen} onChange={() => choose(place)} />
          <span>
            <span class="place-name">{texts[place]?.[0]}</span>
            {texts[place]?.[1] ? <span class="hint">{texts[place][1]}</span> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface FolderWindow {
  showDirectoryPicker(options: { readonly mode: "readwrite"; readonly startIn: "downloads" }): Promise<FileSystemDirectoryHandle>;
}

function pickFolder(): Promise<FileSystemDirectoryHandle> {
  const { showDirectoryPicker } = window as unknown as FolderWindow;
  return showDirectoryPicker.call(window, { mode: "readwrite", startIn: "downloads" });
}

import type { VNode } from "preact";

const paths = {
  file: "M6 3h8l4 4v14H6z M14 3v4h4",
  folder: "M3 6h6l2 2h10v11H3z",
  image: "M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15.5 9h.01",
  video: "M4 6h11v12H4z M15 10l5-3v10l-5-3z",
  audio: "M9 18V6l10-2v12 M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z M19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z",
  archive: "M4 5h16v4H4z M5 9v10h14V9 M10 13h4",
  text: "M5 5h14 M5 10h14 M5 15h14 M5 20h8",
  program: "M4 5h16v14H4z M7 9l3 3-3 3 M12 15h5",
  drop: "M12 4v11 M7 10l5 5 5-5 M4 20h16",
  check: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M6 6l12 12 M18 6L6 18",
  warning: "M12 4l9 16H3z M12 10v4 M12 17h.01",
  copy: "M9 9h11v11H9z M5 15H4V4h11v1",
  lock: "M6 11h12v9H6z M8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  share: "M12 15V4 M8 7.5L12 4l4 3.5 M6 12H5v8h14v-8h-1",
  pause: "M9 6v12 M15 6v12",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M3 12h18 M12 3c3 3 3 15 0 18c-3-3-3-15 0-18",
} as const;

export type IconName = keyof typeof paths;

/** A drawing beside words; it says nothing of its own. */
export function Icon({ name, class: className }: { readonly name: IconName; readonly class?: string }): VNode {
  return (
    <svg class={`icon ${className ?? ""}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

const kinds: readonly (readonly [IconName, RegExp])[] = [
  ["image", /\.(avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)$/i],
  ["video", /\.(avi|m4v|mkv|mov|mp4|mpe?g|webm)$/i],
  ["audio", /\.(aac|flac|m4a|mp3|ogg|opus|wav)$/i],
  ["archive", /\.(7z|bz2|gz|rar|tar|tgz|xz|zip|zst)$/i],
  ["text", /\.(csv|docx?|epub|html?|json|md|odt|pdf|rtf|tex|txt|xml|ya?ml)$/i],
  ["program", /\.(app|appimage|bat|cmd|com|deb|dmg|exe|jar|msi|pkg|ps1|rpm|scr|sh|vbs)$/i],
];

/** The drawing for a name, by its ending. */
export function iconFor(path: string, isFolder: boolean): IconName {
  if (isFolder) return "folder";
  return kinds.find(([, ending]) => ending.test(path))?.[0] ?? "file";
}

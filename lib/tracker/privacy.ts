import { settings } from "#lib/tracker/settings.ts";
import { local, write } from "#lib/tracker/storage.ts";

/** Set in `localStorage`, by `optOut` or by hand: nothing is recorded or sent in this browser on this site. */
const OPT_OUT = "daybook.off";

declare global {
  interface Navigator {
    globalPrivacyControl?: boolean;
  }
}

/** Whether we may record here: no opt-out, no Global Privacy Control, no Do Not Track, and no developer's machine. */
export function isAllowed(): boolean {
  const isRefused = navigator.globalPrivacyControl || navigator.doNotTrack === "1";
  const isLocal = /^(localhost$|127\.|\[)/.test(location.hostname);
  return (
    !local[OPT_OUT] &&
    (!isRefused || settings.respectDnt === "false") &&
    (!isLocal || "allowLocal" in settings)
  );
}

/** Records and sends nothing more in this browser; with `false`, allows it again. */
export function optOut(out = true): void {
  write(local, OPT_OUT, out ? "1" : "");
}

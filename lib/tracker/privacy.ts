import { ownNavigator } from "#lib/tracker/browser.ts";
import { say, settings } from "#lib/tracker/settings.ts";
import { ownLocalStorage, read, remove, write } from "#lib/tracker/storage.ts";

/** Set in `localStorage`, by `optOut` or by hand: nothing is recorded or sent in this browser on this site. */
const OPT_OUT = "daybook.off";

/** `localhost`, `127.…`, IPv6 addresses and files: a developer's machine. */
const LOCAL = /^(file:|\w+:\/\/(localhost[:/]|127\.|\[))/;

/** Why nothing may be recorded here, if so. */
export function whyNot(): string | undefined {
  const { globalPrivacyControl, doNotTrack } = ownNavigator() ?? {};
  // Kept even where the site wants no storage: who opts out wants it remembered.
  if (read(ownLocalStorage(), OPT_OUT)) return "opted out";
  if (globalPrivacyControl || doNotTrack === "1") return "GPC or DNT";
  if (LOCAL.test(location.href) && !("allowLocal" in settings)) return "localhost";
}

/** Whether this may be recorded; says why not to a site that wants to know. */
export function mayRecord(): boolean {
  const reason = whyNot();
  if (!reason) return true;
  say(reason);
  return false;
}

/** Records and sends nothing more in this browser; with `false`, allows it again. */
export function optOut(out = true): void {
  if (out) write(ownLocalStorage(), OPT_OUT, 1);
  else remove(ownLocalStorage(), OPT_OUT);
}

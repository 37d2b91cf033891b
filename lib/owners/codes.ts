/** Longest `user_code`. */
export const USER_CODE_LENGTH = 40;

/** 1 to 40 of a–z, 0–9, - and _, beginning and ending with a letter or digit. */
const USER_CODE = /^[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?$/;

/** What a share's code and a group's code may look like: 1 to 64 letters, digits, - and _. */
export const SHARE_CODE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export function isUserCode(value: string): boolean {
  return USER_CODE.test(value);
}

export function isShareCode(value: string): boolean {
  return SHARE_CODE.test(value);
}

/** What print and messengers leave of a code at an address' end, `k7f2),` or `"k7f2&utm_source=x`: the code, then what follows. */
const CODE_IN_TEXT = /^[^\p{L}\p{N}]*([A-Za-z0-9][A-Za-z0-9_-]*)(?![\s\p{L}\p{N}])/u;

/** What nobody sees, and could not mean. */
const UNSEEN = /[\p{Cc}\p{Cf}]/gu;

/** The share's code in a text: brackets, quotes and full stops around it and what is not seen do not count; `""` if there is none. */
export function readShareCode(text: string): string {
  const [, code = ""] = CODE_IN_TEXT.exec(text.replace(UNSEEN, "").trim()) ?? [];
  return isShareCode(code) ? code : "";
}

/** The owner's code with what print and messengers leave at its end, or in capitals, which owners' codes have not; `""` if it is none. */
export function readUserCode(text: string): string {
  const [, code = ""] = /^([A-Za-z0-9_-]+)[^\p{L}\p{N}]*$/u.exec(text.replace(UNSEEN, "").trim()) ?? [];
  return isUserCode(code.toLowerCase()) ? code.toLowerCase() : "";
}

/** The id of a section of the settings, by which its address ends: `time-zone`. */
export function settingId(title: string): string {
  return slug(title, USER_CODE_LENGTH);
}

/** A `user_code` made from a name, such as `clara-whitfield` from "Clara Whitfield"; `""` if nothing is left of it. */
export function suggestUserCode(name: string): string {
  return slug(name, USER_CODE_LENGTH);
}

/** A group's code, made from its name: `Trade fairs` → `trade-fairs`, then `trade-fairs-2`. */
export function newGroupCode(name: string, taken: ReadonlySet<string>): string {
  const plain = slug(name, 48) || "group";
  if (!taken.has(plain)) return plain;
  for (let number = 2; ; number++) if (!taken.has(`${plain}-${number}`)) return `${plain}-${number}`;
}

/** What the choice of a group says of one that is to be made; its name follows, or stands in a field of its own. */
export const NEW_GROUP = "new:";

/** What a group's name is known by: composed and decomposed letters, capitals and doubled blanks make no other group. */
export function groupKey(name: string): string {
  return name.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();
}

/** A name in a–z, 0–9 and hyphens. Written here because it also runs in the browser, where a library's tables weigh more. */
function slug(name: string, length: number): string {
  return name
    .normalize("NFKD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, length)
    .replace(/^-+|-+$/g, "");
}

/** Letters and digits that nobody confuses when they are read aloud or off paper. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
const NEW_SHARE_CODE_LENGTH = 5;

/**
 * A short random code that is not among `taken`, in capitals neither. 31^5 of them: with ten thousand taken, 1 in 2,800 tries is
 * repeated.
 */
export function newShareCode(taken: ReadonlySet<string>): string {
  const inAnyCase = new Set([...taken].map((code) => code.toLowerCase()));
  for (;;) {
    const bytes = crypto.getRandomValues(new Uint8Array(NEW_SHARE_CODE_LENGTH * 4));
    const code = [...bytes]
      // Bytes beyond the last whole round of the alphabet would favour its first letters.
      .filter((byte) => byte < 248)
      .slice(0, NEW_SHARE_CODE_LENGTH)
      .map((byte) => ALPHABET[byte % ALPHABET.length])
      .join("");
    if (code.length === NEW_SHARE_CODE_LENGTH && !inAnyCase.has(code)) return code;
  }
}

/** The one line that installs the tracker on the owner's site. */
export function installSnippet(origin: string, userCode: string): string {
  return `<script defer src="${origin}/tracker.js" data-user-code="${userCode}"></script>`;
}

/** Where the owner's card stands; with a share, the address to hand out. */
export function cardAddress(origin: string, userCode: string, shareCode = ""): string {
  return `${origin}/c/${userCode}${shareCode && `?s=${shareCode}`}`;
}

/** The link to hand out. It leads to the owner's card, wherever that stands, and carries the share. */
export function shareLink(origin: string, userCode: string, shareCode: string): string {
  return `${origin}/s/${encodeURIComponent(userCode)}/${encodeURIComponent(shareCode)}`;
}

/**
 * The line that gives a site of one's own an opt-out by its address, above the tracker's. It stores what the tracker
 * looks for (lib/tracker/privacy.ts), because only a page of that site can store anything there.
 */
export const EXCLUSION_SNIPPET =
  '<script>if(/[?&]daybook=off/.test(location.search))localStorage["daybook.off"]="1"; if(/[?&]daybook=on/.test(location.search))delete localStorage["daybook.off"]</script>';

/** The card's address that leaves the browser which opens it out, or lets it in again, where that line stands. */
export function exclusionAddress(cardUrl: string, wish: "off" | "on"): string {
  const address = new URL(cardUrl);
  address.searchParams.set("daybook", wish);
  return address.href;
}

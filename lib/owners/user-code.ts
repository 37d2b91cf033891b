/** Longest `user_code`. */
export const USER_CODE_LENGTH = 40;

/** What a `user_code` may look like: 1 to 40 of a–z, 0–9, - and _, beginning and ending with a letter or digit. */
export const USER_CODE = /^[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?$/;

export function isUserCode(value: string): boolean {
  return USER_CODE.test(value);
}

/** A `user_code` made from a name, such as `clara-whitfield` from "Clara Whitfield"; `""` if nothing is left of it. */
export function suggestUserCode(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, USER_CODE_LENGTH)
    .replace(/^-+|-+$/g, "");
}

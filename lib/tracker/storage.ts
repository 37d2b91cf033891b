import { settings } from "#lib/tracker/settings.ts";

type Shelf = Record<string, string>;

/** What the browser's storage would not take. It lives as long as the page. */
export const memory: Shelf = {};

/** `localStorage`, which is every tab's, and `sessionStorage`, this tab's; or memory in place of both. */
export let local: Shelf = memory;
export let session: Shelf = memory;

/** Opens the browser's storage, unless the site does not want it or it is blocked: then even a look at it throws. */
export function openStorage(): void {
  try {
    if (settings.storage !== "none") {
      local = localStorage;
      session = sessionStorage;
    }
  } catch {}
}

/** Writes to a shelf, or to memory if it is full. */
export function write(shelf: Shelf, key: string, value: string): void {
  try {
    shelf[key] = value;
  } catch {
    memory[key] = value;
  }
}

import { attempt, json, real, toJson } from "#lib/tracker/browser.ts";
import { settings } from "#lib/tracker/settings.ts";

/** What the browser's storage would not take, by key. It lives as long as the page. */
const memory: Record<string, unknown> = {};

/** `localStorage`, which is every tab's, and `sessionStorage`, this tab's. Without them everything goes to memory. */
export let local: Storage | undefined;
export let session: Storage | undefined;

/** The site's `localStorage`, unless it is blocked: then even a look at it throws. */
export function ownLocalStorage(): Storage | undefined {
  return real("Storage", "localStorage");
}

/** Opens the browser's storage, unless the site does not want it. */
export function openStorage(): void {
  if (settings.storage === "none") return;
  local = ownLocalStorage();
  session = real("Storage", "sessionStorage");
}

/** What is kept under a key; nothing for what is missing or broken. */
export function read(shelf: Storage | undefined, key: string): unknown {
  return memory[key] ?? attempt(() => json.parse(shelf?.[key]));
}

/** Keeps a value, in memory if the shelf is full or there is none. */
export function write(shelf: Storage | undefined, key: string, value: unknown): void {
  delete memory[key];
  try {
    (shelf as Storage)[key] = toJson(value);
  } catch {
    memory[key] = value;
  }
}

export function remove(shelf: Storage | undefined, key: string): void {
  delete memory[key];
  if (shelf) delete shelf[key];
}

/** The keys of `localStorage` and memory, without a look at what the site keeps under its own. */
export function keys(): string[] {
  return Object.keys(memory).concat(Object.keys(local ?? {}));
}

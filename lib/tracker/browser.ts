/**
 * The browser's own objects. A page may have anything under their names: a variable, an element, a library's class. So each
 * is taken from the window, where a page's `const` does not hide it, and only if it is of its kind.
 */

declare global {
  interface Navigator {
    globalPrivacyControl?: boolean;
  }
  interface Document {
    prerendering?: boolean;
  }
}

type Kinds = {
  Navigator: Navigator;
  Navigation: Navigation;
  History: History;
  Storage: Storage;
};

/** What this work gives, or nothing if it throws: on a page that is not ours, anything may. */
export function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** What the window has under a name, if it is of this kind. Its class may be the page's, its tag is not. */
export function real<Kind extends keyof Kinds>(kind: Kind, name: string): Kinds[Kind] | undefined {
  const found = attempt(() => globalThis[name as keyof typeof globalThis]);
  return {}.toString.call(found) === `[object ${kind}]` ? found : undefined;
}

export function ownNavigator(): Navigator | undefined {
  return real("Navigator", "navigator");
}

/** Whether what everything else here needs does what it should. */
function isSound({ JSON: json, Date: time, Math: math }: typeof globalThis): boolean {
  return json.parse(json.stringify("é")) === "é" && !!new time(time.now()).toISOString() && math.random() < 1;
}

/** The browser's objects in a new frame, where the page has replaced its own by what does not work. */
function newRealm(): typeof globalThis {
  const frame = document.createElement("iframe");
  document.documentElement.append(frame);
  const realm = frame.contentWindow as unknown as typeof globalThis;
  frame.remove();
  return realm;
}

export const {
  JSON: json,
  Date: time,
  Math: math,
} = attempt(() => isSound(globalThis)) ? globalThis : newRealm();

/** JSON of text, numbers and plain objects by their own fields, whatever `toJSON` the page has given to all objects. */
export function toJson(value: unknown): string {
  if (typeof value !== "object") return json.stringify(value);
  const fields = Object.entries(value as object).filter(([, field]) => field !== undefined);
  return `{${fields.map(([name, field]) => `${toJson(name)}:${toJson(field)}`)}}`;
}

/** An address and its scheme, host and path. `URL` may be the page's own. */
export function partsOf(address: string): (string | undefined)[] {
  return /^(?:([\w.+-]+):)?(?:\/\/(?:[^/?#]*@)?([^/?#]*))?([^?#]*)/.exec(address) ?? [];
}

/** Of an address no more than its scheme and host. */
export function originOf(address = ""): string {
  return /^[\w.+-]+:\/\/[^/?#]+/.exec(address)?.[0] ?? "";
}

import { vi } from "vitest";

/** A storage with a limit, and with the properties that the browser's has: keys are properties, values are text. */
export function fakeStorage(limit = Number.POSITIVE_INFINITY): Record<string, string> {
  const kept = ofKind("Storage", {} as Record<string, string>);
  return new Proxy(kept, {
    set(target, key: string, value) {
      const isFull = () => Object.entries({ ...target, [key]: String(value) }).join("").length > limit;
      if (Number.isFinite(limit) && isFull()) throw new DOMException("full", "QuotaExceededError");
      target[key] = String(value);
      return true;
    },
  });
}

/** An object that says it is the browser's, as the tracker asks. */
export function ofKind<Value extends object>(kind: string, value: Value): Value {
  return Object.defineProperty(value, Symbol.toStringTag, { value: kind });
}

export type FakePage = {
  local: Record<string, string>;
  listeners: Map<string, ((event: object) => void)[]>;
  requests: { body: string }[];
  /** What the server answers from now on. */
  answer: (body: string) => Response | Promise<Response>;
  fire(type: string): void;
};

/** Enough of a browser's page for the tracker's modules to run in. Its storage may be another page's, too. */
export function fakePage(options: { local?: Record<string, string>; url?: string } = {}): FakePage {
  const page: FakePage = {
    local: options.local ?? fakeStorage(),
    listeners: new Map(),
    requests: [],
    answer: (body) => accepted(body),
    fire: (type) => {
      for (const listener of page.listeners.get(type) ?? []) listener({ type });
    },
  };
  vi.stubGlobal("localStorage", page.local);
  vi.stubGlobal("sessionStorage", fakeStorage());
  vi.stubGlobal("location", new URL(options.url ?? "https://card.example/about?s=k7f2&utm_source=mail"));
  vi.stubGlobal("document", {
    referrer: "https://search.example/",
    hidden: false,
    querySelector: () => null,
  });
  vi.stubGlobal("navigator", ofKind("Navigator", { language: "de-DE" }));
  vi.stubGlobal("addEventListener", (type: string, listener: () => void) => {
    page.listeners.set(type, [...(page.listeners.get(type) ?? []), listener]);
  });
  vi.stubGlobal("fetch", async (_: string, { body }: { body: string }) => {
    page.requests.push({ body });
    return page.answer(body);
  });
  return page;
}

export function accepted(body: string, rejected: object[] = []): Response {
  const accepted = JSON.parse(body).events.length - rejected.length;
  return Response.json({
    accepted,
    duplicates: 0,
    filtered: 0,
    rejected,
    server_time: new Date().toISOString(),
  });
}

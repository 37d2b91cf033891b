import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { underTest } from "#tests/e2e/environment.ts";

/** A page of a customer's site: its HTML, or what answers for it. */
export type SitePage = string | ((request: IncomingMessage, response: ServerResponse) => void);

/** A customer's site, on an origin of its own. The same server is another origin under `otherUrl`. */
export type Site = { url: string; otherUrl: string; stop(): Promise<void> };

/** Serves pages by their path, without a query. */
export async function startSite(pages: Record<string, SitePage>): Promise<Site> {
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url ?? "/", "http://site").pathname];
    if (typeof page === "function") return page(request, response);
    response.writeHead(page ? 200 : 404, { "Content-Type": "text/html;charset=utf-8" });
    response.end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    otherUrl: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The line that customers paste, with the leave to record on this machine. */
export function scriptTag(userCode: string, attributes = ""): string {
  return `<script defer src="${underTest().url}/tracker.js" data-user-code="${userCode}" data-allow-local ${attributes}></script>`;
}

export function html(head: string, body = ""): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Site</title>${head}</head><body>${body}</body></html>`;
}

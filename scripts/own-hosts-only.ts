/**
 * Preloaded into the app where it stands beside the embedded Supabase, and so serves this machine only: whatever asks it under
 * another name than this machine's or APP_URL's is refused. Routes of every kind are guarded so, which proxy.ts is not run for.
 */
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import { readSettings } from "#lib/http/environment.ts";
import { refusedHost } from "#lib/http/loopback-host.ts";

const TEXT = { "Content-Type": "text/plain" };
const { appUrl } = readSettings();
const emit: (this: Server, event: string, ...args: unknown[]) => boolean = Server.prototype.emit;

Server.prototype.emit = function (this: Server, event: string, ...args: unknown[]) {
  const sentence = refusal(event, args[0]);
  if (sentence === null) return emit.call(this, event, ...args);
  if (event === "request") (args[1] as ServerResponse).writeHead(403, TEXT).end(sentence);
  else (args[0] as IncomingMessage).destroy();
  return true;
};

/** Why what a server is told of is refused; null: it is not, or is no request. */
function refusal(event: string, request: unknown): string | null {
  const isRequest = event === "request" || event === "upgrade";
  return isRequest ? refusedHost((request as IncomingMessage).headers, appUrl) : null;
}

import { answerDemoExport } from "#lib/links/read-link.ts";

/** A table of what the demo shows, as a file. */
export function GET(request: Request): Promise<Response> {
  return answerDemoExport(request);
}

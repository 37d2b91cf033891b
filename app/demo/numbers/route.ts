import { answerDemo } from "#lib/links/read-link.ts";

/** What the demo shows, as JSON, for its refreshes. */
export function GET(request: Request): Promise<Response> {
  return answerDemo(request);
}

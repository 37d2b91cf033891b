import { readFile } from "node:fs/promises";
import { join } from "node:path";

// Read once, when Daybook is built.
export const dynamic = "force-static";

/** The tracker's documentation, as it stands in the repository. */
export async function GET(): Promise<Response> {
  return new Response(await readFile(join(process.cwd(), "docs/tracker.md"), "utf8"), {
    headers: { "Content-Type": "text/plain; charset=utf-8" },
  });
}

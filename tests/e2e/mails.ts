import { readFileSync } from "node:fs";
import { join } from "node:path";
import { underTest } from "#tests/e2e/environment.ts";

/** The links of all mails to an address, which the embedded Supabase keeps in a file. */
export function linksTo(email: string): string[] {
  let mails = "";
  try {
    mails = readFileSync(join(underTest().folder, "mails.log"), "utf8");
  } catch {
    // Nothing was sent yet.
  }
  return mails
    .split("\n\n")
    .filter((mail) => mail.includes(`To: ${email}\n`))
    .map((mail) => mail.split("\n").at(-1)!);
}

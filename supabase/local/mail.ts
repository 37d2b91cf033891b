import { appendFileSync } from "node:fs";

/** What Auth asks to be sent. */
export type Mail = { to: string; subject: string; text?: string; html?: string };

/** The one link that a mail of Auth is about. */
const LINK = /href="([^"]+)"/;

/**
 * Sends nothing: the embedded Supabase runs on the machine of whoever looks at it, so its mails are told there, and kept
 * in a file. The file holds links that sign people in, and lies beside the keys in the data folder.
 */
export function mailbox(file: string | null, tell: (text: string) => void) {
  return {
    async send({ to, subject, html = "", text = "" }: Mail): Promise<void> {
      const link = LINK.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? text;
      if (file) appendFileSync(file, `To: ${to}\nSubject: ${subject}\n${link}\n\n`, { mode: 0o600 });
      tell(`Mail to ${to}, not sent but told here: ${subject}\n  ${link}`);
    },
  };
}

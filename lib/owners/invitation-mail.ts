import { createTransport, type Transporter } from "nodemailer";
import { environment } from "#lib/http/environment.ts";
import { tokenBuckets } from "#lib/http/rate-limits.ts";
import { ROLE_PHRASES, type Role } from "#lib/owners/roles.ts";

/** Mails of one card: enough for a company on its first day, and no way to mail the world. */
const limits = tokenBuckets({ events: 100, seconds: 86_400 });

let transport: Transporter | undefined;

export type InvitationMail = {
  to: string;
  userCode: string;
  cardName: string;
  role: Role;
  link: string;
  days: number;
};

/**
 * Mails the link of an invitation. `no_server`: no SMTP_URL is set; `failed`: the server did not take it, or too many were
 * sent for this card today. Then the link is handed over by hand.
 */
export async function mailInvitation(mail: InvitationMail): Promise<"sent" | "no_server" | "failed"> {
  const { smtpUrl, mailFrom } = environment();
  if (!smtpUrl || !mailFrom) return "no_server";
  if ((await limits.take(mail.userCode, 1)) > 0) return "failed";
  transport ??= createTransport(impatient(smtpUrl), { from: mailFrom });
  try {
    await transport.sendMail({
      to: { name: "", address: mail.to },
      subject: `Invitation to the analytics of ${mail.cardName}`,
      text: textOf(mail),
    });
    return "sent";
  } catch (cause) {
    console.error("An invitation could not be mailed:", cause instanceof Error ? cause.message : cause);
    return "failed";
  }
}

/** Somebody waits for the answer: a server that hangs is given up after 8 seconds, unless the address itself says otherwise. */
function impatient(smtpUrl: string): string {
  const url = new URL(smtpUrl);
  for (const name of ["connectionTimeout", "greetingTimeout", "socketTimeout"]) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, "8000");
  }
  return url.href;
}

function textOf({ cardName, role, link, days }: InvitationMail): string {
  return `You are invited to the analytics of ${cardName} in Daybook, as ${ROLE_PHRASES[role]}.

Open this link to accept, within ${days === 1 ? "a day" : `${days} days`}, signed in with this address or with a new account for it:

${link}

The link works once. If you did not expect it, there is nothing you have to do.
`;
}

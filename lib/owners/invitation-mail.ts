import { createTransport, type Transporter } from "nodemailer";
import { environment } from "#lib/http/environment.ts";
import { type Buckets, limitNamed } from "#lib/http/rate-limits.ts";
import { ROLE_PHRASES, type Role } from "#lib/owners/roles.ts";

/** Mails a day: enough for a company on its first day, and no way to mail the world, also for who makes cards for it. */
const MAILS = { card: 100, sender: 200, network: 400 };

let transport: Transporter | undefined;

export type InvitationMail = {
  to: string;
  userCode: string;
  cardName: string;
  role: Role;
  link: string;
  days: number;
  /** Who sends it: the account, and the network it is signed in from, `""` where nothing says so. */
  sender: string;
  network: string;
};

/**
 * Mails the link of an invitation. `no_server`: no SMTP_URL is set; `failed`: the server did not take it, or too many were
 * sent today for this card, by this account or from this network. Then the link is handed over by hand.
 */
export async function mailInvitation(mail: InvitationMail): Promise<"sent" | "no_server" | "failed"> {
  const { smtpUrl, mailFrom } = environment();
  if (!smtpUrl || !mailFrom) return "no_server";
  if (!(await mayMail(mail))) return "failed";
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

/** Takes one mail of each allowance of today, or of none where one is used up. */
async function mayMail({ userCode, sender, network }: InvitationMail): Promise<boolean> {
  const taken: { of: Buckets; key: string }[] = [];
  for (const [name, key] of Object.entries({ card: userCode, sender, network })) {
    if (!key) continue;
    const of = limitNamed(`mail:${name}`, { events: MAILS[name as keyof typeof MAILS], seconds: 86_400 });
    if ((await of.take(key, 1)) > 0) {
      for (const one of taken) one.of.giveBack(one.key, 1);
      return false;
    }
    taken.push({ of, key });
  }
  return true;
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

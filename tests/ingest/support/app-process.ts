/**
 * One process of the app at its doors, at the moment in its first argument: prints how often each let it through. Started by a test.
 */
import process from "node:process";

const now = Number(process.argv[2]);
Date.now = () => now;
performance.now = () => now;

const { admit } = await import("#lib/api/key-holder.ts");
const { tryPassword } = await import("#lib/http/door-limits.ts");
const { mailInvitation } = await import("#lib/owners/invitation-mail.ts");

/** How often something succeeds before it fails, at most so often. */
async function howOften(most: number, attempt: (index: number) => Promise<boolean>): Promise<number> {
  for (let index = 0; index < most; index++) if (!(await attempt(index))) return index;
  return most;
}

const withKey = (digits: string, address: string) =>
  new Headers({ authorization: `Bearer daybook_myclik_${digits.padEnd(64, "0")}`, "x-real-ip": address });

let rateLimit = "";
const key = await howOften(700, async (index) => {
  // From many networks: those of strangers have a limit of their own.
  const headers = withKey("a", `198.51.${index % 250}.1`);
  const admitted = await admit(headers, "requests").catch(() => null);
  rateLimit = admitted?.headers.RateLimit ?? rateLimit;
  return admitted !== null;
});
const strangers = await howOften(100, (index) =>
  admit(withKey(String(index), "203.0.113.9"), "requests").then(
    () => true,
    () => false,
  ),
);
const password = await howOften(
  20,
  async () =>
    (await tryPassword(new Headers({ "x-real-ip": "203.0.113.9" }), "hash", async () => false)) === "wrong",
);
const mailOf = (userCode: string) =>
  mailInvitation({
    to: "ben@example.com",
    userCode,
    cardName: "Ana",
    role: "viewer",
    link: "https://daybook.example/join/ana/0",
    days: 7,
    sender: "ana",
    network: "203.0.113.9",
  }).then((outcome) => outcome === "sent");
const mailsOfCard = await howOften(150, () => mailOf("one"));
const mailsOfSender = mailsOfCard + (await howOften(150, (index) => mailOf(`card-${index}`)));

process.stdout.write(JSON.stringify({ key, rateLimit, strangers, password, mailsOfCard, mailsOfSender }));
// The pool keeps its connections for a while.
process.exit(0);

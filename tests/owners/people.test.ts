import { globSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { actorOf, deedOf } from "#lib/owners/audit-log.ts";
import { roleSchema } from "#lib/owners/people.ts";
import { startMailServer } from "#tests/support/mail-server.ts";

/** Every action that the database notes, with what is noted of it, as the SQL has them. */
const NOTED = globSync("supabase/schemas/**/*.sql").flatMap((path) =>
  [...readFileSync(path, "utf8").matchAll(/perform daybook\.note_act\(([\s\S]*?)\);\n/g)].flatMap(
    ([, call = ""]) =>
      [...call.matchAll(/'([a-z]+(?:_[a-z]+)+)'(?!\s*,\s*(?:to_jsonb|p_|nullif|btrim|case))/g)].map(
        ([, action = ""]) => action,
      ),
  ),
);

test("every act that is noted reads as a sentence, also where nothing more is known of it", () => {
  expect(NOTED.length).toBeGreaterThan(20);
  for (const action of NOTED) {
    const sentence = `${actorOf({ actor: "1", email: "ana@example.com" })} ${deedOf({ action, about: {} })}.`;
    expect(sentence).toMatch(/^ana@example\.com [a-z]+ .{3,}\.$/);
    expect(sentence).not.toContain("_");
  }
});

test.each([
  ["share_archived", { share: "b2", contact: "Ben" }, "archived the share for Ben"],
  ["share_created", { share: "k7", contact: "" }, "made the share “k7”"],
  ["member_invited", { email: "eva@example.com", role: "editor" }, "invited eva@example.com as an editor"],
  [
    "member_invited",
    { role: "viewer", groups: ["friends"], shares: ["c3"] },
    "invited somebody as a viewer of friends, c3",
  ],
  ["shares_imported", { shares: 1, groups: 3 }, "imported 1 share and 3 groups"],
  ["retention_changed", {}, "set the retention: single events are kept for good"],
  ["key_revoked", { name: "Website" }, "revoked the key “Website”"],
])("%s is told in words", (action, about, words) => {
  expect(deedOf({ action, about })).toBe(words);
});

test("only a viewer is limited, and only to something", () => {
  const form = { role: "viewer", sight: "some", groups: ["friends"], shares: [] };
  expect(roleSchema.parse(form)).toEqual({ role: "viewer", groups: ["friends"], shares: [] });
  expect(roleSchema.parse({ ...form, role: "editor" })).toEqual({
    role: "editor",
    groups: null,
    shares: null,
  });
  expect(roleSchema.parse({ ...form, sight: "everything" })).toEqual({
    role: "viewer",
    groups: null,
    shares: null,
  });
  expect(roleSchema.safeParse({ ...form, groups: [] }).success).toBe(false);
});

let server: Server | undefined;
let mails: Awaited<ReturnType<typeof startMailServer>> | undefined;
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
  server?.close();
  mails?.stop();
});

/** A mail server that takes one kind of answer for each recipient, until the test ends. */
async function mailServer(answerToRecipient: string) {
  mails = await startMailServer(answerToRecipient);
  return mails;
}

async function mail(settings: Record<string, string>, cardName = "Ana Duarte") {
  const whole = {
    SUPABASE_URL: "http://127.0.0.1:1",
    SUPABASE_PUBLISHABLE_KEY: "k",
    SUPABASE_SECRET_KEY: "k",
    ...settings,
  };
  for (const [name, value] of Object.entries(whole)) vi.stubEnv(name, value);
  const { mailInvitation } = await import("#lib/owners/invitation-mail.ts");
  return mailInvitation({
    to: "ben@example.com",
    userCode: "ana",
    cardName,
    role: "viewer",
    link: "https://daybook.example/join/ana/0123",
    days: 7,
    sender: "sender",
    network: "203.0.113.1",
  });
}

test("an invitation is mailed with its link, where a server is set", async () => {
  const { url, received } = await mailServer("250 ok");
  expect(await mail({ SMTP_URL: url, MAIL_FROM: "Daybook <daybook@example.com>" })).toBe("sent");
  expect(received()).toContain("RCPT TO:<ben@example.com>");
  expect(received()).toContain("Subject: Invitation to the analytics of Ana Duarte");
  expect(received()).toContain("https://daybook.example/join/ana/0123");
});

test("a name cannot add headers or recipients to a mail", async () => {
  const { url, received } = await mailServer("250 ok");
  const name = "Ana\r\nBcc: everyone@example.com";
  expect(await mail({ SMTP_URL: url, MAIL_FROM: "daybook@example.com" }, name)).toBe("sent");
  const [head = ""] = received().split("DATA\r\n")[1]?.split("\r\n\r\n") ?? [];
  expect(head).not.toMatch(/^Bcc:/im);
  expect(received().match(/RCPT TO/g)).toHaveLength(1);
});

test("a server that refuses, or is away, is told of: the link is handed over by hand then", async () => {
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  const { url } = await mailServer("550 no such person");
  expect(await mail({ SMTP_URL: url, MAIL_FROM: "daybook@example.com" })).toBe("failed");
  vi.resetModules();
  expect(await mail({ SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "daybook@example.com" })).toBe("failed");
  quiet.mockRestore();
});

test("a server that says nothing is given up", async () => {
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  const silent = createServer(() => {});
  server = silent;
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const url = `smtp://127.0.0.1:${port}?greetingTimeout=50`;
  expect(await mail({ SMTP_URL: url, MAIL_FROM: "daybook@example.com" })).toBe("failed");
  expect(quiet).toHaveBeenCalledWith(expect.any(String), expect.stringContaining("Greeting"));
  quiet.mockRestore();
});

test("without a server nothing is mailed", async () => {
  expect(await mail({ SMTP_URL: "", MAIL_FROM: "" })).toBe("no_server");
});

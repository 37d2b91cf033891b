import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type APIRequestContext, expect } from "@playwright/test";
import { EMPTY_DRAFT } from "#lib/card/card.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { addMember, asking, newOwnerMember } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";

const { url, supabaseUrl, secretKey, cronSecret } = underTest();
const service = secretClient(supabaseUrl, secretKey);

/** Nobody is also the holder of a link, of a key and of the nightly route's secret: none of these is asked for here. */
const ROLES = ["nobody", "key", "service", "stranger", "limited", "viewer", "editor", "owner"] as const;
type Role = (typeof ROLES)[number];

/**
 * Who may: whoever has any role from this one on. `signed in`: everybody with an account, for what is theirs. `anybody`: what it
 * does is Auth's to allow, or changes nothing.
 */
type Rule = "limited" | "editor" | "owner" | "signed in" | "anybody";
const ALLOWED: Record<Rule, readonly Role[]> = {
  owner: ["owner"],
  editor: ["editor", "owner"],
  limited: ["limited", "viewer", "editor", "owner"],
  "signed in": ["stranger", "limited", "viewer", "editor", "owner"],
  anybody: ROLES,
};

const NO_ONE = "00000000-0000-4000-8000-0000000000ff";
const HASH = "a".repeat(64);
const CARD = JSON.stringify({ ...EMPTY_DRAFT, name: "Matrix" });
const VIEWER = { role: "viewer", sight: "everything", member: NO_ONE };

type Asked = {
  rule: Rule;
  /** What its form says, or what it is called with after the owner's code. */
  form?: Record<string, string>;
  given?: unknown[];
  /** It is not of one owner. */
  isOwn?: true;
  /** Whoever may do it is gone afterwards: tried by those who may not only. */
  isLast?: true;
};

/** Every server action. One of the file tree that is missing here fails the first test. */
const ACTIONS: Record<string, Asked> = {
  signIn: { rule: "anybody" },
  signUp: { rule: "anybody" },
  signOut: { rule: "anybody" },
  askForReset: { rule: "anybody" },
  openMailLink: { rule: "anybody" },
  useAnotherAccount: { rule: "anybody" },
  // It tells nothing either way; tests/security/matrix.test.ts holds what it calls.
  dismissNews: { rule: "anybody" },
  // Of the session that asks; without one there are no others.
  endOtherSessions: { rule: "anybody" },
  setPassword: {
    rule: "signed in",
    isOwn: true,
    isLast: true,
    form: { password: "a quite long pass phrase" },
  },
  changeEmail: {
    rule: "signed in",
    isOwn: true,
    form: { email: "next@example.com", old_password: "not it" },
  },
  changePassword: {
    rule: "signed in",
    isOwn: true,
    form: { password: "a quite long pass phrase", old_password: "not it" },
  },
  endSession: { rule: "signed in", isOwn: true, form: { session: NO_ONE } },
  deleteAccount: { rule: "signed in", isOwn: true, form: { old_password: "not it" } },
  makeOwner: {
    rule: "signed in",
    isOwn: true,
    isLast: true,
    form: { name: "N", user_code: "never-made", time_zone: "UTC" },
  },
  join: { rule: "signed in", given: [HASH] },
  continueDeletion: { rule: "signed in", isLast: true, given: [] },
  leaveCard: { rule: "limited", isLast: true, given: [] },
  previewImport: { rule: "limited", form: { text: "contact\nEva" } },
  annotate: { rule: "editor", form: { annotation_id: "", date: "2026-01-05", text: "Matrix" } },
  makeShare: { rule: "editor", form: { contact: "Matrix", share_code: "", group_code: "" } },
  changeShare: { rule: "editor", form: { contact: "Matrix", share_code: "k7f2", group_code: "" } },
  saveCardHere: { rule: "editor", form: { card: CARD, picture: "" } },
  saveSegment: { rule: "editor", form: { name: "Germany", filters: '[["is","country",["DE"]]]' } },
  deleteSegment: { rule: "editor", form: { name: "Germany" } },
  saveGroup: { rule: "editor", form: { name: "Matrix", group_code: "matrix" } },
  archive: { rule: "editor", form: { kind: "group", code: "matrix", archived: "yes" } },
  importShares: {
    rule: "editor",
    form: {
      plan: JSON.stringify({ groups: [{ group_code: "m2", name: "M2", archived: false }], shares: [] }),
    },
  },
  rebuildDay: { rule: "editor", form: { date: "2026-01-05" } },
  saveCard: { rule: "editor", form: { name: "Matrix", card_url: "" } },
  saveOrigins: { rule: "editor", form: { origins: "" } },
  saveTimeZone: { rule: "editor", form: { time_zone: "UTC" } },
  saveExclusion: { rule: "editor", form: { wish: "clear" } },
  makeLink: {
    rule: "editor",
    form: { label: "Matrix", what: "", days: "all", password: "", expiry: "", origins: "" },
  },
  revokeLink: { rule: "editor", form: { token_hash: HASH } },
  saveRetention: { rule: "owner", form: { retention: "forever", retention_days: "" } },
  makeKey: { rule: "owner", form: { name: "Matrix", abilities: "read", expires_in: "" } },
  revokeKey: { rule: "owner", form: { key_hash: HASH } },
  invite: { rule: "owner", form: { ...VIEWER, email: "", days: "7" } },
  withdraw: { rule: "owner", form: { invitation: HASH } },
  changeMember: { rule: "owner", form: VIEWER },
  removeMember: { rule: "owner", form: VIEWER },
  handOverCard: { rule: "owner", form: { user_id: NO_ONE } },
  beginErasure: { rule: "owner", given: [{ share_code: null, from: "2020-01-01", to: "2020-01-01" }] },
  continueErasure: { rule: "owner", given: [NO_ONE] },
  deleteCard: { rule: "owner", isLast: true },
};

/** What the person at the form reads who may not, or where an action leads those who are signed out. */
const REFUSED = /Your role does not allow this|You have been signed out|Sign in to see|You are not a member/;

/** React's own, in the version that Next answers with: how a browser writes the arguments of an action. */
const { encodeReply }: { encodeReply: (args: unknown[]) => Promise<string | FormData> } = createRequire(
  import.meta.url,
)("next/dist/compiled/react-server-dom-turbopack/client.node");

/** The files of server actions, and what they export. */
const files = readdirSync("app", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file: `app/${file}`, text: readFileSync(`app/${file}`, "utf8") }))
  .filter(({ text }) => text.startsWith('"use server"'));
const exported = files.flatMap(({ text }) =>
  [...text.matchAll(/^export async function (\w+)/gm)].map(([, name = ""]) => name),
);

/** By which id and on which page the built app takes each action. */
function builtActions(): Map<string, { id: string; page: string }> {
  const manifest: {
    node: Record<string, { exportedName: string; filename: string; workers: Record<string, unknown> }>;
  } = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"));
  return new Map(
    Object.entries(manifest.node).map(([id, { exportedName, workers }]) => {
      const [page = ""] = Object.keys(workers).sort((one, other) => one.length - other.length);
      return [
        exportedName,
        { id, page: page.replace(/^app/, "").replace(/\/page$|\/\([^)]+\)/g, "") || "/" },
      ];
    }),
  );
}

test("every server action has a rule, and is called differently from every other", () => {
  expect([...exported].sort()).toEqual(Object.keys(ACTIONS).sort());
});

test("whoever may not do something is refused by its action as well, and leaves no trace", async ({
  playwright,
}) => {
  test.setTimeout(300_000);
  const { userCode, ...owner } = await newOwnerMember("actions");
  await owner.client.rpc("analytics_save_group", {
    p_user_code: userCode,
    p_group_code: "friends",
    p_name: "Friends",
  });
  const people = {
    stranger: await newOwnerMember("actions-stranger"),
    limited: await addMember(service, userCode, "viewer", ["friends"]),
    viewer: await addMember(service, userCode, "viewer"),
    editor: await addMember(service, userCode, "editor"),
    owner,
  };
  const { data: key } = await owner.client.rpc("analytics_create_key", {
    p_user_code: userCode,
    p_name: "Matrix",
    p_abilities: ["read", "shares", "events"],
  });
  const asks: Record<Role, APIRequestContext> = {
    nobody: await asking(playwright),
    key: await asking(playwright),
    service: await asking(playwright),
    stranger: await asking(playwright, people.stranger),
    limited: await asking(playwright, people.limited),
    viewer: await asking(playwright, people.viewer),
    editor: await asking(playwright, people.editor),
    owner: await asking(playwright, people.owner),
  };
  const bearers: Partial<Record<Role, string>> = { key, service: cronSecret };
  const built = builtActions();

  const call = async (role: Role, name: string, { form, given, isOwn }: Asked): Promise<string> => {
    const { id, page } = built.get(name)!;
    const fields = name === "deleteCard" ? { code: userCode } : form;
    const whose = isOwn ? [] : [userCode];
    const before = name === "previewImport" ? [] : [{}];
    const sent = new FormData();
    for (const [key, value] of Object.entries(fields ?? {})) sent.append(key, value);
    const args = [...whose, ...(given ?? [...before, sent])];
    const address = page.replace("[userCode]", userCode).replace("[token]", HASH).replace("[shareCode]", "-");
    const body = await encodeReply(args);
    const answer = await asks[role].post(url + address, {
      maxRedirects: 0,
      headers: {
        "Next-Action": id,
        Accept: "text/x-component",
        Origin: url,
        ...(bearers[role] && { Authorization: `Bearer ${bearers[role]}` }),
      },
      ...(typeof body === "string" ? { data: body } : { multipart: body }),
    });
    const led = answer.headers()["x-action-redirect"] ?? answer.headers().location ?? "";
    if (led) return led.includes("/sign-in") ? "You have been signed out" : `led to ${led}`;
    const result = /^1:(.*)$/m.exec(await answer.text())?.[1] ?? "";
    return `${answer.status()} ${result}`;
  };

  const wrong: { name: string; role: Role; answer: string }[] = [];
  for (const [name, asked] of Object.entries(ACTIONS)) {
    if (asked.rule === "anybody") continue;
    const tried = await Promise.all(
      ROLES.map(async (role) => {
        const isAllowed = ALLOWED[asked.rule].includes(role);
        if (isAllowed && asked.isLast) return [];
        const answer = await call(role, name, asked);
        // Something came back, and it says no to those who may not, and to nobody else.
        const isRight = REFUSED.test(answer) !== isAllowed && (!isAllowed || !/^(4|5)\d\d /.test(answer));
        return isRight ? [] : [{ name, role, answer: answer.slice(0, 200) }];
      }),
    );
    wrong.push(...tried.flat());
  }
  expect(wrong).toEqual([]);
  const { data: acts } = await service
    .from("analytics_audit")
    .select("actor, action")
    .eq("user_code", userCode);
  const below = [people.stranger, people.limited, people.viewer].map(({ userId }) => userId);
  expect(acts?.filter(({ actor }) => below.includes(actor))).toEqual([]);
  expect(acts?.filter(({ actor }) => actor === people.editor.userId).length).toBeGreaterThan(5);
  const { data: there } = await service
    .from("analytics_owners")
    .select("user_code")
    .eq("user_code", userCode);
  expect(there).toHaveLength(1);
  for (const asked of Object.values(asks)) await asked.dispose();
});

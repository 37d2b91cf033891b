import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

const BEN = "00000000-0000-4000-8000-000000000011";
const EVA = "00000000-0000-4000-8000-000000000012";
const GONE = "00000000-0000-4000-8000-000000000013";

type Act = { email: string | null; action: string; about: Record<string, unknown> };
type People = {
  members: {
    user_id: string;
    email: string | null;
    role: string;
    groups: string[] | null;
    is_gone: boolean;
  }[];
  invitations: { token_hash: string; role: string; email: string | null; invited_by: string }[];
};

describe.each(ENGINES)("people, on %s", (engine) => {
  let database: TestDatabase;
  let owners = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await database.run(`
      create table if not exists auth.users (id uuid primary key, email text);
      insert into auth.users (id, email) values
        ('${MEMBER}', 'mia@example.com'), ('${BEN}', 'Ben@Example.com'), ('${EVA}', 'eva@example.com');
    `);
  });
  afterAll(() => database.close());

  async function newOwner(): Promise<string> {
    const code = `card-${++owners}`;
    await addOwner(database, code);
    return code;
  }
  /** What a function answers one person. */
  async function ask<Answer>(person: string, call: string, parameters: unknown[] = []): Promise<Answer> {
    return as(database, "authenticated", person, async () => {
      const [row] = await database.rows<{ answer: Answer }>(`select ${call} as answer`, parameters);
      return row!.answer;
    });
  }
  const invite = (code: string, role: string, email: string | null = null) =>
    ask<{ token: string }>(MEMBER, "analytics_invite_member($1, $2, $3)", [code, role, email]);
  const accept = (person: string, code: string, token: string) =>
    ask<{ joined: boolean; role: string }>(person, "analytics_accept_invitation($1, $2)", [code, token]);
  const roleOf = (person: string, code: string) =>
    ask<string | null>(person, "analytics_member_role($1)", [code]);
  const people = (code: string) => ask<People>(MEMBER, "analytics_owner_people($1)", [code]);
  const acts = async (code: string) =>
    (await ask<{ rows: Act[] }>(MEMBER, "analytics_owner_audit($1)", [code])).rows.map(
      ({ email, action, about }) => ({
        email,
        action,
        about,
      }),
    );
  const asService = async <Answer>(call: string, parameters: unknown[] = []) =>
    as(database, "service_role", null, async () => {
      const [row] = await database.rows<{ answer: Answer }>(`select ${call} as answer`, parameters);
      return row!.answer;
    });

  test("an invitation makes one person a member, once, and is kept as a hash only", async () => {
    const code = await newOwner();
    const { token } = await invite(code, "editor");
    expect(await asService("analytics_read_invitation($1, $2)", [code, token])).toMatchObject({
      name: code,
      role: "editor",
      limited: false,
      invited_by: "mia@example.com",
      is_claim: false,
    });
    expect(
      await database.rows("select 1 from analytics_invitations i where i::text like '%' || $1 || '%'", [
        token,
      ]),
    ).toEqual([]);
    expect(await accept(BEN, code, token)).toEqual({ joined: true, role: "editor" });
    expect(await accept(BEN, code, token)).toEqual({ joined: false, role: "editor" });
    await expect(accept(EVA, code, token)).rejects.toMatchObject({ code: "PT404" });
    expect(await asService("analytics_read_invitation($1, $2)", [code, token])).toBeNull();
    expect((await people(code)).invitations).toEqual([]);
    expect(await acts(code)).toEqual([
      { email: "Ben@Example.com", action: "invitation_accepted", about: { role: "editor" } },
      { email: "mia@example.com", action: "member_invited", about: { role: "editor" } },
    ]);
  });

  test("an invitation that has expired, was withdrawn, is another owner's or of another kind opens nothing", async () => {
    const [code, other] = [await newOwner(), await newOwner()];
    const [expired, withdrawn, good] = [
      await invite(code, "viewer"),
      await invite(code, "viewer", "Eva@Example.com "),
      await invite(code, "viewer"),
    ];
    await database.rows(
      "update analytics_invitations set expires_at = now() where user_code = $1 and token_hash = daybook.token_hash('invitation', $2)",
      [code, expired.token],
    );
    const listed = (await people(code)).invitations.find(({ email }) => email === "eva@example.com");
    await ask(MEMBER, "analytics_withdraw_invitation($1, $2)", [code, listed?.token_hash]);
    for (const [owner, token] of [
      [code, expired.token],
      [code, withdrawn.token],
      [other, good.token],
      [code, good.token.toUpperCase()],
      [code, ""],
    ] as const) {
      expect(await asService("analytics_read_invitation($1, $2)", [owner, token])).toBeNull();
      await expect(accept(EVA, owner, token)).rejects.toMatchObject({ code: "PT404" });
    }
    expect((await people(code)).invitations).toHaveLength(1);
  });

  test("an invitation for an address is for whoever signs in with it; one who is a member already stays what they are", async () => {
    const code = await newOwner();
    const { token } = await invite(code, "viewer", "ben@example.com");
    await expect(accept(EVA, code, token)).rejects.toMatchObject({ code: "22023" });
    expect(await accept(MEMBER, code, token)).toEqual({ joined: false, role: "owner" });
    expect(await accept(BEN, code, token)).toEqual({ joined: true, role: "viewer" });
    expect(await roleOf(BEN, code)).toBe("viewer");
    expect(await roleOf(MEMBER, code)).toBe("owner");
  });

  test("what cannot be meant is refused: roles, limits, addresses, days", async () => {
    const code = await newOwner();
    for (const parameters of [
      "'chief'",
      "null",
      "'editor', null, '{friends}', '{}'",
      "'viewer', null, '{friends}', null",
      "'viewer', null, '{}', '{}'",
      "'viewer', null, '{nowhere}', '{}'",
      "'viewer', null, '{}', '{zz}'",
      "'viewer', 'no address'",
      "'viewer', null, null, null, 0",
      "'viewer', null, null, null, 91",
    ]) {
      await expect(
        ask(MEMBER, `analytics_invite_member($1, ${parameters})`, [code]),
        parameters,
      ).rejects.toMatchObject({ code: "22023" });
    }
  });

  test("a limited viewer comes in limited, a change of role and a removal hold at once", async () => {
    const code = await newOwner();
    const { token } = await ask<{ token: string }>(
      MEMBER,
      "analytics_invite_member($1, 'viewer', null, '{friends}', '{c3}')",
      [code],
    );
    await accept(BEN, code, token);
    expect((await people(code)).members[1]).toMatchObject({
      user_id: BEN,
      role: "viewer",
      groups: ["friends"],
    });
    await expect(ask(BEN, "analytics_owner_settings($1)", [code])).rejects.toMatchObject({ code: "42501" });
    await ask(BEN, "analytics_contact($1, 'c3')", [code]);

    await ask(MEMBER, "analytics_change_member($1, $2, 'editor')", [code, BEN]);
    await ask(BEN, "analytics_archive_share($1, 'a1', true)", [code]);
    await ask(MEMBER, "analytics_remove_member($1, $2)", [code, BEN]);
    await expect(ask(BEN, "analytics_dashboard($1)", [code])).rejects.toMatchObject({ code: "42501" });
    expect(await roleOf(BEN, code)).toBeNull();
    expect((await acts(code)).slice(0, 3)).toEqual([
      {
        email: "mia@example.com",
        action: "member_removed",
        about: { member: BEN, email: "Ben@Example.com" },
      },
      { email: "Ben@Example.com", action: "share_archived", about: { share: "a1", contact: "Ana" } },
      {
        email: "mia@example.com",
        action: "member_changed",
        about: { member: BEN, email: "Ben@Example.com", from: "viewer", role: "editor" },
      },
    ]);
  });

  test("an owner is never left without an owner who has an account", async () => {
    const code = await newOwner();
    const last = { code: "23001" };
    await expect(ask(MEMBER, "analytics_remove_member($1, $2)", [code, MEMBER])).rejects.toMatchObject(last);
    // One whose account was deleted decides nothing any more.
    await database.rows("insert into analytics_members (user_code, user_id, role) values ($1, $2, 'owner')", [
      code,
      GONE,
    ]);
    expect((await people(code)).members.find(({ user_id }) => user_id === GONE)).toMatchObject({
      email: null,
      is_gone: true,
    });
    await expect(
      ask(MEMBER, "analytics_change_member($1, $2, 'viewer')", [code, MEMBER]),
    ).rejects.toMatchObject(last);
    await ask(MEMBER, "analytics_remove_member($1, $2)", [code, GONE]);

    const { token } = await invite(code, "owner");
    await accept(BEN, code, token);
    await ask(MEMBER, "analytics_change_member($1, $2, 'viewer')", [code, MEMBER]);
    await expect(ask(BEN, "analytics_remove_member($1, $2)", [code, BEN])).rejects.toMatchObject(last);
  });

  test("only owners invite, and see who belongs to it and what was done", async () => {
    const code = await newOwner();
    await accept(BEN, code, (await invite(code, "editor")).token);
    for (const person of [BEN, STRANGER]) {
      for (const call of [
        "analytics_invite_member($1, 'viewer')",
        "analytics_owner_people($1)",
        "analytics_owner_audit($1)",
        `analytics_change_member($1, '${BEN}', 'owner')`,
        `analytics_remove_member($1, '${MEMBER}')`,
      ]) {
        await expect(ask(person, call, [code]), call).rejects.toMatchObject({ code: "42501" });
      }
    }
  });

  test("a claim gives an owner without members to the first who comes; a newer one takes its place", async () => {
    const code = await newOwner();
    const claim = () => asService<{ token: string }>("analytics_claim_owner($1)", [code]);
    await expect(claim()).rejects.toMatchObject({ code: "22023" });
    await expect(asService("analytics_claim_owner('nowhere')")).rejects.toMatchObject({ code: "PT404" });
    // Nobody is left who has an account.
    await database.rows("update analytics_members set user_id = $2 where user_code = $1", [code, GONE]);
    const unclaimed = () =>
      asService<{ user_code: string; claim_until: string | null }[]>("analytics_unclaimed_owners()");
    expect((await unclaimed()).filter((owner) => owner.user_code === code)).toMatchObject([
      { claim_until: null },
    ]);

    const [former, present] = [await claim(), await claim()];
    await expect(accept(BEN, code, former.token)).rejects.toMatchObject({ code: "PT404" });
    expect(await asService("analytics_read_invitation($1, $2)", [code, present.token])).toMatchObject({
      role: "owner",
      is_claim: true,
      invited_by: null,
    });
    expect(await accept(BEN, code, present.token)).toEqual({ joined: true, role: "owner" });
    await expect(accept(EVA, code, present.token)).rejects.toMatchObject({ code: "PT404" });
    expect((await unclaimed()).filter((owner) => owner.user_code === code)).toEqual([]);
    const log = await ask<{ rows: Act[] }>(BEN, "analytics_owner_audit($1)", [code]);
    expect(log.rows.map(({ email, action }) => [email, action])).toEqual([
      ["Ben@Example.com", "owner_claimed"],
      [null, "claim_made"],
      [null, "claim_made"],
    ]);
  });

  test("the log comes in pages that lose and double nothing, and nobody but owners of the card reads it", async () => {
    const code = await newOwner();
    for (let place = 0; place < 7; place++) {
      await ask(MEMBER, "analytics_create_share($1, $2, 'Zoe')", [code, `s${place}`]);
    }
    const told: unknown[] = [];
    let after: unknown = null;
    do {
      const page: { rows: Act[]; next: unknown } = await ask(MEMBER, "analytics_owner_audit($1, $2, 3)", [
        code,
        after && JSON.stringify(after),
      ]);
      told.push(...page.rows.map(({ about }) => about.share));
      after = page.next;
    } while (after !== null);
    expect(told).toEqual(["s6", "s5", "s4", "s3", "s2", "s1", "s0"]);
  });

  test("everything that a member changes is noted with who it was", async () => {
    const code = await newOwner();
    const calls: [call: string, action: string][] = [
      ["analytics_set_owner_time_zone($1, 'Europe/Berlin')", "time_zone_changed"],
      ["analytics_save_group($1, 'club', 'Club')", "group_saved"],
      ["analytics_archive_group($1, 'club', true)", "group_archived"],
      ["analytics_archive_group($1, 'club', false)", "group_restored"],
      ["analytics_create_share($1, 'x9', 'Xaver', 'club')", "share_created"],
      ["analytics_change_share($1, 'x9', 'Xenia', null)", "share_changed"],
      ["analytics_archive_share($1, 'x9', true)", "share_archived"],
      ["analytics_archive_share($1, 'x9', false)", "share_restored"],
      [`analytics_import_shares($1, '[]', '[{"share_code": "y1"}]')`, "shares_imported"],
      ["analytics_set_owner_card($1, 'New name', null)", "card_changed"],
      ["analytics_save_card($1, 'New name', '{}')", "card_changed"],
      ["analytics_set_owner_allowed_origins($1, '{https://example.com}')", "origins_changed"],
      ["analytics_set_owner_retention($1, 30)", "retention_changed"],
      [`analytics_exclude_owner_address($1, '${"a".repeat(64)}', true)`, "address_excluded"],
      [`analytics_exclude_owner_address($1, '${"a".repeat(64)}', false)`, "address_counted"],
      ["analytics_clear_owner_exclusions($1)", "exclusions_cleared"],
      ["analytics_note_export($1, 'days', 'csv')", "table_exported"],
    ];
    for (const [call] of calls) await ask(MEMBER, call, [code]);
    expect(await acts(code)).toEqual(
      calls
        .toReversed()
        .map(([, action]) => ({ email: "mia@example.com", action, about: expect.any(Object) })),
    );
  });
});

import type { SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startDualWrite } from "#lib/legacy/dual-write.ts";
import { LEGACY_MAPPING } from "#lib/legacy/mapping.ts";
import { batch, post } from "#tests/ingest/support/batch.ts";
import { addOwner, startRealServer } from "#tests/ingest/support/real-server.ts";

let url: string;
let client: SupabaseClient;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ url, client, stop } = await startRealServer({ LEGACY_DUAL_WRITE: "on", METRICS_TOKEN: "numbers" }));
  await addOwner(client, "myclik");
});
afterAll(() => stop());

const metric = async (name: string) => {
  const headers = { Authorization: "Bearer numbers" };
  const text = await (await fetch(`${url}/api/metrics`, { headers })).text();
  return Number(new RegExp(`^daybook_legacy_${name} (.+)$`, "m").exec(text)?.[1]);
};
const health = async () => {
  const answer = await fetch(`${url}/api/health`);
  return { code: answer.status, ...((await answer.json()) as Record<string, unknown>) };
};

test("over HTTP every event is in the old table too; a fault there costs none, and is an error in health and metrics", async () => {
  expect(await startDualWrite(client)).toBeNull();
  const sent = batch({ user_code: "myclik" });
  expect((await post(url, sent)).body).toMatchObject({ accepted: 2 });
  expect((await post(url, sent)).body).toMatchObject({ duplicates: 2 });
  const old = await client
    .from("analytics_events")
    .select("event_type, event_data")
    .eq("user_code", "myclik");
  expect(old.data?.map(({ event_type }) => event_type).sort()).toEqual(["click", "page_view"]);
  expect(old.data?.[0]?.event_data).toMatchObject({ sessionId: sent.session.id, shareCode: "k7f2" });

  const wrong = { ...LEGACY_MAPPING, constants: { app_version: "daybook" } };
  await client.rpc("analytics_set_legacy_mapping", { p_mapping: wrong }).throwOnError();
  expect((await post(url, batch({ user_code: "myclik" }))).body).toMatchObject({ accepted: 2 });
  expect(await health()).toMatchObject({
    code: 200,
    status: "degraded",
    legacy_dual_write: { failing: true, missed_events: 2, code: "22023" },
    advice: expect.stringContaining("npm run doctor"),
  });
  expect([await metric("dual_write_failing"), await metric("missed_events")]).toEqual([1, 2]);

  // Started anew with the right mapping it is well again.
  expect(await startDualWrite(client)).toBeNull();
  await vi.waitFor(
    async () =>
      expect(await health()).toMatchObject({ status: "ok", legacy_dual_write: { missed_events: 2 } }),
    { timeout: 40_000, interval: 500 },
  );
  expect(await metric("dual_write_failing")).toBe(0);
});

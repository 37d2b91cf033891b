import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { DEMO_NAME, DEMO_USER_CODE, demoCard } from "#lib/card/demo-card.ts";
import { DAY_MS } from "#lib/contract.ts";
import { plusDays } from "#lib/owners/owner-day.ts";
import type { LocalKeys } from "#supabase/local/keys.ts";
import { GROUPS, SHARES } from "#supabase/seed/demo-people.ts";
import { demoDay, demoNoise, demoPreviews, seededRandom } from "#supabase/seed/history.ts";

const OWNER = DEMO_USER_CODE;
const DAYS = 90;
const EMAIL = "demo@daybook.local";

/** How the demo owner signs in. */
export type DemoSignIn = { email: string; password: string };

/** What the demo owner noted, and how many days ago that was. */
const NOTES = [
  [18, "Spoke at the design week"],
  [5, "New portrait on the card"],
] as const;

/** What a seeding that was cut off may have left behind, besides the owner with its groups and shares. */
const LEFTOVERS = [
  "analytics_sessions",
  "analytics_page_views",
  "analytics_clicks",
  "analytics_dirty_days",
  "analytics_ingest_log",
  "analytics_share_previews",
  "analytics_annotations",
];

/**
 * Puts the demo owner with 90 days of visits and a sign-in into an empty database; leaves any other as it is. Events are
 * written by the SQL functions that real ones take. A run that was cut off is begun anew by the next.
 * @returns the sign-in, or null when the database belongs to other owners.
 */
export async function seedDemo(
  url: string,
  keys: LocalKeys,
  tell: (text: string) => void,
): Promise<DemoSignIn | null> {
  const demo = { email: EMAIL, password: keys.DEMO_PASSWORD };
  const options = { auth: { persistSession: false, autoRefreshToken: false } };
  const service = createClient(url, keys.SUPABASE_SECRET_KEY, options);
  const member = createClient(url, keys.SUPABASE_PUBLISHABLE_KEY, options);

  const owners = done(await service.from("analytics_owners").select("user_code").limit(2)) ?? [];
  const exists = owners.some((owner) => owner.user_code === OWNER);
  if (!exists && owners.length > 0) return null;
  // A day that was ever aggregated tells that all of them were written.
  const days = done(await service.from("analytics_days").select("date").eq("user_code", OWNER).limit(1));
  if (days?.length) return demo;

  tell(`Making the demo owner ${OWNER} with ${DAYS} days of visits`);
  for (const table of LEFTOVERS) done(await service.from(table).delete().eq("user_code", OWNER));
  await signIn(member, demo);
  if (!exists) {
    const owner = { p_user_code: OWNER, p_name: DEMO_NAME, p_time_zone: "Europe/Berlin" };
    done(await member.rpc("analytics_create_owner", owner));
  }
  const card = { p_user_code: OWNER, p_name: DEMO_NAME, p_card: demoCard };
  done(await member.rpc("analytics_save_card", card));
  done(
    await service.from("analytics_groups").upsert(GROUPS.map((group) => ({ user_code: OWNER, ...group }))),
  );
  const handedOut = new Date(Date.now() - (DAYS + 1) * DAY_MS).toISOString();
  done(
    await service.from("analytics_shares").upsert(
      SHARES.map(({ share_code, group_code, contact }) => ({
        user_code: OWNER,
        share_code,
        group_code,
        contact,
        created_at: handedOut,
      })),
    ),
  );
  for (const [daysAgo, text] of NOTES) {
    const date = plusDays(new Date().toISOString().slice(0, 10), -daysAgo);
    const note = { p_user_code: OWNER, p_annotation_id: null, p_date: date, p_text: text };
    done(await member.rpc("analytics_save_annotation", note));
  }
  await writeHistory(service, tell);
  done(await service.rpc("aggregate_analytics_daily"));
  done(await service.rpc("analytics_verify_sample", { p_days: 10 }));
  return demo;
}

async function signIn(member: SupabaseClient, demo: DemoSignIn): Promise<void> {
  const known = await member.auth.signInWithPassword(demo);
  if (!known.error) return;
  const made = await member.auth.signUp(demo);
  if (made.error) throw made.error;
}

async function writeHistory(service: SupabaseClient, tell: (text: string) => void): Promise<void> {
  const now = new Date();
  const random = seededRandom(20_261_122);
  for (let daysAgo = DAYS; daysAgo >= 0; daysAgo--) {
    const visits = demoDay(OWNER, daysAgo, now, random);
    const batches = [...visits, ...demoNoise(visits, daysAgo)];
    if (batches.length > 0) done(await service.rpc("analytics_ingest_events", { payload: { batches } }));
    // Accounting goes by the day of arrival. All of this arrives today, so it is moved to the day that it stands for.
    const date = plusDays(now.toISOString().slice(0, 10), -daysAgo);
    const log = service.from("analytics_ingest_log").update({ date });
    done(await log.eq("user_code", OWNER).gt("date", date));
    const previews = demoPreviews(visits, daysAgo).map((preview) => ({ user_code: OWNER, ...preview }));
    if (previews.length > 0) done(await service.from("analytics_share_previews").insert(previews));
    if (daysAgo % 15 === 0) tell(`Demo data: ${Math.round(((DAYS - daysAgo) / DAYS) * 100)} %`);
  }
}

/** The data of an answer, or its error thrown. */
function done<T>(answer: { data: T; error: { message: string } | null }): T {
  if (answer.error) throw new Error(`The demo data could not be written: ${answer.error.message}.`);
  return answer.data;
}

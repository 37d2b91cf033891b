import { rmSync } from "node:fs";
import { makeSeededFolder } from "#supabase/local/seeded-folder.ts";
import { startDaybook } from "#tests/support/daybook.ts";

/** One Daybook for all browser tests. Its addresses and keys reach them by the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  const given = process.env.DAYBOOK_SEEDED;
  const seeded = given ?? (await makeSeededFolder());
  process.env.DAYBOOK_SEEDED = seeded;
  const daybook = await startDaybook();
  Object.assign(process.env, {
    TEST_URL: daybook.url,
    TEST_SUPABASE_URL: daybook.supabaseUrl,
    TEST_PUBLISHABLE_KEY: daybook.keys.SUPABASE_PUBLISHABLE_KEY,
    TEST_SECRET_KEY: daybook.keys.SUPABASE_SECRET_KEY,
    TEST_FOLDER: daybook.folder,
    TEST_CRON_SECRET: daybook.keys.CRON_SECRET,
    TEST_DEMO_PASSWORD: daybook.keys.DEMO_PASSWORD,
  });
  return async () => {
    await daybook.stop();
    if (!given) rmSync(seeded, { recursive: true, force: true });
  };
}

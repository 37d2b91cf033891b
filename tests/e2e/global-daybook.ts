import { makeDataFolders } from "#supabase/local/data-folders.ts";
import { startDaybook } from "#tests/support/daybook.ts";

/** One Daybook for all browser tests. Its addresses and keys reach them by the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  const made = process.env.DAYBOOK_SEEDED ? null : await makeDataFolders();
  if (made) process.env.DAYBOOK_SEEDED = made.seeded;
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
    made?.remove();
  };
}

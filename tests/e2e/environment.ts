/** Where the Daybook under test is, as global-daybook.ts left it in the environment. */
export function underTest() {
  const read = (name: string) => {
    const value = process.env[name];
    if (!value) throw new Error(`${name} is not set: run the browser tests through playwright.`);
    return value;
  };
  return {
    url: read("TEST_URL"),
    supabaseUrl: read("TEST_SUPABASE_URL"),
    publishableKey: read("TEST_PUBLISHABLE_KEY"),
    secretKey: read("TEST_SECRET_KEY"),
    folder: read("TEST_FOLDER"),
    cronSecret: read("TEST_CRON_SECRET"),
    demoPassword: read("TEST_DEMO_PASSWORD"),
  };
}

/**
 * `npm run bench:view`: how long the server takes for a view of the demo owner's dashboard, as HTML and as JSON, without
 * a browser's own work. Median and slowest of 50 views after a few that warm up.
 */
import { createServerClient } from "@supabase/ssr";
import { startDaybook } from "#tests/support/daybook.ts";

const VIEWS = 50;
const WARM_UP = 5;

const daybook = await startDaybook();
try {
  const cookie = await signIn();
  for (const path of ["/dashboard/myclik", "/dashboard/myclik?period=7d", "/api/analytics/myclik"]) {
    const times: number[] = [];
    for (let view = 0; view < VIEWS + WARM_UP; view++) {
      const began = performance.now();
      const answer = await fetch(daybook.url + path, { headers: { cookie }, redirect: "manual" });
      await answer.text();
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}.`);
      if (view >= WARM_UP) times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    const median = times[VIEWS / 2] ?? 0;
    console.log(`${path}: median ${median.toFixed(0)} ms, slowest ${times.at(-1)?.toFixed(0)} ms`);
  }
} finally {
  await daybook.stop();
}

async function signIn(): Promise<string> {
  const jar = new Map<string, string>();
  const client = createServerClient(daybook.supabaseUrl, daybook.keys.SUPABASE_PUBLISHABLE_KEY, {
    cookies: {
      getAll: () => [...jar].map(([name, value]) => ({ name, value })),
      setAll: (changes) => {
        for (const { name, value } of changes) jar.set(name, value);
      },
    },
  });
  const { error } = await client.auth.signInWithPassword({
    email: "demo@daybook.local",
    password: daybook.keys.DEMO_PASSWORD,
  });
  if (error) throw error;
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
}

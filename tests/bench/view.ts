/**
 * `npm run bench:view`: how long the server takes for a view of the demo owner's dashboard, as HTML and as JSON, without
 * a browser's own work. Median and slowest of 50 views after a few that warm up.
 */
import { createServerClient } from "@supabase/ssr";
import { figure } from "#tests/bench/figures.ts";
import { startDaybook } from "#tests/support/daybook.ts";

const VIEWS = 50;
const WARM_UP = 5;

const daybook = await startDaybook();
try {
  const cookie = await signIn();
  for (const [id, path] of [
    ["overview", "/dashboard/myclik"],
    ["week", "/dashboard/myclik?period=7d"],
    ["year", "/dashboard/myclik?period=12mo"],
    ["api", "/api/analytics/myclik"],
  ] as const) {
    const times: number[] = [];
    let bytes = 0;
    for (let view = 0; view < VIEWS + WARM_UP; view++) {
      const began = performance.now();
      const answer = await fetch(daybook.url + path, { headers: { cookie }, redirect: "manual" });
      bytes = (await answer.arrayBuffer()).byteLength;
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}.`);
      if (view >= WARM_UP) times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    const median = times[VIEWS / 2] ?? 0;
    const isPage = id !== "api";
    figure({
      id,
      what: path,
      value: median,
      unit: "ms",
      atMost: isPage ? 12 : undefined,
      chart: "A view, from question to last byte",
    });
    figure({
      id: `${id}-bytes`,
      what: `${path}, before compression`,
      value: bytes / 1024,
      unit: "KiB",
      atMost: isPage ? 80 : undefined,
    });
    console.log(
      `${path}: ${(bytes / 1024).toFixed(0)} KiB, median ${median.toFixed(0)} ms, slowest ${times.at(-1)?.toFixed(0)} ms`,
    );
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

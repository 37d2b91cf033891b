import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { v7 } from "uuid";
import type { Run } from "#tests/bench/ingest-load.ts";

/** The same rows, one session with 25 events each, from files by COPY into the same tables, on two connections. */
export async function copyCeiling(url: string, owners: string[]): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "daybook-copy-"));
  chmodSync(folder, 0o755);
  const events = 100_000;
  const at = new Date().toISOString();
  const files: Record<string, string[]> = {
    analytics_sessions: [],
    analytics_page_views: [],
    analytics_clicks: [],
  };
  const date = at.slice(0, 10);
  for (let batch = 0; batch < events / 25; batch += 1) {
    const owner = owners[batch % owners.length];
    const session = v7();
    files.analytics_sessions?.push(
      `${at},1,${session},${date},${owner},k7f2,google.com,search,mobile,Chrome,Android,de`,
    );
    for (let index = 0; index < 25; index += 1) {
      const common = `${at},1,${v7()},${session},${date},${date},${owner},k7f2,home`;
      if (index % 2) files.analytics_clicks?.push(`${common},whatsapp`);
      else files.analytics_page_views?.push(common);
    }
  }
  const columns: Record<string, string> = {
    analytics_sessions:
      "started_at, visitor_id, session_id, date, user_code, share_code, referrer, channel, device, browser, os, language",
    analytics_page_views:
      "at, visitor_id, event_id, session_id, date, session_date, user_code, share_code, page",
    analytics_clicks:
      "at, visitor_id, event_id, session_id, date, session_date, user_code, share_code, page, target",
  };
  const copies = Object.entries(files).map(([table, lines]) => {
    const file = join(folder, `${table}.csv`);
    writeFileSync(file, `${lines.join("\n")}\n`);
    return `copy public.${table} (${columns[table]}) from '${file}' with (format csv)`;
  });
  const clients = [new pg.Client(url), new pg.Client(url)] as const;
  await Promise.all(clients.map((client) => client.connect()));
  const started = performance.now();
  const [sessions = "", views = "", clicks = ""] = copies;
  await Promise.all([clients[0].query(views), clients[1].query(`${sessions}; ${clicks}`)]);
  const eventsPerSecond = events / ((performance.now() - started) / 1000);
  await Promise.all(clients.map((client) => client.end()));
  rmSync(folder, { recursive: true });
  return { events, eventsPerSecond, p50: 0, p99: 0 };
}

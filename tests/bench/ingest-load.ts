import { Agent, request } from "node:http";
import { v7 } from "uuid";
import { CHROME } from "#tests/ingest/support/batch.ts";

/** What a run came to: events per second, and how long one request took, in milliseconds. */
export type Run = { events: number; eventsPerSecond: number; p50: number; p99: number };

export type Send = (events: number) => Promise<void>;

/** So many clients, each sending its next batch when the last is answered, for so long. */
export async function run(send: Send, clients: number, events: number, seconds: number): Promise<Run> {
  const times: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let before = performance.now(); before < end; ) {
        await send(events);
        const after = performance.now();
        times.push(after - before);
        before = after;
      }
    }),
  );
  const took = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  const sent = times.length * events;
  return { events: sent, eventsPerSecond: sent / took, p50: at(0.5), p99: at(0.99) };
}

/** Posts a fresh batch to a server's `/api/ingest`; throws unless every event was stored. */
export function poster(
  url: string,
  owners: string[],
  agent = new Agent({ keepAlive: true, maxSockets: 256 }),
): Send {
  const options = { method: "POST", agent, headers: { "User-Agent": CHROME, "Content-Type": "text/plain" } };
  let turn = 0;
  return (events) =>
    new Promise((resolve, reject) => {
      const body = batchText(owners[turn++ % owners.length] ?? "", events);
      const call = request(`${url}/api/ingest`, options, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part) => {
          text += part;
        });
        response.on("end", () => {
          if (text.includes(`"accepted":${events},`)) resolve();
          else reject(new Error(`${response.statusCode} ${text}`));
        });
      });
      call.on("error", reject);
      call.end(body);
    });
}

/** Half page views, half clicks, of one session. Put together as text: the client must not be what is measured. */
export function batchText(userCode: string, events: number): string {
  const now = new Date().toISOString();
  const list = Array.from({ length: events }, (_, index) =>
    index % 2
      ? `{"id":"${v7()}","type":"click","at":"${now}","page":"home","target":"whatsapp"}`
      : `{"id":"${v7()}","type":"page_view","at":"${now}","page":"home"}`,
  );
  return `{"v":1,"user_code":"${userCode}","share_code":"k7f2","sent_at":"${now}","session":{"id":"${v7()}","started_at":"${now}","referrer":"https://www.google.com/","language":"de-DE"},"events":[${list.join(",")}]}`;
}

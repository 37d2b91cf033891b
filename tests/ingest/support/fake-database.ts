import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FlushBatch } from "#lib/ingest/write/payload.ts";

type Answer = { status: number; body: unknown };
type NumberedBatch = FlushBatch & { batch: number };

export const OWNER = {
  user_code: "myclik",
  time_zone: "Europe/Berlin",
  allowed_origins: [] as string[],
  card_url: null as string | null,
  excluded_addresses: [] as string[],
};

/**
 * The HTTP side of a Supabase project whose functions a test can make fail, hang or answer nonsense, which a real one
 * does not do on request. Stored events are a set of ids, as in the real one. The real one has tests of its own.
 */
export class FakeDatabase {
  owners = new Map([[OWNER.user_code, { ...OWNER }]]);
  /** By their owner's code and their own, as a link may write it. */
  shares = new Map<string, { share_code: string; is_archived: boolean }>([
    ["myclik/k7f2", { share_code: "k7f2", is_archived: false }],
  ]);
  salt: string | null = Buffer.from("a day's salt").toString("base64");
  stored = new Set<string>();
  flushes: NumberedBatch[][] = [];
  calls: string[] = [];
  /** Answers instead of the function, when it returns something. */
  intercept: (
    name: string,
    args: Record<string, unknown>,
  ) => Promise<Answer | undefined> | Answer | undefined = () => undefined;

  readonly #server = createServer(async (request, response) => {
    const name = request.url?.split("/").at(-1) ?? "";
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const args = JSON.parse(Buffer.concat(chunks).toString() || "{}") as Record<string, unknown>;
    this.calls.push(name);
    send(response, (await this.intercept(name, args)) ?? this.#answer(name, args));
  });

  /** Its URL. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** All batches of all flushes. */
  get batches(): NumberedBatch[] {
    return this.flushes.flat();
  }

  #answer(name: string, args: Record<string, unknown>): Answer {
    switch (name) {
      case "analytics_ingest_owner":
        return { status: 200, body: this.owners.get(String(args.p_user_code)) ?? null };
      case "analytics_find_share":
        return { status: 200, body: this.shares.get(`${args.p_user_code}/${args.p_share_code}`) ?? null };
      case "analytics_is_watched":
        return { status: 200, body: false };
      case "analytics_visitor_salt":
        return { status: 200, body: this.salt };
      case "analytics_ingest_events":
        return { status: 200, body: this.#store((args.payload as { batches: NumberedBatch[] }).batches) };
      default:
        return { status: 404, body: { code: "PGRST202", message: "no such function" } };
    }
  }

  #store(batches: NumberedBatch[]): unknown {
    this.flushes.push(batches);
    return {
      batches: batches.map(({ batch, page_views, clicks }) => {
        const ids = [...page_views, ...clicks].map((event) => event.id);
        const before = this.stored.size;
        for (const id of ids) this.stored.add(id);
        const stored = this.stored.size - before;
        return { batch, stored, duplicates: ids.length - stored, filtered: 0 };
      }),
    };
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

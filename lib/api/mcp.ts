import { createMcpHandler, type McpRequestContext, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { API_ERRORS, ApiError, toApiError } from "#lib/api/api-errors.ts";
import {
  anyList,
  BREAKDOWNS,
  comparedQuestion,
  contactList,
  days,
  groupComparison,
  journeyAnswer,
  listQuestion,
  numbers,
  type Provenance,
  page,
  question,
  shareList,
} from "#lib/api/api-shapes.ts";
import { admit, type Key, openKey } from "#lib/api/key-holder.ts";
import {
  type Asked,
  compareGroups,
  readContacts,
  readDays,
  readJourneys,
  readList,
  readNumbers,
  readShares,
} from "#lib/api/questions.ts";

const breakdownQuestion = z.object({
  by: z.enum(BREAKDOWNS).describe("What to break the visits down by."),
  ...listQuestion.shape,
});

type Tool = {
  title: string;
  description: string;
  input: z.ZodObject;
  output: z.ZodObject;
  run: (key: Key, asked: Asked) => Promise<object & { provenance?: Provenance; computed_at?: string }>;
};

/** What can be asked over MCP, by name. All of it reads only, and wants a key with the ability `read`. */
export const TOOLS: Record<string, Tool> = {
  get_totals: {
    title: "Totals",
    description:
      "Visitors, sessions, page views, clicks and contacting sessions of a period, beside those of the days it is compared with.",
    input: comparedQuestion,
    output: numbers,
    run: readNumbers,
  },
  get_days: {
    title: "Day by day",
    description:
      "The same numbers for each day of a period, each with its state: live, closed, empty or gone.",
    input: comparedQuestion,
    output: days,
    run: readDays,
  },
  compare_groups: {
    title: "Compare groups",
    description:
      "Groups of shares (audiences such as Friends or Business) beside each other, with the share of their sessions that contacted.",
    input: question,
    output: groupComparison,
    run: compareGroups,
  },
  get_breakdown: {
    title: "Breakdown",
    description:
      "Visits by contact method, page, group, source, campaign, country, device, browser, system or language.",
    input: breakdownQuestion,
    output: anyList,
    run: (key, { by, ...asked }) => readList(key, z.enum(BREAKDOWNS).parse(by), asked, anyList),
  },
  get_journeys: {
    title: "Journeys",
    description:
      "How visits go from their first page to a contact: page by page how many tapped, went on and were lost; the seconds until the first tap, with quartiles, by group and method; how many links were sent, opened, looked at and tapped.",
    input: question,
    output: journeyAnswer,
    run: readJourneys,
  },
  list_contacts: {
    title: "Contacts who looked",
    description:
      "The contacts whose shares were visited in a period, with their numbers and the last day they were seen on.",
    input: listQuestion,
    output: contactList,
    run: readContacts,
  },
  list_shares: {
    title: "Shares",
    description: "Every share that was handed out, visited or not: its code, contact and group.",
    input: page,
    output: shareList,
    run: readShares,
  },
};

const INSTRUCTIONS =
  "Daybook counts visits to a digital contact card. Say with every number where it comes from: `provenance` tells which days were counted live and when the closed ones were recounted. Visitors of several days are the sum of daily visitors, because a visitor is a pseudonym that lasts one day. Days are on the owner's calendar, durations are seconds.";

/** Where an answer's numbers come from, in a sentence. */
function sourceOf({
  live_days,
  closed_days,
  empty_days,
  gone_days,
  recounted_first,
  recounted_last,
}: Provenance): string {
  const closed =
    closed_days > 0
      ? `${closed_days} closed, recounted between ${recounted_first} and ${recounted_last}`
      : "0 closed";
  const live = live_days.length > 0 ? `${live_days.length} live (${live_days.join(", ")})` : "0 live";
  const gone =
    gone_days.length > 0 ? `; ${gone_days.length} that cannot be asked this (${gone_days.join(", ")})` : "";
  return `Days of this period: ${closed}; ${live}; ${empty_days} without events${gone}. Visitors of several days are the sum of daily visitors.`;
}

/** A server for one request of one key's holder. */
function serverFor(key: Key): McpServer {
  const server = new McpServer({ name: "daybook", version: "1.0.0" }, { instructions: INSTRUCTIONS });
  for (const [name, { title, description, input, output, run }] of Object.entries(TOOLS)) {
    server.registerTool(
      name,
      {
        title,
        description,
        inputSchema: input,
        outputSchema: output,
        annotations: { readOnlyHint: true, openWorldHint: false },
      },
      async (given) => {
        try {
          const answer = await run(key, given as Asked);
          const source = answer.provenance
            ? [{ type: "text" as const, text: sourceOf(answer.provenance) }]
            : [];
          const content = [{ type: "text" as const, text: JSON.stringify(answer) }, ...source];
          return { content, structuredContent: answer as Record<string, unknown> };
        } catch (cause) {
          const { code, message } = toApiError(cause);
          return { content: [{ type: "text" as const, text: `${code}: ${message}` }], isError: true };
        }
      },
    );
  }
  return server;
}

/** Most bytes that a question has. */
const MAX_BODY_BYTES = 65_536;

/** Stateless: each request has a server of its own, so that any instance of Daybook may answer it. */
const handler = createMcpHandler(
  ({ authInfo }: McpRequestContext) => {
    const { userCode, hash } = (authInfo?.extra ?? {}) as Partial<Key>;
    if (!userCode || !hash) throw new ApiError("invalid_key");
    return serverFor({ userCode, hash });
  },
  // Nothing here changes by itself that a client could subscribe to.
  { responseMode: "json", maxSubscriptions: 0, maxRequestBodySize: MAX_BODY_BYTES },
);

/**
 * `/api/mcp`: the Model Context Protocol over streamable HTTP, with a key as bearer token. Whether the key is in force is asked at each
 * request, and again by the call that answers. Never rejects.
 */
export async function answerMcp(request: Request): Promise<Response> {
  try {
    refuseOtherSites(request.headers);
    const { key, headers } = await admit(request.headers, "requests");
    const { key: opened } = await openKey(key, "read");
    const answer = await handler.fetch(request, {
      authInfo: { token: key.hash, clientId: opened.name, scopes: opened.abilities, extra: { ...key } },
    });
    for (const [name, value] of Object.entries({ "Cache-Control": "private, no-store", ...headers })) {
      answer.headers.set(name, value);
    }
    return answer;
  } catch (cause) {
    return mcpError(toApiError(cause));
  }
}

/** A page of another site that found its way here, such as by a name that leads to this machine, has nothing to ask. */
function refuseOtherSites(headers: Headers): void {
  const origin = headers.get("origin");
  if (origin !== null && URL.parse(origin)?.host !== headers.get("host")) {
    throw new ApiError("missing_ability", "Pages of other sites may not ask here.");
  }
}

/** JSON-RPC's error codes for servers to choose begin here. */
const SERVER_ERROR = -32_000;

function mcpError({ code, message, retryAfter }: ApiError): Response {
  return Response.json(
    { jsonrpc: "2.0", id: null, error: { code: SERVER_ERROR, message, data: { code } } },
    {
      status: API_ERRORS[code].status,
      headers: {
        "Cache-Control": "private, no-store",
        ...(code === "invalid_key" && { "WWW-Authenticate": 'Bearer realm="Daybook"' }),
        ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
      },
    },
  );
}

import { z } from "zod";
import { API_ERRORS, type ApiErrorCode } from "#lib/api/api-errors.ts";
import { named } from "#lib/api/api-shapes.ts";
import { KEY_RATES } from "#lib/api/key-holder.ts";
import { OPERATIONS, type Operation } from "#lib/api/operations.ts";
import type { BatchErrorCode } from "#lib/contract.ts";

export type JsonSchema = {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  required?: string[];
  description?: string;
  enum?: unknown[];
  $ref?: string;
  anyOf?: JsonSchema[];
  default?: unknown;
  [keyword: string]: unknown;
};
export type Parameter = {
  name: string;
  in: "path" | "query";
  required: boolean;
  description?: string;
  schema: JsonSchema;
};
type Content = { "application/json": { schema: JsonSchema } };
type Answer = { description: string; headers?: Record<string, unknown>; content?: Content };
export type PathOperation = {
  operationId: string;
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, Answer>;
  /** The ability that the key needs. */
  "x-ability"?: string;
};
export type OpenApi = {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  paths: Record<string, Partial<Record<"get" | "put" | "post", PathOperation>>>;
  components: {
    schemas: Record<string, JsonSchema>;
    responses: Record<string, Answer>;
    securitySchemes: Record<string, unknown>;
  };
};

const INGEST_CODES = {
  invalid_json: 400,
  invalid_batch: 400,
  unknown_owner: 404,
} satisfies Partial<Record<BatchErrorCode, number>>;

const errorBody = z.object({
  error: z.object({
    code: z.enum([...(Object.keys(API_ERRORS) as ApiErrorCode[]), ...Object.keys(INGEST_CODES)]),
    message: z.string(),
  }),
});

type ToJson = NonNullable<Parameters<typeof z.toJSONSchema>[1]>;
type Override = NonNullable<ToJson["override"]>;

/** How every schema is made. `io`: as it is given, or as it comes. */
const settings = (io: "input" | "output"): ToJson => ({ io, metadata: named, override: tidy });

/** Adds what `describe` says, and takes away what no caller should rely on. */
const tidy: Override = ({ zodSchema, jsonSchema }) => {
  const description = z.globalRegistry.get(zodSchema)?.description;
  if (description) jsonSchema.description = description;
  // Fields may be added to answers: nobody's client is to refuse those it does not know.
  delete jsonSchema.additionalProperties;
  // The format says the same as zod's pattern for it.
  if (jsonSchema.format) delete jsonSchema.pattern;
  // Whole numbers of JavaScript's own range say nothing to a reader.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
};

/** A shape as JSON Schema, in which shapes that have a name are referred to by it. */
function schemaOf(shape: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, $defs: __, ...schema } = z.toJSONSchema(shape, settings(io)) as JsonSchema;
  return referring(schema);
}

/** zod refers to named shapes in the same schema's `$defs`; ours stand among the document's components. */
function referring(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

/** Every named shape that an operation takes or gives. */
function components(): Record<string, JsonSchema> {
  const schemas: Record<string, JsonSchema> = {};
  const add = (shape: z.ZodType, io: "input" | "output") => {
    // Within another, a named shape comes out as a definition of its own.
    const { $defs } = z.toJSONSchema(z.tuple([shape]), settings(io)) as {
      $defs?: Record<string, JsonSchema>;
    };
    for (const [id, { id: _, ...schema }] of Object.entries($defs ?? {})) schemas[id] = referring(schema);
  };
  for (const { response, body } of OPERATIONS) {
    add(response, "output");
    if (body) add(body, "input");
  }
  return { ...schemas, Error: schemaOf(errorBody, "output") };
}

const NUMBER_HEADER = { schema: { type: "integer" } };
const RATE_HEADERS = {
  RateLimit: {
    description: "What is left, `r`, and in how many seconds it is whole again, `t`.",
    schema: { type: "string" },
  },
  "RateLimit-Policy": {
    description: "So many requests, `q`, in so many seconds, `w`.",
    schema: { type: "string" },
  },
};

function refusal(description: string, headers?: Record<string, unknown>): Answer {
  return {
    description,
    ...(headers && { headers }),
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
}

const REFUSALS: Record<string, Answer> = {
  "400": refusal(
    "What was given could not be read: `invalid_request`; events: `invalid_json`, `invalid_batch`.",
  ),
  "401": refusal("`invalid_key`: no key, one that was revoked, has expired or never was.", {
    "WWW-Authenticate": { schema: { type: "string" } },
  }),
  "403": refusal("`missing_ability`: the key is in force, but may not do this."),
  "404": refusal("`not_found`: no such address, share or group; events: `unknown_owner`."),
  "410": refusal(
    "`not_kept`: the raw events of these days, which filters and journeys need, are no longer kept.",
  ),
  "413": refusal("`too_large`."),
  "429": refusal("`rate_limited`.", { "Retry-After": NUMBER_HEADER }),
  "503": refusal("`unavailable`: ask again. `too_much`: ask for other days. `too_slow`: ask for fewer.", {
    "Retry-After": NUMBER_HEADER,
  }),
};

/** Refusals by name, in the order of their statuses. */
const responseName = (status: string) => `Refusal${status}`;

function operationObject(operation: Operation): PathOperation {
  const { id, summary, description, ability, parameters, query, body, response } = operation;
  const listed = [...parametersOf(parameters, "path"), ...parametersOf(query, "query")];
  return {
    operationId: id,
    summary,
    ...(description && { description }),
    security: [{ key: [] }],
    ...(ability && { "x-ability": ability }),
    ...(listed.length > 0 && { parameters: listed }),
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: reference(body, "input") } } },
    }),
    responses: {
      "200": {
        description: summary,
        headers: RATE_HEADERS,
        content: { "application/json": { schema: reference(response, "output") } },
      },
      ...Object.fromEntries(
        Object.keys(REFUSALS).map((status) => [
          status,
          { $ref: `#/components/responses/${responseName(status)}` } as unknown as Answer,
        ]),
      ),
    },
  };
}

/** A shape by its name, which every body and answer has. */
function reference(shape: z.ZodType, io: "input" | "output"): JsonSchema {
  const id = named.get(shape)?.id;
  return id ? { $ref: `#/components/schemas/${id}` } : schemaOf(shape, io);
}

function parametersOf(shape: z.ZodObject | undefined, place: "path" | "query"): Parameter[] {
  if (!shape) return [];
  const { properties = {} } = schemaOf(shape, "input");
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: place === "path",
    ...(description && { description }),
    schema,
  }));
}

let made: OpenApi | undefined;

/** The OpenAPI 3.1 document of /api/v1, made from the shapes that its answers are checked with. */
export function openApi(): OpenApi {
  made ??= makeDocument();
  return made;
}

function makeDocument(): OpenApi {
  const paths: OpenApi["paths"] = {};
  for (const operation of OPERATIONS) {
    const method = operation.method.toLowerCase() as "get" | "put" | "post";
    paths[operation.path] = { ...paths[operation.path], [method]: operationObject(operation) };
  }
  const { requests, events } = KEY_RATES;
  return {
    openapi: "3.1.0",
    info: {
      title: "Daybook API",
      version: "1",
      description: [
        "The numbers of one owner, and what the owner's own systems tell Daybook. A key belongs to one owner, so no address names one.",
        "Days are YYYY-MM-DD on the owner's calendar, moments ISO 8601 in UTC, durations seconds. Visitors of several days are the sum of daily visitors.",
        "Unknown parameters are ignored, and fields may be added to answers.",
        `A key may ask ${requests.events} times in ${requests.seconds} seconds and send ${events.events} batches of events; RateLimit headers tell what is left. Each instance of Daybook counts by itself.`,
        "Answers are private to the key's holder: no cache may keep them, and pages of other sites cannot read them.",
      ].join("\n\n"),
    },
    servers: [{ url: "/api/v1" }],
    paths,
    components: {
      schemas: components(),
      responses: Object.fromEntries(
        Object.entries(REFUSALS).map(([status, answer]) => [responseName(status), answer]),
      ),
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "A key: daybook_<user_code>_<token>." },
      },
    },
  };
}

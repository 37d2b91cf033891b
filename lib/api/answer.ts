import type { z } from "zod";
import { API_ERRORS, ApiError, toApiError } from "#lib/api/api-errors.ts";
import { type Admitted, admit } from "#lib/api/key-holder.ts";
import { type Given, OPERATIONS, type Operation } from "#lib/api/operations.ts";

/** An owner's numbers: nothing between the database and the caller may keep them. */
const PRIVATE = { "Cache-Control": "private, no-store" };

/** Longest body of what is registered, in bytes. */
const MAX_BODY_BYTES = 8_192;

/**
 * Answers a request to /api/v1 or below it. No header lets pages of other sites read the answers (CORS): a key belongs on a server, and
 * whoever opens a page could read it there. Never rejects, never answers 500.
 * @param path what follows /api/v1/, split at its slashes; nothing: the API itself, which says to everybody where it is described
 */
export async function answerApi(request: Request, path: readonly string[]): Promise<Response> {
  if (path.length === 0 && (request.method === "GET" || request.method === "HEAD"))
    return Response.json(INDEX);
  let admitted: Admitted | undefined;
  try {
    const { operation, parameters } = find(request.method, path);
    admitted = await admit(request.headers, operation.ability === "events" ? "events" : "requests");
    const answer =
      "respond" in operation
        ? await operation.respond(admitted.key, request)
        : Response.json(await operation.run(admitted.key, await read(operation, parameters, request)));
    for (const [name, value] of Object.entries({ ...PRIVATE, ...admitted.headers }))
      answer.headers.set(name, value);
    return answer;
  } catch (cause) {
    return errorAnswer(toApiError(cause), admitted?.headers);
  }
}

/** Paths of this Daybook: the document for programs, the page for people. */
const INDEX = { openapi: "/api/v1/openapi.json", documentation: "/docs/api" };

/** What a caller reads of an error. */
export function errorAnswer(
  { code, message, retryAfter }: ApiError,
  headers: Record<string, string> = {},
): Response {
  return Response.json(
    { error: { code, message } },
    {
      status: API_ERRORS[code].status,
      headers: {
        ...PRIVATE,
        ...headers,
        ...(code === "invalid_key" && { "WWW-Authenticate": 'Bearer realm="Daybook"' }),
        ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
      },
    },
  );
}

function find(
  method: string,
  path: readonly string[],
): { operation: Operation; parameters: Record<string, string> } {
  const there = OPERATIONS.flatMap((operation) => {
    const parameters = matched(operation.path, path);
    return parameters ? [{ operation, parameters }] : [];
  });
  const [first] = there;
  if (path.length === 0) throw new ApiError("method_not_allowed");
  if (!first) throw new ApiError("not_found", "There is no such address. /docs/api lists them.");
  const found = there.find(({ operation }) => operation.method === (method === "HEAD" ? "GET" : method));
  if (!found) throw new ApiError("method_not_allowed");
  return found;
}

/** The parts of an address that vary, or null where it is another pattern's. */
function matched(pattern: string, path: readonly string[]): Record<string, string> | null {
  const parts = pattern.slice(1).split("/");
  if (parts.length !== path.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const given = path[index] ?? "";
    if (part.startsWith("{")) parameters[part.slice(1, -1)] = given;
    else if (part !== given) return null;
  }
  return parameters;
}

async function read(
  operation: Operation,
  parameters: Record<string, string>,
  request: Request,
): Promise<Given> {
  if (operation.parameters) checked(operation.parameters, parameters);
  const query: Record<string, string> = {};
  // Of a repeated parameter the first counts, an empty one is none, unknown ones are ignored.
  for (const [name, value] of new URL(request.url).searchParams) if (value) query[name] ??= value;
  const body = operation.body ? checked(operation.body, await readBody(request)) : undefined;
  return { parameters, query, body };
}

async function readBody(request: Request): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new ApiError("too_large", "The body may have at most 8,192 bytes.");
    parts.push(part);
  }
  if (bytes === 0) return {};
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts)));
  } catch {
    throw new ApiError("invalid_request", "The body is not JSON in UTF-8.");
  }
}

/** What was given, as the shape has it. @throws ApiError that names every fault */
function checked<Shape extends z.ZodType>(shape: Shape, given: unknown): z.infer<Shape> {
  const result = shape.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  throw new ApiError("invalid_request", `${faults.join("; ").slice(0, 500)}.`);
}

import { openApi } from "#lib/api/openapi.ts";

/** The API's OpenAPI document. It says nothing of any owner, so every site may read it. */
export function GET(): Response {
  return Response.json(openApi(), {
    headers: { "Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*" },
  });
}

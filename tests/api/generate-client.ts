import { registerHooks } from "node:module";
import type { OpenApi } from "#lib/api/openapi.ts";

/** The generator works with TypeScript's former API, which TypeScript 7 has not: it gets the last version that has. */
registerHooks({
  resolve: (specifier, context, next) =>
    next(
      specifier === "typescript" && context.parentURL?.includes("/openapi-typescript/")
        ? "typescript-5"
        : specifier,
      context,
    ),
});

/** The types of a client of the API, as openapi-typescript makes them of its document. */
export async function clientTypes(document: OpenApi): Promise<string> {
  const { default: openapiTS, astToString } = await import("openapi-typescript");
  // Its own type of a document knows no `x-ability`.
  const nodes = await openapiTS(document as unknown as Parameters<typeof openapiTS>[0]);
  return `// Made from the OpenAPI document: \`UPDATE_CLIENT=1 vitest run tests/api/document.test.ts\` writes it anew.\n\n${astToString(nodes)}`;
}

import type { ReactNode } from "react";
import { Snippet } from "#components/ui/copy-button.tsx";
import type { JsonSchema, OpenApi, Parameter, PathOperation } from "#lib/api/openapi.ts";

type Operation = PathOperation & { method: string; path: string };

/** The OpenAPI document as a page: how to begin, then each address with what it takes and gives. */
export function ApiReference({ document, origin }: { document: OpenApi; origin: string }) {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]): Operation => ({ ...operation, method: method.toUpperCase(), path }),
    ),
  );
  const base = `${origin}${document.servers[0]?.url ?? ""}`;
  return (
    <div className="grid gap-12 lg:grid-cols-[14rem_minmax(0,1fr)]">
      <nav aria-label="Addresses" className="max-lg:hidden">
        <ul className="sticky top-6 grid gap-1 text-sm">
          {operations.map(({ operationId, method, path }) => (
            <li key={operationId}>
              <a
                href={`#${operationId}`}
                className="block rounded-md px-2 py-1 font-mono text-[12px] text-muted hover:bg-sunken hover:text-ink"
              >
                {method} {path}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="grid gap-12 [&>*]:min-w-0">
        <header>
          <h1 className="font-medium font-serif text-[2.5rem] text-ink leading-[1.08] tracking-tight sm:text-[3rem]">
            API
          </h1>
          <div className="mt-4 grid max-w-3xl gap-3 text-muted leading-relaxed">
            {document.info.description.split("\n\n").map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
            <p>
              The same as an{" "}
              <a
                href={`${document.servers[0]?.url}/openapi.json`}
                className="text-ink underline underline-offset-2"
              >
                OpenAPI 3.1 document
              </a>
              , for clients that are made from one.
            </p>
          </div>
        </header>
        <section aria-labelledby="begin" className="grid gap-4">
          <SectionTitle id="begin">Begin</SectionTitle>
          <p className="max-w-3xl text-muted leading-relaxed">
            Make a key under Settings, API keys. Keep it where only your server reads it, and send it with
            every request.
          </p>
          <Snippet
            what="totals of the last 30 days"
            code={`curl -H "Authorization: Bearer $DAYBOOK_KEY" "${base}/numbers?period=30d"`}
          />
          <p className="max-w-3xl text-muted leading-relaxed">
            Assistants that speak the Model Context Protocol ask {origin}/api/mcp, over streamable HTTP and
            with the same header; the key needs the ability read. Each answer says which days were counted
            live and when the closed ones were recounted.
          </p>
        </section>
        {operations.map((operation) => (
          <OperationSection key={operation.operationId} operation={operation} document={document} />
        ))}
        <section aria-labelledby="errors" className="grid gap-4">
          <SectionTitle id="errors">Errors</SectionTitle>
          <p className="max-w-3xl text-muted leading-relaxed">
            {
              'Every error is { "error": { "code", "message" } }. Retry-After says in how many seconds to ask again.'
            }
          </p>
          <Rows>
            {Object.entries(document.components.responses).map(([name, { description }]) => (
              <Row key={name} name={name.replace(/\D/g, "")}>
                <Code text={description} />
              </Row>
            ))}
          </Rows>
        </section>
      </div>
    </div>
  );
}

function OperationSection({ operation, document }: { operation: Operation; document: OpenApi }) {
  const {
    operationId,
    method,
    path,
    summary,
    description,
    parameters = [],
    requestBody,
    responses,
  } = operation;
  const body = requestBody?.content["application/json"].schema;
  const answer = responses["200"]?.content?.["application/json"].schema;
  return (
    <section aria-labelledby={operationId} className="grid gap-4 border-line border-t pt-8">
      <div>
        <h2 id={operationId} className="scroll-mt-6 font-mono text-[15px] text-ink [overflow-wrap:anywhere]">
          <span className="mr-2 rounded-md bg-accent-soft px-1.5 py-0.5 font-medium text-accent text-xs">
            {method}
          </span>
          {path}
        </h2>
        <p className="mt-2 text-ink">{summary}.</p>
        {description && (
          <p className="mt-1 max-w-3xl text-muted text-sm leading-relaxed">
            <Code text={description} />
          </p>
        )}
        <p className="mt-1 text-muted text-sm">
          {operation["x-ability"]
            ? `The key needs the ability ${operation["x-ability"]}.`
            : "Any key in force will do."}
        </p>
      </div>
      {parameters.length > 0 && (
        <Part title="Parameters">
          <Rows>
            {parameters.map((parameter) => (
              <Row key={parameter.name} name={parameter.name} type={typeOf(parameter.schema)}>
                {meaningOf(parameter)}
              </Row>
            ))}
          </Rows>
        </Part>
      )}
      {body && (
        <Part title="Body">
          <Fields schema={body} document={document} />
        </Part>
      )}
      {answer && (
        <details className="group">
          <summary className="cursor-pointer py-1 font-medium text-ink text-sm">Answer</summary>
          <div className="mt-2">
            <Fields schema={answer} document={document} />
          </div>
        </details>
      )}
    </section>
  );
}

function SectionTitle({ id, children }: { id: string; children: ReactNode }) {
  return (
    <h2 id={id} className="scroll-mt-6 font-medium font-serif text-ink text-2xl tracking-tight">
      {children}
    </h2>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid gap-2">
      <h3 className="font-medium text-ink text-sm">{title}</h3>
      {children}
    </div>
  );
}

function Rows({ children }: { children: ReactNode }) {
  return <dl className="divide-y divide-line rounded-xl border border-line bg-surface">{children}</dl>;
}

type RowProps = { name: string; type?: string; depth?: number; children?: ReactNode };

function Row({ name, type, depth = 0, children }: RowProps) {
  return (
    <div className="grid gap-x-6 gap-y-1 px-4 py-2.5 text-sm sm:grid-cols-[minmax(0,15rem)_minmax(0,1fr)]">
      <dt
        className="font-mono text-[13px] text-ink [overflow-wrap:anywhere]"
        style={{ paddingLeft: `${depth}rem` }}
      >
        {name}
      </dt>
      <dd className="min-w-0 text-muted leading-relaxed [overflow-wrap:anywhere]">
        {type && <span className="mr-2 font-mono text-[12px] text-faint">{type}</span>}
        {children}
      </dd>
    </div>
  );
}

/** The fields of an object and of the objects in it. */
function Fields({ schema, document }: { schema: JsonSchema; document: OpenApi }) {
  return (
    <Rows>
      {fieldsOf(schema, document).map(({ place, name, depth, field }) => (
        <Row key={place} name={name} type={typeOf(field)} depth={depth}>
          {field.description}
        </Row>
      ))}
    </Rows>
  );
}

type ListedField = { place: string; name: string; depth: number; field: JsonSchema };

function fieldsOf(schema: JsonSchema, document: OpenApi, depth = 0, place = ""): ListedField[] {
  const { properties = {} } = objectIn(schema, document);
  return Object.entries(properties).flatMap(([name, given]) => {
    const field = resolved(given, document);
    const here = `${place}.${name}`;
    const inner = objectIn(given, document).properties ? fieldsOf(given, document, depth + 1, here) : [];
    return [
      { place: here, name, depth, field: { ...field, description: given.description ?? field.description } },
      ...inner,
    ];
  });
}

function resolved(schema: JsonSchema, document: OpenApi): JsonSchema {
  const name = schema.$ref?.split("/").at(-1);
  return (name && document.components.schemas[name]) || schema;
}

/** The object that a schema is, holds in a list, or is where it is not null; of several kinds of objects all fields. */
function objectIn(given: JsonSchema, document: OpenApi): JsonSchema {
  const schema = resolved(given, document);
  if (schema.items) return objectIn(schema.items, document);
  const kinds = [...(schema.anyOf ?? []), ...((schema.oneOf as JsonSchema[] | undefined) ?? [])];
  if (kinds.length === 0) return schema;
  return { properties: Object.assign({}, ...kinds.map((kind) => objectIn(kind, document).properties)) };
}

/** A schema's type in a word or two. */
function typeOf(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.some(({ type }) => type === "null") ? "object or null" : "text";
  if (schema.oneOf) return "object";
  if (schema.type === "array") return "list";
  const type = Array.isArray(schema.type) ? schema.type.join(" or ") : (schema.type ?? "object");
  return schema.format ? String(schema.format) : type.replace("string", "text");
}

function meaningOf({ description, schema }: Parameter): string {
  return [
    description,
    schema.default !== undefined && !description?.includes("Default") && `Default: ${schema.default}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** Text in which what stands between backquotes is code. */
function Code({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
      <code key={index} className="font-mono text-[0.9em] text-ink">
        {part}
      </code>
    ) : (
      part
    ),
  );
}

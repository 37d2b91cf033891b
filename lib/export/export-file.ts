import { BYTE_ORDER_MARK, csvHead, csvLines } from "#lib/export/csv.ts";
import { columnsOf, type Export, type ExportHead, type ExportRow } from "#lib/export/export-tables.ts";

export type FileFormat = "csv" | "json";

/**
 * An exported table as a file whose name says owner, table, share and period. It is sent while it is being read: a page
 * is asked for when the one before has left, so that a file of any length takes the memory of one page, and no limit of
 * a platform on the length of whole answers is met. The first page is read before the answer begins, so that what is
 * refused gets its status; when a later one fails, the transfer breaks off instead of ending early.
 */
export async function exportFile({ pages, ...head }: Export, format: FileFormat): Promise<Response> {
  const texts = format === "csv" ? csvTexts(pages, head.table) : jsonTexts(pages, head);
  const first = await texts.next();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (!first.done) controller.enqueue(encoder.encode(first.value));
    },
    async pull(controller) {
      const { value, done } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await texts.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": format === "csv" ? "text/csv; charset=utf-8" : "application/json",
      "Content-Disposition": `attachment; filename="${fileName(head)}.${format}"`,
    },
  });
}

function fileName({ owner, table, contact, period }: ExportHead): string {
  const days = period.from === period.to ? [period.from] : [period.from, period.to];
  return (
    [owner.user_code, table, contact === "" ? "direct" : contact, ...days]
      .filter(Boolean)
      .join("-")
      // A header takes no other letters, and a quote would end the name.
      .replace(/[^\w.-]+/g, "_")
  );
}

async function* csvTexts(pages: AsyncIterable<ExportRow[]>, table: string): AsyncGenerator<string, void> {
  let columns: string[] | undefined;
  for await (const rows of pages) {
    const isFirst = columns === undefined;
    columns ??= columnsOf(table, rows);
    yield (isFirst ? BYTE_ORDER_MARK + csvHead(columns) : "") + csvLines(rows, columns);
  }
}

/** The head's fields, then `rows`, a line each. */
async function* jsonTexts(pages: AsyncIterable<ExportRow[]>, head: ExportHead): AsyncGenerator<string, void> {
  let before = `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    yield before + rows.map((row) => `\n${JSON.stringify(row)}`).join(",");
    before = ",";
  }
  yield `${before === "," ? "" : before}]}\n`;
}

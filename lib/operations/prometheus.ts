import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { BatchErrorCode, BatchResult } from "#lib/contract.ts";
import type { Coalescer, FlushObserver } from "#lib/ingest/write/coalescer.ts";
import type { FilterCode } from "#lib/ingest/write/payload.ts";
import type { DualWriteState } from "#lib/legacy/dual-write.ts";
import type { AnalyticsHealth, AnalyticsHealthReader, DualWriteReader } from "#lib/operations/health.ts";

/** This process's ingest in numbers, for Prometheus. None is about a visitor or an owner. */
export class IngestMetrics {
  readonly registry = new Registry();
  readonly #requests = new Counter({
    name: "daybook_ingest_requests_total",
    help: "Requests by answer: ok, or the code of the refusal.",
    labelNames: ["answer"],
    registers: [this.registry],
  });
  readonly #events = new Counter({
    name: "daybook_ingest_events_total",
    help: "Events of answered batches by what became of them, and the filter's or fault's code.",
    labelNames: ["outcome", "code"],
    registers: [this.registry],
  });
  readonly #flushEvents = new Histogram({
    name: "daybook_ingest_flush_events",
    help: "Events in one flush.",
    buckets: [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000],
    registers: [this.registry],
  });
  readonly #flushSeconds = new Histogram({
    name: "daybook_ingest_flush_seconds",
    help: "Time of one flush, from the call to the committed answer.",
    labelNames: ["ok"],
    buckets: [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Reads the queue's depth whenever it is asked for the numbers. */
  watch(coalescer: Pick<Coalescer, "depth">): void {
    const depths = {
      queued_events: () => coalescer.depth.events,
      queued_bytes: () => coalescer.depth.bytes,
      flushes_in_flight: () => coalescer.depth.inFlight,
    };
    for (const [name, read] of Object.entries(depths)) {
      new Gauge({
        name: `daybook_ingest_${name}`,
        help: `Now: ${name.replaceAll("_", " ")}.`,
        registers: [this.registry],
        collect() {
          this.set(read());
        },
      });
    }
  }

  /** How far the roll-up has come. NaN: never, or the database does not say. */
  watchAnalytics(read: AnalyticsHealthReader): void {
    for (const [name, { help, value }] of Object.entries(ANALYTICS)) {
      new Gauge({
        name: `daybook_${name}`,
        help,
        registers: [this.registry],
        async collect() {
          const state = await read();
          this.set(state ? value(state) : Number.NaN);
        },
      });
    }
  }

  /** With LEGACY_DUAL_WRITE=on. NaN: the database does not say. */
  watchDualWrite(read: DualWriteReader): void {
    for (const { name, help, value } of DUAL_WRITE) {
      new Gauge({
        name,
        help,
        registers: [this.registry],
        async collect() {
          const state = await read();
          this.set(state ? value(state) : Number.NaN);
        },
      });
    }
  }

  readonly flushed: FlushObserver = ({ events, ms, ok }) => {
    this.#flushEvents.observe(events);
    this.#flushSeconds.observe({ ok: String(ok) }, ms / 1000);
  };

  refused(code: BatchErrorCode): void {
    this.#requests.inc({ answer: code });
  }

  answered({ accepted, duplicates, filtered, rejected }: BatchResult, filter: FilterCode | null): void {
    this.#requests.inc({ answer: "ok" });
    this.#events.inc({ outcome: "stored", code: "" }, accepted);
    this.#events.inc({ outcome: "duplicate", code: "" }, duplicates);
    // What no filter has named is what its visitor or its owner has erased.
    if (filtered > 0) this.#events.inc({ outcome: "filtered", code: filter ?? "erased" }, filtered);
    for (const { code } of rejected) this.#events.inc({ outcome: "rejected", code });
  }
}

const ANALYTICS: Record<string, { help: string; value: (state: AnalyticsHealth) => number }> = {
  dirty_days: {
    help: "Owners' days with events newer than their daily rows.",
    value: (state) => state.dirty_days,
  },
  dirty_seconds: {
    help: "Age of the oldest mark of a dirty day.",
    value: (state) => state.dirty_seconds,
  },
  set_aside_days: {
    help: "Owners' days that could not be rebuilt.",
    value: (state) => state.set_aside_days,
  },
  overdue_days: {
    help: "Owners' days with raw events that should have been removed.",
    value: (state) => state.overdue_days,
  },
  last_aggregation_timestamp_seconds: {
    help: "When a day was last rebuilt.",
    value: (state) => seconds(state.last_aggregation),
  },
  last_verification_timestamp_seconds: {
    help: "When a day was last recounted to verify it.",
    value: (state) => seconds(state.last_verification),
  },
  differing_days: {
    help: "Recounts of the last 30 days that differed from the daily rows.",
    value: (state) => state.differing_days,
  },
  default_partition_rows: {
    help: "Raw rows of months without a partition of their own.",
    value: (state) => state.default_partition_rows,
  },
};

const DUAL_WRITE: { name: string; help: string; value: (state: DualWriteState) => number }[] = [
  {
    name: "daybook_legacy_dual_write_failing",
    help: "1: the old table could not be written at the last try.",
    value: (state) => Number(state.is_failing),
  },
  {
    name: "daybook_legacy_missed_events",
    help: "Events that the old table lacks because of faults.",
    value: (state) => state.missed,
  },
];

/** Since 1970. */
function seconds(time: string | null): number {
  return time === null ? Number.NaN : Date.parse(time) / 1000;
}

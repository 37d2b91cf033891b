type TraceEvent = {
  name: string;
  ts: number;
  dur?: number;
  /** Processor time of the thread, in microseconds: without what other processes took. */
  tdur?: number;
  tid: number;
  args: { data?: { url?: string; columnNumber?: number } };
};

/**
 * What the tracker did on a page, by a trace with the category `devtools.timeline`: how often it ran, the longest run of
 * each of its tasks in milliseconds of processor time, and the layouts that a run caused.
 */
export function ownWork(trace: Buffer): { runs: number; tasks: Map<string, number>; layouts: object[] } {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const runs = traceEvents.filter(
    ({ name, args }) =>
      (name === "FunctionCall" || name === "EvaluateScript") && args.data?.url?.endsWith("/tracker.js"),
  );
  const tasks = new Map<string, number>();
  for (const { name, args, tdur = 0 } of runs) {
    const task = `${name} ${args.data?.columnNumber}`;
    tasks.set(task, Math.max(tdur / 1000, tasks.get(task) ?? 0));
  }
  const isWithin = (event: TraceEvent) =>
    runs.some(({ tid, ts, dur = 0 }) => tid === event.tid && event.ts >= ts && event.ts < ts + dur);
  const layouts = traceEvents.filter(
    (event) => (event.name === "Layout" || event.name === "UpdateLayoutTree") && isWithin(event),
  );
  return { runs: runs.length, tasks, layouts };
}

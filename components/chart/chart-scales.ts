/**
 * The scales of the chart, in place of `victory-vendor/d3-scale` (see next.config.js). Recharts looks scales up by name
 * while it runs, so no bundler can leave one out, and d3's bring colours, calendars and number formats with them: a
 * sixth of everything the chart loads. These are the three that a time chart uses, by the same names and formulas.
 */
type Linear = {
  (value: number): number;
  domain: Accessor<Linear, readonly number[]>;
  range: Accessor<Linear, readonly number[]>;
};

type Band = {
  (value: unknown): number | undefined;
  domain: Accessor<Band, readonly unknown[]>;
  range: Accessor<Band, readonly number[]>;
  bandwidth: () => number;
};

/** Without an argument reads, with one sets and returns the scale. */
type Accessor<Scale, Value> = { (): Value; (value: Value): Scale };

/** Numbers to pixels, in proportion. Recharts finds round ticks itself. */
export function scaleLinear(): Linear {
  let domain: readonly number[] = [0, 1];
  let range: readonly number[] = [0, 1];
  const scale = (value: number) => {
    const [from = 0, to = 1] = domain;
    const [start = 0, end = 1] = range;
    // A domain without extent lies in the middle.
    const share = from === to ? 0.5 : (value - from) / (to - from);
    return start + share * (end - start);
  };
  return Object.assign(scale, {
    domain: accessor(
      () => scale as Linear,
      () => domain,
      (value) => (domain = value),
    ),
    range: accessor(
      () => scale as Linear,
      () => range,
      (value) => (range = value),
    ),
  });
}

/** Names to pixels: the first at the start, the last at the end. */
export function scalePoint(): Band {
  return stepped((count) => ({ steps: count - 1, isWide: false }));
}

/** Names to pixels: each the start of a stretch of its own, without gaps. */
export function scaleBand(): Band {
  return stepped((count) => ({ steps: count, isWide: true }));
}

function stepped(layout: (count: number) => { steps: number; isWide: boolean }): Band {
  let domain: readonly unknown[] = [];
  let range: readonly number[] = [0, 1];
  let places = new Map<unknown, number>();
  const step = () => {
    const [start = 0, end = 1] = range;
    const { steps } = layout(domain.length);
    return (end - start) / Math.max(1, steps);
  };
  const scale = (value: unknown) => {
    const index = places.get(value);
    if (index === undefined) return undefined;
    const [start = 0, end = 1] = range;
    // One point alone stands in the middle.
    const { steps } = layout(domain.length);
    return start + (steps === 0 ? (end - start) / 2 : index * step());
  };
  return Object.assign(scale, {
    domain: accessor(
      () => scale as Band,
      () => domain,
      (value) => {
        domain = [...new Set(value)];
        places = new Map(domain.map((name, index) => [name, index]));
      },
    ),
    range: accessor(
      () => scale as Band,
      () => range,
      (value) => (range = value),
    ),
    bandwidth: () => (layout(domain.length).isWide ? Math.abs(step()) : 0),
  });
}

function accessor<Scale, Value>(
  self: () => Scale,
  read: () => Value,
  write: (value: Value) => void,
): Accessor<Scale, Value> {
  function access(): Value;
  function access(value: Value): Scale;
  function access(value?: Value) {
    if (value === undefined) return read();
    write(value);
    return self();
  }
  return access;
}

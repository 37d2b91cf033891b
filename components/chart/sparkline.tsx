/** A tiny trend beside a number. Decoration, so it is hidden from assistive technology. */
export function Sparkline({ values, className }: { values: number[]; className?: string }) {
  const highest = Math.max(...values, 0);
  const points = values.map((value, index) => {
    const x = values.length > 1 ? (index / (values.length - 1)) * 100 : 50;
    const y = highest > 0 ? 23 - (value / highest) * 22 : 23;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true" className={className}>
      <polyline
        points={points.join(" ")}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

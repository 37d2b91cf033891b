import clsx from "clsx";
import { ArrowDownRight, ArrowUpRight } from "lucide-react";
import { type Change, FEWEST_COMPARED } from "#lib/analytics/comparison.ts";
import type { Format } from "#lib/analytics/format.ts";

type ChangeBadgeProps = {
  change: Change;
  format: Format;
  better?: "more" | "less";
};

/** A change beside its number. Sign and arrow say where it went, the colour whether that is good; grey ones may be chance. */
export function ChangeBadge({ change, format, better = "more" }: ChangeBadgeProps) {
  if (change.kind === "none") return null;
  if (change.kind === "new") return <span className="text-good text-xs">new</span>;
  if (change.kind === "few")
    return (
      <span
        title={`Fewer than ${FEWEST_COMPARED} to compare with: no percentage`}
        className="whitespace-nowrap text-faint text-xs"
      >
        too few
      </span>
    );
  if (change.kind === "same") return <span className="text-faint text-xs">no change</span>;
  const written = format.change(change.by, change.unit);
  if (change.chance !== "beyond") {
    return (
      <span title={CHANCE[change.chance]} className="change text-faint">
        {written}
        {change.chance === "within" && " within chance"}
      </span>
    );
  }
  const up = change.by > 0;
  const good = up === (better === "more");
  const Arrow = up ? ArrowUpRight : ArrowDownRight;
  return (
    <span className={clsx("change", good ? "text-good" : "text-bad")}>
      <Arrow aria-hidden="true" className="size-3.5" />
      {written}
    </span>
  );
}

const CHANCE = {
  within: "So few visits differ that much by chance alone",
  unknown: "Whether chance alone may have made it is not known",
};

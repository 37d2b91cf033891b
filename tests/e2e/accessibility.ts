import type { Page } from "@playwright/test";
import axe from "axe-core";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * What axe finds wrong on a page, by all of its rules or only these: each a line with the rule and the elements. Put into a
 * page once and asked for faults alone, it takes a third of the time that @axe-core/playwright takes, which brings it
 * anew for each question, and opens a second page for frames, of which there are none here.
 */
export async function accessibilityFaults(page: Page, rules?: string[]): Promise<string[]> {
  // Behind another page nothing is painted, and no transition ends.
  await page.bringToFront();
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const runOnly = rules ? { type: "rule", values: rules } : { type: "tag", values: TAGS };
  return page.evaluate(async (runOnly) => {
    // A colour on its way to that of another theme is neither: it arrives at once, and so does what inherits it and sets out then.
    // Waiting for that may take for ever where a page is not painted.
    const underWay = () => document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    for (let some = underWay(); some.length > 0; some = underWay()) {
      for (const transition of some) transition.finish();
    }
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: runOnly as axe.RunOnly,
      resultTypes: ["violations"],
    });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
    );
  }, runOnly);
}

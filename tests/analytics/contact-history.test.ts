import { expect, test } from "vitest";
import { openedPreviews, sharing } from "#lib/analytics/contact-history.ts";

const at = (time: string) => `2026-11-22T${time}:00Z`;

test("a preview was opened by the first visit after it, unless the link was sent again before that", () => {
  const previews = [
    { fetcher: "Telegram", at: at("10:00") },
    { fetcher: "WhatsApp", at: at("09:14") },
    { fetcher: "Slack", at: at("12:00") },
  ];
  const visits = [{ started_at: at("09:40") }, { started_at: at("09:31") }, { started_at: at("08:00") }];
  expect(openedPreviews(previews, visits)).toEqual([
    { fetcher: "Slack", at: at("12:00"), opened: null },
    { fetcher: "Telegram", at: at("10:00"), opened: null },
    { fetcher: "WhatsApp", at: at("09:14"), opened: at("09:31") },
  ]);
});

test("a share is called passed on after two days with more devices than one person has, never after one", () => {
  const evidence = (several: number, many: number) => ({
    several: { days: several, last: null },
    many: { days: many, last: null, most: null },
  });
  expect(sharing(evidence(0, 0))).toBe("one");
  expect(sharing(evidence(40, 1))).toBe("several");
  expect(sharing(evidence(40, 2))).toBe("passed_on");
});

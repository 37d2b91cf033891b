import { expect, test } from "vitest";
import { z } from "zod";
import { MEMBER_ERRORS, memberAnswer } from "#lib/supabase/member-errors.ts";

test("a count that a statement had no time for is told as that, never as a number or an outage", () => {
  const cut = {
    data: null,
    error: { code: "57014", message: "canceling statement due to statement timeout" },
  };
  const { data, error } = memberAnswer("analytics_dashboard", cut, z.unknown());
  expect(data).toBeUndefined();
  expect(error).toMatchObject({ code: "too_much", message: expect.stringContaining("nightly run") });
  expect(MEMBER_ERRORS.too_much.status).toBe(503);
});

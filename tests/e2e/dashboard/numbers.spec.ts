import { expect } from "@playwright/test";
import { DAY_MS } from "#lib/contract.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { signInToDemo } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";

const { url, supabaseUrl, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);
/** A date of the demo owner, whose day is Berlin's; the Swedish way of writing dates is ISO's. */
const daysAgo = (days: number) =>
  new Date(Date.now() - days * DAY_MS).toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
/** Closed days only, whatever hour it is where the tests run. */
const [FROM, TO] = [daysAgo(16), daysAgo(3)];
const RANGE = `from=${FROM}&to=${TO}`;

type Numbers = Record<string, number> & { [key: string]: unknown };

/** Rows of a daily table of the demo owner within the days looked at. */
async function rows(table: string, match: Record<string, string> = {}): Promise<Numbers[]> {
  const { data, error } = await service
    .from(table)
    .select("*")
    .match({ user_code: "myclik", ...match })
    .gte("date", FROM)
    .lte("date", TO)
    .limit(1000);
  expect(error).toBeNull();
  expect(data!.length).toBeGreaterThan(0);
  expect(data!.length).toBeLessThan(1000);
  return data as Numbers[];
}

const sum = (list: Numbers[], key: string) => list.reduce((total, row) => total + Number(row[key]), 0);
const count = (value: number) => new Intl.NumberFormat("en-US").format(value);
const rate = (value: number) =>
  new Intl.NumberFormat("en-US", {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(value);

/** A list's rows, added up by the name that tells them apart. */
function by(list: Numbers[], name: string): Map<string, Numbers[]> {
  const groups = new Map<string, Numbers[]>();
  for (const row of list) {
    const key = String(row[name]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

test.use({ locale: "en-US" });

test("every number of the overview is the sum of the daily rows", async ({ page }) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik?${RANGE}`);
  const days = await rows("analytics_daily_user_stats");
  const sessions = sum(days, "sessions");
  const tiles = page.getByRole("list", { name: /^Totals/ }).getByRole("button");
  await expect(tiles.nth(0)).toContainText(count(sum(days, "visitors")));
  await expect(tiles.nth(1)).toContainText(count(sessions));
  await expect(tiles.nth(2)).toContainText(count(sum(days, "page_views")));
  await expect(tiles.nth(3)).toContainText(count(sum(days, "clicks")));
  await expect(tiles.nth(4)).toContainText(rate(sum(days, "contacting_sessions") / sessions));
  await expect(tiles.nth(5)).toContainText(`${Math.round(sum(days, "duration_seconds") / sessions)}s`);
  await expect(tiles.nth(6)).toContainText(rate(sum(days, "bounces") / sessions));

  const targets = by(await rows("analytics_daily_click_targets"), "target");
  const methods = page.getByRole("region", { name: "Top Contact Methods" });
  await expect(methods.getByRole("listitem").filter({ hasText: "WhatsApp" })).toContainText(
    count(sum(targets.get("whatsapp")!, "clicks")),
  );
  const toShop = await rows("analytics_daily_dimension_stats", {
    scope: "owner",
    dimension: "site",
    value: "shop.example.com",
  });
  await methods.getByRole("tab", { name: "Outbound sites" }).click();
  const shop = methods.getByRole("listitem").filter({ hasText: "shop.example.com" });
  await expect(shop).toContainText(`${count(sum(toShop, "clicks"))} clicks, of sessions`);
  await expect(shop).toContainText(rate(sum(toShop, "sessions") / sessions));
  const pages = by(await rows("analytics_daily_page_stats"), "page");
  for (const [name, list] of pages) {
    const card = page
      .getByRole("region", { name: "Pages" })
      .getByRole("listitem")
      .filter({ hasText: new RegExp(`^${name}`, "i") });
    await expect(card).toContainText(`${count(sum(list, "page_views"))}views`);
    await expect(card).toContainText(
      `Entries${count(sum(list, "entries"))}Exits${count(sum(list, "exits"))}Taps${count(sum(list, "clicks"))}`,
    );
  }
  const groups = by(await rows("analytics_daily_group_stats"), "group_code");
  const business = groups.get("business")!;
  await expect(
    page.getByRole("region", { name: "Groups" }).getByRole("listitem").filter({ hasText: "Business" }),
  ).toContainText(
    `${count(sum(business, "contacting_sessions"))} of ${count(sum(business, "sessions"))} sessions`,
  );
  const contacts = by(await rows("analytics_daily_contact_stats"), "share_code");
  const contact = page
    .getByRole("region", { name: "Contacts" })
    .getByRole("listitem")
    .filter({ hasText: "Ana Duarte" });
  await expect(contact).toContainText(count(sum(contacts.get("k7f2")!, "sessions")));
});

test("a row pressed, a group and a contact have the numbers of their daily rows, and all panels stay", async ({
  page,
}) => {
  await signInToDemo(page);
  const tiles = page.getByRole("list", { name: /^Totals/ }).getByRole("button");
  await page.goto(`${url}/dashboard/myclik?${RANGE}`);
  await page.getByRole("region", { name: "Places" }).getByRole("link", { name: "Germany" }).click();
  await page.waitForURL("**filters=is,country,DE");
  const germany = await rows("analytics_daily_dimension_stats", {
    scope: "owner",
    dimension: "country",
    value: "DE",
  });
  await expect(tiles.nth(1)).toContainText(count(sum(germany, "sessions")));
  for (const name of ["Groups", "Contacts", "Pages", "Devices", "Places"]) {
    await expect(page.getByRole("region", { name, exact: true })).toBeVisible();
  }
  await expect(page.getByText(/counted from raw events/)).toBeVisible();
  // As it was written when there was one at a time.
  await page.goto(`${url}/dashboard/myclik?${RANGE}&row=country:DE`);
  await expect(tiles.nth(1)).toContainText(count(sum(germany, "sessions")));

  await page.goto(`${url}/dashboard/myclik?${RANGE}&group=friends`);
  const friends = await rows("analytics_daily_group_stats", { group_code: "friends" });
  await expect(tiles.nth(2)).toContainText(count(sum(friends, "page_views")));

  await page.goto(`${url}/dashboard/myclik/contacts/k7f2?${RANGE}`);
  const ana = await rows("analytics_daily_contact_stats", { share_code: "k7f2" });
  await expect(tiles.nth(0)).toContainText(`Sessions${count(sum(ana, "sessions"))}`);
  await expect(tiles.nth(2)).toContainText(count(sum(ana, "clicks")));
  const { data: visits } = await service
    .from("analytics_sessions")
    .select("os")
    .match({ user_code: "myclik", share_code: "k7f2" })
    .gte("date", FROM)
    .lte("date", TO);
  const systems = new Set(visits!.map(({ os }) => os).filter(Boolean));
  const seen = page.getByText(`Seen on ${ana.length} days`);
  await expect(seen).toBeVisible();
  for (const system of systems) await expect(seen).toContainText(system);
});

test("one day by the hour, beside the day before, has the numbers of both days' hours", async ({ page }) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik?from=${TO}&to=${TO}`);
  const hours = await rows("analytics_daily_dimension_stats", { scope: "owner", dimension: "hour" });
  const on = (date: string) =>
    new Map(hours.filter((row) => String(row.date) === date).map((row) => [String(row.value), row]));
  const [now, before] = [on(TO), on(daysAgo(4))];
  expect(now.size).toBeGreaterThan(6);
  const chart = page.getByRole("region", { name: "Totals over time" });
  const tiles = page.getByRole("list", { name: /^Totals/ }).getByRole("button");
  const percent = (row?: Numbers) => (row?.sessions ? rate(row.contacting_sessions! / row.sessions) : "–");
  await chart.getByText("Show as a table").click();
  for (const [tile, number] of [
    [tiles.nth(1), (row?: Numbers) => count(row?.sessions ?? 0)],
    [tiles.nth(3), (row?: Numbers) => count(row?.clicks ?? 0)],
    [tiles.nth(4), percent],
  ] as const) {
    await tile.click();
    for (const hour of ["03", "09", "12", "18"]) {
      const cells = chart
        .getByRole("row")
        .filter({ hasText: new RegExp(`^${hour}:00`) })
        .getByRole("cell");
      await expect(cells.first()).toHaveText(number(now.get(hour)));
      await expect(cells.last()).toHaveText(number(before.get(hour)));
    }
  }
  await tiles.nth(6).click();
  const [day] = (await rows("analytics_daily_user_stats")).filter((row) => String(row.date) === TO);
  await expect(chart).toContainText(
    `Bounce rate is kept for whole days, not by the hour: ${rate(day!.bounces! / day!.sessions!)} on`,
  );
});

test("the data page's account comes out, and a rebuilt day stays the same", async ({ page }) => {
  await signInToDemo(page);
  const before = await rows("analytics_daily_user_stats");
  await page.goto(`${url}/dashboard/myclik/data?view=tables&${RANGE}`);
  const day = page
    .getByRole("row")
    .filter({ has: page.getByRole("button", { name: /^Rebuild / }) })
    .nth(4);
  await day.getByRole("button").click();
  await expect(day.getByText("Counted anew.")).toBeVisible();
  expect(await rows("analytics_daily_user_stats")).toEqual(before);
  const arrived = await rows("analytics_daily_ingest_stats");
  const panel = page.getByRole("region", { name: "What arrived" });
  const told = (account: string) =>
    panel.getByRole("term").filter({ hasText: account }).locator("..").getByRole("definition").first();
  await expect(told("Received")).toHaveText(count(sum(arrived, "events")));
  for (const kind of ["stored", "duplicate", "filtered", "rejected"]) {
    const events = arrived.filter((row) => String(row.kind) === kind);
    await expect(told(kind)).toHaveText(count(sum(events, "events")));
  }
});

test("tables leave whole, as CSV and JSON, and the chart as a picture", async ({ page }) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik?${RANGE}`);
  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    page
      .getByRole("button", { name: "Export: contacts" })
      .click()
      .then(() => page.getByRole("link", { name: /^CSV/ }).click()),
  ]);
  expect(csv.suggestedFilename()).toBe(`myclik-contacts-${FROM}-${TO}.csv`);
  const contacts = by(await rows("analytics_daily_contact_stats"), "share_code");
  const json = await page.request.get(`${url}/api/export/myclik?table=contacts&format=json&${RANGE}`);
  const exported: Numbers[] = (await json.json()).rows;
  expect(exported.map((row) => [row.share_code, row.sessions]).sort()).toEqual(
    [...contacts].map(([code, list]) => [code, sum(list, "sessions")]).sort(),
  );
  await page.getByRole("button", { name: "Export: days" }).click();
  const [png] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: /^PNG/ }).click(),
  ]);
  await png.saveAs("artifacts/screenshots/chart.png");
  expect(png.suggestedFilename()).toMatch(/^visitors-by-the-day.*\.png$/);
});

test("every list of the data, shares and contact screens leaves whole, under a name that tells what it is", async ({
  page,
}) => {
  await signInToDemo(page);
  const take = async (table: string, more = "") => {
    const answer = await page.request.get(
      `${url}/api/export/myclik?table=${table}&format=json&${RANGE}${more}`,
    );
    expect(answer.status(), table).toBe(200);
    return {
      name: /filename="(.*)"/.exec(answer.headers()["content-disposition"]!)?.[1],
      rows: (await answer.json()).rows as Numbers[],
    };
  };
  const sessions = await rows("analytics_sessions", { share_code: "k7f2" });
  const visits = await take("visits", "&contact=k7f2");
  expect(visits.name).toBe(`myclik-visits-k7f2-${FROM}-${TO}.json`);
  expect(new Set(visits.rows.map((row) => row.visit)).size).toBe(sessions.length);
  const clicks = await rows("analytics_clicks", { share_code: "k7f2" });
  expect(visits.rows.filter((row) => row.target !== null).length).toBe(clicks.length);

  const days = await rows("analytics_daily_user_stats");
  const states = await take("data_days");
  expect(states.rows.map((row) => [row.date, row.raw_events]).sort()).toEqual(
    days.map((row) => [row.date, Number(row.page_views) + Number(row.clicks)]).sort(),
  );
  const known = await service
    .from("analytics_shares")
    .select("share_code, contact")
    .eq("user_code", "myclik");
  const shares = await take("shares");
  expect(shares.rows.map((row) => row.share_code).sort()).toEqual(
    known.data!.map((row) => row.share_code).sort(),
  );
  expect((await take("share_groups")).rows.length).toBeGreaterThanOrEqual(3);

  await page.goto(`${url}/dashboard/myclik/shares`);
  await page.getByRole("button", { name: "Export: shares" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /^CSV/ }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^myclik-shares-\d{4}-\d\d-\d\d\.csv$/);
});

test("the data page tells late events, days set aside, verification and what is kept of this card alone", async ({
  page,
}) => {
  await signInToDemo(page);
  const session = (await rows("analytics_sessions")).find((row) => String(row.date) === TO)!;
  const late = await service.rpc("analytics_ingest_events", {
    payload: {
      batches: [
        {
          batch: 0,
          user_code: "myclik",
          session: {
            id: session.session_id,
            started_at: session.started_at,
            visitor_id: String(session.visitor_id),
          },
          page_views: [{ id: crypto.randomUUID(), at: session.started_at, page: "home" }],
          clicks: [],
        },
      ],
    },
  });
  expect(late.error).toBeNull();
  const aside = await service
    .from("analytics_days")
    .update({ set_aside_at: new Date().toISOString(), set_aside_code: "57014" })
    .match({ user_code: "myclik", date: TO });
  expect(aside.error).toBeNull();
  await page.goto(`${url}/dashboard/myclik/data?view=tables`);
  const day = page.getByRole("region", { name: "Days" }).getByRole("row").nth(4);
  await expect(day.getByRole("cell").nth(2)).toHaveText(/^1\s*1 waiting$/);
  await expect(day).toContainText(/set aside .*: too big for the nightly call, which comes back to it/);
  await day.getByRole("button", { name: /^Rebuild / }).click();
  await expect(day.getByText("Counted anew.")).toBeVisible();
  await expect(day).not.toContainText("set aside");
  await expect(day.getByRole("cell").nth(2)).toHaveText("1");
  await expect(page.getByRole("region", { name: "Revisions" })).toContainText(/late events.*page views/s);
  const kept = await service
    .from("analytics_daily_breakdowns")
    .select("*", { count: "exact", head: true })
    .eq("user_code", "myclik");
  await expect(page.getByRole("region", { name: "What is kept of this card" })).toContainText(
    `${count(kept.count!)} rows`,
  );
});

test("a link that was passed on is called so by its visitors' systems, and one person's phone and computer are not", async ({
  page,
}) => {
  await signInToDemo(page);
  const daysOf = async (share: string, most: number) => {
    const { data } = await service
      .from("analytics_sessions")
      .select("date, visitor_id, os, country")
      .match({ user_code: "myclik", share_code: share })
      .limit(1000);
    const days = by(data as Numbers[], "date");
    const kinds = (list: Numbers[], name: string) => new Set(list.map((row) => row[name])).size;
    return [...days.values()].filter(
      (list) =>
        kinds(list, "visitor_id") >= most && Math.max(kinds(list, "os"), kinds(list, "country")) >= most,
    ).length;
  };
  await page.goto(`${url}/dashboard/myclik/contacts/t1k5`);
  await expect(page.getByRole("status").filter({ hasText: "probably passed on" })).toContainText(
    `On ${await daysOf("t1k5", 3)} days`,
  );
  for (const share of ["k7f2", "m3q8", "h5t1", "w8c3"]) {
    // The server writes it, so no browser has to draw it.
    const answer = await page.request.get(`${url}/dashboard/myclik/contacts/${share}`);
    const text = (await answer.text()).replace(/<script.*?<\/script>/gs, "");
    expect(text).toContain("Latest visits");
    expect(text).not.toContain("probably passed on");
    const several = await daysOf(share, 2);
    expect(text.includes("Seen on more than one device."), share).toBe(several > 0);
  }
});

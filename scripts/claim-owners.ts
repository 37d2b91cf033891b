/**
 * `npm run owners`: lists the owners that nobody belongs to, such as those that an import made.
 * `npm run owners -- --claim ana [--email ana@example.com] [--days 30]` prints a link by which whoever opens it and signs in
 * becomes the owner; `npm run owners -- --claim-all > claims.csv` makes one for each of them. A newer link of an owner takes the
 * place of the one before. The app's address is APP_URL. Uses DATABASE_URL, the Supabase project of the environment, or what
 * `npm start` runs.
 */
import { parseArgs } from "node:util";
import Papa from "papaparse";
import { z } from "zod";
import { toCell } from "#lib/http/csv-cell.ts";
import { joinAddress } from "#lib/owners/people.ts";
import { openFunctionCaller } from "#lib/supabase/call-as-operator.ts";
import { operatorSettings } from "#scripts/embedded-environment.ts";

const unclaimedOwners = z.array(
  z.object({ user_code: z.string(), name: z.string(), claim_until: z.string().nullable() }),
);
const madeClaim = z.object({ token: z.string(), expires_at: z.string() });

try {
  const settings = operatorSettings();
  const { values } = parseArgs({
    options: {
      claim: { type: "string" },
      "claim-all": { type: "boolean", default: false },
      email: { type: "string" },
      days: { type: "string", default: "30" },
    },
  });
  const days = Number(values.days);
  if (!Number.isInteger(days)) throw new Error("--days wants a number of days.");
  if (values.email !== undefined && !values.claim) throw new Error("--email goes with --claim.");
  const address = settings.appUrl ?? settings.daybookUrl;
  const origin = address && new URL(address).origin;
  if ((values.claim || values["claim-all"]) && !origin)
    throw new Error("Set APP_URL to the address of the app: the links lead there.");
  const database = await openFunctionCaller(settings);
  try {
    const claim = async (userCode: string) => {
      const args = { p_user_code: userCode, p_days: days, p_email: values.email ?? null };
      const { token, expires_at } = madeClaim.parse(await database.call("analytics_claim_owner", args));
      return { link: joinAddress(origin ?? "", userCode, token), until: expires_at };
    };
    if (values.claim) {
      const { link, until } = await claim(values.claim);
      console.log(`${link}\nOpen until ${until}, for whoever comes first.`);
    } else {
      const owners = unclaimedOwners.parse(await database.call("analytics_unclaimed_owners"));
      if (values["claim-all"]) {
        const rows: string[][] = [];
        for (const { user_code, name } of owners) {
          const { link, until } = await claim(user_code);
          rows.push([user_code, toCell(name), link, until]);
        }
        console.log(Papa.unparse({ fields: ["user_code", "name", "link", "until"], data: rows }));
      } else {
        for (const { user_code, name, claim_until } of owners)
          console.log(
            `${user_code}  ${name}${claim_until ? `  (a claim is open until ${claim_until})` : ""}`,
          );
        console.log(owners.length === 0 ? "Every owner has a member." : `${owners.length} without a member.`);
      }
    }
  } finally {
    await database.close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

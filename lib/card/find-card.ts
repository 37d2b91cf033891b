import "server-only";
import { cache } from "react";
import { z } from "zod";
import type { Card, PlainCard } from "#lib/card/card.ts";
import { DEMO_USER_CODE, demoCard } from "#lib/card/demo-card.ts";
import { isUserCode } from "#lib/owners/codes.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

const ownerSchema = z.object({ name: z.string(), card_url: z.string().nullable() }).nullable();

/** The card that stands here for an owner: the demo owner's, which needs no database, and nobody else's. */
export function findCard(userCode: string): Card | null {
  return userCode === DEMO_USER_CODE ? demoCard : null;
}

/**
 * What stands here for any other owner; null when there is no such owner. Asked once per request.
 * @throws when the database cannot be reached.
 */
export const findPlainCard = cache(async (userCode: string): Promise<PlainCard | null> => {
  if (!isUserCode(userCode)) return null;
  const { data, error } = await serviceClient().rpc("analytics_ingest_owner", { p_user_code: userCode });
  if (error) throw new Error(`The owner could not be looked up: ${error.message}`, { cause: error });
  const owner = ownerSchema.parse(data);
  return owner && { userCode, name: owner.name || userCode, address: owner.card_url };
});

import "server-only";
import { cache } from "react";
import { z } from "zod";
import { isUserCode } from "#lib/owners/user-code.ts";
import { serviceClient } from "#lib/supabase/service.ts";
import type { Card } from "./card.ts";
import { DEMO_USER_CODE, demoCard } from "./demo-card.ts";

const ownerSchema = z.object({ user_code: z.string(), name: z.string() }).nullable();

/**
 * The card of an owner, or null when there is no such owner. Asked once per request.
 * The demo owner's card needs no database. Everybody else sees the demo card's content under their own name.
 * @throws when the database cannot be reached.
 */
export const findCard = cache(async (userCode: string): Promise<Card | null> => {
  if (userCode === DEMO_USER_CODE) return demoCard;
  if (!isUserCode(userCode)) return null;

  const { data, error } = await serviceClient().rpc("ingest_owner", { p_user_code: userCode });
  if (error) throw new Error(`The owner could not be looked up: ${error.message}`, { cause: error });
  const owner = ownerSchema.parse(data);
  return owner && { ...demoCard, userCode, name: owner.name || userCode, hasPortrait: false, isSample: true };
});

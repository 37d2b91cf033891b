import "server-only";
import { headers } from "next/headers";
import { cache } from "react";
import { z } from "zod";
import type { Card, PlainCard } from "#lib/card/card.ts";
import { DEMO_USER_CODE, demoCard } from "#lib/card/demo-card.ts";
import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { lookupFor } from "#lib/http/remembered-lookup.ts";
import { services } from "#lib/operations/services.ts";
import { readUserCode } from "#lib/owners/codes.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

const ownerSchema = z.object({ user_code: z.string(), name: z.string(), card_url: z.string().nullable() });

/** The card that stands here for an owner, by its code as it may be printed: the demo owner's, which needs no database, and nobody else's. */
export function findCard(userCode: string): Card | null {
  return readUserCode(userCode) === DEMO_USER_CODE ? demoCard : null;
}

/**
 * What stands here for any other owner; null when there is no such owner, and for a client who has guessed at too many codes.
 * Asked once per request, and not remembered any longer, so that an owner sees a change at once.
 * @throws when the database cannot be reached.
 */
export const findPlainCard = cache(async (written: string): Promise<PlainCard | null> => {
  const userCode = readUserCode(written);
  const { findOwner, limits } = services();
  const isRemembered = findOwner.remembers(userCode);
  const network = clientNetwork(clientAddress(await headers()));
  const found = await lookupFor(findOwner, userCode, limits.unknownCodes, network);
  if (found === "unavailable") throw new Error("The owner could not be looked up.");
  if (found === null || "retryAfter" in found) return null;
  if (!isRemembered) return plainCard(found);
  const { data, error } = await serviceClient().rpc("analytics_ingest_owner", { p_user_code: userCode });
  if (error) throw new Error(`The owner could not be looked up: ${error.message}`, { cause: error });
  const owner = ownerSchema.nullable().parse(data);
  return owner && plainCard(owner);
});

function plainCard({ user_code, name, card_url }: z.infer<typeof ownerSchema>): PlainCard {
  return { userCode: user_code, name: name || user_code, address: card_url };
}

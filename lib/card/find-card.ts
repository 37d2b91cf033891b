import "server-only";
import { headers } from "next/headers";
import { cache } from "react";
import { type StoredCard, storedCard } from "#lib/card/card.ts";
import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { lookupFor } from "#lib/http/remembered-lookup.ts";
import { services } from "#lib/operations/services.ts";
import { readUserCode } from "#lib/owners/codes.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

/**
 * What stands here for an owner, by its code as it may be printed; null when there is no such owner, and for a client who has
 * guessed at too many codes. Asked once per request, and not remembered any longer, so that an owner sees a change at once.
 * @throws when the database cannot be reached.
 */
export const findCard = cache(async (written: string): Promise<StoredCard | null> => {
  const userCode = readUserCode(written);
  const { findOwner, limits } = services();
  const network = clientNetwork(clientAddress(await headers()));
  const owner = await lookupFor(findOwner, userCode, limits.unknownCodes, network);
  if (owner === "unavailable") throw new Error("The owner could not be looked up.");
  if (owner === null || "retryAfter" in owner) return null;
  const { data, error } = await serviceClient().rpc("analytics_find_card", { p_user_code: userCode });
  if (error) throw new Error(`The card could not be looked up: ${error.message}`, { cause: error });
  return storedCard.nullable().parse(data);
});

/** The picture of a card, a JPEG; null when the card has another one by now, or none. @throws as `findCard` */
export async function findPicture(userCode: string, hash: string): Promise<Buffer<ArrayBuffer> | null> {
  const { data, error } = await serviceClient().rpc("analytics_card_picture", {
    p_user_code: userCode,
    p_hash: hash,
  });
  if (error) throw new Error(`The picture could not be looked up: ${error.message}`, { cause: error });
  return typeof data === "string" ? Buffer.from(data, "base64") : null;
}

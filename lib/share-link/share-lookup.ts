import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { logFault } from "#lib/http/faults.ts";
import { type Lookup, rememberedLookup } from "#lib/http/remembered-lookup.ts";

const LOOKUP_TIMEOUT_MS = 3_000;

const share = z.object({ share_code: z.string(), is_archived: z.boolean() });

/** A share by its owner's code and its own in any case, as `shareKey` joins them. */
export type ShareLookup = Lookup<z.infer<typeof share>>;

export function shareKey(userCode: string, shareCode: string): string {
  return `${userCode}/${shareCode}`;
}

/** Which share a link means, by `analytics_find_share`; remembered as `rememberedLookup` says. */
export function shareLookup(client: SupabaseClient): ShareLookup {
  return rememberedLookup(
    async (key) => {
      const [userCode = "", shareCode = ""] = key.split("/");
      const { data, error } = await client
        .rpc("analytics_find_share", { p_user_code: userCode, p_share_code: shareCode })
        .abortSignal(AbortSignal.timeout(LOOKUP_TIMEOUT_MS));
      const parsed = share.nullable().safeParse(data);
      if (!error && parsed.success) return parsed.data;
      logFault(
        "analytics_find_share",
        error ?? { code: "answer", message: "its answer has not the agreed shape" },
      );
      return "unavailable";
    },
    () => true,
  );
}

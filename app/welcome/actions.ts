"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import type { WelcomeState } from "#components/welcome/welcome-form.tsx";
import { currentMember } from "#lib/auth/confirmation.ts";
import { signInPath } from "#lib/auth/next-path.ts";
import { createOwner, newOwnerSchema } from "#lib/owners/owners.ts";
import { ownerPath } from "#lib/owners/require-member.ts";
import { serverClient } from "#lib/supabase/member-client.ts";

/**
 * Makes the owner and goes on to the card that is to be made, or to the dashboard, which says how to count a card elsewhere; or
 * answers with what is wrong.
 */
export async function makeOwner(_before: WelcomeState, form: FormData): Promise<WelcomeState> {
  const result = newOwnerSchema.safeParse(Object.fromEntries(form));
  if (!result.success) {
    const { fieldErrors } = z.flattenError(result.error);
    return {
      errors: {
        name: fieldErrors.name?.[0],
        user_code: fieldErrors.user_code?.[0],
        card_url: fieldErrors.card_url?.[0],
        time_zone: fieldErrors.time_zone?.[0],
      },
    };
  }

  const client = await serverClient();
  if (!(await currentMember(client))) redirect(signInPath("/welcome"));
  const fault = await createOwner(client, result.data);
  switch (fault) {
    case null:
      redirect(ownerPath(result.data.user_code, result.data.card_url === null ? "card" : ""));
      break;
    case "taken":
      return {
        errors: { user_code: `“${result.data.user_code}” belongs to somebody already. Try another.` },
      };
    case "invalid_query":
      return {
        errors: { form: "This could not be saved. Please check the name, the address and the time zone." },
      };
    default:
      return {
        errors: { form: "Daybook cannot reach its database just now. Please try again in a minute." },
      };
  }
}

import { z } from "zod";

export const addressSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, "Enter your e-mail address.")
  .pipe(z.email("This does not look like an e-mail address. It should be like name@example.com."));

/** Bcrypt, which Supabase Auth uses, reads no more than 72 bytes: more would be cut without a word. */
export const newPasswordSchema = z
  .string()
  .min(8, "Use at least 8 characters.")
  .refine((value) => new TextEncoder().encode(value).length <= 72, "Use at most 72 characters.");

export const signInSchema = z.object({
  email: addressSchema,
  password: z.string().min(1, "Enter your password."),
});
export const signUpSchema = z.object({ email: addressSchema, password: newPasswordSchema });

export type Credentials = z.infer<typeof signInSchema>;

export type CredentialErrors = { email?: string; password?: string; form?: string };

/** What a form shows: the address as it was typed, and what was wrong with the last try. */
export type CredentialsState = { email: string; errors: CredentialErrors; mailSent?: boolean };

/** What is done with such a form, which also works without JavaScript. */
export type CredentialsAction = (before: CredentialsState, form: FormData) => Promise<CredentialsState>;

/** Parses a submitted form; `errors` holds one sentence for each field that is wrong. */
export function parseCredentials(
  schema: typeof signInSchema | typeof signUpSchema,
  form: FormData,
): { credentials: Credentials; errors?: never } | { credentials?: never; errors: CredentialErrors } {
  const result = schema.safeParse({ email: form.get("email") ?? "", password: form.get("password") ?? "" });
  if (result.success) return { credentials: result.data };
  const { fieldErrors } = z.flattenError(result.error);
  return { errors: { email: fieldErrors.email?.[0], password: fieldErrors.password?.[0] } };
}

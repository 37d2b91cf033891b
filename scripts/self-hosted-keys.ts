/**
 * `npm run --silent self-hosted:keys > .env`: the secrets that compose.yaml wants, made at random. The two keys are JSON Web Tokens
 * of the API's roles, signed with JWT_SECRET and good for ten years: what PostgREST and Auth of a Supabase of one's own know.
 */
import { randomBytes } from "node:crypto";
import { SignJWT } from "jose";

const secret = () => randomBytes(32).toString("base64url");
const jwtSecret = secret();

/** A token that PostgREST answers as this role. */
const tokenOf = (role: "anon" | "service_role") =>
  new SignJWT({ role, iss: "supabase" })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt()
    .setExpirationTime("10 years")
    .sign(new TextEncoder().encode(jwtSecret));

for (const [name, value] of Object.entries({
  POSTGRES_PASSWORD: secret(),
  JWT_SECRET: jwtSecret,
  SUPABASE_PUBLISHABLE_KEY: await tokenOf("anon"),
  SUPABASE_SECRET_KEY: await tokenOf("service_role"),
  CRON_SECRET: secret(),
  METRICS_TOKEN: secret(),
}))
  console.log(`${name}=${value}`);

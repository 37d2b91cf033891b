import { expect, test } from "vitest";
import { isCommonPassword } from "#lib/auth/common-passwords.ts";
import { parseCredentials, signInSchema, signUpSchema } from "#lib/auth/credentials.ts";

function form(email: string, password: string): FormData {
  const data = new FormData();
  data.set("email", email);
  data.set("password", password);
  return data;
}

test("an address is trimmed and lower-cased, a password is left as it is", () => {
  expect(parseCredentials(signUpSchema, form(" Clara@Example.com ", " päss word "))).toEqual({
    credentials: { email: "clara@example.com", password: " päss word " },
  });
});

test("each field that is wrong has its own sentence", () => {
  expect(parseCredentials(signUpSchema, form("clara", "short")).errors).toEqual({
    email: expect.stringContaining("e-mail address"),
    password: "Use at least 8 characters.",
  });
  expect(parseCredentials(signInSchema, new FormData()).errors).toEqual({
    email: "Enter your e-mail address.",
    password: "Enter your password.",
  });
});

test("a new password that bcrypt would cut is refused; an old one may be tried", () => {
  expect(
    parseCredentials(signUpSchema, form("a@example.com", "ä".repeat(40))).errors?.password,
  ).toBeDefined();
  expect(parseCredentials(signInSchema, form("a@example.com", "ä".repeat(40))).errors).toBeUndefined();
});

test("a password that most people take is refused in whatever case, and so is the account's own address", async () => {
  for (const password of [
    "password",
    "12345678",
    "Iloveyou",
    "QWERTYUIOP",
    "ana@example.com",
    "example.com",
  ]) {
    expect({ password, common: await isCommonPassword(password, "ana@example.com") }).toEqual({
      password,
      common: true,
    });
  }
  for (const password of ["correct horse battery", "a short sentence", "tYx8-qPw2-Zm"]) {
    expect(await isCommonPassword(password, "ana@example.com")).toBe(false);
  }
});

import { Field } from "#components/ui/field.tsx";

type EmailFieldProps = { email: string; error: string | undefined };

/** The address of an account, as it was typed last. */
export function EmailField({ email, error }: EmailFieldProps) {
  return (
    <Field
      label="E-mail"
      name="email"
      type="email"
      autoComplete="email"
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      required
      defaultValue={email}
      error={error}
    />
  );
}

type PasswordFieldProps = { label: string; isNew: boolean; error: string | undefined };

/** A password: the one an account has, or a new one, with what it has to be. */
export function PasswordField({ label, isNew, error }: PasswordFieldProps) {
  return (
    <Field
      label={label}
      name="password"
      type="password"
      autoComplete={isNew ? "new-password" : "current-password"}
      required
      hint={isNew ? "At least 8 characters. A short sentence is a good password." : undefined}
      error={error}
    />
  );
}

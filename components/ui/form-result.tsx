import { Notice } from "#components/ui/notice.tsx";
import type { FormState } from "#lib/owners/form-state.ts";

/** What came of sending a form, beside the faults that stand at its fields. */
export function FormResult({ state }: { state: FormState }) {
  if (state.errors?.form) return <Notice tone="bad">{state.errors.form}</Notice>;
  if (state.done) return <Notice tone="good">{state.done}</Notice>;
  return null;
}

/** What the process of the embedded Supabase tells the one that started it. */
export type LocalMessage =
  | { kind: "progress"; text: string }
  | { kind: "ready"; url: string; signIn: { email: string; password: string } | null }
  | { kind: "failed"; reason: string };

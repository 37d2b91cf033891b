import type { FunctionCaller } from "#lib/supabase/call-as-operator.ts";
import { DatabaseFault } from "#lib/supabase/call-as-operator.ts";
import type { HostedDatabase } from "#tests/support/hosted/hosted-postgres.ts";

/** The scripts' way through the API of a hosted project: as service_role, each call ended after 8 seconds. */
export function hostedCaller(database: HostedDatabase): FunctionCaller & { calls: string[] } {
  const calls: string[] = [];
  return {
    isDirect: false,
    calls,
    async call(name, args = {}) {
      calls.push(name);
      const names = Object.keys(args);
      const list = names.map((key, place) => `${key} => $${place + 1}`).join(", ");
      try {
        const [row] = await database.asRole<{ answer: unknown }>(
          "service_role",
          null,
          `select ${name}(${list}) as answer`,
          names.map((key) => args[key]),
        );
        return row?.answer;
      } catch (error) {
        const { message, code } = error as Error & { code?: string };
        throw new DatabaseFault(message, code ?? "");
      }
    },
    tryOut: async () => null,
    columnsOf: async () => null,
    takenNames: async () => [],
    close: async () => {},
  };
}

import { defineConfig } from "vitest/config";

/** `npm run test:citus`: beside vitest.config.ts, since `npm test` runs all that is named there. */
export default defineConfig({
  test: {
    include: ["tests/citus/*.test.ts"],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    fileParallelism: false,
  },
});

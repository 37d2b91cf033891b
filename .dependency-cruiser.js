/**
 * Which part may import which. `npm run lint` holds it: arrows point from app to components to lib, and between the rooms
 * of lib as the table says.
 */

/** What each room of lib may import, beside itself and what tracker and ingest share. */
const ROOMS = {
  http: [],
  supabase: ["http"],
  auth: ["http", "supabase"],
  legacy: ["owners", "supabase"],
  analytics: ["http", "owners", "supabase"],
  owners: ["auth", "http", "supabase"],
  card: ["http", "operations", "owners", "supabase"],
  ingest: ["http", "owners"],
  links: ["analytics", "export", "http", "owners", "supabase"],
  "share-link": ["http", "ingest", "owners", "supabase"],
  privacy: ["http", "ingest", "owners", "supabase"],
  api: ["analytics", "http", "ingest", "operations", "owners", "supabase"],
  export: ["analytics", "http", "legacy", "owners", "supabase"],
  operations: ["http", "ingest", "legacy", "share-link", "supabase"],
  tracker: [],
};

/** What tracker and ingest share: the contract, and how ids of sessions are kept. */
const SHARED = "^lib/(contract|session-id)\\.ts$";

const room = (name) => `^lib/${name}/`;

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "nothing-imports-app",
      severity: "error",
      from: { pathNot: "^(app|tests)/" },
      to: { path: "^app/" },
    },
    {
      name: "components-import-components-and-lib",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^(app|scripts|supabase|tests)/" },
    },
    {
      name: "lib-imports-lib",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(app|components|scripts|supabase|tests)/" },
    },
    {
      name: "tests-are-for-tests",
      severity: "error",
      from: { pathNot: "^(tests/|playwright\\.config\\.ts$)" },
      to: { path: "^tests/" },
    },
    ...Object.entries(ROOMS).map(([name, others]) => ({
      name: `room-${name}`,
      severity: "error",
      from: { path: room(name) },
      to: {
        path: "^lib/",
        pathNot: [...[name, ...others].map(room), SHARED],
      },
    })),
    {
      name: "every-file-of-lib-has-a-room",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^lib/", pathNot: [...Object.keys(ROOMS).map(room), SHARED] },
    },
    {
      name: "no-dev-dependencies-in-production",
      comment:
        "app/world.svg and app/brands.svg are drawn when Daybook is built, and nothing else of them is served.",
      severity: "error",
      from: {
        path: "^(app|components|lib|proxy\\.ts|instrumentation\\.ts)",
        pathNot: "^(lib/analytics/world-svg\\.ts|components/ui/brands-svg\\.ts)$",
      },
      to: {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["type-only", "npm-peer"],
      },
    },
    {
      name: "resolvable",
      severity: "error",
      from: { path: "^(app|components|lib|scripts|supabase)/" },
      to: { couldNotResolve: true, pathNot: "^(geist|next-env|\\.)" },
    },
  ],
  options: {
    // TypeScript 7 has no API that this tool could ask yet.
    parser: "swc",
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|public)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};

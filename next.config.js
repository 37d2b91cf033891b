/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // The tracker is loaded by other sites' pages: cached for an hour, readable from any origin.
  headers: async () => [
    {
      source: "/tracker.js",
      headers: [
        { key: "Cache-Control", value: "public, max-age=3600, stale-while-revalidate=86400" },
        { key: "Access-Control-Allow-Origin", value: "*" },
        { key: "Cross-Origin-Resource-Policy", value: "cross-origin" },
      ],
    },
  ],
};

export default config;

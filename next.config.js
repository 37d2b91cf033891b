const NO_DOCUMENT = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** For every answer. The policy of pages comes from proxy.ts, which knows the nonce. */
const EVERYWHERE = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  {
    key: "Permissions-Policy",
    value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
  },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

const HTTPS_ONLY = {
  source: "/:path*",
  has: [{ type: "header", key: "x-forwarded-proto", value: "https" }],
  headers: [{ key: "Strict-Transport-Security", value: "max-age=63072000" }],
};

/** @type {import("next").NextConfig} */
const config = {
  // A server with all that it needs in one folder, which `npm start` and the image start.
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  // Next's own button would cover the tab bar of a card.
  devIndicators: false,
  // `npm test` has checked the types just before, with the same settings.
  typescript: { ignoreBuildErrors: process.env.TYPES_CHECKED === "1" },
  // An import of 10,000 lines, twice: as the list that is looked at, and as the plan that is made.
  experimental: { serverActions: { bodySizeLimit: "4mb" } },
  // Addresses of cards and share links as they are printed, and as QR codes hold them in fewer dots: all in capitals.
  rewrites: async () => ({
    fallback: [
      { source: "/C/:path*", destination: "/c/:path*" },
      { source: "/S/:path*", destination: "/s/:path*" },
    ],
  }),
  headers: async () => [
    { source: "/:path*", headers: EVERYWHERE },
    // Who may frame a link's page stands in its policy: this older header can name nobody.
    { source: "/((?!embed/).*)", headers: [{ key: "X-Frame-Options", value: "DENY" }] },
    // The address of a link is its key: it is told to no other site, and to no search engine.
    ...["/l/:path*", "/embed/:path*"].map((source) => ({
      source,
      headers: [
        { key: "Referrer-Policy", value: "no-referrer" },
        { key: "X-Robots-Tag", value: "noindex, nofollow" },
        { key: "Cache-Control", value: "private, no-store" },
      ],
    })),
    // A browser keeps this promise for two years, so it is made only over https, as the proxy in front says.
    ...(process.env.NODE_ENV === "production" ? [HTTPS_ONLY] : []),
    // Routes that answer with data, or with a preview page that needs nothing.
    { source: "/api/:path*", headers: [{ key: "Content-Security-Policy", value: NO_DOCUMENT }] },
    { source: "/s/:userCode/:shareCode", headers: [{ key: "Content-Security-Policy", value: NO_DOCUMENT }] },
    // The tracker is loaded by other sites' pages: cached for an hour, readable from any origin.
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

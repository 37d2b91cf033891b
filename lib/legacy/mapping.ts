/**
 * How the rows of the old table become sessions, page views and clicks. This is the one file to adjust: `npm run
 * legacy:import`, `npm run legacy:compare` and Daybook itself, when it starts with the dual write on, hand it to the database
 * first (`analytics_set_legacy_mapping`).
 */

/**
 * Where something stands in an old row: a key of the event data (`"page"`), a key within an object of it (`"payload.page"`;
 * `["payload.page"]` is one key with a dot), a column of the table, or a place within a column that holds JSON.
 */
type Place = string | string[] | { column: string; path?: string | string[] };

export type Mapping = {
  columns: Record<"id" | "user_code" | "event_type" | "event_data" | "created_at", string>;
  types: Record<"page_view" | "click" | "session", string[]>;
  ignore: string[];
  constants: Record<string, string | number | boolean>;
  fields: Record<string, Place[]>;
  targets: string[];
  target_aliases: Record<string, string>;
  default_page: string;
  bots: string;
};

export const LEGACY_MAPPING: Mapping = {
  /** Columns of `analytics_events`, whatever their types. But for `id`, one that does not exist does no harm. */
  columns: {
    id: "id",
    user_code: "user_code",
    event_type: "event_type",
    event_data: "event_data",
    created_at: "created_at",
  },
  /** Event types of the old system, in lower case. The dual write writes the first of each list. */
  types: {
    page_view: ["page_view", "pageview", "page-view", "page view", "view", "visit"],
    click: ["click", "contact_click", "contact-click", "contactclick", "button_click", "link_click", "tap"],
    session: ["session", "session_start", "sessionstart", "session-start", "start"],
  },
  /** Event types, in lower case, that are left out on purpose: heartbeats, say. */
  ignore: [],
  /** What the dual write writes into columns of yours that may not be null and have no default: `app_version: "daybook"`. */
  constants: {},
  /**
   * Where each field stands. Places are tried in order, and the first that holds a text or a number wins. The dual write
   * writes to the first place that the table has; columns that do not exist are passed over.
   */
  fields: {
    user_code: ["userCode", "user_code", "owner", "user"],
    event_type: ["eventType", "event_type", "type", "event"],
    event_id: ["eventId", "event_id", "uuid"],
    session: [{ column: "session_id" }, "sessionId", "session_id", "sid", "session"],
    share: [{ column: "share_code" }, "shareCode", "share_code", "share", "ref"],
    group: ["groupCode", "group_code", "group", "audience"],
    page: [{ column: "page" }, "page", "path", "url", "page_url", "pathname", "location"],
    target: [{ column: "target" }, "target", "contact_method", "contactMethod", "method", "action", "button"],
    time: [
      { column: "occurred_at" },
      "timestamp",
      "ts",
      "time",
      "created_at",
      "createdAt",
      "occurred_at",
      "occurredAt",
    ],
    user_agent: [{ column: "user_agent" }, "userAgent", "user_agent", "ua"],
    referrer: ["referrer", "referer"],
    utm_source: ["utm_source", "utmSource", "utm.source"],
    utm_medium: ["utm_medium", "utmMedium", "utm.medium"],
    utm_campaign: ["utm_campaign", "utmCampaign", "utm.campaign"],
    country: ["country", "country_code"],
    device: ["device", "deviceType", "device_type"],
    browser: ["browser"],
    os: ["os", "platform"],
    language: ["language", "lang", "locale"],
  },
  /** Contact methods that keep their name; any other becomes `custom:<name>`. */
  targets: [
    "phone",
    "email",
    "sms",
    "whatsapp",
    "telegram",
    "signal",
    "messenger",
    "facetime",
    "linkedin",
    "instagram",
    "facebook",
    "x",
    "tiktok",
    "youtube",
    "github",
    "maps",
    "website",
    "save_contact",
  ],
  /** Other names of these, in lower case. */
  target_aliases: {
    tel: "phone",
    telephone: "phone",
    call: "phone",
    mobile: "phone",
    mail: "email",
    mailto: "email",
    "e-mail": "email",
    text: "sms",
    wa: "whatsapp",
    "wa.me": "whatsapp",
    tg: "telegram",
    "t.me": "telegram",
    twitter: "x",
    web: "website",
    url: "website",
    vcard: "save_contact",
    vcf: "save_contact",
    save: "save_contact",
    "save-contact": "save_contact",
    savecontact: "save_contact",
  },
  /** The page of a row that names none. */
  default_page: "/",
  /** User agents that are not counted: a regular expression of Postgres, without regard to case. */
  bots: "bot|crawl|spider|slurp|headless|lighthouse|preview|facebookexternalhit|curl/|wget|python-requests",
};

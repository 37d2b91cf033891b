/**
 * How the rows of the old table become sessions, page views and clicks. This is the one file to adjust: `npm run
 * legacy:import`, `npm run legacy:compare` and the dual write hand it to the database first (`analytics_set_legacy_mapping`).
 *
 * Lists of names are tried in order and the first that has a text or a number wins; `a.b` looks into an object. What the
 * dual write puts into the old table it puts under the first name of each list.
 */
export const LEGACY_MAPPING = {
  /** Columns of `analytics_events`. One that does not exist is looked for in the event data alone. */
  columns: {
    id: "id",
    user_code: "user_code",
    event_type: "event_type",
    event_data: "event_data",
    created_at: "created_at",
  },
  /** Event types of the old system, in lower case. */
  types: {
    page_view: ["page_view", "pageview", "page-view", "page view", "view", "visit"],
    click: ["click", "contact_click", "contact-click", "contactclick", "button_click", "link_click", "tap"],
    session: ["session", "session_start", "sessionstart", "session-start", "start"],
  },
  /** Keys of `event_data`. */
  fields: {
    user_code: ["userCode", "user_code", "owner", "user"],
    event_type: ["eventType", "event_type", "type", "event"],
    event_id: ["eventId", "event_id", "uuid"],
    session: ["sessionId", "session_id", "sid", "session"],
    share: ["shareCode", "share_code", "share", "ref"],
    group: ["groupCode", "group_code", "group", "audience"],
    page: ["page", "path", "url", "page_url", "pathname", "location"],
    target: ["target", "contact_method", "contactMethod", "method", "action", "button"],
    time: ["timestamp", "ts", "time", "created_at", "createdAt", "occurred_at"],
    user_agent: ["userAgent", "user_agent", "ua"],
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

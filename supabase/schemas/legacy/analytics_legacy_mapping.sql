-- How old rows are read: one row, `current`. Its source is lib/legacy/mapping.ts, which the scripts store here.
create table daybook.analytics_legacy_mapping (
  name    text  not null primary key check (name = 'current'),
  mapping jsonb not null check (jsonb_typeof(mapping) = 'object')
);

alter table daybook.analytics_legacy_mapping enable row level security;
grant select, insert, update, delete on daybook.analytics_legacy_mapping to service_role;
alter table daybook.analytics_legacy_mapping set schema public;

insert into public.analytics_legacy_mapping (name, mapping) values ('current', $mapping${
  "columns": {"id": "id", "user_code": "user_code", "event_type": "event_type", "event_data": "event_data", "created_at": "created_at"},
  "types": {
    "page_view": ["page_view", "pageview", "page-view", "page view", "view", "visit"],
    "click": ["click", "contact_click", "contact-click", "contactclick", "button_click", "link_click", "tap"],
    "session": ["session", "session_start", "sessionstart", "session-start", "start"]
  },
  "ignore": [],
  "constants": {},
  "fields": {
    "user_code": ["userCode", "user_code", "owner", "user"],
    "event_type": ["eventType", "event_type", "type", "event"],
    "event_id": ["eventId", "event_id", "uuid"],
    "session": [{"column": "session_id"}, "sessionId", "session_id", "sid", "session"],
    "share": [{"column": "share_code"}, "shareCode", "share_code", "share", "ref"],
    "group": ["groupCode", "group_code", "group", "audience"],
    "page": [{"column": "page"}, "page", "path", "url", "page_url", "pathname", "location"],
    "target": [{"column": "target"}, "target", "contact_method", "contactMethod", "method", "action", "button"],
    "time": [{"column": "occurred_at"}, "timestamp", "ts", "time", "created_at", "createdAt", "occurred_at", "occurredAt"],
    "user_agent": [{"column": "user_agent"}, "userAgent", "user_agent", "ua"],
    "referrer": ["referrer", "referer"],
    "utm_source": ["utm_source", "utmSource", "utm.source"],
    "utm_medium": ["utm_medium", "utmMedium", "utm.medium"],
    "utm_campaign": ["utm_campaign", "utmCampaign", "utm.campaign"],
    "country": ["country", "country_code"],
    "device": ["device", "deviceType", "device_type"],
    "browser": ["browser"],
    "os": ["os", "platform"],
    "language": ["language", "lang", "locale"]
  },
  "targets": ["phone", "email", "sms", "whatsapp", "telegram", "signal", "messenger", "facetime", "linkedin", "instagram", "facebook", "x", "tiktok", "youtube", "github", "maps", "website", "save_contact"],
  "target_aliases": {"tel": "phone", "telephone": "phone", "call": "phone", "mobile": "phone", "mail": "email", "mailto": "email", "e-mail": "email", "text": "sms", "wa": "whatsapp", "wa.me": "whatsapp", "tg": "telegram", "t.me": "telegram", "twitter": "x", "web": "website", "url": "website", "vcard": "save_contact", "vcf": "save_contact", "save": "save_contact", "save-contact": "save_contact", "savecontact": "save_contact"},
  "default_page": "/",
  "bots": "bot|crawl|spider|slurp|headless|lighthouse|preview|facebookexternalhit|curl/|wget|python-requests"
}$mapping$);

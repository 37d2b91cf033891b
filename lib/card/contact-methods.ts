/** Contact methods that are a brand's, by the target of their clicks, and what people call them. */
const BRANDS = {
  whatsapp: "WhatsApp",
  telegram: "Telegram",
  signal: "Signal",
  messenger: "Messenger",
  viber: "Viber",
  skype: "Skype",
  wechat: "WeChat",
  linkedin: "LinkedIn",
  instagram: "Instagram",
  facebook: "Facebook",
  x: "X",
  twitter: "X",
  tiktok: "TikTok",
  youtube: "YouTube",
  github: "GitHub",
  xing: "XING",
} as const;

/** All contact methods that Daybook knows. */
const NAMES = {
  phone: "Phone",
  email: "Email",
  sms: "SMS",
  facetime: "FaceTime",
  website: "Website",
  map: "Map",
  maps: "Map",
  calendar: "Calendar",
  share: "Share",
  save_contact: "Save contact",
  ...BRANDS,
} as const;

export type KnownTarget = keyof typeof NAMES;
export type BrandTarget = keyof typeof BRANDS;

export function isKnownTarget(target: string): target is KnownTarget {
  return Object.hasOwn(NAMES, target);
}

export function isBrand(target: KnownTarget): target is BrandTarget {
  return Object.hasOwn(BRANDS, target);
}

const CUSTOM = "custom:";

/** What people call a target: `save_contact` → Save contact, `custom:Book a call` → Book a call. */
export function targetName(target: string): string {
  if (isKnownTarget(target)) return NAMES[target];
  return target.startsWith(CUSTOM) ? target.slice(CUSTOM.length) : target;
}

/** The contact methods that Daybook knows, by the target of their clicks, and what people call them. */
const NAMES = {
  phone: "Phone",
  email: "Email",
  sms: "SMS",
  whatsapp: "WhatsApp",
  telegram: "Telegram",
  signal: "Signal",
  messenger: "Messenger",
  facetime: "FaceTime",
  linkedin: "LinkedIn",
  instagram: "Instagram",
  facebook: "Facebook",
  x: "X",
  twitter: "X",
  tiktok: "TikTok",
  youtube: "YouTube",
  github: "GitHub",
  xing: "XING",
  website: "Website",
  map: "Map",
  maps: "Map",
  calendar: "Calendar",
  share: "Share",
  save_contact: "Save contact",
} as const;

export type KnownTarget = keyof typeof NAMES;

export function isKnownTarget(target: string): target is KnownTarget {
  return Object.hasOwn(NAMES, target);
}

const CUSTOM = "custom:";

/** What people call a target: `save_contact` → Save contact, `custom:Book a call` → Book a call. */
export function targetName(target: string): string {
  if (isKnownTarget(target)) return NAMES[target];
  return target.startsWith(CUSTOM) ? target.slice(CUSTOM.length) : target;
}

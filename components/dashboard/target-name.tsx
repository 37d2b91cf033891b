import {
  CalendarCheck,
  Globe,
  Mail,
  MapPin,
  MessageSquareText,
  Phone,
  Share2,
  Sparkle,
  UserRoundPlus,
  Video,
} from "lucide-react";
import type { ComponentType } from "react";
import {
  FaFacebookF,
  FaFacebookMessenger,
  FaGithub,
  FaInstagram,
  FaLinkedinIn,
  FaSignalMessenger,
  FaTelegram,
  FaTiktok,
  FaWhatsapp,
  FaXing,
  FaXTwitter,
  FaYoutube,
} from "react-icons/fa6";

type Known = { name: string; Icon: ComponentType<{ className?: string; "aria-hidden"?: boolean | "true" }> };

const TARGETS: Record<string, Known> = {
  phone: { name: "Phone", Icon: Phone },
  email: { name: "Email", Icon: Mail },
  sms: { name: "SMS", Icon: MessageSquareText },
  whatsapp: { name: "WhatsApp", Icon: FaWhatsapp },
  telegram: { name: "Telegram", Icon: FaTelegram },
  signal: { name: "Signal", Icon: FaSignalMessenger },
  messenger: { name: "Messenger", Icon: FaFacebookMessenger },
  facetime: { name: "FaceTime", Icon: Video },
  linkedin: { name: "LinkedIn", Icon: FaLinkedinIn },
  instagram: { name: "Instagram", Icon: FaInstagram },
  facebook: { name: "Facebook", Icon: FaFacebookF },
  x: { name: "X", Icon: FaXTwitter },
  twitter: { name: "X", Icon: FaXTwitter },
  tiktok: { name: "TikTok", Icon: FaTiktok },
  youtube: { name: "YouTube", Icon: FaYoutube },
  github: { name: "GitHub", Icon: FaGithub },
  xing: { name: "XING", Icon: FaXing },
  website: { name: "Website", Icon: Globe },
  map: { name: "Map", Icon: MapPin },
  maps: { name: "Map", Icon: MapPin },
  calendar: { name: "Calendar", Icon: CalendarCheck },
  share: { name: "Share", Icon: Share2 },
  save_contact: { name: "Save contact", Icon: UserRoundPlus },
};

const CUSTOM = "custom:";

/** What people call a target: `save_contact` → Save contact, `custom:Book a call` → Book a call. */
export function targetName(target: string): string {
  return TARGETS[target]?.name ?? (target.startsWith(CUSTOM) ? target.slice(CUSTOM.length) : target);
}

export function TargetIcon({ target, className }: { target: string; className?: string }) {
  const Icon = TARGETS[target]?.Icon ?? Sparkle;
  return <Icon aria-hidden="true" className={className} />;
}

import { Globe, Mail, MessageSquareText, Phone } from "lucide-react";
import { FaInstagram, FaLinkedinIn, FaTelegram, FaWhatsapp } from "react-icons/fa6";
import type { CardTarget } from "#lib/card/card.ts";

const ICONS = {
  phone: Phone,
  whatsapp: FaWhatsapp,
  email: Mail,
  sms: MessageSquareText,
  telegram: FaTelegram,
  linkedin: FaLinkedinIn,
  instagram: FaInstagram,
  website: Globe,
} satisfies Record<CardTarget, unknown>;

/** The icon of a contact method. */
export function MethodIcon({ target, className }: { target: CardTarget; className?: string }) {
  const Icon = ICONS[target];
  return <Icon aria-hidden="true" className={className} />;
}

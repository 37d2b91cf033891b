import { expect, test } from "vitest";
import { targetOfLink, targetOfName } from "#lib/tracker/clicks.ts";

const HOST = "card.example";

function targetOf(href: string, download?: string) {
  const { protocol, host, pathname } = new URL(href, `https://${HOST}/about`);
  return targetOfLink({ protocol, host, pathname, download }, HOST);
}

test.each([
  ["phone", "tel:+491701234567"],
  ["email", "mailto:ana@example.com?subject=Hello"],
  ["sms", "sms:+491701234567?body=Hi"],
  ["whatsapp", "https://wa.me/491701234567"],
  ["whatsapp", "https://api.whatsapp.com/send?phone=491701234567"],
  ["whatsapp", "whatsapp://send?phone=491701234567"],
  ["telegram", "https://t.me/ana"],
  ["telegram", "tg://resolve?domain=ana"],
  ["signal", "https://signal.me/#p/+491701234567"],
  ["signal", "sgnl://signal.me/#p/+491701234567"],
  ["messenger", "https://m.me/ana"],
  ["messenger", "https://www.messenger.com/t/ana"],
  ["messenger", "fb-messenger://user-thread/1"],
  ["facetime", "facetime:ana@example.com"],
  ["facetime", "facetime-audio:+491701234567"],
  ["linkedin", "https://www.linkedin.com/in/ana"],
  ["linkedin", "https://de.linkedin.com/in/ana"],
  ["linkedin", "https://lnkd.in/abc"],
  ["instagram", "https://instagram.com/ana"],
  ["facebook", "https://m.facebook.com/ana"],
  ["facebook", "https://fb.me/ana"],
  ["x", "https://x.com/ana"],
  ["x", "https://twitter.com/ana"],
  ["tiktok", "https://vm.tiktok.com/abc"],
  ["youtube", "https://www.youtube.com/@ana"],
  ["youtube", "https://youtu.be/abc"],
  ["github", "https://github.com/ana"],
  ["maps", "https://maps.app.goo.gl/abc"],
  ["maps", "https://maps.apple.com/?q=Berlin"],
  ["maps", "https://maps.google.de/?q=Berlin"],
  ["maps", "https://www.google.com/maps/place/Berlin"],
  ["maps", "https://goo.gl/maps/abc"],
  ["maps", "geo:52.5,13.4"],
  ["save_contact", "https://card.example/ana.vcf"],
  ["save_contact", "https://cdn.example/cards/ANA.VCF?v=2"],
  ["website", "https://example.org/"],
  ["website", "http://blog.example/post?to=wa.me"],
  ["website", "https://card.example.org/"],
  ["website", "https://notlinkedin.com/"],
  ["website", "https://linkedin.com.evil.example/"],
  ["website", "https://192.168.0.1:8080/"],
])("%s: %s", (target, href) => {
  expect(targetOf(href)).toBe(target);
});

test.each([
  "https://card.example/contact",
  "#work",
  "?tab=work",
  "javascript:void 0",
  "blob:https://card.example/123",
  "data:text/plain,hello",
  "spotify:track:1",
])("no target: %s", (href) => {
  expect(targetOf(href)).toBeUndefined();
});

test("a contact made in the browser is saved by the name of its download", () => {
  expect(targetOf("blob:https://card.example/123", "ana.vcf")).toBe("save_contact");
  expect(targetOf("data:text/vcard,BEGIN:VCARD", "ana.vcf")).toBe("save_contact");
});

test("a target that the page names itself is known, or the owner's own", () => {
  expect(targetOfName("whatsapp")).toBe("whatsapp");
  expect(targetOfName("save_contact")).toBe("save_contact");
  expect(targetOfName("website")).toBe("website");
  expect(targetOfName("mailto")).toBe("email");
  expect(targetOfName("Book a call")).toBe("custom:Book a call");
});

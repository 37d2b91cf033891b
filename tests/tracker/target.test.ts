import { expect, test } from "vitest";
import { readLink, targetOfName } from "#lib/tracker/clicks.ts";

const HOST = "card.example";

function targetOf(href: string, download?: string) {
  return readLink(new URL(href, `https://${HOST}/about`).href, HOST, download).target;
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
  ["maps", "https://google.co.uk/maps?q=Berlin"],
  ["maps", "https://maps.google.com.br/"],
  ["maps", "https://www.openstreetmap.org/#map=5/51/10"],
  ["phone", "callto:+491701234567"],
  ["phone", "sip:ana@example.com"],
  ["sms", "smsto:+491701234567"],
  ["viber", "viber://chat?number=491701234567"],
  ["skype", "skype:ana?chat"],
  ["wechat", "weixin://dl/chat?ana"],
  ["linkedin", "linkedin://profile/ana"],
  ["whatsapp", "https://ana:secret@wa.me/49"],
  ["website", "https://phone.com/"],
  ["website", "https://email.com/"],
  ["website", "https://sms.com/"],
  ["website", "https://signal.com/"],
  ["website", "https://maps.city.example/"],
  ["website", "https://maps.google.city.example/"],
  ["website", "https://goo.gl/abc"],
  ["website", "https://goo.gle/maps"],
  ["website", "https://photos.app.goo.gl/abc"],
  ["website", "https://google.com/mapsfoo"],
  ["website", "https://google.evil.example/maps"],
  ["website", "https://www.card.example/"],
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

test.each([
  ["shop.example", "https://Shop.example/ana?secret=1"],
  ["www.shop.example:8080", "http://www.shop.example:8080/"],
  ["wa.me", "https://wa.me/49"],
  ["cdn.example", "https://cdn.example/ana.vcf"],
  [undefined, "https://card.example/other"],
  [undefined, "tel:+491701234567"],
  [undefined, "whatsapp://send?phone=49"],
])("the site %s: %s", (site, href) => {
  expect(readLink(href, HOST).site).toBe(site);
});

test.each(["", "about:blank", "//", "https://", "::", "a".repeat(70_000), "\0"])(
  "anything may stand in a link: %j",
  (href) => {
    expect(() => readLink(href, HOST)).not.toThrow();
  },
);

test.each(["tel:+49", "mailto:ana@example.com"])("%s on a page without a host, such as a file", (href) => {
  expect(readLink(href, "").target).toBeTruthy();
});

test("a name is trimmed, folded and cut, known in any case, and none if nothing is left", () => {
  expect(targetOfName("WhatsApp")).toBe("whatsapp");
  expect(targetOfName("  Book\n  a call ")).toBe("custom:Book a call");
  expect(targetOfName("é".repeat(100))).toHaveLength(64);
  expect([targetOfName(" "), targetOfName(undefined)]).toEqual([undefined, undefined]);
});

test("a target that the page names itself is known, or the owner's own", () => {
  expect(targetOfName("whatsapp")).toBe("whatsapp");
  expect(targetOfName("save_contact")).toBe("save_contact");
  expect(targetOfName("website")).toBe("website");
  expect(targetOfName("mailto")).toBe("email");
  expect(targetOfName("Book a call")).toBe("custom:Book a call");
});

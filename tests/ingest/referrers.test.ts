import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { channelOf, linkedSite, referrerHost } from "#lib/ingest/referrer-channel.ts";
import { knownReferrers } from "#scripts/build-referrers.ts";

const noUtm = { source: "", medium: "", campaign: "" };

/** What is sent as a referrer, and the channel it is: `address → host`, or the address alone where its host is as it stands there. */
const CORPUS: Record<string, string[]> = {
  search: [
    "https://www.google.com/ → google.com",
    "https://www.google.co.uk/search?q=x → google.co.uk",
    "https://www.google.com.br/url?sa=t → google.com.br",
    "https://google.de./ → google.de",
    "https://images.google.com/ → images.google.com",
    "android-app://com.google.android.googlequicksearchbox/ → com.google.android.googlequicksearchbox",
    "https://www.bing.com/search?q=x → bing.com",
    "https://cn.bing.com/ → cn.bing.com",
    "https://duckduckgo.com/ → duckduckgo.com",
    "https://html.duckduckgo.com/html/ → html.duckduckgo.com",
    "https://www.ecosia.org/ → ecosia.org",
    "https://search.yahoo.com/ → search.yahoo.com",
    "https://de.search.yahoo.com/search → de.search.yahoo.com",
    "https://vn.search.yahoo.com/ → vn.search.yahoo.com",
    "https://www.startpage.com/do/search → startpage.com",
    "https://www.qwant.com/ → qwant.com",
    "https://search.brave.com/ → search.brave.com",
    "https://kagi.com/search → kagi.com",
    "https://yandex.ru/clck/jsredir → yandex.ru",
    "https://yandex.kz/ → yandex.kz",
    "https://ya.ru/ → ya.ru",
    "https://www.baidu.com/link → baidu.com",
    "https://m.baidu.com/ → m.baidu.com",
    "https://m.search.naver.com/search.naver → m.search.naver.com",
    "https://search.seznam.cz/ → search.seznam.cz",
    "https://suche.t-online.de/ → suche.t-online.de",
    "https://coccoc.com/search → coccoc.com",
    "android-app://com.duckduckgo.mobile.android → com.duckduckgo.mobile.android",
  ],
  ai: [
    "https://chatgpt.com/ → chatgpt.com",
    "https://chat.openai.com/ → chat.openai.com",
    "https://www.perplexity.ai/search → perplexity.ai",
    "https://copilot.microsoft.com/ → copilot.microsoft.com",
    "https://m365.cloud.microsoft/chat → m365.cloud.microsoft",
    "https://claude.ai/ → claude.ai",
    "https://gemini.google.com/app → gemini.google.com",
    "https://grok.com/ → grok.com",
    "https://chat.deepseek.com/ → chat.deepseek.com",
    "https://chat.mistral.ai/chat → chat.mistral.ai",
    "https://www.meta.ai/ → meta.ai",
    "https://you.com/ → you.com",
    "https://poe.com/ → poe.com",
    "https://duck.ai/ → duck.ai",
    "android-app://com.openai.chatgpt/ → com.openai.chatgpt",
    "android-app://com.google.android.apps.bard/ → com.google.android.apps.bard",
  ],
  social: [
    "https://l.instagram.com/?u=x → l.instagram.com",
    "https://lm.facebook.com/l.php → lm.facebook.com",
    "https://m.facebook.com/ → m.facebook.com",
    "https://www.linkedin.com/feed/ → linkedin.com",
    "https://lnkd.in/ → lnkd.in",
    "https://t.co/abc → t.co",
    "https://x.com/ → x.com",
    "https://www.tiktok.com/link/v2 → tiktok.com",
    "https://out.reddit.com/ → out.reddit.com",
    "https://www.youtube.com/redirect → youtube.com",
    "https://www.pinterest.de/ → pinterest.de",
    "https://go.bsky.app/ → go.bsky.app",
    "https://www.threads.com/ → threads.com",
    "https://linktr.ee/ana → linktr.ee",
    "https://www.xing.com/ → xing.com",
    "https://away.vk.com/away.php → away.vk.com",
    "android-app://com.reddit.frontpage/ → com.reddit.frontpage",
    "android-app://com.twitter.android → com.twitter.android",
    "android-app://com.zhiliaoapp.musically → com.zhiliaoapp.musically",
    "android-app://com.snapchat.android/ → com.snapchat.android",
    "android-app://com.pinterest/ → com.pinterest",
    "android-app://com.linkedin.android/ → com.linkedin.android",
    "android-app://com.instagram.android/ → com.instagram.android",
    "android-app://com.facebook.katana/ → com.facebook.katana",
    "android-app://xyz.blueskyweb.app/ → xyz.blueskyweb.app",
  ],
  messenger: [
    "https://web.whatsapp.com/ → web.whatsapp.com",
    "https://t.me/ → t.me",
    "https://web.telegram.org/ → web.telegram.org",
    "https://discord.com/channels/@me → discord.com",
    "https://app.slack.com/ → app.slack.com",
    "https://teams.microsoft.com/ → teams.microsoft.com",
    "https://l.messenger.com/ → l.messenger.com",
    "https://chat.google.com/ → chat.google.com",
    "https://web.skype.com/ → web.skype.com",
    "android-app://com.whatsapp/ → com.whatsapp",
    "android-app://com.whatsapp.w4b/ → com.whatsapp.w4b",
    "android-app://com.discord/ → com.discord",
    "android-app://com.google.android.apps.messaging/ → com.google.android.apps.messaging",
    "android-app://org.telegram.messenger/ → org.telegram.messenger",
    "android-app://org.thoughtcrime.securesms/ → org.thoughtcrime.securesms",
    "android-app://com.Slack/ → com.slack",
  ],
  email: [
    "https://mail.google.com/mail/u/0 → mail.google.com",
    "https://outlook.live.com/mail/ → outlook.live.com",
    "https://outlook.office.com/ → outlook.office.com",
    "https://mail.yahoo.com/ → mail.yahoo.com",
    "https://mail.proton.me/u/0/inbox → mail.proton.me",
    "https://navigator.gmx.net/mail → navigator.gmx.net",
    "https://e.mail.ru/inbox → e.mail.ru",
    "https://mail.yandex.ru/ → mail.yandex.ru",
    "https://deref-web.de/ → deref-web.de",
    "android-app://com.google.android.gm/ → com.google.android.gm",
    "android-app://com.microsoft.office.outlook/ → com.microsoft.office.outlook",
    "android-app://com.yahoo.mobile.client.android.mail/ → com.yahoo.mobile.client.android.mail",
  ],
  referral: [
    "https://docs.google.com/document/d/1 → docs.google.com",
    "https://accounts.google.com/ → accounts.google.com",
    "https://calendar.google.com/calendar → calendar.google.com",
    "https://drive.google.com/ → drive.google.com",
    "https://sites.google.com/view/x → sites.google.com",
    "https://maps.google.com/ → maps.google.com",
    "https://meet.google.com/ → meet.google.com",
    "https://myaccount.google.com/ → myaccount.google.com",
    "https://disk.yandex.ru/ → disk.yandex.ru",
    "https://passport.yandex.com/ → passport.yandex.com",
    "https://finance.yahoo.com/ → finance.yahoo.com",
    "https://www.amazon.com/ → amazon.com",
    "https://edition.cnn.com/ → edition.cnn.com",
    "https://notgoogle.com.evil.example/ → notgoogle.com.evil.example",
    "https://google.com.evil.example/ → google.com.evil.example",
    "https://mygoogle.de/ → mygoogle.de",
    "https://chatgpt.com.evil.example/ → chatgpt.com.evil.example",
    "https://blog.example.org/post?id=1#a → blog.example.org",
    "https://user:secret@www.example.org:8443/x → example.org",
    "https://xn--bcher-kva.example/ → bücher.example",
    "https://www.xn--e1afmkfd.xn--p1ai/ → пример.рф",
    "https://xn--fsqu00a.xn--0zwm56d/ → 例子.测试",
    "https://BÜCHER.example/ → bücher.example",
    "example.org → example.org",
    "http://192.0.2.7:8080/x → 192.0.2.7",
    "https://[2001:db8::1]/ → [2001:db8::1]",
    "https://en.wikipedia.org/wiki/Card → en.wikipedia.org",
    "android-app://org.example.reader/ → org.example.reader",
  ],
  direct: [
    "https://www.card.example/about → ",
    "https://card.example → ",
    "https://CARD.example./x → ",
    "javascript:alert(1) → ",
    "file:///C:/Users/x → ",
    "about:blank → ",
    "not a url → ",
    " → ",
  ],
};

const CASES = Object.entries(CORPUS).flatMap(([channel, lines]) =>
  lines.map((line) => [...line.split(" → "), channel] as [string, string, string]),
);

test.each(CASES)("the referrer %s is kept as %s and counts as %s", (referrer, host, channel) => {
  expect(referrerHost(referrer, "https://card.example")).toBe(host);
  expect(channelOf(host, noUtm)).toBe(channel);
});

test.each([
  ["shop.example", "shop.example"],
  ["WWW.Shop.Example.", "shop.example"],
  ["shop.example:8443", "shop.example"],
  ["https://shop.example/a?token=secret#x", "shop.example"],
  ["xn--bcher-kva.example", "bücher.example"],
  ["bücher.example", "bücher.example"],
  ["shop", ""],
  ["/about", ""],
  ["two words.example", ""],
  ["mailto:ann@shop.example", ""],
  ["ann:secret@shop.example", ""],
  ["javascript:alert(1)", ""],
  ["(other)", ""],
  [`${"a".repeat(60)}.${"b".repeat(60)}.example`, ""],
  ["", ""],
])("the site of a click, said as %s, is kept as %s", (said, site) => {
  expect(linkedSite(said)).toBe(site);
});

test("the corpus is as large as it is said to be", () => {
  expect(CASES.length).toBeGreaterThanOrEqual(80);
  expect(new Set(CASES.map(([referrer]) => referrer)).size).toBe(CASES.length);
});

test("a site of an own name in letters of its language is itself, however it is written", () => {
  expect(referrerHost("https://xn--bcher-kva.example/a", "https://bücher.example")).toBe("");
  expect(referrerHost("https://www.bücher.example/a", "https://xn--bcher-kva.example")).toBe("");
});

test("the list of known sites is the one that its script makes of the maintained data", () => {
  const file = new URL("../../lib/ingest/known-referrers.json", import.meta.url);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(knownReferrers());
});

import { domainToUnicode } from "node:url";
import known from "#lib/ingest/known-referrers.json" with { type: "json" };
import type { Channel } from "#lib/ingest/write/payload.ts";

type Known = Extract<Channel, "search" | "social" | "messenger" | "email" | "ai">;

/** What the maintained list has not: assistants, messengers, apps on Android (which refer by their package's name), newer sites. */
const OURS: Record<Known, string> = {
  ai: `chatgpt.com chat.openai.com perplexity.ai claude.ai gemini.google.com bard.google.com notebooklm.google.com
    copilot.microsoft.com copilot.com copilot.cloud.microsoft m365.cloud.microsoft edgeservices.bing.com deepseek.com grok.com
    chat.mistral.ai meta.ai poe.com you.com phind.com pi.ai duck.ai kimi.com kimi.moonshot.cn chat.qwen.ai tongyi.aliyun.com
    doubao.com yuanbao.tencent.com chatglm.cn felo.ai genspark.ai iask.ai andisearch.com komo.ai manus.im character.ai liner.com
    com.openai.chatgpt ai.perplexity.app.android com.anthropic.claude com.google.android.apps.bard com.microsoft.copilot
    com.deepseek.chat ai.x.grok ai.mistral.chat com.moonshot.kimichat com.larus.nova com.poe.android`,
  search: `startpage.com kagi.com mojeek.com swisscows.com presearch.com marginalia.nu ya.ru yandex.kz yandex.uz yandex.com.tr
    yandex.com.am yandex.az yandex.co.il yandex.eu naver.com m.naver.com seznam.cz sogou.com m.sogou.com coccoc.com petalsearch.com
    lilo.org html.duckduckgo.com lite.duckduckgo.com safe.duckduckgo.com start.duckduckgo.com
    noai.duckduckgo.com cn.bing.com global.bing.com yahoo.co.jp
    com.microsoft.bing com.duckduckgo.mobile.android com.yandex.searchapp ru.yandex.searchplugin com.baidu.searchbox
    com.nhn.android.search com.qwant.liberty`,
  social: `fb.com lm.facebook.com linkedin.cn tiktok.com threads.net threads.com vk.com vk.ru snapchat.com linktr.ee mastodon.world
    mas.to fosstodon.org nextdoor.com weibo.cn xiaohongshu.com xhslink.com douyin.com kuaishou.com bilibili.com zhihu.com twitch.tv
    pinterest.de pinterest.at pinterest.ch pinterest.fr pinterest.es pinterest.it pinterest.co.uk pinterest.ca pinterest.com.au
    pinterest.com.mx pinterest.jp pinterest.pt pinterest.nz pinterest.ie pinterest.se pinterest.dk pinterest.cl pinterest.ph
    lemmy.world truthsocial.com clubhouse.com bereal.com gab.com
    com.facebook.katana com.facebook.lite com.instagram.android com.instagram.lite com.instagram.barcelona com.twitter.android.lite
    com.zhiliaoapp.musically com.zhiliaoapp.musically.go com.ss.android.ugc.trill com.ss.android.ugc.aweme com.snapchat.android
    com.pinterest com.pinterest.twa com.google.android.youtube xyz.blueskyweb.app com.vkontakte.android ru.ok.android com.xing.android
    com.tumblr com.quora.android com.sina.weibo com.xingin.xhs com.nextdoor com.bereal.ft tv.twitch.android.app`,
  messenger: `whatsapp.com web.whatsapp.com wa.me t.me telegram.org telegram.me telegram.dog signal.org signal.me messenger.com m.me slack.com
    discord.com discordapp.com discord.gg teams.microsoft.com teams.live.com teams.cloud.microsoft line.me viber.com wechat.com
    wx.qq.com skype.com web.skype.com chat.google.com messages.google.com kakao.com kakaocorp.com zalo.me zoom.us webex.com element.io matrix.to
    threema.ch wire.com icq.com messages.android.com
    com.whatsapp com.whatsapp.w4b org.telegram.messenger org.telegram.messenger.web org.telegram.plus org.thunderdog.challegram
    com.facebook.orca com.facebook.mlite org.thoughtcrime.securesms com.slack com.discord com.microsoft.teams
    com.google.android.apps.messaging com.google.android.apps.dynamite com.samsung.android.messaging com.android.mms com.viber.voip
    jp.naver.line.android com.linecorp.linelite com.tencent.mm com.kakao.talk com.skype.raider com.zing.zalo ch.threema.app
    com.imo.android.imoim im.vector.app us.zoom.videomeetings com.bbm`,
  email: `deref-web.de deref-gmx.net outlook.office.com outlook.office365.com outlook.cloud.microsoft outlook.com hotmail.com mail.proton.me mail.protonmail.com
    app.fastmail.com fastmail.com gmx.net gmx.de gmx.at gmx.ch gmx.com web.de mail.com mail.tutanota.com app.tuta.com tuta.com
    app.hey.com mail.superhuman.com icloud.com mailbox.org posteo.de email.t-online.de mail.ionos.com mail.zoho.eu mail.zoho.in
    mail.orange.fr mail.bol.com.br mail.uol.com.br mail.libero.it poczta.onet.pl poczta.wp.pl mail.centrum.cz mail.yahoo.com.tw
    com.google.android.gm.lite com.microsoft.office.outlook com.yahoo.mobile.client.android.mail ch.protonmail.android com.fsck.k9
    net.thunderbird.android com.samsung.android.email.provider de.gmx.mobile.android.mail de.web.mobile.android.mail ru.mail.mailapp
    com.aol.mobile.aolapp me.bluemail.mail com.readdle.spark com.edison.mail eu.faircode.email com.fastmail.app de.tutao.tutanota
    com.zoho.mail com.android.email com.netease.mail com.tencent.androidqqmail com.yandex.mail`,
};

const CHANNELS = new Map<string, Known>();
for (const channel of ["search", "social", "email"] as const) {
  for (const host of known[channel]) CHANNELS.set(host, channel);
}
for (const [channel, hosts] of Object.entries(OURS) as [Known, string][]) {
  for (const host of hosts.split(/\s+/)) CHANNELS.set(host, channel);
}

/** What assistants write into `utm_source`, when it is not their host. */
const ASSISTANT = /^(?:chatgpt|openai|perplexity|copilot|claude|gemini|grok|deepseek)$/i;

const PAID_MEDIUM = /^(cpc|ppc|cpm|cpv|paid|display|banner|ads?)/i;

/**
 * The host of a referring address without `www.`, as people read it (`bücher.example`, not `xn--…`); `""` for none, for one
 * that is no address, and for the site itself.
 */
export function referrerHost(referrer: string, origin: string | null): string {
  const url = URL.parse(referrer) ?? URL.parse(`https://${referrer}`);
  if (!url || !/^(https?|android-app|ios-app):$/.test(url.protocol)) return "";
  const host = plainHost(url.hostname);
  if (host === plainHost(URL.parse(origin ?? "")?.hostname ?? "") || host.length > 253) return "";
  return readable(host);
}

/** As long as a site's name may be; what is longer is no site that anybody would look for. */
const LONGEST_SITE = 100;

/**
 * The site that a click leads to, told by its host or its address: the host as `referrerHost` writes it. `""` for what is none:
 * a path, an address of another kind, words.
 */
export function linkedSite(said: string): string {
  const url = URL.parse(said.includes("://") ? said : `https://${said}`);
  // What stands before an `@` is a mailbox's name, or a secret.
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "") return "";
  const host = readable(plainHost(url.hostname));
  return /^[^.].*\../.test(host) && host.length <= LONGEST_SITE ? host : "";
}

/** The one channel of a visit: what its UTM parameters say, otherwise what its referrer is known for. */
export function channelOf(host: string, utm: { source: string; medium: string; campaign: string }): Channel {
  const medium = utm.medium.toLowerCase();
  if (/^e-?mail|^newsletter/.test(medium)) return "email";
  if (medium !== "" && PAID_MEDIUM.test(medium)) return "campaign";
  if (/^social/.test(medium)) return "social";
  // Assistants name themselves as the source of the links that they show, and nothing else.
  if (utm.campaign === "" && isAssistant(utm.source)) return "ai";
  if (utm.source !== "" || utm.medium !== "" || utm.campaign !== "") return "campaign";
  return host === "" ? "direct" : (channelOfHost(host) ?? "referral");
}

function isAssistant(source: string): boolean {
  return ASSISTANT.test(source) || channelOfHost(source.toLowerCase()) === "ai";
}

/** What a host is known for, or the site that it is a part of. A part of a search engine's site is no search, but for its search. */
function channelOfHost(host: string): Known | undefined {
  for (let part = host; part.includes("."); part = part.slice(part.indexOf(".") + 1)) {
    const channel = CHANNELS.get(part);
    if (channel === undefined) continue;
    return channel !== "search" || part === host || part.startsWith("search.") ? channel : undefined;
  }
  return undefined;
}

/** A host in the letters that people read. */
function readable(host: string): string {
  return (domainToUnicode(host) || host).normalize("NFC");
}

/** In lower case, without `www.` and without the dot that may end it. */
function plainHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/\.+$/, "")
    .replace(/^www\./, "");
}

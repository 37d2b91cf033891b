/**
 * Who fetches a link to show a preview of it, by its user agent. Messages on Apple devices names both Facebook and
 * Twitter, so it comes before them, as does LINE, which names Facebook; Signal fetches under WhatsApp's name and cannot be told apart.
 */
const FETCHERS: [name: string, pattern: RegExp][] = [
  ["iMessage", /facebookexternalhit.*Twitterbot/i],
  ["WhatsApp", /^WhatsApp\//i],
  ["Telegram", /TelegramBot/i],
  ["Slack", /Slackbot-LinkExpanding|Slack-ImgProxy/i],
  ["LinkedIn", /LinkedInBot/i],
  ["X", /Twitterbot/i],
  ["LINE", /line-poker/i],
  ["Facebook", /facebookexternalhit|Facebot/i],
  ["Discord", /Discordbot/i],
  ["Microsoft Teams", /SkypeUriPreview|MicrosoftPreview/i],
  ["Viber", /^Viber/i],
  ["Mastodon", /^Mastodon\/|http\.rb\/.*Mastodon/i],
  ["Bluesky", /Bluesky Cardyb/i],
  ["Reddit", /redditbot/i],
  ["Pinterest", /Pinterestbot|^Pinterest\//i],
  ["Google Chat", /Google-PageRenderer/i],
  ["Embedly", /Embedly/i],
  ["Iframely", /Iframely/i],
  ["Zoom", /ZoomLinkPreview/i],
];

/** The name of the messenger or site that a preview is fetched for; null for everybody else. */
export function previewFetcher(userAgent: string): string | null {
  const start = userAgent.slice(0, 1024);
  return FETCHERS.find(([, pattern]) => pattern.test(start))?.[0] ?? null;
}

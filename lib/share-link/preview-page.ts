/**
 * What a preview is made of. No `og:url`: some sites would send people there instead of to the share link.
 * The refresh is for a person whose browser was taken for a fetcher.
 */
export function previewPage(name: string, cardAddress: string): string {
  const title = escapeHtml(name);
  const address = escapeHtml(cardAddress);
  const description = `The contact card of ${title}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="description" content="${description}">
<meta property="og:type" content="profile">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta name="twitter:card" content="summary">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=${address}">
</head>
<body><a href="${address}">${title}</a></body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

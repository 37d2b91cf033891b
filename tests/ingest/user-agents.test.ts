import { isbot } from "isbot";
import { expect, test } from "vitest";
import { deviceOf } from "#lib/ingest/device.ts";

const ios = (rest: string, device = "iPhone; CPU iPhone OS 17_5 like Mac OS X") =>
  `Mozilla/5.0 (${device}) AppleWebKit/605.1.15 (KHTML, like Gecko) ${rest}`;
const android = (device: string, rest: string) =>
  `Mozilla/5.0 (Linux; ${device}) AppleWebKit/537.36 (KHTML, like Gecko) ${rest}`;
const desktop = (system: string, rest: string) =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) ${rest}`;
const WINDOWS = "Windows NT 10.0; Win64; x64";
const MAC = "Macintosh; Intel Mac OS X 10_15_7";
const IPAD = "iPad; CPU OS 15_0 like Mac OS X";
const WEBVIEW = "Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36";

/** Device, browser and system as people call them, and who says so. */
const CORPUS: [reading: string, userAgent: string][] = [
  ["mobile | Safari | iOS", ios("Version/17.5 Mobile/15E148 Safari/604.1")],
  ["mobile | Chrome | iOS", ios("CriOS/130.0.6723.90 Mobile/15E148 Safari/604.1")],
  ["mobile | Firefox | iOS", ios("FxiOS/131.0 Mobile/15E148 Safari/605.1.15")],
  ["mobile | Microsoft Edge | iOS", ios("Version/17.0 EdgiOS/130.0.2849.68 Mobile/15E148 Safari/605.1.15")],
  ["mobile | DuckDuckGo | iOS", ios("Version/17.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15")],
  ["mobile | Google Search | iOS", ios("GSA/340.3.6 Mobile/15E148 Safari/604.1")],
  ["mobile | Opera | iOS", ios("Version/17.5 Mobile/15E148 Safari/604.1 OPT/5.2.0")],
  [
    "mobile | Instagram | iOS",
    ios(
      "Mobile/15E148 Instagram 337.0.0.33.91 (iPhone14,5; iOS 17_5_1; de_DE; de; scale=3.00; 1170x2532; 610000000)",
    ),
  ],
  [
    "mobile | Facebook | iOS",
    ios("Mobile/15E148 [FBAN/FBIOS;FBAV/468.0.0;FBBV/1;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS]"),
  ],
  ["mobile | LinkedIn | iOS", ios("Mobile/15E148 [LinkedInApp]/9.29.6573")],
  [
    "mobile | TikTok | iOS",
    ios("Mobile/15E148 musical_ly_34.5.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/de"),
  ],
  [
    "mobile | Snapchat | iOS",
    ios("Version/17.5 Mobile/15E148 Safari/604.1 Snapchat/12.90.0.40 (like Safari/8618, panda)"),
  ],
  [
    "mobile | Pinterest | iOS",
    ios("Mobile/15E148 [Pinterest/iOS]").replace("[Pinterest/", "Pinterest/12.2 ["),
  ],
  [
    "mobile | WeChat | iOS",
    ios("Mobile/15E148 MicroMessenger/8.0.50(0x18003237) NetType/WIFI Language/zh_CN"),
  ],
  ["mobile | LINE | iOS", ios("Mobile/15E148 Safari Line/14.10.0")],
  ["mobile | KakaoTalk | iOS", ios("Mobile/15E148 KAKAOTALK 10.8.2")],
  [
    "mobile | Safari | iOS",
    ios("Version/12.1 Mobile/15E148 Safari/604.1", "iPod touch; CPU iPhone OS 12_5 like Mac OS X"),
  ],
  [
    "mobile | Safari | iOS",
    ios("Version/26.0 Mobile/15E148 Safari/604.1", "iPhone; CPU iPhone OS 18_6 like Mac OS X"),
  ],
  ["tablet | Safari | iOS", ios("Version/15.0 Mobile/15E148 Safari/604.1", IPAD)],
  ["tablet | Chrome | iOS", ios("CriOS/130.0.6723.90 Mobile/15E148 Safari/604.1", IPAD)],
  ["tablet | Firefox | iOS", ios("FxiOS/131.0 Mobile/15E148 Safari/605.1.15", IPAD)],
  ["tablet | Instagram | iOS", ios("Mobile/15E148 Instagram 337.0.0.33.91 (iPad13,4; iPadOS 17_5)", IPAD)],

  ["mobile | Chrome | Android", android("Android 10; K", "Chrome/130.0.0.0 Mobile Safari/537.36")],
  ["mobile | Chrome | Android", android("Android 14; Pixel 8", "Chrome/130.0.0.0 Mobile Safari/537.36")],
  ["mobile | Chrome | Android", android("Android 14; Pixel 8 Build/UQ1A.240205.002; wv", WEBVIEW)],
  ["tablet | Chrome | Android", android("Android 14; SM-X910", "Chrome/130.0.0.0 Safari/537.36")],
  ["tablet | Chrome | Android", android("Android 13; Pixel Tablet", "Chrome/130.0.0.0 Safari/537.36")],
  [
    "mobile | Samsung Internet for Android | Android",
    android("Android 14; SAMSUNG SM-S918B", "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36"),
  ],
  [
    "tablet | Samsung Internet for Android | Android",
    android("Android 13; SAMSUNG SM-X700", "SamsungBrowser/25.0 Chrome/121.0.0.0 Safari/537.36"),
  ],
  ["mobile | Firefox | Android", "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0"],
  ["tablet | Firefox | Android", "Mozilla/5.0 (Android 14; Tablet; rv:132.0) Gecko/132.0 Firefox/132.0"],
  [
    "mobile | Microsoft Edge | Android",
    android("Android 10; HD1913", "Chrome/130.0.0.0 Mobile Safari/537.36 EdgA/130.0.2849.56"),
  ],
  [
    "mobile | Opera | Android",
    android("Android 10; VOG-L29", "Chrome/128.0.0.0 Mobile Safari/537.36 OPR/84.0.4500.0"),
  ],
  [
    "mobile | Opera Mini | Android",
    "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16",
  ],
  [
    "mobile | DuckDuckGo | Android",
    android("Android 10; K", "Version/4.0 Chrome/130.0.0.0 Mobile DuckDuckGo/5 Safari/537.36"),
  ],
  [
    "mobile | UC Browser | Android",
    android(
      "U; Android 12; en-US; RMX3511 Build/SP1A.210812.016",
      "Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.6.8.1318 Mobile Safari/537.36",
    ),
  ],
  [
    "mobile | MIUI Browser | Android",
    android(
      "U; Android 13; en-us; 2201117TG Build/TKQ1.221114.001",
      "Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.8.0-gn",
    ),
  ],
  [
    "mobile | MIUI Browser | Android",
    android(
      "U; Android 9; ru-ru; Redmi Note 8",
      "Version/4.0 Chrome/89.0.4389.116 Mobile Safari/537.36 XiaoMi/MiuiBrowser/12.13.2-gn",
    ),
  ],
  [
    "mobile | Vivo Browser | Android",
    android(
      "Android 13; V2203 Build/TP1A; wv",
      "Version/4.0 Chrome/87.0.4280.141 Mobile Safari/537.36 VivoBrowser/11.0.6.0",
    ),
  ],
  [
    "mobile | HeyTap Browser | Android",
    android(
      "U; Android 13; en-gb; CPH2359 Build/TP1A",
      "Version/4.0 Chrome/115.0.5790.168 Mobile Safari/537.36 HeyTapBrowser/45.10.5.1",
    ),
  ],
  [
    "mobile | Huawei Browser | HarmonyOS",
    android(
      "Android 10; HarmonyOS; ELS-NX9",
      "Chrome/99.0.4844.88 HuaweiBrowser/14.0.5.303 Mobile Safari/537.36",
    ),
  ],
  [
    "mobile | Huawei Browser | Android",
    android("Android 10; ELE-L29", "Chrome/99.0.4844.88 HuaweiBrowser/13.0.5.303 Mobile Safari/537.36"),
  ],
  [
    "mobile | Chrome | HarmonyOS",
    "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36  ArkWeb/4.1.6.1 Mobile",
  ],
  [
    "mobile | Yandex Browser | Android",
    android("Android 13; SM-A536B", "Chrome/126.0.0.0 YaBrowser/24.7.0.0 Mobile Safari/537.36"),
  ],
  [
    "mobile | QQ Browser | Android",
    android(
      "U; Android 13; zh-cn; V2118A",
      "Version/4.0 Chrome/109.0.5414.86 MQQBrowser/15.0 Mobile Safari/537.36",
    ),
  ],
  [
    "mobile | WeChat | Android",
    android(
      "Android 13; M2012K11AC Build/TKQ1; wv",
      "Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160065 MMWEBSDK/20231202 MicroMessenger/8.0.47.2560(0x28002F51) WeChat/arm64",
    ),
  ],
  [
    "mobile | Instagram | Android",
    android(
      "Android 14; SM-S911B Build/UP1A; wv",
      `${WEBVIEW} Instagram 337.0.0.35.102 Android (34/14; 480dpi; 1080x2106; samsung)`,
    ),
  ],
  [
    "mobile | Facebook | Android",
    android("Android 14; Pixel 7 Build/UQ1A; wv", `${WEBVIEW} [FB_IAB/FB4A;FBAV/468.0.0.46.83;]`),
  ],
  [
    "mobile | TikTok | Android",
    android("Android 13; SM-A536B Build/TP1A; wv", `${WEBVIEW} trill_330505 BytedanceWebview/d8a21c6`),
  ],
  ["mobile | LinkedIn | Android", android("Android 14; Pixel 7 Build/UQ1A; wv", `${WEBVIEW} LinkedInApp`)],
  [
    "mobile | Snapchat | Android",
    android("Android 14; SM-S911B Build/UP1A; wv", `${WEBVIEW} Snapchat/12.90.0.44`),
  ],
  ["mobile | LINE | Android", android("Android 14; SO-51D Build/67; wv", `${WEBVIEW} Line/14.10.0/IAB`)],
  [
    "mobile | KakaoTalk | Android",
    android("Android 14; SM-S911N Build/UP1A; wv", `${WEBVIEW};KAKAOTALK 2410820`),
  ],
  [
    "tablet | Amazon Silk | Android",
    android("Android 11; KFTRWI", "Silk/130.2.1 like Chrome/130.0.6723.102 Safari/537.36"),
  ],
  [
    "mobile | Android Browser | Android",
    "Mozilla/5.0 (Linux; U; Android 4.0.3; de-ch; HTC Sensation Build/IML74K) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30",
  ],

  [
    "mobile | Firefox | KaiOS",
    "Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
  ],
  [
    "mobile | Firefox | KaiOS",
    "Mozilla/5.0 (Mobile; Nokia 6300 4G; rv:84.0) Gecko/84.0 Firefox/84.0 KAIOS/3.0",
  ],
  [
    "mobile | Firefox | KaiOS",
    "Mozilla/5.0 (Mobile; LYF/F320B/LYF_F320B-001-01; Android; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
  ],
  [
    "mobile | BlackBerry | BlackBerry",
    "Mozilla/5.0 (BB10; Touch) AppleWebKit/537.10+ (KHTML, like Gecko) Version/10.0.9.2372 Mobile Safari/537.10+",
  ],

  ["desktop | Chrome | Chrome OS", desktop("X11; CrOS x86_64 14541.0.0", "Chrome/130.0.0.0 Safari/537.36")],
  ["desktop | Chrome | Chrome OS", desktop("X11; CrOS aarch64 15699.85.0", "Chrome/120.0.0.0 Safari/537.36")],
  [
    "desktop | Chrome | Chrome OS",
    desktop("X11; CrOS armv7l 13597.84.0", "Chrome/104.0.5112.105 Safari/537.36"),
  ],
  ["desktop | Chrome | Windows", desktop(WINDOWS, "Chrome/130.0.0.0 Safari/537.36")],
  ["desktop | Microsoft Edge | Windows", desktop(WINDOWS, "Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0")],
  [
    "desktop | Microsoft Edge | Windows",
    desktop("Windows NT 10.0", "Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763"),
  ],
  ["desktop | Firefox | Windows", `Mozilla/5.0 (${WINDOWS}; rv:130.0) Gecko/20100101 Firefox/130.0`],
  ["desktop | Opera | Windows", desktop(WINDOWS, "Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0")],
  ["desktop | Vivaldi | Windows", desktop(WINDOWS, "Chrome/130.0.0.0 Safari/537.36 Vivaldi/7.0.3495.6")],
  [
    "desktop | Yandex Browser | Windows",
    desktop(WINDOWS, "Chrome/128.0.0.0 YaBrowser/24.10.0.0 Safari/537.36"),
  ],
  [
    "desktop | NAVER Whale Browser | Windows",
    desktop(WINDOWS, "Chrome/128.0.0.0 Whale/4.28.266.14 Safari/537.36"),
  ],
  [
    "desktop | QQ Browser | Windows",
    desktop(WINDOWS, "Chrome/109.0.5414.120 Safari/537.36 QQBrowser/13.3.6152.400"),
  ],
  [
    "desktop | Internet Explorer | Windows",
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
  ],
  [
    "desktop | Internet Explorer | Windows",
    "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)",
  ],
  [
    "desktop | SeaMonkey | Windows",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:91.0) Gecko/20100101 Firefox/91.0 SeaMonkey/2.53.18",
  ],
  ["desktop | Safari | macOS", ios("Version/17.5 Safari/605.1.15", MAC)],
  ["desktop | Chrome | macOS", desktop(MAC, "Chrome/130.0.0.0 Safari/537.36")],
  [
    "desktop | Firefox | macOS",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0",
  ],
  ["desktop | Microsoft Edge | macOS", desktop(MAC, "Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0")],
  [
    "desktop | DuckDuckGo | macOS",
    ios("Version/17.5 Safari/605.1.15 DuckDuckGo/7", MAC).replace("DuckDuckGo/7", "DuckDuckGo/7"),
  ],
  [
    "desktop | Firefox | Linux",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
  ],
  ["desktop | Chrome | Linux", desktop("X11; Linux x86_64", "Chrome/130.0.0.0 Safari/537.36")],
  [
    "desktop | Chromium | Linux",
    desktop("X11; Linux x86_64", "Ubuntu Chromium/80.0.3987.87 Chrome/80.0.3987.87 Safari/537.36"),
  ],
  ["desktop | Epiphany | Linux", ios("Version/16.0 Safari/605.1.15 Epiphany/605.1.15", "X11; Linux x86_64")],
  ["desktop | Firefox | FreeBSD", "Mozilla/5.0 (X11; FreeBSD amd64; rv:132.0) Gecko/20100101 Firefox/132.0"],

  [" | Safari | PlayStation", ios("Version/15.4 Safari/605.1.15", "PlayStation; PlayStation 5/6.00")],
  [
    " | Microsoft Edge | Xbox",
    desktop(`${WINDOWS}; Xbox; Xbox One`, "Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0"),
  ],
  [" | Tizen | Tizen", desktop("SMART-TV; LINUX; Tizen 6.0", "76.0.3809.146/6.0 TV Safari/537.36")],
  [
    " | WebOS Browser | WebOS",
    desktop("Web0S; Linux/SmartTV", "Chrome/94.0.4606.128 Safari/537.36 WebAppManager"),
  ],
  [
    "desktop | Meta Quest Browser | Linux",
    desktop("X11; Linux x86_64; Quest 3", "OculusBrowser/35.2.0 Chrome/126.0.0.0 VR Safari/537.36"),
  ],
  [" |  | ", "SecretApp/1.0 (nobody knows)"],
  [" |  | ", ""],
];

test.each(CORPUS)("%s", (reading, userAgent) => {
  const { device, browser, os } = deviceOf(userAgent);
  expect(`${device} | ${browser} | ${os}`).toBe(reading);
});

test("the corpus is as large as it is said to be, and nobody in it is taken for a bot", () => {
  expect(new Set(CORPUS.map(([, userAgent]) => userAgent)).size).toBe(CORPUS.length);
  expect(CORPUS.length).toBeGreaterThanOrEqual(80);
  const people = CORPUS.filter(([reading]) => reading !== " |  | ");
  expect(people.filter(([, userAgent]) => isbot(userAgent))).toEqual([]);
});

/**
 * The demo owner's groups, and whom the shares were given to. `interest` weighs how often they look, `people` is how many
 * use the link: one, except where it was made for many, or was passed on.
 */
export const GROUPS = [
  { group_code: "friends", name: "Friends" },
  { group_code: "family", name: "Family" },
  { group_code: "business", name: "Business" },
] as const;

export type DemoShare = {
  share_code: string;
  group_code: (typeof GROUPS)[number]["group_code"];
  contact: string;
  interest: number;
  people: number;
  country: string;
  language: string;
};

export const SHARES: DemoShare[] = [
  {
    share_code: "k7f2",
    group_code: "friends",
    contact: "Ana Duarte",
    interest: 9,
    people: 1,
    country: "PT",
    language: "pt",
  },
  {
    share_code: "m3q8",
    group_code: "friends",
    contact: "Jonas Weber",
    interest: 6,
    people: 1,
    country: "DE",
    language: "de",
  },
  {
    share_code: "p9x4",
    group_code: "friends",
    contact: "Climbing crew",
    interest: 8,
    people: 2,
    country: "DE",
    language: "de",
  },
  {
    share_code: "r2d6",
    group_code: "friends",
    contact: "Maya Levi",
    interest: 3,
    people: 1,
    country: "IL",
    language: "he",
  },
  {
    share_code: "h5t1",
    group_code: "family",
    contact: "Mum",
    interest: 5,
    people: 1,
    country: "DE",
    language: "de",
  },
  {
    share_code: "w8c3",
    group_code: "family",
    contact: "Uncle Piet",
    interest: 2,
    people: 1,
    country: "NL",
    language: "nl",
  },
  {
    share_code: "b4n7",
    group_code: "family",
    contact: "Cousins' chat",
    interest: 4,
    people: 2,
    country: "DE",
    language: "de",
  },
  {
    share_code: "z6v9",
    group_code: "business",
    contact: "Northlight Studio",
    interest: 12,
    people: 1,
    country: "DK",
    language: "da",
  },
  {
    share_code: "t1k5",
    group_code: "business",
    contact: "Hanna Lindqvist",
    interest: 10,
    people: 4,
    country: "SE",
    language: "sv",
  },
  {
    share_code: "f8s2",
    group_code: "business",
    contact: "Conference badge",
    interest: 16,
    people: 300,
    country: "DE",
    language: "en",
  },
  {
    share_code: "g3y7",
    group_code: "business",
    contact: "Okafor & Partners",
    interest: 7,
    people: 1,
    country: "GB",
    language: "en",
  },
  {
    share_code: "d9j4",
    group_code: "business",
    contact: "Mail signature",
    interest: 11,
    people: 120,
    country: "US",
    language: "en",
  },
];

import type { CardDraft, CardPages } from "#lib/card/card.ts";

/** The `user_code` of the demo owner. */
export const DEMO_USER_CODE = "myclik";

/** The share through which the landing page opens the demo card. */
export const DEMO_SHARE_CODE = "k7f2";

/** The name on the demo card. The person is invented. */
export const DEMO_NAME = "Clara Whitfield";

/** What the demo data put on the demo card. Her telephone numbers are from the range that Ofcom keeps free for fiction. */
export const demoCard: CardDraft & { pages: CardPages } = {
  role: "Interior architect",
  organisation: "Whitfield Studio",
  place: "Bristol, England",
  line: "I make small rooms feel generous.",
  accent: "pine",
  methods: [
    { target: "phone", label: "", value: "+44 7700 900142" },
    { target: "whatsapp", label: "", value: "+44 7700 900142" },
    { target: "email", label: "", value: "clara@example.com" },
    { target: "sms", label: "", value: "+44 7700 900142" },
    { target: "telegram", label: "", value: "@clara_example" },
    { target: "linkedin", label: "", value: "clara-whitfield-example" },
    { target: "instagram", label: "", value: "@clara.example" },
    { target: "website", label: "", value: "https://example.com/" },
  ],
  links: [],
  pages: {
    about: {
      lead: "A room is finished when nobody in it thinks about the room.",
      paragraphs: [
        "I studied in Glasgow, learnt joinery in a boatyard, and have run a two-person studio on the harbour since 2017. We draw flats, stairs, kitchens and workshops, mostly in buildings older than their owners’ grandparents.",
        "I like oak, lime plaster, north light and budgets that are said aloud at the first meeting. Every job ends with a set of drawings you keep, down to the hinge.",
      ],
      facts: [
        { term: "Languages", text: "English, German, some Welsh" },
        { term: "Studio", text: "Two people, one dog" },
        { term: "Next free start", text: "Early spring" },
      ],
    },
    projects: [
      {
        title: "Harbour flat",
        place: "Bristol",
        year: 2026,
        text: "Fifty-four square metres, one shelf eleven metres long.",
        scene: "shelf",
      },
      {
        title: "A library on the stairs",
        place: "Bath",
        year: 2025,
        text: "Fourteen steps, nine hundred books, a seat halfway up.",
        scene: "stairs",
      },
      {
        title: "Studio for two potters",
        place: "Stroud",
        year: 2024,
        text: "A cow shed with a kiln at one end and the light at the other.",
        scene: "pottery",
      },
      {
        title: "Kitchen to the north",
        place: "Cardiff",
        year: 2023,
        text: "One window, moved by forty centimetres.",
        scene: "kitchen",
      },
    ],
    visit: {
      address: ["Whitfield Studio", "Harbour Yard 3", "Bristol"],
      hours: [
        { days: "Monday to Thursday", time: "9:00 to 17:00" },
        { days: "Friday", time: "9:00 to 13:00" },
      ],
    },
  },
};

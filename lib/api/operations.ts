import type { z } from "zod";
import {
  codedGroupList,
  comparedQuestion,
  contactList,
  days,
  dimensionList,
  dimensionPath,
  eventBatch,
  eventResult,
  group,
  groupBody,
  groupList,
  groupPath,
  journeyAnswer,
  listQuestion,
  numbers,
  page,
  pageList,
  question,
  share,
  shareBody,
  shareList,
  sharePath,
  targetList,
  whose,
} from "#lib/api/api-shapes.ts";
import { type Key, openKey } from "#lib/api/key-holder.ts";
import {
  type Asked,
  readContacts,
  readDays,
  readGroups,
  readJourneys,
  readList,
  readNumbers,
  readShares,
  registerGroup,
  registerShare,
} from "#lib/api/questions.ts";
import { ingestWithKey } from "#lib/ingest/ingest.ts";
import { services } from "#lib/operations/services.ts";
import type { Ability } from "#lib/owners/api-keys.ts";

/** One thing that can be asked at one address of /api/v1. The OpenAPI document and the readable page are made from these. */
export type Operation = {
  /** Its name in the document. */
  id: string;
  method: "GET" | "PUT" | "POST";
  /** Below /api/v1, with `{name}` for what varies. */
  path: string;
  /** What the key must be able to do; null: any key in force. */
  ability: Ability | null;
  summary: string;
  description?: string;
  parameters?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  response: z.ZodType;
} & (
  | { run: (key: Key, given: Given) => Promise<unknown> }
  // Reads the request's body and answers by itself.
  | { respond: (key: Key, request: Request) => Promise<Response> }
);

/** What a caller gave, each part as its shape has it. */
export type Given = { parameters: Record<string, string>; query: Asked; body: unknown };

const COMPARED =
  "The days compared with are as many as the period's; `previous` is null when nothing is compared or counting had not begun.";
const LARGEST_FIRST =
  "A list that fits on one page comes with its largest rows first, a longer one in the order of its keys, so that numbers that change between two pages lose and double no row.";

export const OPERATIONS: readonly Operation[] = [
  {
    id: "getKey",
    method: "GET",
    path: "/key",
    ability: null,
    summary: "Whose key this is, and what it may do",
    response: whose,
    run: (key) => openKey(key, null),
  },
  {
    id: "getNumbers",
    method: "GET",
    path: "/numbers",
    ability: "read",
    summary: "The totals of a period, beside those of the days it is compared with",
    description: COMPARED,
    query: comparedQuestion,
    response: numbers,
    run: (key, { query }) => readNumbers(key, query),
  },
  {
    id: "getDays",
    method: "GET",
    path: "/days",
    ability: "read",
    summary: "The same, day by day; for a period of one day hour by hour too",
    description: COMPARED,
    query: comparedQuestion,
    response: days,
    run: (key, { query }) => readDays(key, query),
  },
  {
    id: "listTargets",
    method: "GET",
    path: "/breakdowns/targets",
    ability: "read",
    summary: "Contact methods and what came of the clicks on them",
    description: LARGEST_FIRST,
    query: listQuestion,
    response: targetList,
    run: (key, { query }) => readList(key, "targets", query, targetList),
  },
  {
    id: "listPages",
    method: "GET",
    path: "/breakdowns/pages",
    ability: "read",
    summary: "Pages that were seen",
    description: LARGEST_FIRST,
    query: listQuestion,
    response: pageList,
    run: (key, { query }) => readList(key, "pages", query, pageList),
  },
  {
    id: "listGroupNumbers",
    method: "GET",
    path: "/breakdowns/groups",
    ability: "read",
    summary: "Groups beside each other",
    description: LARGEST_FIRST,
    query: listQuestion,
    response: groupList,
    run: (key, { query }) => readList(key, "groups", query, groupList),
  },
  {
    id: "listDimension",
    method: "GET",
    path: "/breakdowns/{dimension}",
    ability: "read",
    summary: "Visits by where they came from, by device, browser, system, country or language",
    description: LARGEST_FIRST,
    parameters: dimensionPath,
    query: listQuestion,
    response: dimensionList,
    run: (key, { parameters, query }) =>
      readList(key, dimensionPath.parse(parameters).dimension, query, dimensionList),
  },
  {
    id: "getJourneys",
    method: "GET",
    path: "/journeys",
    ability: "read",
    summary:
      "The way of visits from the first page to a contact: steps with losses, times, and what came of links",
    description:
      "Counted from raw events with or without filters: only days whose raw events are kept can be asked (`not_kept`), and only so many that counting takes no longer than 5 seconds (`too_slow`). A visit belongs to the day it began.",
    query: question,
    response: journeyAnswer,
    run: (key, { query }) => readJourneys(key, query),
  },
  {
    id: "listContacts",
    method: "GET",
    path: "/contacts",
    ability: "read",
    summary: "The contacts who looked in a period, with their numbers and the last day they were seen on",
    description: LARGEST_FIRST,
    query: listQuestion,
    response: contactList,
    run: (key, { query }) => readContacts(key, query),
  },
  {
    id: "listShares",
    method: "GET",
    path: "/shares",
    ability: "read",
    summary: "Every share, visited or not, in the order of their codes",
    query: page,
    response: shareList,
    run: (key, { query }) => readShares(key, query),
  },
  {
    id: "registerShare",
    method: "PUT",
    path: "/shares/{share_code}",
    ability: "shares",
    summary: "Registers a share, or gives it its present contact and group",
    description:
      "Safe to repeat. Visits from now on belong to the new contact and group; the past stays as it was.",
    parameters: sharePath,
    body: shareBody,
    response: share,
    run: (key, { parameters, body }) =>
      registerShare(key, { ...sharePath.parse(parameters), ...shareBody.parse(body) }),
  },
  {
    id: "listGroups",
    method: "GET",
    path: "/groups",
    ability: "read",
    summary: "Every group, in the order of their codes",
    query: page,
    response: codedGroupList,
    run: (key, { query }) => readGroups(key, query),
  },
  {
    id: "registerGroup",
    method: "PUT",
    path: "/groups/{group_code}",
    ability: "shares",
    summary: "Registers a group, or gives it its present name",
    description: "Safe to repeat.",
    parameters: groupPath,
    body: groupBody,
    response: group,
    run: (key, { parameters, body }) =>
      registerGroup(key, { ...groupPath.parse(parameters), ...groupBody.parse(body) }),
  },
  {
    id: "sendEvents",
    method: "POST",
    path: "/events",
    ability: "events",
    summary: "Sends page views and clicks of one visit that the caller's server saw",
    description:
      "The same batch as a browser's, with the same steps, limits and accounting, but for the origin. A 200 is sent after the events are committed; whatever else comes, send the batch again under the same ids. An event more than 7 days old or 10 minutes ahead is rejected.",
    body: eventBatch,
    response: eventResult,
    respond: async (key, request) => {
      await openKey(key, "events");
      return ingestWithKey(request, services, key);
    },
  },
];

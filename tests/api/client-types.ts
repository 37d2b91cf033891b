// Made from the OpenAPI document: `UPDATE_CLIENT=1 vitest run tests/api/document.test.ts` writes it anew.

export interface paths {
    "/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose key this is, and what it may do */
        get: operations["getKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The totals of a period, beside those of the days it is compared with
         * @description The days compared with are as many as the period's; `previous` is null when nothing is compared or counting had not begun.
         */
        get: operations["getNumbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same, day by day; for a period of one day hour by hour too
         * @description The days compared with are as many as the period's; `previous` is null when nothing is compared or counting had not begun.
         */
        get: operations["getDays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/breakdowns/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contact methods and what came of the clicks on them
         * @description A list that fits on one page comes with its largest rows first, a longer one in the order of its keys, so that numbers that change between two pages lose and double no row.
         */
        get: operations["listTargets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/breakdowns/pages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pages that were seen
         * @description A list that fits on one page comes with its largest rows first, a longer one in the order of its keys, so that numbers that change between two pages lose and double no row.
         */
        get: operations["listPages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/breakdowns/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Groups beside each other
         * @description A list that fits on one page comes with its largest rows first, a longer one in the order of its keys, so that numbers that change between two pages lose and double no row.
         */
        get: operations["listGroupNumbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/breakdowns/{dimension}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Visits by where they came from, by device, browser, system, country or language
         * @description A list that fits on one page comes with its largest rows first, a longer one in the order of its keys, so that numbers that change between two pages lose and double no row.
         */
        get: operations["listDimension"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/journeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The way of visits from the first page to a contact: steps with losses, times, and what came of links
         * @description Counted from raw events with or without filters: only days whose raw events are kept can be asked (`not_kept`), and only so many that counting takes no longer than 5 seconds (`too_slow`). A visit belongs to the day it began.
         */
        get: operations["getJourneys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The contacts who looked in a period, with their numbers and the last day they were seen on
         * @description A list that fits on one page comes with its largest rows first, a longer one in the order of its keys, so that numbers that change between two pages lose and double no row.
         */
        get: operations["listContacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every share, visited or not, in the order of their codes */
        get: operations["listShares"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shares/{share_code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Registers a share, or gives it its present contact and group
         * @description Safe to repeat. Visits from now on belong to the new contact and group; the past stays as it was.
         */
        put: operations["registerShare"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every group, in the order of their codes */
        get: operations["listGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Registers a group, or gives it its present name
         * @description Safe to repeat.
         */
        put: operations["registerGroup"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends page views and clicks of one visit that the caller's server saw
         * @description The same batch as a browser's, with the same steps, limits and accounting, but for the origin. A 200 is sent after the events are committed; whatever else comes, send the batch again under the same ids. An event more than 7 days old or 10 minutes ahead is rejected.
         */
        post: operations["sendEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        KeyAnswer: {
            owner: {
                user_code: string;
                name: string;
                time_zone: string;
            };
            key: {
                name: string;
                abilities: ("read" | "shares" | "events")[];
                expires_at: string | null;
            };
        };
        Numbers: {
            owner: components["schemas"]["Owner"];
            period: {
                from: string;
                to: string;
                days: number;
                today: string;
            };
            filter: components["schemas"]["Filter"];
            provenance: components["schemas"]["Provenance"];
            computed_at: string;
            /** @enum {string} */
            compare: "none" | "previous" | "previous_weekdays" | "previous_month" | "year" | "year_weekdays";
            totals: components["schemas"]["Totals"];
            previous: {
                from: string;
                to: string;
                until: string | null;
                totals: components["schemas"]["Totals"];
            } | null;
        };
        Owner: {
            user_code: string;
            name: string;
            time_zone: string;
        };
        Filter: {
            /** @enum {string} */
            scope: "owner" | "group" | "contact";
            group: string | null;
            contact: string | null;
            filters: [
                "is" | "is_not",
                "group" | "contact" | "page" | "target" | "referrer" | "channel" | "utm_source" | "utm_medium" | "utm_campaign" | "country" | "device" | "browser" | "os" | "language" | "site" | "visit",
                string[]
            ][];
            gone_days: number;
        };
        /** @description How the numbers of the period came about. Visitors of several days are the sum of daily visitors: a visitor is a pseudonym that lasts one day. */
        Provenance: {
            /** @description Days counted anew from raw events for this answer. */
            live_days: string[];
            /** @description How many days were read from the daily tables. */
            closed_days: number;
            /** @description How many days have no events. */
            empty_days: number;
            /** @description Days that cannot be asked this: their raw events are not kept. No number holds them. */
            gone_days: string[];
            /** @description When the closed day that was recounted longest ago was recounted. */
            recounted_first: string | null;
            /** @description When the closed day that was recounted last was recounted. */
            recounted_last: string | null;
        };
        /** @description Counts, and seconds for duration_seconds. Contacting sessions have at least one click, bounces one page view and no click. */
        Totals: {
            visitors: number;
            sessions: number;
            page_views: number;
            clicks: number;
            contacting_sessions: number;
            bounces: number;
            duration_seconds: number;
        };
        Days: {
            owner: components["schemas"]["Owner"];
            period: {
                from: string;
                to: string;
                days: number;
                today: string;
            };
            filter: components["schemas"]["Filter"];
            provenance: components["schemas"]["Provenance"];
            computed_at: string;
            /** @enum {string} */
            compare: "none" | "previous" | "previous_weekdays" | "previous_month" | "year" | "year_weekdays";
            totals: components["schemas"]["Totals"];
            previous: {
                from: string;
                to: string;
                until: string | null;
                totals: components["schemas"]["Totals"];
                days: components["schemas"]["Day"][];
                hours: components["schemas"]["Hour"][] | null;
            } | null;
            days: components["schemas"]["Day"][];
            annotations: components["schemas"]["Annotation"][];
            hours: components["schemas"]["Hour"][] | null;
        };
        /** @description state: live, closed, empty or gone, on which it cannot be asked this and all numbers are null; computed_at: when the day was counted. */
        Day: {
            visitors: number | null;
            sessions: number | null;
            page_views: number | null;
            clicks: number | null;
            contacting_sessions: number | null;
            bounces: number | null;
            duration_seconds: number | null;
            date: string;
            /** @enum {string} */
            state: "live" | "closed" | "empty" | "gone";
            computed_at: string | null;
        };
        Hour: {
            visitors: number;
            sessions: number;
            page_views: number;
            clicks: number;
            contacting_sessions: number;
            hour: string;
        };
        /** @description kind: note (by members), revision (a closed day counted anew, and why), time_zone (in force from this day) or outage (events could not be stored). */
        Annotation: {
            date: string;
            /** @enum {string} */
            kind: "note" | "revision" | "time_zone" | "outage";
            annotation_id: string | null;
            text: string;
        };
        TargetList: {
            owner: components["schemas"]["Owner"];
            period: {
                from: string;
                to: string;
            };
            filter: components["schemas"]["Filter"];
            provenance: components["schemas"]["Provenance"];
            computed_at: string;
            rows: components["schemas"]["TargetRow"][];
            /** @description The cursor of the next page; null after the last. */
            next: string | null;
        };
        TargetRow: {
            target: string;
            clicks: number;
            sessions: number;
            visitors: number;
            opened: number;
            stayed: number;
            previous_clicks: number | null;
        };
        PageList: {
            owner: components["schemas"]["Owner"];
            period: {
                from: string;
                to: string;
            };
            filter: components["schemas"]["Filter"];
            provenance: components["schemas"]["Provenance"];
            computed_at: string;
            rows: components["schemas"]["PageRow"][];
            /** @description The cursor of the next page; null after the last. */
            next: string | null;
        };
        PageRow: {
            page: string;
            page_views: number;
            sessions: number;
            visitors: number;
            entries: number;
            exits: number;
            clicks: number;
            previous_page_views: number | null;
        };
        GroupList: {
            owner: components["schemas"]["Owner"];
            period: {
                from: string;
                to: string;
            };
            filter: components["schemas"]["Filter"];
            provenance: components["schemas"]["Provenance"];
            computed_at: string;
            rows: components["schemas"]["GroupRow"][];
            /** @description The cursor of the next page; null after the last. */
            next: string | null;
        };
        GroupRow: {
            visitors: number;
            sessions: number;
            page_views: number;
            clicks: number;
            contacting_sessions: number;
            bounces: number;
            duration_seconds: number;
            group_code: string;
            name: string;
        };
        DimensionList: {
            owner: components["schemas"]["Owner"];
            period: {
                from: string;
                to: string;
            };
            filter: components["schemas"]["Filter"];
            provenance: components["schemas"]["Provenance"];
            computed_at: string;
            rows: components["schemas"]["DimensionRow"][];
            /** @description The cursor of the next page; null after the last. */
            next: string | null;
        };
        DimensionRow: {
            visitors: number;
            sessions: number;
            page_views: number;
            clicks: number;
            contacting_sessions: number;
            value: string;
        };
        Journeys: {
            owner: components["schemas"]["Owner"];
            period: {
                from: string;
                to: string;
                days: number;
                today: string;
            };
            filter: components["schemas"]["Filter"];
            provenance: components["schemas"]["Provenance"];
            computed_at: string;
            steps: components["schemas"]["JourneyStep"][];
            times: {
                marks: number[];
                all: components["schemas"]["ContactTimes"];
                groups: {
                    sessions: number;
                    quartiles: [
                        number,
                        number,
                        number
                    ] | null;
                    within: number[];
                    group_code: string;
                    name: string;
                }[];
                targets: {
                    sessions: number;
                    quartiles: [
                        number,
                        number,
                        number
                    ] | null;
                    within: number[];
                    target: string;
                }[];
            };
            funnel: components["schemas"]["LinkFunnel"];
        };
        /** @description What was the so-many-th page of visits before any tap. sessions: visits that came so far; contacted: whose first tap was here; lost: who went no further without one; all others went on. pages: the most frequent, `more` are left out. */
        JourneyStep: {
            sessions: number;
            contacted: number;
            lost: number;
            step: number;
            pages: {
                sessions: number;
                contacted: number;
                lost: number;
                page: string;
            }[];
            more: number;
        };
        /** @description sessions: visits that tapped; quartiles: the seconds until the first tap that a quarter, half and three quarters of them took at most, null where nobody tapped; within: how many took at most so many seconds as `marks` says. */
        ContactTimes: {
            sessions: number;
            quartiles: [
                number,
                number,
                number
            ] | null;
            within: number[];
        };
        /** @description Share links and the visits by them: sent (a preview was fetched, or it was opened), opened, looked (two pages, a tap or ten seconds), tapped, app_opened. Of whoever fetched a preview nothing is known: with filters on more than groups and contacts, previews and sent are null. */
        LinkFunnel: {
            previews: number | null;
            sent: {
                shares: number;
            } | null;
            opened: {
                shares: number;
                sessions: number;
            };
            looked: {
                shares: number;
                sessions: number;
            };
            tapped: {
                shares: number;
                sessions: number;
            };
            app_opened: {
                shares: number;
                sessions: number;
            };
        };
        ContactList: {
            owner: components["schemas"]["Owner"];
            period: {
                from: string;
                to: string;
            };
            filter: components["schemas"]["Filter"];
            provenance: components["schemas"]["Provenance"];
            computed_at: string;
            rows: components["schemas"]["ContactRow"][];
            /** @description The cursor of the next page; null after the last. */
            next: string | null;
        };
        /** @description share_code: empty for direct visits. */
        ContactRow: {
            visitors: number;
            sessions: number;
            page_views: number;
            clicks: number;
            contacting_sessions: number;
            bounces: number;
            duration_seconds: number;
            share_code: string;
            contact: string;
            group_code: string;
            last_seen: string;
        };
        ShareList: {
            owner: components["schemas"]["Owner"];
            rows: components["schemas"]["Share"][];
            /** @description The cursor of the next page; null after the last. */
            next: string | null;
        };
        Share: {
            share_code: string;
            /** @description The person or place it was given to; empty: nobody named. */
            contact: string;
            /** @description Empty: in no group. */
            group_code: string;
            created_at: string;
            archived: boolean;
        };
        ShareBody: {
            /**
             * @description The person or place the share is given to.
             * @default
             */
            contact: string;
            /**
             * @description A group that exists; empty: none.
             * @default
             */
            group_code: string | "";
        };
        CodedGroupList: {
            owner: components["schemas"]["Owner"];
            rows: components["schemas"]["Group"][];
            /** @description The cursor of the next page; null after the last. */
            next: string | null;
        };
        Group: {
            group_code: string;
            name: string;
            created_at: string;
            archived: boolean;
        };
        GroupBody: {
            /**
             * @description Absent: the code.
             * @default
             */
            name: string;
        };
        EventResult: {
            accepted: number;
            duplicates: number;
            filtered: number;
            rejected: {
                index: number;
                id: string | null;
                /** @enum {string} */
                code: "invalid_event" | "too_old" | "in_future";
                message: string;
                retryable: boolean;
            }[];
            server_time: string;
        };
        EventBatch: {
            /** @constant */
            v: 1;
            /** @description Absent: the key's owner, who alone it may be. */
            user_code?: string;
            /** @description Absent or empty: a direct visit. */
            share_code?: string;
            /** Format: date-time */
            sent_at?: string;
            session: {
                /** @description One visit: a UUID, or a name of the caller's own for it. */
                id: string;
                /** Format: date-time */
                started_at: string;
                referrer?: string;
                utm?: {
                    source?: string;
                    medium?: string;
                    campaign?: string;
                    term?: string;
                    content?: string;
                };
                language?: string;
                screen?: string;
            };
            /** @description With an address or a user agent the visitor is told apart as a browser's is; without, the session is the visitor. */
            visitor?: {
                /** @description The visitor's IP address. Hashed with the user agent as for browsers, never stored. */
                address?: string;
                /** @description The visitor's user agent. Never stored. */
                user_agent?: string;
                /** @description ISO 3166-1, such as DE. */
                country?: string;
            };
            dropped?: number;
            events: ({
                /**
                 * Format: uuid
                 * @description Made once and kept for repeats: the same id is counted once.
                 */
                id: string;
                /** Format: date-time */
                at: string;
                page: string;
                /** @constant */
                type: "page_view";
            } | {
                /**
                 * Format: uuid
                 * @description Made once and kept for repeats: the same id is counted once.
                 */
                id: string;
                /** Format: date-time */
                at: string;
                page: string;
                /** @constant */
                type: "click";
                /** @description A contact method, such as whatsapp or save_contact, or custom:<name>. */
                target: string;
                /** @enum {string} */
                outcome?: "opened" | "stayed";
                site?: string;
            })[];
        };
        Error: {
            error: {
                /** @enum {string} */
                code: "invalid_key" | "missing_ability" | "invalid_request" | "not_found" | "method_not_allowed" | "too_large" | "rate_limited" | "too_much" | "too_slow" | "not_kept" | "unavailable" | "invalid_json" | "invalid_batch" | "unknown_owner";
                message: string;
            };
        };
    };
    responses: {
        /** @description What was given could not be read: `invalid_request`; events: `invalid_json`, `invalid_batch`. */
        Refusal400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `invalid_key`: no key, one that was revoked, has expired or never was. */
        Refusal401: {
            headers: {
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `missing_ability`: the key is in force, but may not do this. */
        Refusal403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `not_found`: no such address, share or group; events: `unknown_owner`. */
        Refusal404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `not_kept`: the raw events of these days, which filters and journeys need, are no longer kept. */
        Refusal410: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `too_large`. */
        Refusal413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `rate_limited`. */
        Refusal429: {
            headers: {
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `unavailable`: ask again. `too_much`: ask for other days. `too_slow`: ask for fewer. */
        Refusal503: {
            headers: {
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whose key this is, and what it may do */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyAnswer"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    getNumbers: {
        parameters: {
            query?: {
                /** @description A period by name, on the owner's calendar. Default: 30d. */
                period?: "today" | "yesterday" | "7d" | "30d" | "90d" | "12mo" | "month" | "last_month" | "year" | "last_year" | "all";
                /** @description The first day, instead of a period. Absent: since the first event. */
                from?: string;
                /** @description The last day, instead of a period. Absent: today. */
                to?: string;
                /** @description Only visits by shares of this group; - for those of no group. */
                group?: string;
                /** @description Only visits by this share; - for direct visits. */
                contact?: string;
                /** @description Only visits that meet all of these conditions, such as is,country,DE,AT;is_not,page,home: is or is_not, a field and its values. Fields: group, contact, page, target, referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language, site, visit (visit: new or returned that day). In a value , ; and % are written %2C, %3B and %25. Counted from raw events, so only days whose raw events are kept can be asked. */
                filters?: string;
                /** @description The days to compare with. Default: previous. */
                compare?: "none" | "previous" | "previous_weekdays" | "previous_month" | "year" | "year_weekdays";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The totals of a period, beside those of the days it is compared with */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Numbers"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    getDays: {
        parameters: {
            query?: {
                /** @description A period by name, on the owner's calendar. Default: 30d. */
                period?: "today" | "yesterday" | "7d" | "30d" | "90d" | "12mo" | "month" | "last_month" | "year" | "last_year" | "all";
                /** @description The first day, instead of a period. Absent: since the first event. */
                from?: string;
                /** @description The last day, instead of a period. Absent: today. */
                to?: string;
                /** @description Only visits by shares of this group; - for those of no group. */
                group?: string;
                /** @description Only visits by this share; - for direct visits. */
                contact?: string;
                /** @description Only visits that meet all of these conditions, such as is,country,DE,AT;is_not,page,home: is or is_not, a field and its values. Fields: group, contact, page, target, referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language, site, visit (visit: new or returned that day). In a value , ; and % are written %2C, %3B and %25. Counted from raw events, so only days whose raw events are kept can be asked. */
                filters?: string;
                /** @description The days to compare with. Default: previous. */
                compare?: "none" | "previous" | "previous_weekdays" | "previous_month" | "year" | "year_weekdays";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The same, day by day; for a period of one day hour by hour too */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Days"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    listTargets: {
        parameters: {
            query?: {
                /** @description A period by name, on the owner's calendar. Default: 30d. */
                period?: "today" | "yesterday" | "7d" | "30d" | "90d" | "12mo" | "month" | "last_month" | "year" | "last_year" | "all";
                /** @description The first day, instead of a period. Absent: since the first event. */
                from?: string;
                /** @description The last day, instead of a period. Absent: today. */
                to?: string;
                /** @description Only visits by shares of this group; - for those of no group. */
                group?: string;
                /** @description Only visits by this share; - for direct visits. */
                contact?: string;
                /** @description Only visits that meet all of these conditions, such as is,country,DE,AT;is_not,page,home: is or is_not, a field and its values. Fields: group, contact, page, target, referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language, site, visit (visit: new or returned that day). In a value , ; and % are written %2C, %3B and %25. Counted from raw events, so only days whose raw events are kept can be asked. */
                filters?: string;
                /** @description The most rows of a page. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Contact methods and what came of the clicks on them */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetList"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    listPages: {
        parameters: {
            query?: {
                /** @description A period by name, on the owner's calendar. Default: 30d. */
                period?: "today" | "yesterday" | "7d" | "30d" | "90d" | "12mo" | "month" | "last_month" | "year" | "last_year" | "all";
                /** @description The first day, instead of a period. Absent: since the first event. */
                from?: string;
                /** @description The last day, instead of a period. Absent: today. */
                to?: string;
                /** @description Only visits by shares of this group; - for those of no group. */
                group?: string;
                /** @description Only visits by this share; - for direct visits. */
                contact?: string;
                /** @description Only visits that meet all of these conditions, such as is,country,DE,AT;is_not,page,home: is or is_not, a field and its values. Fields: group, contact, page, target, referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language, site, visit (visit: new or returned that day). In a value , ; and % are written %2C, %3B and %25. Counted from raw events, so only days whose raw events are kept can be asked. */
                filters?: string;
                /** @description The most rows of a page. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pages that were seen */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageList"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    listGroupNumbers: {
        parameters: {
            query?: {
                /** @description A period by name, on the owner's calendar. Default: 30d. */
                period?: "today" | "yesterday" | "7d" | "30d" | "90d" | "12mo" | "month" | "last_month" | "year" | "last_year" | "all";
                /** @description The first day, instead of a period. Absent: since the first event. */
                from?: string;
                /** @description The last day, instead of a period. Absent: today. */
                to?: string;
                /** @description Only visits by shares of this group; - for those of no group. */
                group?: string;
                /** @description Only visits by this share; - for direct visits. */
                contact?: string;
                /** @description Only visits that meet all of these conditions, such as is,country,DE,AT;is_not,page,home: is or is_not, a field and its values. Fields: group, contact, page, target, referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language, site, visit (visit: new or returned that day). In a value , ; and % are written %2C, %3B and %25. Counted from raw events, so only days whose raw events are kept can be asked. */
                filters?: string;
                /** @description The most rows of a page. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Groups beside each other */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupList"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    listDimension: {
        parameters: {
            query?: {
                /** @description A period by name, on the owner's calendar. Default: 30d. */
                period?: "today" | "yesterday" | "7d" | "30d" | "90d" | "12mo" | "month" | "last_month" | "year" | "last_year" | "all";
                /** @description The first day, instead of a period. Absent: since the first event. */
                from?: string;
                /** @description The last day, instead of a period. Absent: today. */
                to?: string;
                /** @description Only visits by shares of this group; - for those of no group. */
                group?: string;
                /** @description Only visits by this share; - for direct visits. */
                contact?: string;
                /** @description Only visits that meet all of these conditions, such as is,country,DE,AT;is_not,page,home: is or is_not, a field and its values. Fields: group, contact, page, target, referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language, site, visit (visit: new or returned that day). In a value , ; and % are written %2C, %3B and %25. Counted from raw events, so only days whose raw events are kept can be asked. */
                filters?: string;
                /** @description The most rows of a page. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                cursor?: string;
            };
            header?: never;
            path: {
                dimension: "referrer" | "channel" | "utm_source" | "utm_medium" | "utm_campaign" | "country" | "device" | "browser" | "os" | "language" | "site";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Visits by where they came from, by device, browser, system, country or language */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DimensionList"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    getJourneys: {
        parameters: {
            query?: {
                /** @description A period by name, on the owner's calendar. Default: 30d. */
                period?: "today" | "yesterday" | "7d" | "30d" | "90d" | "12mo" | "month" | "last_month" | "year" | "last_year" | "all";
                /** @description The first day, instead of a period. Absent: since the first event. */
                from?: string;
                /** @description The last day, instead of a period. Absent: today. */
                to?: string;
                /** @description Only visits by shares of this group; - for those of no group. */
                group?: string;
                /** @description Only visits by this share; - for direct visits. */
                contact?: string;
                /** @description Only visits that meet all of these conditions, such as is,country,DE,AT;is_not,page,home: is or is_not, a field and its values. Fields: group, contact, page, target, referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language, site, visit (visit: new or returned that day). In a value , ; and % are written %2C, %3B and %25. Counted from raw events, so only days whose raw events are kept can be asked. */
                filters?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The way of visits from the first page to a contact: steps with losses, times, and what came of links */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Journeys"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    listContacts: {
        parameters: {
            query?: {
                /** @description A period by name, on the owner's calendar. Default: 30d. */
                period?: "today" | "yesterday" | "7d" | "30d" | "90d" | "12mo" | "month" | "last_month" | "year" | "last_year" | "all";
                /** @description The first day, instead of a period. Absent: since the first event. */
                from?: string;
                /** @description The last day, instead of a period. Absent: today. */
                to?: string;
                /** @description Only visits by shares of this group; - for those of no group. */
                group?: string;
                /** @description Only visits by this share; - for direct visits. */
                contact?: string;
                /** @description Only visits that meet all of these conditions, such as is,country,DE,AT;is_not,page,home: is or is_not, a field and its values. Fields: group, contact, page, target, referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language, site, visit (visit: new or returned that day). In a value , ; and % are written %2C, %3B and %25. Counted from raw events, so only days whose raw events are kept can be asked. */
                filters?: string;
                /** @description The most rows of a page. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contacts who looked in a period, with their numbers and the last day they were seen on */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactList"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    listShares: {
        parameters: {
            query?: {
                /** @description The most rows of a page. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every share, visited or not, in the order of their codes */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShareList"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    registerShare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                share_code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShareBody"];
            };
        };
        responses: {
            /** @description Registers a share, or gives it its present contact and group */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Share"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    listGroups: {
        parameters: {
            query?: {
                /** @description The most rows of a page. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every group, in the order of their codes */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodedGroupList"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    registerGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupBody"];
            };
        };
        responses: {
            /** @description Registers a group, or gives it its present name */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
    sendEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventBatch"];
            };
        };
        responses: {
            /** @description Sends page views and clicks of one visit that the caller's server saw */
            200: {
                headers: {
                    /** @description What is left, `r`, and in how many seconds it is whole again, `t`. */
                    RateLimit?: string;
                    /** @description So many requests, `q`, in so many seconds, `w`. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventResult"];
                };
            };
            400: components["responses"]["Refusal400"];
            401: components["responses"]["Refusal401"];
            403: components["responses"]["Refusal403"];
            404: components["responses"]["Refusal404"];
            410: components["responses"]["Refusal410"];
            413: components["responses"]["Refusal413"];
            429: components["responses"]["Refusal429"];
            503: components["responses"]["Refusal503"];
        };
    };
}

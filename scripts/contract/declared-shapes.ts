/** What a published client declares about an API, in the client's own words for types (`Array<string>`, `Date`, …). */

export interface Member {
  /** The name on the wire. */
  name: string;
  type: string;
  /** `int32`, `date-time`, … or empty. */
  format: string;
  isRequired: boolean;
}

/** The models and enumerations of one area; the client declares each area on its own. */
export interface Shapes {
  models: ReadonlyMap<string, readonly Member[]>;
  enums: ReadonlyMap<string, ReadonlySet<unknown>>;
}

export interface Operation {
  /** `GET /crm/v3/lists/{listId}` */
  name: string;
  method: string;
  path: string;
  /** Query parameters with their types. */
  query: ReadonlyMap<string, string>;
  /** Type of the JSON body; absent when the operation takes none. */
  bodyType?: string;
  /** Fields of a form body, when it is one. */
  formFields?: ReadonlySet<string>;
  /** Type by declared success status; empty for an answer without a body. */
  answers: ReadonlyMap<number, string>;
  shapes: Shapes;
  /** OAuth errors and rate-limit headers follow other rules than the rest of the API. */
  isOAuth: boolean;
  /** Outside every rate limit: its answers say nothing about one. */
  isUnlimited?: boolean;
}

/** One entry of an error answer. `statusCode` in collections and `errorCode` elsewhere carry the same code. */
export type ApiError = {
  code: string;
  message: string;
  /** Absent where Salesforce answers no `fields` key at all. */
  fields?: string[];
  /** Salesforce spells the key `duplicateResut`; the routes print it so. */
  duplicateResult?: unknown;
};

/** A request that ends as an error answer with this HTTP status. */
export class ApiFault extends Error {
  readonly status: number;
  readonly errors: ApiError[];

  constructor(status: number, errors: ApiError[]) {
    super(errors[0]?.message ?? 'error');
    this.name = 'ApiFault';
    this.status = status;
    this.errors = errors;
  }
}

export function fault(status: number, code: string, message: string, fields?: string[]): ApiFault {
  return new ApiFault(status, [fields ? { code, message, fields } : { code, message }]);
}

export const notFound = (message = 'The requested resource does not exist'): ApiFault =>
  fault(404, 'NOT_FOUND', message);

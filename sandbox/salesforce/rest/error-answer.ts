import type { ApiError } from '../records/api-fault.ts';

/** One error of a single-record or top-level answer: an array of these is the whole body. */
export function renderTopLevelError(error: ApiError): Record<string, unknown> {
  return {
    // Salesforce really spells it so.
    ...(error.duplicateResult === undefined ? {} : { duplicateResut: error.duplicateResult }),
    message: error.message,
    errorCode: error.code,
    ...(error.fields === undefined || error.duplicateResult !== undefined ? {} : { fields: error.fields }),
  };
}

/** One failed item of a collection: the key is `statusCode` there, and `fields` is always present. */
export function renderItemError(error: ApiError): Record<string, unknown> {
  return { statusCode: error.code, message: error.message, fields: error.fields ?? [] };
}

export function errorAnswer(
  status: number,
  errors: ApiError[],
  headers: Record<string, string> = {},
): Response {
  return Response.json(errors.map(renderTopLevelError), {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
  });
}

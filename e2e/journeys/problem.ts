/** An answer of the API that tells of a failure, for `route.fulfill`. */
export function problemOf(code: string, status: number) {
  return {
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify({
      type: `urn:sluice:problem:${code}`,
      title: code,
      status,
      code,
      detail: {},
      correlationId: '00000000-0000-4000-8000-000000000000',
    }),
  };
}

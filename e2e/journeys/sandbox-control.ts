import type { Stack } from '#scripts/local/stack.ts';

type Writes = { total: number; byRecord: Record<string, number> };

/**
 * Turns one of the sandbox's own knobs.
 *
 * @throws Error with the sandbox's words when it refuses
 */
export async function control(
  sandboxUrl: string,
  path: string,
  body: object = {},
  method = 'POST',
): Promise<unknown> {
  const response = await fetch(`${sandboxUrl}/_control/${path}`, {
    method,
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} /_control/${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** Records that programs wrote since the sandbox started, on both sides. What people do on its pages does not count. */
export async function readWrites({ hubspotUrl, salesforceUrl }: Stack) {
  const read = async (sandboxUrl: string) =>
    ((await control(sandboxUrl, 'counters', {}, 'GET')) as { writes: Writes }).writes;
  const [hubspot, salesforce] = await Promise.all([read(hubspotUrl), read(salesforceUrl)]);
  return { hubspot, salesforce };
}

/** Makes every matching request fail with this answer until the faults are cleared. */
export async function failRequests(
  sandboxUrl: string,
  fault: { method?: string; path: string; status: number; body: unknown },
): Promise<void> {
  await control(sandboxUrl, 'faults', fault);
}

export async function clearFaults(sandboxUrl: string): Promise<void> {
  await control(sandboxUrl, 'faults', {}, 'DELETE');
}

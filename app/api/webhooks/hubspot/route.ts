import type { NextRequest } from 'next/server';
import { getContainer } from '#lib/http/container.ts';
import { acceptWebhook } from '#lib/services/accept-webhook.ts';

/** HubSpot sends up to 100 events, each of a few hundred bytes. */
const longestBody = 1_000_000;

/**
 * HubSpot tells of changes here. Answered 2xx only when everything it names is stored; anything else makes HubSpot send
 * it again, for a day.
 */
export async function POST(request: NextRequest): Promise<Response> {
  const container = getContainer();
  const { log } = container;
  if (Number(request.headers.get('content-length') ?? 0) > longestBody) return answer(413);
  const { pathname, search } = request.nextUrl;
  const reading = container.readWebhook({
    method: request.method,
    uri: `${container.environment.APP_URL}${pathname}${search}`,
    body: new Uint8Array(await request.arrayBuffer()),
    signature: request.headers.get('x-hubspot-signature-v3'),
    timestamp: request.headers.get('x-hubspot-request-timestamp'),
  });
  if (reading.kind === 'forged') return answer(401);
  if (reading.kind === 'unreadable') return answer(400);
  try {
    await acceptWebhook(container.webhookPorts, reading);
    return answer(204);
  } catch (error) {
    log.error({ err: error }, 'a webhook could not be stored and will be sent again');
    return answer(503);
  }
}

function answer(status: number): Response {
  return new Response(null, { status });
}

import { createServer } from 'node:http';
import type { Rig } from '#bench/rig/start-rig.ts';
import { acceptWebhook } from '#lib/services/accept-webhook.ts';

/** Takes in HubSpot's deliveries as the app's route does, without the app around it. Answers how to stop. */
export async function receiveWebhooks({ container, appUrl, appPort }: Rig): Promise<() => void> {
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const header = (name: string) => [request.headers[name]].flat()[0] ?? null;
    const reading = container.readWebhook({
      method: request.method ?? '',
      uri: `${appUrl}${request.url}`,
      body: Buffer.concat(chunks),
      signature: header('x-hubspot-signature-v3'),
      timestamp: header('x-hubspot-request-timestamp'),
    });
    if (reading.kind === 'genuine') await acceptWebhook(container.webhookPorts, reading);
    response.writeHead(reading.kind === 'genuine' ? 204 : 401).end();
  });
  await new Promise<void>((resolve) => server.listen(appPort, 'localhost', resolve));
  return () => void server.close();
}

import { afterEach, expect, test } from 'vitest';
import { exchange } from './http-exchange.ts';
import { createTestClock } from './test-clock.ts';
import { sendCutBody, sendHungBody, sendJson, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

const clock = createTestClock();
const get = (url: string) => exchange((signal) => fetch(url, { signal }), { clock, timeoutMs: 1 });
/** As the HubSpot client does, which takes no signal. */
const getWithoutSignal = (url: string) => exchange(() => fetch(url), { clock, timeoutMs: 1 });

test('hands over status, headers and the whole body', async () => {
  server = await startTestServer((_, response) => sendJson(response, 207, { name: 'Zoë' }, { 'x-a': 'b' }));
  const answer = await get(server.url);
  expect(answer).toMatchObject({ status: 207, body: '{"name":"Zoë"}' });
  expect(answer.headers.get('x-a')).toBe('b');
});

test('an empty answer has an empty body', async () => {
  server = await startTestServer((_, response) => response.writeHead(204).end());
  expect(await get(server.url)).toMatchObject({ status: 204, body: '' });
});

test('a body cut in the middle rejects, and may have had an effect', async () => {
  server = await startTestServer((_, response) => sendCutBody(response));
  await expect(get(server.url)).rejects.toMatchObject({ name: 'TransportFault', mayHaveArrived: true });
});

test('a body that hangs is given up at the time limit', async () => {
  server = await startTestServer((_, response) => {
    sendHungBody(response);
    setImmediate(clock.expireLimits);
  });
  await expect(get(server.url)).rejects.toMatchObject({ code: 'TIMEOUT', mayHaveArrived: true });
});

test('a head that never comes is given up at the time limit, signal or not', async () => {
  server = await startTestServer(() => setImmediate(clock.expireLimits));
  await expect(get(server.url)).rejects.toMatchObject({ code: 'TIMEOUT' });
  await expect(getWithoutSignal(server.url)).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('an answer that comes after the time limit gives its socket back', async () => {
  let answerLate = () => {};
  const closed = new Promise<void>((resolve) => {
    void startTestServer((_, response) => {
      response.on('close', resolve);
      answerLate = () => sendHungBody(response);
      clock.expireLimits();
    }).then(async (started) => {
      server = started;
      await getWithoutSignal(started.url).catch(() => answerLate());
    });
  });
  await closed;
});

test('a body above the size limit is not read to its end', async () => {
  server = await startTestServer((_, response) => sendJson(response, 200, 'x'.repeat(1_000)));
  const tooLarge = exchange(() => fetch(server?.url ?? ''), { clock, timeoutMs: 1, maxBytes: 100 });
  await expect(tooLarge).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
});

test('a refused connection surely had no effect', async () => {
  server = await startTestServer(() => undefined);
  await server.stop();
  await expect(get(server.url)).rejects.toMatchObject({ code: 'ECONNREFUSED', mayHaveArrived: false });
});

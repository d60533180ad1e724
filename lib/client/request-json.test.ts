import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ApiProblem, isPassing } from './api-problem.ts';
import { buildPath, requestJson } from './request-json.ts';

const schema = async () => z.object({ revision: z.number() });

function answerWith(answer: Response | Error) {
  const fetchStandIn = vi.fn((..._request: Parameters<typeof fetch>) =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer),
  );
  vi.stubGlobal('fetch', fetchStandIn);
  return fetchStandIn;
}

afterEach(() => vi.unstubAllGlobals());

describe('requestJson', () => {
  it('answers with the checked body', async () => {
    answerWith(Response.json({ revision: 4, surplus: true }));
    await expect(requestJson('/api/settings', schema)).resolves.toEqual({ revision: 4 });
  });

  it('sends a body as JSON with the method it was given', async () => {
    const sent = answerWith(Response.json({ revision: 5 }));
    await requestJson('/api/settings/creating', schema, { method: 'PUT', body: { expectedRevision: 4 } });
    expect(sent.mock.calls[0]?.[1]).toMatchObject({
      method: 'PUT',
      body: '{"expectedRevision":4}',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('turns a problem document into its code, detail and correlation id', async () => {
    const problem = {
      type: 'about:blank',
      title: 'List is static',
      status: 422,
      code: 'list_static',
      detail: { listName: 'Trade fair' },
      correlationId: 'c-1',
    };
    answerWith(Response.json(problem, { status: 422 }));
    await expect(requestJson('/api/settings', schema)).rejects.toMatchObject({
      code: 'list_static',
      status: 422,
      detail: { listName: 'Trade fair' },
      correlationId: 'c-1',
    });
  });

  it('calls an error page that is no problem document an unexpected answer', async () => {
    answerWith(new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(requestJson('/api/settings', schema)).rejects.toMatchObject({
      code: 'unexpected_answer',
      status: 502,
    });
  });

  it('calls a success of another shape an unexpected answer', async () => {
    answerWith(Response.json({ revision: 'four' }));
    await expect(requestJson('/api/settings', schema)).rejects.toMatchObject({ code: 'unexpected_answer' });
  });

  it('calls a failed connection unreachable', async () => {
    answerWith(new TypeError('Failed to fetch'));
    const problem = await requestJson('/api/settings', schema).catch((failure) => failure);
    expect(problem).toMatchObject({ code: 'unreachable', status: null });
    expect(isPassing(problem)).toBe(true);
  });

  it('leaves alone what the server has tried again already', () => {
    expect(isPassing(new ApiProblem('hubspot_unavailable', { status: 503 }))).toBe(false);
    expect(isPassing(new ApiProblem('internal', { status: 500 }))).toBe(true);
  });

  it('passes an abort on, so that a superseded search is no failure', async () => {
    const controller = new AbortController();
    controller.abort();
    answerWith(new DOMException('Aborted', 'AbortError'));
    await expect(requestJson('/api/lists', schema, { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('buildPath', () => {
  it('leaves out parameters without a value and escapes the others', () => {
    expect(buildPath('/api/lists', { query: 'a&b', offset: 0, before: null, outcome: undefined })).toBe(
      '/api/lists?query=a%26b&offset=0',
    );
    expect(buildPath('/api/runs', { outcome: '' })).toBe('/api/runs');
  });
});

import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildOpenApiDocument } from './openapi-document.ts';
import { apiRoutes } from './registry.ts';

const root = join(import.meta.dirname, '../../..');

/** Method and path of every operation that a file under app/api serves. */
function readServed(): string[] {
  return globSync('app/api/**/route.ts', { cwd: root }).flatMap((file) => {
    const path = dirname(file)
      .replace(/^app/, '')
      .replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, '{$1}');
    const source = readFileSync(join(root, file), 'utf8');
    const exported = source.matchAll(
      /export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b|\bas (GET|POST|PUT|PATCH|DELETE)\b/g,
    );
    return [...exported].map(([, named, renamed]) => `${named ?? renamed} ${path}`);
  });
}

describe('the description of the API', () => {
  it('names every operation that is served, and no other', () => {
    const described = apiRoutes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(described.toSorted()).toEqual(readServed().toSorted());
  });

  it('says the same of who may call as the route does', () => {
    const differing = apiRoutes
      .filter(({ access }) => access === 'admin')
      .filter(({ path }) => {
        const file = path.replaceAll(/\{(\w+)\}/g, '[$1]');
        return !readFileSync(join(root, `app${file}/route.ts`), 'utf8').includes("access: 'admin'");
      });
    expect(differing).toEqual([]);
  });

  it('can be written as an OpenAPI document, with its problems by status', () => {
    const document = JSON.parse(JSON.stringify(buildOpenApiDocument(apiRoutes, 'https://sluice.example')));
    expect(document).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: 'https://sluice.example' }],
      paths: {
        '/api/mappings': {
          put: {
            security: [{ session: [] }],
            requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
            responses: {
              200: {},
              409: { description: expect.stringContaining('settings_changed_meanwhile') },
              422: { description: 'mappings_faulty' },
            },
          },
        },
        '/api/runs/{runId}': { get: { parameters: [{ name: 'runId', in: 'path', required: true }] } },
        '/api/lists': {
          get: { parameters: expect.arrayContaining([expect.objectContaining({ in: 'query' })]) },
        },
      },
    });
  });
});

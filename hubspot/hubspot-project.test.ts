import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { http } from '@hubspot/local-dev-lib/http';
import {
  isKnownPlatformVersion,
  isLegacyProject,
  parseProjectConfig,
} from '@hubspot/project-parsing-lib/projects';
import { mapToInternalType } from '@hubspot/project-parsing-lib/transform';
import { isTranslationError, translate } from '@hubspot/project-parsing-lib/translate';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultMappings } from '#lib/domain/field-mapping.ts';
import { hubspotCallbackPath, hubspotScopes } from '#lib/hubspot/connection.ts';
import { root } from '#scripts/local/root.ts';

const project = join(root, 'hubspot');
const appFile = 'src/app/app-hsmeta.json';
const webhooksFile = 'src/app/webhooks/webhooks-hsmeta.json';

const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: text, uniqueItems: true };
const closed = (properties: Record<string, unknown>, optional: string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});
const httpsUrl = { type: 'string', pattern: '^https://' };

/**
 * HubSpot's parser downloads these schemas from the developer's account. Without an account they are restated here
 * from the app and webhook configuration pages of HubSpot's developer documentation; the parser stays HubSpot's own.
 */
const componentSchemas = {
  [mapToInternalType('app')]: closed({
    name: text,
    description: text,
    distribution: { enum: ['marketplace', 'private'] },
    auth: closed({
      type: { enum: ['oauth', 'static'] },
      redirectUrls: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', pattern: '^(https://|http://localhost[:/])' },
      },
      requiredScopes: { ...texts, minItems: 1 },
      optionalScopes: texts,
      conditionallyRequiredScopes: texts,
    }),
    permittedUrls: closed({
      fetch: { type: 'array', items: httpsUrl },
      iframe: { type: 'array', items: httpsUrl },
      img: texts,
    }),
    support: closed({
      supportEmail: { type: 'string', format: 'email' },
      documentationUrl: httpsUrl,
      supportUrl: httpsUrl,
    }),
  }),
  [mapToInternalType('webhooks')]: closed({
    // HubSpot delivers to at least six requests at a time.
    settings: closed({ targetUrl: httpsUrl, maxConcurrentRequests: { type: 'integer', minimum: 6 } }),
    subscriptions: closed({
      crmObjects: {
        type: 'array',
        items: {
          oneOf: [
            closed({
              subscriptionType: {
                enum: ['object.creation', 'object.deletion', 'object.merge', 'object.restore'],
              },
              objectType: text,
              active: { type: 'boolean' },
            }),
            closed({
              subscriptionType: { const: 'object.propertyChange' },
              objectType: text,
              // HubSpot refuses subscriptions to these two.
              propertyName: {
                ...text,
                not: { enum: ['hs_lastmodifieddate', 'num_unique_conversion_events'] },
              },
              active: { type: 'boolean' },
            }),
          ],
        },
      },
      legacyCrmObjects: { type: 'array' },
      hubEvents: {
        type: 'array',
        items: closed({
          subscriptionType: { const: 'contact.privacyDeletion' },
          active: { type: 'boolean' },
        }),
      },
    }),
  }),
};

const folder = mkdtempSync(join(tmpdir(), 'sluice-hubspot-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  vi.spyOn(http, 'get').mockImplementation(() => Promise.resolve({ data: componentSchemas } as never));
});

/** A copy of the project in which one piece of text was replaced. */
function breakCopy(file: string, search: string, replacement: string): string {
  const copy = mkdtempSync(join(folder, 'copy-'));
  cpSync(project, copy, { recursive: true });
  const original = readFileSync(join(copy, file), 'utf8');
  expect(original).toContain(search);
  writeFileSync(join(copy, file), original.replace(search, replacement));
  return copy;
}

async function parseProject(directory: string) {
  const { srcDir, platformVersion } = parseProjectConfig(directory);
  const context = { projectSourceDir: join(directory, srcDir), platformVersion, accountId: 1 };
  return await translate(context, { skipValidation: false });
}

/** Everything HubSpot's parser has to say against a project, as one text. */
async function describeFaults(directory: string): Promise<string> {
  try {
    await parseProject(directory);
    return '';
  } catch (error) {
    return isTranslationError(error) ? error.toString() : String(error);
  }
}

const readConfig = (file: string) => JSON.parse(readFileSync(join(project, file), 'utf8')).config;

describe('the HubSpot project', () => {
  it('is accepted by HubSpot’s own parser, every component of it', async () => {
    const { intermediateRepresentation, skippedHsMetaFiles } = await parseProject(project);
    expect(Object.keys(intermediateRepresentation.intermediateNodesIndexedByUid).sort()).toEqual([
      'sluice-app',
      'sluice-webhooks',
    ]);
    expect(skippedHsMetaFiles).toEqual([]);
  });

  it('is built for a platform version that can still be listed', () => {
    const { platformVersion } = parseProjectConfig(project);
    expect(isKnownPlatformVersion(platformVersion)).toBe(true);
    expect(isLegacyProject(platformVersion)).toBe(false);
  });

  it.each([
    {
      fault: 'JSON that does not parse',
      file: appFile,
      search: '"type": "app",',
      replacement: '"type": "app"',
      told: 'JSON',
    },
    {
      fault: 'an unknown component type',
      file: appFile,
      search: '"type": "app"',
      replacement: '"type": "apps"',
      told: 'apps',
    },
    {
      fault: 'a uid with a space',
      file: appFile,
      search: 'sluice-app',
      replacement: 'sluice app',
      told: 'uid',
    },
    {
      fault: 'a missing required field',
      file: appFile,
      search: '"distribution": "marketplace",',
      replacement: '',
      told: 'distribution',
    },
    {
      fault: 'an unknown distribution',
      file: appFile,
      search: '"marketplace"',
      replacement: '"everywhere"',
      told: 'distribution',
    },
    {
      fault: 'a redirect over plain http',
      file: appFile,
      search: 'https://sluice',
      replacement: 'http://sluice',
      told: 'redirectUrls',
    },
    {
      fault: 'a misspelt field',
      file: webhooksFile,
      search: '"targetUrl"',
      replacement: '"targetURL"',
      told: 'targetUrl',
    },
    {
      fault: 'an unknown webhook',
      file: webhooksFile,
      search: 'object.merge',
      replacement: 'object.married',
      told: 'subscriptionType',
    },
    {
      fault: 'a retired platform version',
      file: 'hsproject.json',
      search: '2026.09',
      replacement: '2019.09',
      told: '2019.09',
    },
  ])('is refused with $fault', async ({ file, search, replacement, told }) => {
    expect(await describeFaults(breakCopy(file, search, replacement))).toContain(told);
  });
});

describe('the project and the code', () => {
  it('ask for the same scopes', () => {
    expect(readConfig(appFile).auth).toMatchObject({
      type: 'oauth',
      requiredScopes: [...hubspotScopes],
      optionalScopes: [],
      conditionallyRequiredScopes: [],
    });
  });

  it('name the same address to come back to', () => {
    const urls: string[] = readConfig(appFile).auth.redirectUrls;
    expect(urls.map((url) => new URL(url).pathname)).toEqual(urls.map(() => hubspotCallbackPath));
    expect(urls[0]).toBe(`http://localhost:3000${hubspotCallbackPath}`);
  });

  it('listen for a change of every property that is mapped by default', () => {
    const { crmObjects } = readConfig(webhooksFile).subscriptions;
    const properties = crmObjects.flatMap(
      ({ propertyName }: { propertyName?: string }) => propertyName ?? [],
    );
    const mapped = new Set(defaultMappings().map(({ hubspotProperty }) => hubspotProperty));
    expect(properties.toSorted()).toEqual([...mapped].sort());
  });

  it('switch webhooks on exactly when the app has a route that receives them', () => {
    const { settings, subscriptions } = readConfig(webhooksFile);
    const route = join(root, 'app', new URL(settings.targetUrl).pathname, 'route.ts');
    const switches = [...subscriptions.crmObjects, ...subscriptions.hubEvents].map(({ active }) => active);
    expect(new Set(switches)).toEqual(new Set([existsSync(route)]));
  });
});

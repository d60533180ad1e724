import { z } from 'zod';
import type { Clock } from '#lib/platform/clock.ts';
import { exchange, type HttpAnswer } from '#lib/platform/http-exchange.ts';
import { parseJson } from '#lib/platform/json.ts';
import type { HubspotJournal } from '#lib/ports/journal.ts';
import { classifyAnswer, classifyFault, unreadableAnswer } from './failures.ts';
import { journalFileSchema, readEntries } from './journal-entries.ts';
import { hubspotPaths } from './paths.ts';
import { type HubspotRequest, sendToHubspot } from './send.ts';

export type JournalOptions = {
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: Clock;
};

/** The app's own scopes; no portal grants them. */
const scopes = ['read', 'subscriptions.read', 'subscriptions.write'].map(
  (part) => `developer.webhooks_journal.${part}`,
);

const timeoutMs = 20_000;
const expiryMarginMs = 60_000;

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number() });
const fileLinkSchema = z.object({ url: z.url(), currentOffset: z.string() });
const idSchema = z.union([z.string(), z.number()]).transform(String);
const subscriptionsSchema = z.object({
  results: z.array(
    z.object({
      id: idSchema,
      subscriptionType: z.string(),
      portalId: idSchema.optional(),
      listIds: z.array(idSchema).nullish(),
    }),
  ),
});

/** The journal of this app. Every call fails with a `ProviderFailure`; `rejected` where HubSpot refuses the scopes. */
export function createHubspotJournal(options: JournalOptions): HubspotJournal {
  const { apiUrl, clientId, clientSecret, clock } = options;
  let token: { readonly value: string; readonly expiresAt: number } | null = null;

  async function send(request: HubspotRequest, accessToken: string | null): Promise<HttpAnswer> {
    try {
      return await sendToHubspot(request, { apiUrl, accessToken, clock, timeoutMs });
    } catch (error) {
      throw classifyFault(error, 'read');
    }
  }

  async function readToken(): Promise<string> {
    if (token !== null && token.expiresAt > clock.now()) return token.value;
    const form = {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: scopes.join(' '),
    };
    const answer = await send({ method: 'POST', path: hubspotPaths.token, form }, null);
    if (answer.status >= 300) throw classifyAnswer(answer, 'read');
    const { access_token: value, expires_in: seconds } = read(answer, tokenSchema);
    token = { value, expiresAt: clock.now() + seconds * 1_000 - expiryMarginMs };
    return value;
  }

  async function call(request: HubspotRequest): Promise<HttpAnswer> {
    const answer = await send(request, await readToken());
    if (answer.status === 401) token = null;
    return answer;
  }

  async function ask(request: HubspotRequest): Promise<HttpAnswer> {
    const answer = await call(request);
    if (answer.status >= 300) throw classifyAnswer(answer, 'read');
    return answer;
  }

  async function findNext(offset: string | null): Promise<HttpAnswer> {
    const earliest = { method: 'GET', path: hubspotPaths.journalEarliest } as const;
    if (offset === null) return ask(earliest);
    const answer = await call({ method: 'GET', path: hubspotPaths.journalNext(offset) });
    // Older than three days: what the journal told meanwhile is gone, and sweeps have found it.
    if (answer.status === 404) return ask(earliest);
    if (answer.status >= 300) throw classifyAnswer(answer, 'read');
    return answer;
  }

  return {
    async readNext(offset) {
      const answer = await findNext(offset);
      if (answer.status === 204 || answer.body === '') return null;
      const { url, currentOffset } = read(answer, fileLinkSchema);
      // The link carries its own permission; our token stays at HubSpot.
      const file = await exchange((signal) => fetch(url, { signal }), { clock, timeoutMs }).catch((error) => {
        throw classifyFault(error, 'read');
      });
      if (file.status >= 300) throw classifyAnswer(file, 'read');
      return { offset: currentOffset, entries: readEntries(read(file, journalFileSchema).journalEvents) };
    },
    async listSubscriptions() {
      const answer = await ask({ method: 'GET', path: hubspotPaths.journalSubscriptions });
      return read(answer, subscriptionsSchema).results.flatMap(
        ({ id, subscriptionType, portalId, listIds }) =>
          subscriptionType === 'LIST_MEMBERSHIP' && portalId !== undefined
            ? [{ subscriptionId: id, portalId, listIds: listIds ?? [] }]
            : [],
      );
    },
    async subscribe(portalId, listId) {
      const body = {
        subscriptionType: 'LIST_MEMBERSHIP',
        portalId: Number(portalId),
        listIds: [Number(listId)],
        objectIds: [],
        actions: ['ADDED_TO_LIST', 'REMOVED_FROM_LIST'],
      };
      await ask({ method: 'POST', path: hubspotPaths.journalSubscriptions, body });
    },
    async unsubscribe(subscriptionId) {
      await ask({ method: 'DELETE', path: hubspotPaths.journalSubscription(subscriptionId) });
    },
  };
}

function read<Value>(answer: HttpAnswer, schema: z.ZodType<Value>): Value {
  const parsed = schema.safeParse(parseJson(answer.body));
  if (!parsed.success) throw unreadableAnswer('read', parsed.error);
  return parsed.data;
}

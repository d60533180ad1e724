import { explainQuerySchema } from '#lib/contracts/explain.ts';

import { defineRoute } from '#lib/http/route.ts';
import { explainPerson } from '#lib/services/explain-person.ts';
import { sayInEveryLanguage } from './sentences.ts';

export const GET = defineRoute(
  { access: 'viewer', query: explainQuerySchema },
  async (context, { query }) => {
    const explanation = await explainPerson(context, query);
    const { timeZone } = await context.stores.readTenant();
    return { ...explanation, sentences: sayInEveryLanguage(explanation, timeZone) };
  },
);

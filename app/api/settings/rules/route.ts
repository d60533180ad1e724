import { saveRulesRequestSchema } from '#lib/contracts/settings.ts';
import { defineRoute } from '#lib/http/route.ts';
import { saveRules } from '#lib/services/save-rules.ts';

export const PUT = defineRoute({ access: 'admin', body: saveRulesRequestSchema }, (context, { body }) =>
  saveRules(context, body),
);

import { chooseInclusionListRequestSchema } from '#lib/contracts/settings.ts';
import { defineRoute } from '#lib/http/route.ts';
import { chooseInclusionList } from '#lib/services/save-settings.ts';

export const PUT = defineRoute(
  { access: 'admin', body: chooseInclusionListRequestSchema },
  (context, { body }) => chooseInclusionList(context, body),
);

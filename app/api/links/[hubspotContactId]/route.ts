import { pinLinkRequestSchema } from '#lib/contracts/links.ts';
import { defineRoute } from '#lib/http/route.ts';
import { pinLink } from '#lib/services/pin-link.ts';

export const PUT = defineRoute({ access: 'admin', body: pinLinkRequestSchema }, (context, { params, body }) =>
  pinLink(context, params.hubspotContactId ?? '', body),
);

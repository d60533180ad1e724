import { saveCreatingRequestSchema } from '#lib/contracts/settings.ts';
import { defineRoute } from '#lib/http/route.ts';
import { saveCreatingSettings } from '#lib/services/save-settings.ts';

export const PUT = defineRoute({ access: 'admin', body: saveCreatingRequestSchema }, (context, { body }) =>
  saveCreatingSettings(context, body),
);

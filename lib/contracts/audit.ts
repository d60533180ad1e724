import { z } from 'zod';
import { settingNames } from '#lib/domain/setting-changes.ts';

export const settingChangeSchema = z.object({
  setting: z.enum(settingNames),
  /** Which field mapping it is about. */
  subject: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type SettingChangeView = z.infer<typeof settingChangeSchema>;

export const auditEventSchema = z.object({
  eventId: z.string(),
  at: z.string(),
  /** E-mail address of who did it. */
  actor: z.string(),
  /** One of `auditActions`, or one of another version. */
  action: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  changes: z.array(settingChangeSchema),
});
export type AuditEventView = z.infer<typeof auditEventSchema>;

/** `GET /api/audit?before=`: `before` is the `nextBefore` of the page before. */
export const auditQuerySchema = z.object({ before: z.uuid().optional() });
export type AuditQuery = z.infer<typeof auditQuerySchema>;
export const auditResponseSchema = z.object({
  events: z.array(auditEventSchema),
  nextBefore: z.string().nullable(),
});
export type AuditResponse = z.infer<typeof auditResponseSchema>;

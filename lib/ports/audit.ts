import type { SettingChange } from '#lib/domain/setting-changes.ts';

/** Facts of what was done; the names of settings and their values are in the changes. */
export type AuditDetail = Readonly<Record<string, string | number | null>>;

export type AuditEvent = {
  readonly eventId: string;
  readonly at: string;
  /** E-mail address of who did it. */
  readonly actor: string;
  readonly action: string;
  readonly detail: AuditDetail;
  readonly changes: readonly SettingChange[];
};

export interface AuditStore {
  record(
    actor: string,
    action: string,
    detail: AuditDetail,
    changes?: readonly SettingChange[],
  ): Promise<void>;
  /** Newest first; `before` is the last event of the page before. */
  list(page: { readonly before: string | null; readonly limit: number }): Promise<readonly AuditEvent[]>;
}

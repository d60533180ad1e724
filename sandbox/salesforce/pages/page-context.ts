import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { type Layout, layoutOf } from '../metadata/layouts.ts';
import type { FieldSpec } from '../metadata/object-spec.ts';
import type { SObject } from '../metadata/schema.ts';
import { completeSaving, insistent, openSaving } from '../records/open-saving.ts';
import { readField } from '../records/read-field.ts';
import type { Row } from '../records/row.ts';
import type { Saving } from '../records/save-record.ts';
import { findReferenced } from '../soql/query-source.ts';
import type { Org } from '../world/org.ts';
import type { World } from '../world/world.ts';

export const userCookie = 'salesforce_user';

/** Who is looking: a user chosen on the start page, else the first one who is no administrator. */
export type Viewer = { org: Org; user: Row };

export function findViewer(c: Context, world: World): Viewer {
  const username = getCookie(c, userCookie);
  const chosen = username === undefined ? undefined : world.findLogin(username);
  if (chosen && chosen.user.IsActive !== false) return chosen;
  const [org] = world.orgs();
  const users = org ? [...org.tableOf('User').rows()] : [];
  const user =
    users.find((candidate) => candidate.IsActive !== false && candidate.$isAdmin !== true) ?? users[0];
  if (!org || !user) throw new Error('This Salesforce has no org');
  return { org, user };
}

/** The object and layout a page is about, or null for a page that does not exist. */
export function findPageObject(viewer: Viewer, name: string): { object: SObject; layout: Layout } | null {
  const object = viewer.org.schema.object(name);
  const layout = object && layoutOf(object.name);
  return object && layout ? { object, layout } : null;
}

export function nameOf(object: SObject, row: Row): string {
  const field = object.fields.find((candidate) => candidate.nameField);
  return String((field && readField(row, field)) ?? row.Id);
}

/** The parent behind a reference, ready to be shown as a link. */
export function describeReference(
  viewer: Viewer,
  recordId: unknown,
): { name: string; object: SObject; row: Row } | null {
  if (typeof recordId !== 'string') return null;
  const found = findReferenced(viewer.org.sourceFor(viewer.user), recordId);
  return found ? { ...found, name: nameOf(found.object, found.row) } : null;
}

/** The label of a field on a page: a reference shows a name there, not an id. */
export const labelOf = (field: FieldSpec): string =>
  field.type === 'reference' ? field.label.replace(/ ID$/, '') : field.label;

export function formatMoment(value: unknown, user: Row): string {
  if (typeof value !== 'number') return '';
  const timeZone = String(user.TimeZoneSidKey ?? 'GMT');
  return new Date(value).toLocaleString('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'medium' });
}

/** Runs one change made on a page: all of it stays, or nothing does. Pages warn of duplicates but let them pass. */
export function runPageSaving<T>(world: World, viewer: Viewer, change: (saving: Saving) => T): T {
  const now = world.clock.now();
  const options = {
    now,
    channel: 'page',
    assignsOwner: false,
    duplicates: insistent,
    version: 'v67.0',
  } as const;
  return completeSaving(openSaving(viewer.org, viewer.user, options), change);
}

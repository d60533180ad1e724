import type { Context, Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import type { Layout } from '../metadata/layouts.ts';
import type { SObject } from '../metadata/schema.ts';
import { type ApiError, ApiFault } from '../records/api-fault.ts';
import { convertLead } from '../records/convert-lead.ts';
import { mergeRecords, undeleteRecord } from '../records/merge-records.ts';
import { readField } from '../records/read-field.ts';
import { normaliseRecordId } from '../records/record-ids.ts';
import type { Row } from '../records/row.ts';
import { createRecord, deleteRecord, updateRecord } from '../records/save-record.ts';
import type { World } from '../world/world.ts';
import { renderConvert } from './convert-page.ts';
import { renderList } from './list-page.ts';
import { listDifferences, renderMerge } from './merge-page.ts';
import { renderNotFound } from './oauth-pages.ts';
import {
  findPageObject,
  findViewer,
  nameOf,
  runPageSaving,
  userCookie,
  type Viewer,
} from './page-context.ts';
import { readForm, valuesOf } from './record-form.ts';
import { renderDelete, renderNewRecord, renderRecord } from './record-page.ts';
import { renderStart } from './start-page.ts';

type ObjectPage = { c: Context; viewer: Viewer; object: SObject; layout: Layout };
type RecordPage = ObjectPage & { row: Row; path: string };

const readBody = async (c: Context): Promise<URLSearchParams> => new URLSearchParams(await c.req.text());

/** The errors of a refused change; anything else is a fault of this program and goes on up. */
function errorsOf(error: unknown): ApiError[] {
  if (error instanceof ApiFault) return error.errors;
  throw error;
}

const notices: Record<string, string> = {
  created: 'was created.',
  saved: 'was saved.',
  deleted: 'is in the recycle bin.',
  restored: 'was restored.',
  converted: 'was converted.',
  merged: 'was merged.',
};

/** The sentence after a redirect: `?done=saved&name=…`. */
function noticeOf(c: Context): string {
  const done = notices[c.req.query('done') ?? ''];
  return done ? `${c.req.query('name') ?? 'The record'} ${done}` : '';
}

const back = (c: Context, path: string, done: string, name: string): Response =>
  c.redirect(`${path}?${new URLSearchParams({ done, name })}`, 303);

function addListRoutes(app: Hono, world: World): void {
  function onObject(serve: (page: ObjectPage) => Response | Promise<Response>) {
    return (c: Context): Response | Promise<Response> => {
      const viewer = findViewer(c, world);
      const found = findPageObject(viewer, c.req.param('object') ?? '');
      return found ? serve({ c, viewer, ...found }) : c.html(renderNotFound(), 404);
    };
  }

  app.get(
    '/lightning/o/:object/list',
    onObject(({ c, viewer, object, layout }) => {
      const search = c.req.query('search') ?? '';
      const view = {
        search,
        page: Number(c.req.query('page')) || 1,
        isRecycleBin: c.req.query('bin') === '1',
      };
      return c.html(renderList(viewer, object, layout, view, noticeOf(c)));
    }),
  );
  app.get(
    '/lightning/o/:object/new',
    onObject(({ c, viewer, object, layout }) => {
      const values = { OwnerId: viewer.user.Id, Status: String(object.field('Status')?.default ?? '') };
      return c.html(renderNewRecord(viewer, object, layout, values, []));
    }),
  );
  app.post(
    '/lightning/o/:object/new',
    onObject(async ({ c, viewer, object, layout }) => {
      const { values, changes } = readForm(await readBody(c), object, layout, {});
      try {
        const row = runPageSaving(world, viewer, (saving) => createRecord(saving, object, changes));
        return back(c, `/lightning/r/${object.name}/${row.Id}/view`, 'created', nameOf(object, row));
      } catch (error) {
        return c.html(renderNewRecord(viewer, object, layout, values, errorsOf(error)), 200);
      }
    }),
  );
}

function onRecord(world: World, serve: (page: RecordPage) => Response | Promise<Response>) {
  return (c: Context): Response | Promise<Response> => {
    const viewer = findViewer(c, world);
    const found = findPageObject(viewer, c.req.param('object') ?? '');
    const row =
      found && viewer.org.table(found.object).get(normaliseRecordId(c.req.param('recordId') ?? '') ?? '');
    if (!found || !row) return c.html(renderNotFound(), 404);
    return serve({ c, viewer, ...found, row, path: `/lightning/r/${found.object.name}/${row.Id}/view` });
  };
}

function addRecordPageRoutes(app: Hono, world: World): void {
  app.get(
    '/lightning/r/:object/:recordId/view',
    onRecord(world, ({ c, row, ...page }) =>
      c.html(renderRecord({ ...page, row, values: valuesOf(row), errors: [], notice: noticeOf(c) })),
    ),
  );
  app.post(
    '/lightning/r/:object/:recordId/view',
    onRecord(world, async ({ c, viewer, object, layout, row, path }) => {
      const { values, changes } = readForm(await readBody(c), object, layout, valuesOf(row));
      try {
        runPageSaving(world, viewer, (saving) => updateRecord(saving, object, row, changes));
        return back(c, path, 'saved', nameOf(object, row));
      } catch (error) {
        const errors = errorsOf(error);
        return c.html(renderRecord({ viewer, object, layout, row, values, errors, notice: '' }), 200);
      }
    }),
  );
  app.get(
    '/lightning/r/:object/:recordId/delete',
    onRecord(world, ({ c, viewer, object, row }) => c.html(renderDelete(viewer, object, row))),
  );
  app.post(
    '/lightning/r/:object/:recordId/delete',
    onRecord(world, ({ c, viewer, object, row }) => {
      if (!row.IsDeleted) runPageSaving(world, viewer, (saving) => deleteRecord(saving, object, row));
      return back(c, `/lightning/o/${object.name}/list`, 'deleted', nameOf(object, row));
    }),
  );
  app.post(
    '/lightning/r/:object/:recordId/restore',
    onRecord(world, ({ c, viewer, object, row, path }) => {
      if (row.IsDeleted) runPageSaving(world, viewer, (saving) => undeleteRecord(saving, object, row));
      return back(c, path, 'restored', nameOf(object, row));
    }),
  );
}

function addConvertAndMergeRoutes(app: Hono, world: World): void {
  app.get(
    '/lightning/r/:object{[Ll]ead}/:recordId/convert',
    onRecord(world, ({ c, viewer, object, row }) => c.html(renderConvert(viewer, object, row, []))),
  );
  app.post(
    '/lightning/r/:object{[Ll]ead}/:recordId/convert',
    onRecord(world, async ({ c, viewer, object, row, path }) => {
      const form = await readBody(c);
      const wish = {
        accountId: form.get('accountId') || undefined,
        contactId: form.get('contactId') || undefined,
        createsOpportunity: form.get('createsOpportunity') === 'true',
      };
      try {
        runPageSaving(world, viewer, (saving) => convertLead(saving, row, wish));
        return back(c, path, 'converted', nameOf(object, row));
      } catch (error) {
        return c.html(renderConvert(viewer, object, row, errorsOf(error)), 200);
      }
    }),
  );

  const findOther = ({ viewer, object, row }: RecordPage, ids: string[]): Row | undefined => {
    const other = viewer.org
      .table(object)
      .get(normaliseRecordId(ids.find((text) => text.trim() !== '')?.trim() ?? '') ?? '');
    return other && other !== row && !other.IsDeleted ? other : undefined;
  };
  app.get(
    '/lightning/r/:object/:recordId/merge',
    onRecord(world, (page) => {
      const { c, viewer, object, row } = page;
      return c.html(renderMerge(viewer, object, row, findOther(page, c.req.queries('with') ?? []), []));
    }),
  );
  app.post(
    '/lightning/r/:object/:recordId/merge',
    onRecord(world, async (page) => {
      const { c, viewer, object, row, path } = page;
      const form = await readBody(c);
      const other = findOther(page, form.getAll('with'));
      if (!other) return c.redirect(`/lightning/r/${object.name}/${row.Id}/merge`, 303);
      const kept = listDifferences(object, row, other).filter(
        (field) => form.get(`keep.${field.name}`) === 'other',
      );
      const values = Object.fromEntries(kept.map((field) => [field.name, readField(other, field)]));
      try {
        runPageSaving(world, viewer, (saving) => mergeRecords(saving, object, row, [other], values));
        return back(c, path, 'merged', nameOf(object, row));
      } catch (error) {
        return c.html(renderMerge(viewer, object, row, other, errorsOf(error)), 200);
      }
    }),
  );
}

/** The pages on which a person looks at records and changes them. */
export function addPageRoutes(app: Hono, world: World): void {
  app.get('/', (c) => c.html(renderStart(world, findViewer(c, world))));
  app.post('/switch-user', async (c) => {
    const username = (await readBody(c)).get('username') ?? '';
    if (world.findLogin(username))
      setCookie(c, userCookie, username, { path: '/', httpOnly: true, sameSite: 'Lax' });
    return c.redirect('/', 303);
  });
  addListRoutes(app, world);
  addRecordPageRoutes(app, world);
  addConvertAndMergeRoutes(app, world);
}

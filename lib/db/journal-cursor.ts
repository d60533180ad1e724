import type { JournalCursor } from '#lib/ports/journal.ts';
import type { Database } from './database.ts';

const journal = 'hubspot';

export function createJournalCursor(db: Database): JournalCursor {
  return {
    async read() {
      return (await db.journalCursor.findUnique({ where: { journal } }))?.offset ?? null;
    },
    async move(from, to) {
      const data = { offset: to, updatedAt: new Date() };
      const { count } =
        from === null
          ? await db.journalCursor.createMany({ data: { journal, ...data }, skipDuplicates: true })
          : await db.journalCursor.updateMany({ where: { journal, offset: from }, data });
      return count === 1;
    },
  };
}

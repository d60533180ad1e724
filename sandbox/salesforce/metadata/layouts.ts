import { readFileSync } from 'node:fs';
import { z } from 'zod';

const layoutSchema = z.strictObject({
  /** Columns of the list; a relationship name shows the parent's name. */
  columns: z.array(z.string()),
  /** Field names under the heading they stand below on the record page. */
  sections: z.record(z.string(), z.array(z.string())),
});

export type Layout = z.infer<typeof layoutSchema>;

const layouts = z
  .record(z.string(), layoutSchema)
  .parse(JSON.parse(readFileSync(new URL('./layouts.json', import.meta.url), 'utf8')));

/** How an object looks on the pages; `undefined` for objects without pages. */
export function layoutOf(objectName: string): Layout | undefined {
  return layouts[objectName];
}

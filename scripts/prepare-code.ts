/** Generates what is not kept in the repository: the database client. */
import { join } from 'node:path';
import { prepareCode } from '#scripts/local/prepare-code.ts';
import { root } from '#scripts/local/root.ts';

await prepareCode(join(root, '.data/logs'));

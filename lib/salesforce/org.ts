import { normaliseEmail } from '#lib/domain/records.ts';
import type { SalesforcePort } from '#lib/ports.ts';
import { createChangeFeed } from './change-feed.ts';
import { createSalesforceClient, type SalesforceClientOptions } from './client.ts';
import { createImportReads } from './import-reads.ts';
import { toFieldSchema } from './mapper.ts';
import { queryRows } from './query-together.ts';
import { createRecordWrites } from './record-writes.ts';
import { createRecordReads } from './records.ts';
import { describeSchema } from './schemas.ts';

const activeUsers = 'SELECT Id, Email FROM User WHERE IsActive = true';

/** One org behind the port. Makes no call by itself. */
export function createSalesforce(options: SalesforceClientOptions): SalesforcePort {
  const client = createSalesforceClient(options);
  return {
    ...createRecordReads(client),
    ...createRecordWrites(client),
    ...createChangeFeed(client, options.clock),
    ...createImportReads(client),
    async describe(salesforceType) {
      const path = `/sobjects/${salesforceType}/describe`;
      const { fields } = await client.request({ method: 'GET', path, schema: describeSchema });
      return fields.map(toFieldSchema);
    },
    async readUserEmails() {
      const emails = new Map<string, string>();
      for (const { Id, Email } of await queryRows(client, activeUsers)) {
        const address = typeof Email === 'string' ? normaliseEmail(Email) : null;
        if (typeof Id === 'string' && address !== null) emails.set(Id, address);
      }
      return emails;
    },
    apiUsage: () => options.budget.usage(),
    takeCalls: () => options.budget.takeCalls(),
  };
}

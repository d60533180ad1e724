import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { FieldValue, Row } from '../records/row.ts';
import type { Org } from './org.ts';

const recordSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const people = z
  .record(z.string(), z.object({ users: z.array(recordSchema), queues: z.array(recordSchema) }))
  .parse(JSON.parse(readFileSync(new URL('./people-of-org.json', import.meta.url), 'utf8')));

/** When the orgs were set up; fixed, so that a scenario is the same on every day. */
export const orgCreatedAt = Date.UTC(2024, 0, 15, 9, 0, 0);

const systemFieldsOf = (userId: string) => ({
  CreatedDate: orgCreatedAt,
  CreatedById: userId,
  LastModifiedDate: orgCreatedAt,
  LastModifiedById: userId,
  SystemModstamp: orgCreatedAt,
});

/** Puts the org's own row, its users and its queues into an empty org. `$isAdmin` marks who may see the set-up. */
export function furnishOrg(org: Org): void {
  const { users = [], queues = [] } = people[org.name] ?? {};
  const userTable = org.tableOf('User');
  let adminId = '';
  for (const values of users) {
    const Id = userTable.nextId();
    adminId ||= Id;
    userTable.insert({
      Id,
      IsActive: true,
      UserType: 'Standard',
      Email: values.Username ?? '',
      ...values,
      ...systemFieldsOf(adminId),
    });
  }
  const insert = (objectName: string, Id: string, values: Record<string, FieldValue>): void =>
    org.tableOf(objectName).insert({ Id, ...values, ...systemFieldsOf(adminId) } satisfies Row);
  for (const values of queues) insert('Group', org.tableOf('Group').nextId(), { ...values, Type: 'Queue' });
  insert('Organization', org.orgId, {
    Name: org.name,
    InstanceName: 'ITA1',
    OrganizationType: 'Developer Edition',
    LanguageLocaleKey: 'en_US',
  });
}

import type { Clock } from '#sandbox/kernel/clock.ts';
import type { Random } from '#sandbox/kernel/random.ts';
import type { Row } from '../records/row.ts';
import type { RecordChange } from './change-stream.ts';
import { createOrg, type Org } from './org.ts';

/** All orgs of this Salesforce and the people who may log in to them. */
export type World = {
  clock: Clock;
  random: Random;
  orgs(): readonly Org[];
  org(orgId: string): Org | undefined;
  /** Looks a user up by username over all orgs, as the login page does. */
  findLogin(username: string): { org: Org; user: Row } | undefined;
  /** Empties every org; users, queues and ids start over. */
  reset(): void;
};

export type WorldOptions = {
  clock: Clock;
  random: Random;
  /** Fills a new org with the people and queues that come with it. */
  furnish(org: Org): void;
  onChange(org: Org, change: RecordChange): void;
};

const orgNames = ['Aurora Energia', 'Northwind Trading'];
const instances = ['gK', 'hL'];

export function createWorld(options: WorldOptions): World {
  let orgs: Org[] = [];

  function reset(): void {
    orgs = orgNames.map((name, index) => {
      const org = createOrg({
        name,
        instance: instances[index] ?? 'zZ',
        sequence: index + 1,
        clock: options.clock,
      });
      options.furnish(org);
      org.changes.onChange((change) => options.onChange(org, change));
      return org;
    });
  }

  reset();
  return {
    clock: options.clock,
    random: options.random,
    orgs: () => orgs,
    org: (orgId) => orgs.find((org) => org.orgId === orgId),
    findLogin(username) {
      for (const org of orgs) {
        const [user] = org.tableOf('User').find('Username', username.trim());
        if (user) return { org, user };
      }
      return undefined;
    },
    reset,
  };
}

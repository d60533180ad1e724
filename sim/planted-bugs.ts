/** One way to break the product: the first `find` in `file` becomes `put`. */
export type PlantedBug = {
  /** What goes wrong, in a few words. */
  readonly what: string;
  readonly file: string;
  readonly find: string;
  readonly put: string;
};

export const plantedBugs: Readonly<Record<string, PlantedBug>> = {
  'gate-skipped': {
    what: 'a pair that only a Salesforce record named is not asked for at the gate',
    file: 'lib/services/process-batch.ts',
    find: 'const decision = decidePair(pair, gate, rules.rules, context);',
    put: "const asked = pair.named.contact ? gate : ({ kind: 'allowed', reading: null } as const);\n  const decision = decidePair(pair, asked, rules.rules, context);",
  },
  'gate-cached': {
    what: 'memberships are remembered from one batch to the next',
    file: 'lib/services/gate-pairs.ts',
    find: 'const memberships: Memberships = isAsked ? await session.hubspot.readMemberships(asked) : new Map();',
    put: `const kept = globalThis as { memberships?: WeakMap<object, Map<string, ReadonlySet<string>>> };
  kept.memberships ??= new WeakMap();
  const cache = kept.memberships.get(session.stores.links) ?? new Map<string, ReadonlySet<string>>();
  kept.memberships.set(session.stores.links, cache);
  const unknown = asked.filter((id) => !cache.has(id));
  if (isAsked && unknown.length > 0)
    for (const [id, listIds] of await session.hubspot.readMemberships(unknown)) cache.set(id, listIds);
  const memberships: Memberships = isAsked ? cache : new Map();`,
  },
  'fence-skipped': {
    what: 'a contact that has just stopped meeting the criteria does not wait for the evaluation',
    file: 'lib/domain/criteria-fence.ts',
    find: 'if (nowMs < settledAtMs) return settledAtMs;',
    put: '',
  },
  'fence-answer-ignored': {
    what: 'values that came back are believed at once, whatever HubSpot says of them meanwhile',
    file: 'lib/services/gate-pairs.ts',
    find: 'printCriteria(listIds.join(), answer,',
    put: "printCriteria(listIds.join(), 'allowed',",
  },
  'criteria-not-nested': {
    what: 'the criteria of a list are those it names itself, not those of the lists it names',
    file: 'lib/services/read-criteria.ts',
    find: 'let next = filters.listIds;',
    put: 'let next: ReadonlySet<string> = new Set<string>();',
  },
  'deleted-list-asked': {
    what: 'a deleted list is asked as if it were there, so that everybody has left it',
    file: 'lib/services/read-list-state.ts',
    find: "if (list.isDeleted) return { kind: 'deleted' };",
    put: '',
  },
  'refusal-is-absence': {
    what: 'a membership that could not be read is no membership',
    file: 'lib/domain/sync-gate.ts',
    find: "if (state.kind !== 'usable' || memberListIds === null) {",
    put: "if (state.kind === 'usable' && memberListIds === null)\n    return { kind: 'excluded', reading: { listId, answer: 'not_member', readAt } };\n  if (state.kind !== 'usable' || memberListIds === null) {",
  },
  'base-not-stored': {
    what: 'what both sides have agreed on is not remembered when a link is stored again',
    file: 'lib/db/batch-store.ts',
    find: 'base = excluded.base,',
    put: 'base = record_link.base,',
  },
  'watermark-too-early': {
    what: 'a feed counts as read before its page is stored',
    file: 'lib/services/read-feed.ts',
    find: 'const swept = page.changes.flatMap((change) => feed.toSwept(change, safe));',
    put: 'if (page.next === null) await keeper.move({ safe: until, scan: null });\n    const swept = page.changes.flatMap((change) => feed.toSwept(change, safe));',
  },
  'watermark-to-now': {
    what: 'a feed counts as read up to where something may still appear behind it',
    file: 'lib/services/read-feed.ts',
    find: 'const until = scan?.until ?? laterOf(safe, bound.until);',
    put: 'const until = scan?.until ?? laterOf(safe, laterOf(bound.until, bound.settledBefore));',
  },
  'echo-generous': {
    what: 'one field as agreed makes a change an echo',
    file: 'lib/domain/echo.ts',
    find: 'return mappings.every((mapping) => {',
    put: 'return mappings.some((mapping) => {',
  },
  'creation-without-ledger': {
    what: 'nobody remembers who has had the one sync past the gate',
    file: 'lib/db/batch-store.ts',
    find: 'await tx.creationSync.createMany({ data, skipDuplicates: true });',
    put: '',
  },
  'lost-create-settled': {
    what: 'a creation whose answer was lost counts as done',
    file: 'lib/services/settle-pair.ts',
    find: "if (result === undefined || result.kind === 'lost') return { outcome: null, link: null };\n  if (result.kind === 'refused') return { outcome: failedOrRetry(result.failure), link: null };\n  const faults = [...creation.faults, ...result.faults];",
    put: "if (result === undefined || result.kind === 'lost') return { outcome: { kind: 'unchanged' }, link: null };\n  if (result.kind === 'refused') return { outcome: failedOrRetry(result.failure), link: null };\n  const faults = [...creation.faults, ...result.faults];",
  },
  'match-not-looked-up': {
    what: 'a contact without a link is taken for one without a record',
    file: 'lib/services/match-records.ts',
    find: 'const emails = [...new Set(contacts.flatMap(addressesOf))];',
    put: 'const emails: string[] = [];',
  },
  'newer-hint-deleted': {
    what: 'a row is settled although a newer hint has coalesced into it',
    file: 'lib/db/batch-store.ts',
    find: 'AND c.change_id = r."changeId" AND c.hint_version = r."hintVersion"\n    RETURNING',
    put: 'AND c.change_id = r."changeId"\n    RETURNING',
  },
  'drain-fence-ignored': {
    what: 'a process that was superseded goes on writing and recording',
    file: 'lib/db/batch-store.ts',
    find: 'if (tenant?.fence !== fence) throw new FenceLostError();',
    put: '',
  },
  'conversion-not-followed': {
    what: 'the link of a converted Lead stays where it is',
    file: 'lib/services/resolve-records.ts',
    find: 'if (record !== undefined && !record.isConverted) {',
    put: 'if (record !== undefined) {',
  },
  'merge-taken-for-deletion': {
    what: 'a record that was merged away counts as deleted',
    file: 'lib/services/resolve-records.ts',
    find: 'next: winnerId === null ? null : { salesforceType, salesforceId: winnerId },',
    put: 'next: winnerId === null ? null : null,',
  },
  'first-reading-wins': {
    what: 'of two readings of a contact the older one is written',
    file: 'lib/services/read-named.ts',
    find: "(contacts.get(survivor)?.updatedAt ?? '') <= contact.updatedAt",
    put: "(contacts.get(survivor)?.updatedAt ?? '~') >= contact.updatedAt",
  },
  'tokens-shared': {
    what: 'tokens are kept by platform instead of by tenant',
    file: 'lib/services/token-source.ts',
    find: 'cached = { token, until: clock.now() + cacheMs };',
    put: 'const kept = globalThis as { [name: string]: unknown };\n    kept[platform] ??= { token, until: clock.now() + cacheMs };\n    cached = kept[platform] as NonNullable<typeof cached>;\n    return cached.token;',
  },
};

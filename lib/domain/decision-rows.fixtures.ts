import { type SituationName, unlinkedNames } from './decision-situations.fixtures.ts';
import type { Circumstances, dimensions } from './decision-table.fixtures.ts';

/** Circumstances a row depends on; those it leaves out do not matter to it. */
type When = { readonly [Name in keyof typeof dimensions]?: readonly Circumstances[Name][] };

/** A row in the rule book's words (`silent`: the table says nothing, and the code has to choose). */
type Row = readonly [rule: string, when: When, result: string];

const allowed: When = { gate: ['no list', 'allowed'] };
const out: When = { gate: ['excluded'] };
const unread: When = { gate: ['unknown'] };

const byLinked: When = {
  named: [
    'linked record',
    'contact, linked record',
    'linked record, other record',
    'contact, linked record, other record',
  ],
};
const byUnlinked: When = { named: unlinkedNames };
const byContact: When = { named: ['contact'] };
const byContactToo: When = { named: ['contact', 'contact, other record'] };
const byOther: When = { named: ['other record'] };
const byOtherToo: When = { named: ['other record', 'contact, other record'] };
const byPair: When = { named: [...(byLinked.named ?? []), ...(byContactToo.named ?? [])] };

const createdSince: When = { automatic: ['before it was created', 'in the second it was created'] };
const createdBefore: When = { automatic: ['off', 'after it was created'] };
const accountUnknown: When = { account: ['off', 'on, unknown'] };

const excluded = 'excluded: not_in_inclusion_list';
const gone = 'skipped: salesforce_record_gone';
const both = 'S → H, H → S';

/** Whatever else a pair is: who is not in the list is excluded, and who could not be asked about waits. */
const closed: readonly Row[] = [
  ['not in list', out, excluded],
  ['membership unread', unread, 'wait'],
];
const other: Row = [
  'silent: S is not the linked record',
  { ...allowed, ...byOther },
  'skipped: other_record_linked',
];

/** H changed, no S. */
const withoutRecord: readonly Row[] = [
  ['create none', { ...allowed, ...byContactToo, create: ['nothing'] }, 'skipped: no_salesforce_record'],
  ['create Leads', { ...allowed, ...byContactToo, ...accountUnknown, create: ['lead'] }, 'create Lead'],
  [
    'create Contacts',
    { ...allowed, ...byContactToo, ...accountUnknown, create: ['contact'] },
    'create Contact',
  ],
  [
    'known Account',
    { ...allowed, ...byContactToo, create: ['lead', 'contact'], account: ['on, known'] },
    'create Contact of the Account',
  ],
  ['silent: S is gone since it was named', { ...allowed, ...byOther }, gone],
];

const matched: readonly Row[] = [
  ['matched, automatic creation on or off', { ...allowed, ...byUnlinked }, both],
  ['H changed, not in list', { ...out, ...byContact }, excluded],
  ['S created since automatic creation is on', { ...out, ...byOtherToo, ...createdSince }, 'S → H, once'],
  ['S created before, or creation off', { ...out, ...byOtherToo, ...createdBefore }, excluded],
  ['membership unread', { ...unread, ...byUnlinked }, 'wait'],
];

const deleted: readonly Row[] = [
  ['S deleted, keep', { ...allowed, ...byLinked, onDelete: ['keep'] }, `${gone}, end link`],
  ['S deleted, archive', { ...allowed, ...byLinked, onDelete: ['archive'] }, 'archive H, end link'],
  ['S deleted, observed for excluded H', { ...out, ...byLinked }, `${gone}, end link`],
  ['S deleted, membership unread', { ...unread, ...byLinked }, 'wait'],
];

const rowsOf: Readonly<Record<SituationName, readonly Row[]>> = {
  'H linked to S': [['field sync by sync rules', { ...allowed, ...byPair }, both], other, ...closed],
  'H matched to S, never linked': matched,
  'H matched to S, which had its creation sync': [['afterwards, in the list', allowed, both], ...closed],
  'H without S': [...withoutRecord, ...closed],
  'H whose only matches others hold': [['two H claim one S', allowed, 'conflict: link_conflict'], ...closed],
  'H linked to S without e-mail': [
    ['S without e-mail', { ...allowed, ...byPair }, 'skipped: no_email'],
    other,
    ...closed,
  ],
  'H linked to S of a person account': [
    ['silent: written through its Account', { ...allowed, ...byPair }, 'skipped: person_account'],
    other,
    ...closed,
  ],
  'H linked to S, which moved': [
    ['S converted or merged, H merged', { ...allowed, ...byPair }, both],
    other,
    ['silent: the link moves, nothing crosses', out, `${excluded}, move link`],
    ['membership unread', unread, 'wait'],
  ],
  'H linked to deleted S': [
    ...deleted,
    ...withoutRecord,
    ['not in list', { ...out, ...byUnlinked }, excluded],
    ['membership unread', { ...unread, ...byUnlinked }, 'wait'],
  ],
  'H linked to deleted S, another S matches': [...deleted, ...matched],
  'H linked to hidden S': [
    ['silent: never created again', allowed, 'failed: salesforce_record_not_visible'],
    ...closed,
  ],
  'H without e-mail': [['H without e-mail, any inclusion', {}, 'skipped: no_email']],
  'H without e-mail, linked to deleted S': [
    ['S deleted: link ended', byLinked, 'skipped: no_email, end link'],
    ['H without e-mail, any inclusion', byUnlinked, 'skipped: no_email'],
  ],
  'H deleted': [['link ended, S untouched', {}, 'skipped: hubspot_contact_gone, end link']],
  'our own write coming back': [['echo, whatever the list says', {}, 'unchanged']],
  'S without H': [
    [
      'automatic creation on, any inclusion',
      { automatic: ['before it was created', 'in the second it was created', 'after it was created'] },
      'create H',
    ],
    ['automatic creation off', { automatic: ['off'] }, 'skipped: creation_disabled'],
  ],
  'S without e-mail, without H': [['S without e-mail', {}, 'skipped: no_email']],
  'S of a person account, without H': [
    ['silent: written through its Account', {}, 'skipped: person_account'],
  ],
  'S deleted, without H': [['silent: S deleted since it was named', {}, gone]],
};

/** One row of rule book, section 3. */
export type DecisionRow = { of: SituationName; rule: string; when: When; result: string };

export const decisionRows: readonly DecisionRow[] = Object.entries(rowsOf).flatMap(([of, rows]) =>
  rows.map(([rule, when, result]) => ({ of: of as SituationName, rule, when, result })),
);

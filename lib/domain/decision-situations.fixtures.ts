import { type Circumstances, person, type Situation } from './decision-table.fixtures.ts';

/** Every state a pair can be met in, as rule book, section 3, tells them apart. */

const linked = { isLinked: true, base: {} } as const;
const nameless = { fields: { LastName: 'Byron', Title: 'Lady' }, email: null } as const;
const ofPersonAccount = { fields: { Email: 'ada@example.com', IsPersonAccount: true } } as const;
const nobody = { ...person, email: null, properties: { ...person.properties, email: null } };

export const situations = {
  'H linked to S': { contact: person, record: {}, pair: linked },
  'H linked to S, which moved': {
    contact: person,
    record: {},
    pair: { ...linked, hasMovedLink: true, base: null },
  },
  'H matched to S, never linked': { contact: person, record: {}, pair: {} },
  'H matched to S, which had its creation sync': {
    contact: person,
    record: {},
    pair: { hadCreationSync: true },
  },
  'H without S': { contact: person, record: null, pair: {} },
  'H whose only matches others hold': { contact: person, record: null, pair: { isClaimedElsewhere: true } },
  'H linked to S without e-mail': { contact: person, record: nameless, pair: linked },
  'H linked to S of a person account': { contact: person, record: ofPersonAccount, pair: linked },
  'H linked to deleted S': { contact: person, record: null, pair: { fate: 'deleted' } },
  'H linked to deleted S, another S matches': { contact: person, record: {}, pair: { fate: 'deleted' } },
  'H linked to hidden S': { contact: person, record: null, pair: { fate: 'hidden' } },
  'H without e-mail': { contact: nobody, record: {}, pair: linked },
  'H without e-mail, linked to deleted S': { contact: nobody, record: null, pair: { fate: 'deleted' } },
  'H deleted': { contact: null, record: null, pair: {} },
  'our own write coming back': { contact: person, record: null, pair: { ...linked, isEcho: true } },
  'S without H': { contact: null, record: {} },
  'S without e-mail, without H': { contact: null, record: nameless },
  'S of a person account, without H': { contact: null, record: ofPersonAccount },
  'S deleted, without H': { contact: null, record: null },
} as const satisfies Record<string, Situation>;
export type SituationName = keyof typeof situations;

type Named = Circumstances['named'];

/** What can have named a pair that has no link. */
export const unlinkedNames = [
  'contact',
  'other record',
  'contact, other record',
] as const satisfies readonly Named[];

/** Where not everything can have named the pair. */
export const possibleNames: Partial<Record<SituationName, readonly Named[]>> = {
  'H matched to S, never linked': unlinkedNames,
  'H matched to S, which had its creation sync': unlinkedNames,
  'H without S': unlinkedNames,
  'H whose only matches others hold': unlinkedNames,
};

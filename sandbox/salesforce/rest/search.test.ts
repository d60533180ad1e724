import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { create } from '../testing/rest-calls.ts';

let call: Call;
let contactId: string;
let leadId: string;
beforeEach(async () => {
  ({ call } = await startConnected());
  contactId = await create(call, 'Contact', {
    FirstName: 'Ada',
    LastName: 'Neri',
    Email: 'ada.neri@acme.example',
    Phone: '02 555 1234',
  });
  await create(call, 'Contact', { LastName: 'Bianchi', Title: 'Neri' });
  leadId = await create(call, 'Lead', {
    FirstName: 'Adele',
    LastName: 'Neri',
    Company: 'Verdi SpA',
    Email: 'adele@verdi.example',
  });
});

const idsOf = (body: unknown): string[] =>
  (body as { searchRecords: { Id: string }[] }).searchRecords.map(({ Id }) => Id);
const search = async (sosl: string): Promise<string[]> => {
  const answer = await call('GET', `search?q=${encodeURIComponent(sosl)}`);
  expect(answer.status).toBe(200);
  return idsOf(answer.body);
};

describe('a search', () => {
  it.each([
    ['FIND {ada.neri@acme.example} IN EMAIL FIELDS RETURNING Contact(Id), Lead(Id)', () => [contactId]],
    ['find {ADELE\\@verdi.example} in email fields returning Lead', () => [leadId]],
    ['FIND {Neri} IN NAME FIELDS RETURNING Contact(Id), Lead(Id)', () => [contactId, leadId]],
    ['FIND {Neri} IN NAME FIELDS RETURNING Contact(Id), Lead(Id) LIMIT 1', () => [contactId]],
    ['FIND {Ad*} IN NAME FIELDS RETURNING Lead(Id, Name LIMIT 5), Contact(Id)', () => [leadId, contactId]],
    ['FIND {Ad?} IN NAME FIELDS', () => [contactId]],
    ['FIND {"Ada Neri"} RETURNING Contact(Id)', () => [contactId]],
    ['FIND {Adele OR Ada} IN NAME FIELDS RETURNING Contact(Id), Lead(Id)', () => [contactId, leadId]],
    ['FIND {Neri AND verdi} RETURNING Contact(Id), Lead(Id)', () => [leadId]],
    [
      `FIND {Neri} RETURNING Contact(Id WHERE Title = 'Neri, (x)' OR Title = null ORDER BY Name)`,
      () => [contactId],
    ],
    ['FIND {555} IN PHONE FIELDS RETURNING Contact(Id)', () => [contactId]],
    ['FIND {Nobody} RETURNING Contact(Id)', () => []],
  ])('%s', async (sosl, expected) => {
    expect(await search(sosl)).toEqual(expected());
  });

  it('answers the fields asked for with the type of each record', async () => {
    const sosl = 'FIND {Neri} IN NAME FIELDS RETURNING Contact(Name, Email)';
    expect((await call('GET', `search?q=${encodeURIComponent(sosl)}`)).body).toEqual({
      searchRecords: [
        {
          attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${contactId}` },
          Name: 'Ada Neri',
          Email: 'ada.neri@acme.example',
        },
      ],
    });
  });

  it('can be put in parameters, by GET and by POST', async () => {
    const query = 'q=Neri&in=NAME&sobject=Contact,Lead&fields=Id&Lead.fields=Id,Name&Lead.limit=1';
    const byGet = (await call('GET', `parameterizedSearch?${query}`)).body;
    expect(idsOf(byGet)).toEqual([contactId, leadId]);
    const byPost = await call('POST', 'parameterizedSearch', {
      q: 'Neri',
      in: 'NAME',
      fields: ['Id'],
      sobjects: [
        { name: 'Contact' },
        { name: 'Lead', fields: ['Id', 'Name'], where: `Company LIKE 'Verdi%'`, limit: 1 },
      ],
    });
    expect(byPost.body).toEqual(byGet);
  });

  it.each([
    ['search', 'MALFORMED_SEARCH'],
    ['search?q=Neri', 'MALFORMED_SEARCH'],
    ['search?q=FIND+{N}', 'MALFORMED_SEARCH'],
    ['search?q=FIND+{Neri}+IN+SHOE+FIELDS', 'MALFORMED_SEARCH'],
    ['search?q=FIND+{Neri}+RETURNING+Contact(Foo)', 'INVALID_FIELD'],
    ['search?q=FIND+{Neri}+RETURNING+Foo(Id)', 'INVALID_TYPE'],
    ['parameterizedSearch', 'MALFORMED_SEARCH'],
  ])('is refused: %s', async (path, errorCode) => {
    expect(await call('GET', path)).toMatchObject({ status: 400, body: [{ errorCode }] });
  });
});

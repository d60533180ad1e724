import { createHash, randomBytes } from 'node:crypto';

export type SalesforceRecord = Record<string, string | boolean | null>;
type FieldDescription = { name: string; length: number };

/** What the checks need of an org, read through Salesforce's REST API by a client of their own. */
export type SalesforceOrg = {
  query(soql: string): Promise<SalesforceRecord[]>;
  /** The most characters each field of an object holds. */
  readFieldLengths(objectName: string): Promise<ReadonlyMap<string, number>>;
  /** Although there is one like it already. */
  createRecord(objectName: string, fields: Readonly<Record<string, string>>): Promise<string>;
  /** Makes records, 200 a call; answers their ids in the same order. */
  createRecords(objectName: string, rows: readonly Readonly<Record<string, string>>[]): Promise<string[]>;
  updateRecord(objectName: string, recordId: string, fields: Readonly<Record<string, string>>): Promise<void>;
};

// Salesforce's own command line is a public client every org knows.
const client = { client_id: 'PlatformCLI', redirect_uri: 'http://localhost:1717/OauthRedirect' };

/** The web-server flow with PKCE, as a person and their client walk it. */
async function connect(salesforceUrl: string, username: string): Promise<string> {
  const verifier = randomBytes(48).toString('base64url');
  const query = new URLSearchParams({
    ...client,
    response_type: 'code',
    scope: 'api id',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const post = (path: string, form: Record<string, string>) =>
    fetch(`${salesforceUrl}${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
  const landing = (response: Response) => new URL(response.headers.get('location') ?? '', salesforceUrl);
  const approvalPage = landing(await post('/login', { authorize: query.toString(), username }));
  const source = approvalPage.searchParams.get('source') ?? '';
  const answered = landing(await post(approvalPage.pathname, { source, decision: 'allow' }));
  const exchanged = await post('/services/oauth2/token', {
    ...client,
    grant_type: 'authorization_code',
    code: answered.searchParams.get('code') ?? '',
    code_verifier: verifier,
  });
  return ((await exchanged.json()) as { access_token: string }).access_token;
}

export async function openSalesforceOrg(salesforceUrl: string, username: string): Promise<SalesforceOrg> {
  const token = await connect(salesforceUrl, username);

  async function get<Answer>(path: string): Promise<Answer> {
    const response = await fetch(`${salesforceUrl}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  type QueryPage = { records: (SalesforceRecord & { attributes: unknown })[]; nextRecordsUrl?: string };

  return {
    async query(soql) {
      const records: SalesforceRecord[] = [];
      let path: string | undefined = `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`;
      while (path !== undefined) {
        const page: QueryPage = await get<QueryPage>(path);
        records.push(...page.records.map(({ attributes: _, ...fields }) => fields));
        path = page.nextRecordsUrl;
      }
      return records;
    },
    async readFieldLengths(objectName) {
      const { fields } = await get<{ fields: FieldDescription[] }>(
        `/services/data/v67.0/sobjects/${objectName}/describe`,
      );
      return new Map(fields.map(({ name, length }) => [name, length]));
    },
    async createRecord(objectName, fields) {
      const path = `/services/data/v67.0/sobjects/${objectName}`;
      const response = await fetch(`${salesforceUrl}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'sforce-duplicate-rule-header': 'allowSave=true',
        },
        body: JSON.stringify(fields),
      });
      if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
      return ((await response.json()) as { id: string }).id;
    },
    async createRecords(objectName, rows) {
      const recordIds: string[] = [];
      for (let start = 0; start < rows.length; start += 200) {
        const records = rows.slice(start, start + 200).map((fields) => ({
          attributes: { type: objectName },
          ...fields,
        }));
        const response = await fetch(`${salesforceUrl}/services/data/v67.0/composite/sobjects`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ allOrNone: true, records }),
        });
        const results = (await response.json()) as { id?: string; success: boolean }[];
        for (const { id, success } of results) {
          if (!success || id === undefined) throw new Error(JSON.stringify(results));
          recordIds.push(id);
        }
      }
      return recordIds;
    },
    async updateRecord(objectName, recordId, fields) {
      const path = `/services/data/v67.0/sobjects/${objectName}/${recordId}`;
      const response = await fetch(`${salesforceUrl}${path}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(fields),
      });
      if (!response.ok) throw new Error(`PATCH ${path}: ${response.status} ${await response.text()}`);
    },
  };
}

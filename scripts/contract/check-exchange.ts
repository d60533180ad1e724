import { type Allowance, checkValue, type Fault } from './check-value.ts';
import type { Operation } from './declared-shapes.ts';

/** One request and its answer, as the sandbox records them. Header names are lower-case. */
export interface Exchange {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  status: number;
  responseHeaders: Record<string, string>;
  responseBody: string;
  /** A made-up answer is not HubSpot's: only the request is judged. */
  isFault?: boolean | undefined;
}

export interface Verdict {
  /** The declared operation; absent when nobody declares it. */
  operation?: Operation;
  violations: Fault[];
}

/** The live service is known to take and give this although the declarations say otherwise. */
const requestAllowance: Allowance = {
  optionalModels: ['PublicObjectSearchRequest', 'ListSearchRequest', 'BatchReadInputSimplePublicObjectId'],
};
const answerAllowance: Allowance = {
  extraMembers: { Error: ['status'] },
  nullableProperties: ['SimplePublicUpsertObject'],
};
const rateLimitHeaders = ['max', 'remaining', 'interval-milliseconds'].map(
  (name) => `x-hubspot-ratelimit-${name}`,
);
const datedPaths: [RegExp, string][] = [
  [/^\/crm\/(objects|lists|properties|owners)\/20\d\d-\d\d(?=\/|$)/, '/crm/v3/$1'],
  [/^\/oauth\/20\d\d-\d\d(?=\/)/, '/oauth/2026-09'],
  [/^\/(account-info|appinstalls)\/(v3|20\d\d-\d\d)(?=\/)/, '/$1/2026-09'],
  [/^\/webhooks-journal\/(\w+)(-local)?\/20\d\d-\d\d(?=\/|$)/, '/webhooks-journal/$1/2026-09'],
];

/** A judge of exchanges by what `operations` declare. */
export function createContract(operations: readonly Operation[]): (exchange: Exchange) => Verdict {
  const known = operations
    .map((operation) => ({
      operation,
      pattern: toPattern(operation.path),
      fixed: countFixed(operation.path),
    }))
    .sort((a, b) => b.fixed - a.fixed);
  return (exchange) => {
    const url = new URL(exchange.url, 'http://hubspot');
    const path = datedPaths.reduce((current, [dated, plain]) => current.replace(dated, plain), url.pathname);
    const matching = known.filter(
      ({ operation, pattern }) => operation.method === exchange.method && pattern.test(path),
    );
    const [first] = matching;
    if (!first) return { violations: [{ at: 'url', problem: `nobody declares ${exchange.method} ${path}` }] };
    // The client declares some operations twice, in two generations of its code: either may be right.
    const [best] = matching
      .filter(({ fixed }) => fixed === first.fixed)
      .map(({ operation }) => ({ operation, violations: checkAll(operation, url.searchParams, exchange) }))
      .sort((a, b) => a.violations.length - b.violations.length);
    return best ?? { violations: [] };
  };
}

function checkAll(operation: Operation, query: URLSearchParams, exchange: Exchange): Fault[] {
  return [
    ...checkQuery(operation, query),
    ...checkRequestBody(operation, exchange),
    ...(exchange.isFault ? [] : checkAnswer(operation, exchange)),
  ];
}

function toPattern(path: string): RegExp {
  const source = path.replace(/\/$/, '').replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${source}/?$`);
}

const countFixed = (path: string): number =>
  path.split('/').filter((part) => part !== '' && !part.startsWith('{')).length;

function checkQuery({ query, shapes }: Operation, sent: URLSearchParams): Fault[] {
  return [...sent].flatMap(([name, text]) => {
    const type = query.get(name);
    if (type === undefined) return [{ at: `query.${name}`, problem: 'no such parameter' }];
    const isText = type === 'string' || type.startsWith('Array<') || type.startsWith("'");
    const value = type.startsWith('Array<') ? text.split(',') : isText ? text : parse(text);
    return checkValue(value, type, shapes, {}, `query.${name}`);
  });
}

function checkRequestBody(operation: Operation, { headers, body, status }: Exchange): Fault[] {
  const contentType = mediaType(headers);
  if (operation.formFields) {
    if (contentType !== 'application/x-www-form-urlencoded') return [{ at: 'request', problem: 'no form' }];
    const fields = [...new URLSearchParams(body).keys()];
    return fields
      .filter((field) => !operation.formFields?.has(field))
      .map((field) => ({ at: `form.${field}`, problem: 'no such field' }));
  }
  if (operation.bodyType === undefined) return [];
  if (contentType !== 'application/json') return [{ at: 'request', problem: `content type ${contentType}` }];
  const value = parse(body);
  // A refused request may be wrong: that is why it was refused.
  if (value === undefined) return status === 400 ? [] : [{ at: 'request', problem: 'not JSON' }];
  return checkValue(value, operation.bodyType, operation.shapes, requestAllowance, 'request');
}

function checkAnswer(operation: Operation, exchange: Exchange): Fault[] {
  const { status, responseBody, responseHeaders } = exchange;
  const faults = checkHeaders(operation, exchange);
  const declared = operation.answers.get(status);
  if (status < 400 && declared === undefined)
    faults.push({ at: 'status', problem: `${status} is not declared` });
  if (declared === '' || status === 204) {
    return responseBody === ''
      ? faults
      : [...faults, { at: 'answer', problem: 'a body where none is declared' }];
  }
  if (mediaType(responseHeaders) !== 'application/json')
    faults.push({ at: 'answer', problem: 'not sent as JSON' });
  const value = parse(responseBody);
  if (value === undefined) return [...faults, { at: 'answer', problem: 'not JSON' }];
  return [...faults, ...checkAnswerBody(operation, status, declared, value)];
}

function checkAnswerBody(
  { shapes, isOAuth }: Operation,
  status: number,
  declared: string | undefined,
  value: unknown,
): Fault[] {
  if (status < 400)
    return declared === undefined ? [] : checkValue(value, declared, shapes, answerAllowance, 'answer');
  if (status === 429) return checkValue(value, 'RateLimitError', rateLimitShapes, {}, 'answer');
  const faults = isOAuth ? [] : checkValue(value, 'Error', shapes, answerAllowance, 'answer');
  const hasStatus = typeof value === 'object' && value !== null && 'status' in value;
  return hasStatus ? faults : [...faults, { at: 'answer.status', problem: 'error bodies carry a status' }];
}

/** Every answer to a valid token tells what is left of the limit, except those of contact search and of the journal. */
function checkHeaders(
  { isOAuth, isUnlimited, path }: Operation,
  { status, responseHeaders }: Exchange,
): Fault[] {
  const isContactSearch = path.startsWith('/crm/v3/objects/') && path.endsWith('/search');
  if (isOAuth || isUnlimited || isContactSearch || status === 401) return [];
  return rateLimitHeaders
    .filter((name) => responseHeaders[name] === undefined)
    .map((name) => ({ at: `header.${name}`, problem: 'missing' }));
}

const rateLimitShapes = {
  enums: new Map([
    ['Policy', new Set(['TEN_SECONDLY_ROLLING', 'SECONDLY', 'DAILY'])],
    ['ErrorType', new Set(['RATE_LIMIT'])],
  ]),
  models: new Map([
    [
      'RateLimitError',
      [
        { name: 'status', type: "'error'", format: '', isRequired: true },
        { name: 'message', type: 'string', format: '', isRequired: true },
        { name: 'errorType', type: 'ErrorType', format: '', isRequired: true },
        { name: 'policyName', type: 'Policy', format: '', isRequired: true },
        { name: 'correlationId', type: 'string', format: '', isRequired: true },
      ],
    ],
  ]),
};

function mediaType(headers: Record<string, string>): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

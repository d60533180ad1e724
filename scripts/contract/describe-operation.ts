import type { Member, Operation, Shapes } from './declared-shapes.ts';

/** An operation written by hand: `POST /path` and the type of its answer. */
export function describeOperation(
  name: string,
  answerType: string,
  more: Partial<Operation> & { shapes: Shapes },
): Operation {
  const [method = '', path = ''] = name.split(' ');
  const answers = new Map([[200, answerType]]);
  return { name, method, path, query: new Map(), answers, isOAuth: false, ...more };
}

/** Members by name; a `?` behind the name makes one optional. */
export function members(types: Record<string, string>): Member[] {
  return Object.entries(types).map(([key, type]) => ({
    name: key.replace('?', ''),
    type,
    format: '',
    isRequired: !key.endsWith('?'),
  }));
}

export const errorMembers = members({
  'status?': 'string',
  message: 'string',
  'category?': 'string',
  correlationId: 'string',
  'errors?': 'Array<unknown>',
  'context?': '{ [key: string]: Array<string>; }',
  'subCategory?': 'string',
  'error?': 'string',
  'error_description?': 'string',
});

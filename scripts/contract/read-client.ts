import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Member, Operation, Shapes } from './declared-shapes.ts';

const require = createRequire(import.meta.url);
const codegen = join(dirname(require.resolve('@hubspot/api-client/package.json')), 'lib/codegen');
const areas = ['crm/lists', 'crm/contacts', 'crm/properties', 'crm/owners', 'oauth'];

const attributesSchema = z.array(z.object({ baseName: z.string(), type: z.string(), format: z.string() }));
const enumSchema = z.record(z.string(), z.string());

/** Every operation the installed `@hubspot/api-client` can call, read from its generated code. */
export function readClientOperations(): Operation[] {
  return areas.flatMap((area) => {
    const shapes = readShapes(area);
    const apis = join(codegen, area, 'apis');
    return readdirSync(apis)
      .filter((file) => file.endsWith('Api.js'))
      .flatMap((file) => readOperations(readFileSync(join(apis, file), 'utf8'), shapes, area === 'oauth'));
  });
}

/** Models are read file by file: what the area's index exports leaves out those of its batch calls. */
function readShapes(area: string): Shapes {
  const folder = join(codegen, area, 'models');
  const models = new Map<string, readonly Member[]>();
  const enums = new Map<string, ReadonlySet<unknown>>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.js'))) {
    if (file === 'all.js' || file === 'ObjectSerializer.js') continue;
    const exported: Record<string, unknown> = require(join(folder, file));
    for (const [name, value] of Object.entries(exported)) {
      if (typeof value !== 'function') {
        enums.set(name, new Set(Object.values(enumSchema.parse(value))));
        continue;
      }
      const attributes = attributesSchema.safeParse(Reflect.get(value, 'attributeTypeMap'));
      if (!attributes.success) continue;
      const required = readRequired(readFileSync(join(folder, file.replace('.js', '.d.ts')), 'utf8'));
      models.set(
        name === 'ModelError' ? 'Error' : name,
        attributes.data.map((member) => toMember(member, required)),
      );
    }
  }
  return { models, enums };
}

function toMember(
  { baseName, type, format }: z.infer<typeof attributesSchema>[number],
  required: ReadonlySet<string>,
): Member {
  return { name: baseName, type, format, isRequired: required.has(toWords(baseName)) };
}

/** Names of the members a declaration gives without a question mark; `access_token` is declared as `accessToken`. */
function readRequired(declaration: string): Set<string> {
  return new Set([...declaration.matchAll(/^ {4}'(\w+)': /gm)].map(([, name = '']) => toWords(name)));
}

const toWords = (name: string): string => name.replaceAll('_', '').toLowerCase();

function readOperations(source: string, shapes: Shapes, isOAuth: boolean): Operation[] {
  const [requests = '', processors = ''] = source.split(/^class \w+ResponseProcessor/m);
  const answersOf = new Map(
    splitMethods(processors).map(([name, body]) => [name.replace('WithHttpInfo', ''), readAnswers(body)]),
  );
  return splitMethods(requests).flatMap(([name, body]) => {
    const path = /localVarPath = '([^']+)'/.exec(body)?.[1];
    const method = /HttpMethod\.(\w+)/.exec(body)?.[1];
    if (path === undefined || method === undefined) return [];
    const bodyType = /stringify\([\w.]+\.serialize\(\w+, "([^"]+)"/.exec(body)?.[1];
    const form = [...body.matchAll(/FormParams\.append\('(\w+)'/g)].map(([, field = '']) => field);
    const operation: Operation = {
      name: `${method} ${path}`,
      method,
      path,
      query: readQuery(body),
      answers: answersOf.get(name) ?? new Map(),
      shapes,
      isOAuth,
      ...(bodyType !== undefined && { bodyType }),
      ...(form.length > 0 && { formFields: new Set(form) }),
    };
    return [operation];
  });
}

/** Name and text of every method of a generated class. */
function splitMethods(source: string): [string, string][] {
  return source
    .split(/^ {4}(?=\w+\([^)]*\) \{$)/m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('(')), text]);
}

function readQuery(body: string): Map<string, string> {
  const single = [...body.matchAll(/setQueryParam\("(\w+)", [\w.]+\.serialize\(\w+, "([^"]+)"/g)];
  const repeated = [...body.matchAll(/appendQueryParam\("(\w+)"/g)];
  return new Map([
    ...single.map(([, name = '', type = '']) => [name, type] as const),
    ...repeated.map(([, name = '']) => [name, 'Array<string>'] as const),
  ]);
}

function readAnswers(body: string): Map<number, string> {
  const branches = body.split('isCodeInRange)("').slice(1);
  return new Map(
    branches.flatMap((branch) => {
      const status = Number(branch.slice(0, branch.indexOf('"')));
      const [own = ''] = branch.split('httpStatusCode >= 200');
      const type = /deserialize\(.*, "([^"]+)", "[^"]*"\);/.exec(own)?.[1] ?? '';
      return status === 0 ? [] : [[status, type] as const];
    }),
  );
}

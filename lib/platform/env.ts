import { z } from 'zod';

const hostList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((host) => host.trim())
      .filter((host) => host !== ''),
  )
  .refine((hosts) => hosts.length > 0, 'must name at least one host');

const sealingKeys = z
  .string()
  .transform((text) => text.split(',').map((entry) => entry.trim().split(':')))
  .refine(
    (entries) =>
      entries.every(
        ([keyId, key, ...rest]) =>
          keyId !== undefined &&
          /^[\w-]{1,32}$/.test(keyId) &&
          key !== undefined &&
          Buffer.from(key, 'base64').length === 32 &&
          rest.length === 0,
      ),
    'must be keyId:base64-of-32-bytes, newest first, separated by commas',
  )
  .refine(
    (entries) => new Set(entries.map(([keyId]) => keyId)).size === entries.length,
    'must give every key a name of its own',
  )
  .transform((entries) =>
    entries.map(([keyId = '', key = '']) => ({ keyId, key: Buffer.from(key, 'base64') })),
  );

const baseUrl = z
  .url('must be an absolute http(s) address')
  .refine((url) => /^https?:/.test(url), 'must be an absolute http(s) address')
  .transform((url) => url.replace(/\/+$/, ''));

/** The one description of the environment; `.env.example` explains each variable. */
export const environmentSchema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address'),
  APP_URL: baseUrl,
  NEXTAUTH_SECRET: z.string().min(32, 'must have at least 32 characters'),
  TOKEN_ENCRYPTION_KEYS: sealingKeys,
  HUBSPOT_CLIENT_ID: z.string().min(1, 'must not be empty'),
  HUBSPOT_CLIENT_SECRET: z.string().min(1, 'must not be empty'),
  HUBSPOT_API_URL: baseUrl.default('https://api.hubapi.com'),
  /** Empty: app.hubspot.com for signing in, each portal's own host for links. */
  HUBSPOT_APP_URL: z.preprocess((value) => (value === '' ? undefined : value), baseUrl.optional()),
  SALESFORCE_CLIENT_ID: z.string().min(1, 'must not be empty'),
  SALESFORCE_CLIENT_SECRET: z.string().min(1, 'must not be empty'),
  SALESFORCE_LOGIN_URL: baseUrl.default('https://login.salesforce.com'),
  SALESFORCE_SANDBOX_LOGIN_URL: baseUrl.default('https://test.salesforce.com'),
  SALESFORCE_INSTANCE_HOSTS: hostList.default(['*.my.salesforce.com', '*.salesforce.com']),
  SWEEP_INTERVAL_SECONDS: z.coerce
    .number('must be a number of seconds')
    .int('must be whole seconds')
    .min(5, 'must be at least 5')
    .max(3_600, 'must be at most 3600')
    .default(60),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});
export type Environment = z.infer<typeof environmentSchema>;

/** Names every variable that is missing or wrong, one line each, never its value. */
export class EnvironmentError extends Error {
  constructor(faults: readonly string[]) {
    super(`The environment is not complete:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'EnvironmentError';
    // Whoever starts the product needs the list, not where in our code it was made.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** @throws EnvironmentError naming all faulty variables at once. */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const result = environmentSchema.safeParse(source);
  if (result.success) return result.data;
  throw new EnvironmentError(
    result.error.issues.map((issue) => {
      const variable = String(issue.path[0]);
      const isMissing = source[variable] === undefined;
      return isMissing ? `${variable} is not set` : `${variable} ${issue.message}`;
    }),
  );
}

import { pino } from 'pino';

/**
 * Structured log lines on standard output. Tokens, addresses and field values are never passed in; the
 * redaction below is the net under that rule.
 */
export const log = pino({
  level: knownLevel(process.env.LOG_LEVEL),
  base: null,
  serializers: { err: describeError },
  redact: {
    paths: ['accessToken', 'refreshToken', 'email', 'properties', 'fields'].flatMap((name) => [
      name,
      `*.${name}`,
    ]),
    censor: '[redacted]',
  },
});

/** A level that does not exist is the environment check's to name; here it would end the process unexplained. */
function knownLevel(level: string | undefined): string {
  return level !== undefined && level in pino.levels.values ? level : 'info';
}

/** What an error says. Its other properties can hold a database client with its keys, or a row's values. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message,
    ...('code' in error && { code: error.code }),
    stack,
    ...(cause !== undefined && { cause: describeError(cause) }),
  };
}

import { pino } from 'pino';

/**
 * Structured log lines on standard output. Tokens, addresses and field values are never passed in; the
 * redaction below is the net under that rule.
 */
export const log = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: null,
  redact: {
    paths: ['*.accessToken', '*.refreshToken', '*.email', '*.properties', '*.fields', 'accessToken', 'email'],
    censor: '[redacted]',
  },
});

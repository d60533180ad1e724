import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Runs `code` in a process of its own, because the log belongs to the process, and answers its lines. */
function logLines(code: string, LOG_LEVEL = 'info') {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `import { log } from '#lib/platform/log.ts'; ${code}`],
    { env: { ...process.env, LOG_LEVEL }, encoding: 'utf8' },
  );
  return { lines: stdout.split('\n').filter((line) => line !== ''), stderr };
}

test('lines are JSON with a level, a time and a message', () => {
  const { lines } = logLines("log.info({ tenantId: 't1' }, 'drained')");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: 30, time: expect.any(Number), tenantId: 't1', msg: 'drained' },
  ]);
});

test('tokens, addresses and field values that slip in are blotted out', () => {
  const { lines } = logLines(`log.info({
    accessToken: 'secret-1', email: 'secret-2@example.com',
    grant: { accessToken: 'secret-3', refreshToken: 'secret-4' },
    contact: { email: 'secret-5', properties: { firstname: 'secret-6' }, fields: { LastName: 'secret-7' } },
  }, 'slip')`);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('secret-');
});

test('an error is told without what hangs on it, which may be a database client with its keys', () => {
  const { lines } = logLines(`
    const error = new Error('no answer', { cause: Object.assign(new Error('gone'), { code: 'ECONNRESET' }) });
    log.error({ err: Object.assign(error, { code: 'P1001', client: { secretKey: 'secret-9' } }) }, 'queue');`);
  expect(JSON.parse(lines[0] ?? '').err).toEqual({
    type: 'Error',
    message: 'no answer',
    code: 'P1001',
    stack: expect.stringContaining('no answer'),
    cause: { type: 'Error', message: 'gone', code: 'ECONNRESET', stack: expect.stringContaining('gone') },
  });
});

test('what is thrown and is no error is told, too', () => {
  const { lines } = logLines("log.error({ err: 'just words' }, 'queue')");
  expect(JSON.parse(lines[0] ?? '').err).toEqual({ message: 'just words' });
});

test('a refresh token is blotted out at the top, too', () => {
  const { lines } = logLines("log.info({ refreshToken: 'secret-8' }, 'slip')");
  expect(lines[0]).not.toContain('secret-8');
});

test('a level that does not exist is left for the environment check to name', () => {
  const { lines, stderr } = logLines("log.info('still here')", 'loud');
  expect(stderr).toBe('');
  expect(lines).toHaveLength(1);
});

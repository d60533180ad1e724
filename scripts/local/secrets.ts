import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What a local installation must keep to itself. Made by chance, never shipped with a default. */
export type Secrets = {
  databasePassword: string;
  nextAuthSecret: string;
  /** In the form of TOKEN_ENCRYPTION_KEYS. */
  tokenEncryptionKeys: string;
  hubspotClientId: string;
  hubspotClientSecret: string;
  salesforceClientId: string;
  salesforceClientSecret: string;
};

export function createSecrets(): Secrets {
  return {
    databasePassword: randomBytes(24).toString('base64url'),
    nextAuthSecret: randomBytes(32).toString('base64'),
    tokenEncryptionKeys: `local:${randomBytes(32).toString('base64')}`,
    hubspotClientId: randomUUID(),
    hubspotClientSecret: randomUUID(),
    salesforceClientId: `3MVG9${randomBytes(40).toString('hex')}`,
    salesforceClientSecret: randomBytes(32).toString('hex').toUpperCase(),
  };
}

/** The secrets kept in this file, which only its owner may read. Made on first use: stored tokens depend on them. */
export function keepSecrets(file: string): Secrets {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const secrets = createSecrets();
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

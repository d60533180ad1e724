const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

function matchesPattern(host: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  if (!wanted.startsWith('*.')) return host === wanted;
  const suffix = wanted.slice(1);
  return host.endsWith(suffix) && host.length > suffix.length;
}

/**
 * Whether an `instance_url` may be spoken to. Access tokens go there, so a forged or mistyped address would
 * give them away.
 *
 * @param patterns hosts, with a port when it is not the default one: `*.my.salesforce.com` (any depth of
 *   sub-domains), `127.0.0.1:4020`.
 */
export function isAllowedInstanceHost(url: string, patterns: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, host, username, password, pathname, search, hash } = new URL(url);
  const isSecure = protocol === 'https:' || (protocol === 'http:' && loopbackHosts.has(hostname));
  const isBare = username === '' && password === '' && pathname === '/' && search === '' && hash === '';
  return isSecure && isBare && patterns.some((pattern) => matchesPattern(host, pattern));
}

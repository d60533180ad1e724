export type SearchParameters = Readonly<Record<string, string | string[] | undefined>>;

/** The first value of a query parameter, cut to a length that fits a sentence; `null` when it has none. */
export function readParameter(query: SearchParameters, name: string): string | null {
  const value = query[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first ? first.slice(0, 300) : null;
}

/** Where to go after signing in: a path of this console and nothing else. */
export function readReturnPath(query: SearchParameters): string {
  const path = readParameter(query, 'returnTo');
  const home = '/';
  if (path === null || !path.startsWith('/')) return home;
  const base = 'https://console.invalid';
  const url = URL.canParse(path, base) ? new URL(path, base) : null;
  return url?.origin === base ? url.pathname + url.search : home;
}

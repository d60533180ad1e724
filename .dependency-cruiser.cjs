/**
 * The import order: who may know whom. Read a room as "files matching `from` may import from their own room, from the
 * rooms named in `may`, and from packages". scripts/import-order.test.ts proves that every rule bites.
 */
const rooms = [
  { name: 'screens', from: 'app/(?!api/)|components/', may: ['lib/client/', 'lib/contracts/'] },
  {
    name: 'entrances',
    from: 'app/api/|worker/',
    may: ['lib/http[./]', 'lib/container[.]ts', 'lib/services/', 'lib/contracts/'],
  },
  { name: 'browser-client', from: 'lib/client/', may: ['lib/contracts/'] },
  {
    name: 'http',
    from: 'lib/http[./]',
    may: ['lib/container[.]ts', 'lib/services/context[.]ts', 'lib/platform/'],
  },
  { name: 'services', from: 'lib/services/', may: ['lib/ports[./]', 'lib/contracts/', 'lib/domain/'] },
  { name: 'hubspot-adapter', from: 'lib/hubspot/', may: ['lib/ports[./]', 'lib/platform/', 'lib/domain/'] },
  {
    name: 'salesforce-adapter',
    from: 'lib/salesforce/',
    may: ['lib/ports[./]', 'lib/platform/', 'lib/domain/'],
  },
  { name: 'database-adapter', from: 'lib/db/', may: ['lib/ports[./]', 'lib/platform/', 'lib/domain/'] },
  { name: 'queue-adapter', from: 'lib/queue[./]', may: ['lib/ports[./]', 'lib/platform/', 'lib/domain/'] },
  { name: 'platform', from: 'lib/platform/', may: ['lib/ports[./]', 'lib/domain/'] },
  { name: 'ports', from: 'lib/ports[./]', may: ['lib/domain/'] },
  { name: 'contracts', from: 'lib/contracts/', may: ['lib/domain/'] },
];

const ownCode = '^(app|bench|components|e2e|lib|prisma|sandbox|scripts|sim|worker)/';
/** Tests, and what only tests import. */
const tests = '[.](test|fixtures)[.]tsx?$';

const roomRules = rooms.map(({ name, from, may }) => ({
  name,
  severity: 'error',
  comment: `${from} may import only itself${may.map((path) => `, ${path}`).join('')} and packages.`,
  from: { path: `^(${from})`, pathNot: tests },
  to: { path: ownCode, pathNot: `^(${[from, ...may].join('|')})` },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'domain',
      severity: 'error',
      comment: 'The rule book imports nothing but itself: no package, no I/O, nothing of Node.',
      from: { path: '^lib/domain/', pathNot: tests },
      to: { pathNot: '^lib/domain/' },
    },
    {
      name: 'sandbox-stands-alone',
      severity: 'error',
      comment: 'A sandbox that shares code with the product agrees with its mistakes.',
      from: { path: '^sandbox/' },
      to: { path: ownCode, pathNot: '^sandbox/' },
    },
    {
      name: 'product-knows-no-sandbox',
      severity: 'error',
      comment: 'The same build talks to the real services; it only gets other addresses.',
      from: { path: '^(app|components|lib|prisma|worker)/', pathNot: tests },
      to: { path: '^sandbox/' },
    },
    {
      name: 'fixtures-are-for-tests',
      severity: 'error',
      comment: 'Fixtures may import what the product may not.',
      from: { path: '^(app|components|lib|prisma|worker)/', pathNot: tests },
      to: { path: '[.]fixtures[.]tsx?$' },
    },
    {
      name: 'nothing-knows-the-simulation',
      severity: 'error',
      comment: 'The simulation plays the product as it is; nothing may be there for its sake.',
      from: { path: ownCode, pathNot: '^sim/' },
      to: { path: '^sim/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or hide a third.',
      from: { pathNot: '^lib/db/generated/' },
      to: { circular: true },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      comment: 'An import that is not resolved would slip past every rule above.',
      from: {},
      to: { couldNotResolve: true, path: '^[.#]' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^lib/db/generated/'] },
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};

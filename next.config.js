import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin({
  requestConfig: './lib/client/i18n/request.ts',
  // Compiled when the console is built, so that no browser loads a parser for them.
  experimental: { messages: { path: './messages', locales: 'infer', format: 'json', precompile: true } },
});

/** @type {import('next').NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Loaded by Node as they are: bundled, they lose worker files, dynamic requires or process-wide state.
  serverExternalPackages: [
    '@hubspot/api-client',
    '@prisma/adapter-pg',
    '@prisma/client',
    'jsforce',
    'pg',
    'pg-boss',
    'pino',
  ],
  // Types are a check of their own; a build that checked them again would keep a newcomer waiting.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    optimizePackageImports: ['@mantine/core', '@mantine/hooks', '@mantine/notifications'],
  },
};

export default withNextIntl(nextConfig);

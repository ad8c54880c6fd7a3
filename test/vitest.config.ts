import { defineConfig } from 'vitest/config';

/**
 * One suite for every machine: without TEST_DATABASE_URL each file gets its own PGlite, with it its own database on the
 * server. Tests that need a missing service are skipped by name (test/support/services.ts), never silently.
 */
export default defineConfig({
  // Vite would take graphql's ES module build beside the CommonJS one that every library loads: two realms, no schema.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    maxConcurrency: 12,
  },
});

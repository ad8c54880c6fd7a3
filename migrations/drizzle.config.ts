/**
 * Settings of drizzle-kit. New migration: `npx drizzle-kit generate --config migrations/drizzle.config.ts`; by hand: add
 * `--custom`. audit-entries.ts is left out: partitions cannot be generated.
 */
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src/store/tables/facts.ts', './src/store/tables/customers.ts', './src/store/tables/partners.ts'],
  out: './migrations',
});

/** Every table. Migrations are generated from these; test/store/tables.test.ts compares them with a migrated database. */
export * from './audit-entries.ts';
export * from './consents.ts';
export * from './customers.ts';
export * from './erasures.ts';
export * from './facts.ts';
export * from './joint-disclosures.ts';
export * from './partners.ts';

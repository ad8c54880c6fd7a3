/** Every table, for typed queries. */
export * from './audit-entries.ts';
export * from './customers.ts';
export * from './facts.ts';

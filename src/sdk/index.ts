/** All that a connector may import, besides zod and its own folder. */
export type * from './auth.ts';
export * from './connector.ts';
export * from './push.ts';
export * from './sandbox.ts';
export * from './units.ts';
export * from './wire.ts';
export { parseDecimal, parseMoney, type Decimal, type Money } from '../domain/decimal.ts';
export {
  epochMsOf,
  instantFromEpoch,
  instantFromEpochMs,
  parseInstant,
  parseLocalDate,
  type Instant,
  type LocalDate,
} from '../domain/instant.ts';
export type { GapCode } from '../domain/fault.ts';
export type * from '../domain/record.ts';
export type { DatasetName, DatasetRecords } from '../domain/dataset.ts';

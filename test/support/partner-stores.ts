/**
 * What the partner stage keeps, on a real database shared by the tests of one file and emptied after each of them: opening one takes a
 * second, emptying it a millisecond.
 */
import { afterAll, afterEach } from 'vitest';
import { createPartnerStores } from '../../src/store/partner-stores.ts';
import { openTestDatabase } from './database.ts';

export const database = await openTestDatabase();
export const partnerStores = createPartnerStores(database.db);

const TABLES = `call_slots, call_pauses, spendings, guarded_calls, partner_tokens, leases, partner_traffic, partner_circuits, answer_shapes,
  reference_digests, partner_messages, partner_message_order, stored_records`;

afterEach(() => database.asOwner(`TRUNCATE ${TABLES}`));
afterAll(() => database.close());

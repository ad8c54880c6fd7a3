/**
 * Tokens obtained at partners, sealed before they come here. One row per partner and customer, read when a replica knows no token that is
 * still good, and replaced at every renewal: only as it was read, because a holder whose lease has ended must not undo a later one's work.
 */
import type { PartnerTokens, StoredToken } from '../partners/credentials/port.ts';
import type { Database } from './database.ts';

const FIND = `SELECT seed, sealed FROM partner_tokens WHERE partner_id = $1 AND customer_id = $2`;

const INSERT = `
INSERT INTO partner_tokens (partner_id, customer_id, seed, sealed, updated_at)
VALUES ($1, $2, $3, decode($4, 'base64'), clock_timestamp())
ON CONFLICT (partner_id, customer_id) DO NOTHING
RETURNING partner_id`;

/** No two sealed texts are alike, so they tell one row's states apart. */
const REPLACE = `
UPDATE partner_tokens SET seed = $3, sealed = decode($4, 'base64'), updated_at = clock_timestamp()
WHERE partner_id = $1 AND customer_id = $2 AND sealed = decode($5, 'base64')
RETURNING partner_id`;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export const createPartnerTokens = (db: Database): PartnerTokens => ({
  async find(partnerId, customerId) {
    const values = [partnerId, customerId];
    const [row] = await db.query<StoredToken>({ name: 'find-partner-token', text: FIND, values });
    return row ?? null;
  },
  async save(partnerId, customerId, { seed, sealed }, over) {
    const values = [partnerId, customerId, seed, base64(sealed)];
    const rows = await db.query(
      over === null
        ? { name: 'insert-partner-token', text: INSERT, values }
        : { name: 'replace-partner-token', text: REPLACE, values: [...values, base64(over.sealed)] },
    );
    return rows.length > 0;
  },
});

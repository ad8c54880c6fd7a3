/**
 * Tokens obtained at partners, sealed before they come here. One row per partner and customer, replaced at every renewal by whoever
 * holds the lease; read when a replica knows no token that is still good.
 */
import type { PartnerTokens, StoredToken } from '../partners/credentials/port.ts';
import type { Database } from './database.ts';

const FIND = `SELECT seed, sealed FROM partner_tokens WHERE partner_id = $1 AND customer_id = $2`;

const SAVE = `
INSERT INTO partner_tokens (partner_id, customer_id, seed, sealed, updated_at)
VALUES ($1, $2, $3, decode($4, 'base64'), clock_timestamp())
ON CONFLICT (partner_id, customer_id) DO UPDATE
SET seed = excluded.seed, sealed = excluded.sealed, updated_at = excluded.updated_at`;

export const createPartnerTokens = (db: Database): PartnerTokens => ({
  async find(partnerId, customerId) {
    const values = [partnerId, customerId];
    const [row] = await db.query<StoredToken>({ name: 'find-partner-token', text: FIND, values });
    return row ?? null;
  },
  async save(partnerId, customerId, { seed, sealed }) {
    const values = [partnerId, customerId, seed, Buffer.from(sealed).toString('base64')];
    await db.query({ name: 'save-partner-token', text: SAVE, values });
  },
});

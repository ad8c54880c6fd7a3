/**
 * A customer's newest token where all replicas see it, sealed under the customer's key. A row that was obtained with other references
 * than the customer has now, or that cannot be opened, counts as none. Never throws; remembers in this process what it could not keep.
 */
import { z } from 'zod';
import { nameOf, type PartnersLog } from '../log.ts';
import type { PartnerTokens } from './port.ts';

/** Times in epoch milliseconds. */
const keptToken = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  /** null: nobody knows. */
  dueAt: z.number().nullable(),
  obtainedAt: z.number(),
  /** When the partner said that the customer's authorisation has ended. */
  endedAt: z.number().nullable(),
});

export type KeptToken = z.output<typeof keptToken>;

export interface KeptTokens {
  readonly read: () => Promise<KeptToken | null>;
  readonly save: (token: KeptToken) => Promise<void>;
}

export interface TokenVault {
  readonly seal: (customerId: string, plain: Uint8Array, context: string) => Promise<Uint8Array>;
  readonly open: (customerId: string, sealed: Uint8Array, context: string) => Promise<Uint8Array>;
}

export interface KeptTokensParts {
  readonly partner: string;
  readonly tokens: PartnerTokens;
  readonly vault: TokenVault;
  readonly log: PartnersLog;
}

export function createKeptTokens(
  { partner, tokens, vault, log }: KeptTokensParts,
  { customerId, seed }: { readonly customerId: string; readonly seed: string },
): KeptTokens {
  const context = `token/1 ${partner}`;
  let own: KeptToken | null = null;
  const warn = (reason: string) => (error: unknown) => {
    log.warn({ partner, reason, error: nameOf(error) }, "a customer's renewed token is in this process only");
    return null;
  };
  const readRow = async (): Promise<KeptToken | null> => {
    const row = await tokens.find(partner, customerId);
    if (row === null || row.seed !== seed) return null;
    const plain = await vault.open(customerId, row.sealed, context);
    return keptToken.parse(JSON.parse(Buffer.from(plain).toString('utf8')));
  };
  return {
    async read() {
      const row = await readRow().catch(warn('token-unreadable'));
      // A row that could not be written is older than what this process knows.
      return own !== null && (row === null || row.obtainedAt < own.obtainedAt) ? own : row;
    },
    async save(token) {
      own = token;
      const sealed = await vault
        .seal(customerId, Buffer.from(JSON.stringify(token)), context)
        .catch(warn('token-not-kept'));
      if (sealed !== null) await tokens.save(partner, customerId, { seed, sealed }).catch(warn('token-not-kept'));
    },
  };
}

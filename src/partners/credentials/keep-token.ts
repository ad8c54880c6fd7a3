/**
 * A customer's newest token where all replicas see it, sealed under the customer's key. A row that was obtained with other references than
 * the customer has now counts as none; one that cannot be read counts as nothing known, because an older refresh token must not be used.
 * Never throws; remembers in this process what it could not keep, until it can.
 */
import { z } from 'zod';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
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
  /** null: none was kept yet. */
  readonly read: () => Promise<Attempt<KeptToken | null>>;
  readonly save: (token: KeptToken) => Promise<void>;
  /** Tries again to keep what could not be kept; whether nothing is left to keep. */
  readonly settle: () => Promise<boolean>;
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

/** Whose token, and the references it was obtained with. */
interface Kept {
  readonly customerId: string;
  readonly seed: string;
}

export function createKeptTokens(parts: KeptTokensParts, about: Kept): KeptTokens {
  const { partner, log } = parts;
  const row = createRow(parts, about);
  const warn = (reason: string, error: unknown, message: string): void =>
    log.warn({ partner, reason, error: nameOf(error) }, message);
  /** What the database held when it was last read; by this, not by replicas' clocks, it is known whether another has written since. */
  let lastRead: string | null = null;
  let unkept: { readonly token: KeptToken; readonly over: string | null } | null = null;

  const settle = async (): Promise<boolean> => {
    if (unkept === null) return true;
    try {
      await row.write(unkept.token);
      unkept = null;
      return true;
    } catch (error) {
      warn('token-not-kept', error, "a customer's renewed token is in this process only");
      return false;
    }
  };
  return {
    async read() {
      try {
        const found = await row.read();
        lastRead = found?.accessToken ?? null;
        if (unkept?.over !== lastRead) unkept = null;
        return { value: unkept?.token ?? found };
      } catch (error) {
        warn('token-unreadable', error, "a customer's newest token cannot be read");
        return failed('PARTNER_UNAVAILABLE', 'token-unreadable');
      }
    },
    async save(token) {
      unkept = { token, over: lastRead };
      await settle();
    },
    settle,
  };
}

function createRow({ partner, tokens, vault }: KeptTokensParts, { customerId, seed }: Kept) {
  const context = `token/1 ${partner}`;
  return {
    async read(): Promise<KeptToken | null> {
      const row = await tokens.find(partner, customerId);
      if (row === null || row.seed !== seed) return null;
      const plain = await vault.open(customerId, row.sealed, context);
      return keptToken.parse(JSON.parse(Buffer.from(plain).toString('utf8')));
    },
    async write(token: KeptToken): Promise<void> {
      const sealed = await vault.seal(customerId, Buffer.from(JSON.stringify(token)), context);
      await tokens.save(partner, customerId, { seed, sealed });
    },
  };
}

/** The one of `read`, or else what the customer's references hold. */
export const newestOf = (read: Attempt<KeptToken | null>, granted: KeptToken): Attempt<KeptToken> =>
  hasFailed(read) ? read : { value: read.value ?? granted };

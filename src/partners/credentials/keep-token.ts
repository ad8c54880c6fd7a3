/**
 * A customer's newest token where all replicas see it, sealed under the customer's key. A row that was obtained with other references than
 * the customer has now counts as none; one that cannot be read counts as nothing known, because an older refresh token must not be used.
 * What could not be kept is remembered in this process until it can, and never replaces what another has kept since. Never throws.
 */
import { z } from 'zod';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import { nameOf, type PartnersLog } from '../log.ts';
import type { PartnerTokens, StoredToken } from './port.ts';

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

/** The row as it was read, and the token it stands for. */
export interface Read {
  /** null: none was kept yet. */
  readonly token: KeptToken | null;
  readonly row: StoredToken | null;
}

export interface KeptTokens {
  readonly read: () => Promise<Attempt<Read>>;
  /** Keeps what was obtained with the token of `over`. */
  readonly save: (token: KeptToken, over: Newest) => Promise<void>;
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

interface Unkept {
  readonly token: KeptToken;
  /** What it replaces: what it was obtained with, and whatever that was to replace. */
  readonly over: readonly Read[];
}

export function createKeptTokens(parts: KeptTokensParts, about: Kept): KeptTokens {
  const { partner, log } = parts;
  const stored = createStored(parts, about);
  const warn = (reason: string, error: unknown, message: string): void =>
    log.warn({ partner, reason, error: nameOf(error) }, message);
  let unkept: Unkept | null = null;

  const settle = async (): Promise<boolean> => {
    const pending = unkept;
    if (pending === null) return true;
    try {
      const isKept = await keep(parts, stored, pending);
      if (isKept && unkept === pending) unkept = null;
      return isKept;
    } catch (error) {
      warn('token-not-kept', error, "a customer's renewed token is in this process only");
      return false;
    }
  };
  return {
    async read() {
      try {
        const found = await stored.read();
        if (unkept?.over.some((former) => isStill(former, found)) !== true) unkept = null;
        return { value: { token: unkept?.token ?? found.token, row: found.row } };
      } catch (error) {
        warn('token-unreadable', error, "a customer's newest token cannot be read");
        return failed('PARTNER_UNAVAILABLE', 'token-unreadable');
      }
    },
    async save(token, over) {
      unkept = { token, over: [over, ...(unkept?.over ?? [])] };
      await settle();
    },
    settle,
  };
}

/** Whether it is in the row now, or need not be any more. */
async function keep({ partner, log }: KeptTokensParts, stored: Stored, { token, over }: Unkept): Promise<boolean> {
  const found = await stored.read();
  if (over.some((former) => isStill(former, found))) return stored.write(token, found.row);
  // Its own write may have arrived although nobody heard of it.
  if (found.token?.accessToken !== token.accessToken)
    log.warn({ partner, reason: 'token-overtaken' }, "another has kept a customer's token since, which stands");
  return true;
}

/** The same row, or the same token in it: that the token was refused meanwhile may only say that whoever asks here has used it up. */
const isStill = (former: Read, found: Read): boolean =>
  isSameRow(former.row, found.row) ||
  (found.token !== null &&
    found.token.accessToken === former.token?.accessToken &&
    found.token.refreshToken === former.token.refreshToken);

const isSameRow = (one: StoredToken | null, other: StoredToken | null): boolean =>
  one === null || other === null ? one === other : Buffer.compare(one.sealed, other.sealed) === 0;

interface Stored {
  readonly read: () => Promise<Read>;
  /** Whether the row was still `over`. */
  readonly write: (token: KeptToken, over: StoredToken | null) => Promise<boolean>;
}

function createStored({ partner, tokens, vault }: KeptTokensParts, { customerId, seed }: Kept): Stored {
  const context = `token/1 ${partner}`;
  return {
    async read() {
      const row = await tokens.find(partner, customerId);
      if (row === null || row.seed !== seed) return { token: null, row };
      const plain = await vault.open(customerId, row.sealed, context);
      return { token: keptToken.parse(JSON.parse(Buffer.from(plain).toString('utf8'))), row };
    },
    async write(token, over) {
      const sealed = await vault.seal(customerId, Buffer.from(JSON.stringify(token)), context);
      return tokens.save(partner, customerId, { seed, sealed }, over);
    },
  };
}

export interface Newest extends Read {
  readonly token: KeptToken;
}

/** The one of `read`, or else what the customer's references hold. */
export const newestOf = (read: Attempt<Read>, granted: KeptToken): Attempt<Newest> =>
  hasFailed(read) ? read : { value: { token: read.value.token ?? granted, row: read.value.row } };

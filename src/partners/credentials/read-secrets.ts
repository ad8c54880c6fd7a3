/**
 * Reads a connector's secrets by name when a call needs them. A missing or unusable secret is a fault of this partner alone, named in the
 * log; values go into headers and queries and nowhere else.
 */
import type { Secrets } from '../../sdk/index.ts';
import { type Attempt, failed } from '../attempt.ts';
import type { PartnersLog } from '../log.ts';
import { UnusableSecret } from './usable-secret.ts';

/** Runs something that reads secrets. */
export type WithSecrets = <T>(use: (secrets: Secrets) => T) => Attempt<T>;

export function createSecrets(
  connectorId: string,
  secretOf: (connectorId: string, name: string) => string,
  log: PartnersLog,
): WithSecrets {
  return (use) => {
    let reading: string | null = null;
    try {
      const value = use((name) => {
        reading = name;
        const secret = secretOf(connectorId, name);
        if (secret === '') throw new Error('empty secret');
        return secret;
      });
      return { value };
    } catch (error) {
      const reason = error instanceof UnusableSecret ? 'secret-unusable' : 'secret-missing';
      log.warn({ partner: connectorId, reason, variable: reading }, 'a partner secret is missing or cannot be used');
      return failed('PARTNER_REFUSED_CREDENTIALS', reason);
    }
  };
}

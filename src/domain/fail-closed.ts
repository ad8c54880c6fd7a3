/**
 * Work that stands on the database: whatever fails in it is AUDIT_UNAVAILABLE, because what cannot be read cannot be accounted for.
 * A GatewayError stays what it is. The cause is for the log only.
 */
import { GatewayError } from './errors.ts';

export async function failClosed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof GatewayError ? cause : new GatewayError('AUDIT_UNAVAILABLE', undefined, { cause });
  }
}

/**
 * Is every key-encryption key there that a row of customers' keys names, and does it open one of them? Asked before anything is served: later
 * it would show as customers who cannot be read, one by one.
 */
import type { KeyEncryption } from './key-encryption.ts';
import type { KeyRotationStore } from './port.ts';

/** What to mend, a line each; empty where all is well. */
export async function problemsOfKeys(
  store: Pick<KeyRotationStore, 'samples'>,
  { knows, unwrap }: Pick<KeyEncryption, 'knows' | 'unwrap'>,
): Promise<readonly string[]> {
  const samples = await store.samples();
  return samples.flatMap((sample) => {
    const { kekId } = sample;
    if (!knows(kekId))
      return [
        `KEY_ENCRYPTION_KEYS_OLD: customers' keys are wrapped by "${kekId}", which is not configured. Add it as ${kekId}:<base64>; ` +
          'it may go after "npm run keys:rotate" has ended with nothing left.',
      ];
    try {
      unwrap(sample);
      return [];
    } catch {
      return [
        `The key-encryption key "${kekId}" does not open what was wrapped with it: these are other bytes. Bring the right ones.`,
      ];
    }
  });
}

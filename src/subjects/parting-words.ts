/**
 * What partners call a customer, kept for the moment after the customer's key is destroyed: a partner that must still hear that a consent
 * ended knows the customer by no other name (PIPL art. 47; GDPR art. 19). Sealed under a secret of the gateway's own, one partner's apart
 * from another's; whoever keeps them drops them with the telling.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { PartnerReferences } from '../domain/customer.ts';
import { decrypt, encrypt } from './cipher.ts';
import type { CustomerStore, Vault } from './port.ts';
import { referencesContext } from './registry.ts';

export interface PartingParts {
  readonly vault: Pick<Vault, 'open'> & { readonly secret: (name: string) => Promise<Uint8Array> };
  readonly store: Pick<CustomerStore, 'references'>;
  readonly partnersOf: (customerId: string) => Promise<readonly string[]>;
}

export interface PartingWords {
  /** By partner. References that cannot be opened any more are left out: they must not keep a customer from being erased. */
  seal(customerId: string): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Throws where they were sealed for another customer or partner. */
  open(customerId: string, partnerId: string, sealed: Uint8Array): Promise<PartnerReferences>;
}

export function createPartingWords({ vault, store, partnersOf }: PartingParts): PartingWords {
  const keyOf = async (): Promise<KeyObject> => createSecretKey(await vault.secret('parting-words'));
  return {
    async seal(customerId) {
      const rows = await store.references([customerId], await partnersOf(customerId));
      const key = await keyOf();
      const words = rows.map(async ({ partnerId, sealed }) => {
        const plain = await vault.open(customerId, sealed, referencesContext(partnerId)).catch(() => null);
        return plain === null ? [] : [[partnerId, encrypt(key, plain, bindingOf(customerId, partnerId))] as const];
      });
      return new Map((await Promise.all(words)).flat());
    },
    async open(customerId, partnerId, sealed) {
      const plain = decrypt(await keyOf(), sealed, bindingOf(customerId, partnerId));
      return JSON.parse(Buffer.from(plain).toString('utf8')) as PartnerReferences;
    },
  };
}

const bindingOf = (customerId: string, partnerId: string): string => `parting\0${customerId}\0${partnerId}`;

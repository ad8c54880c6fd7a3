/**
 * Sealed customer rows, wrapped keys and partner references. Implements the ports of subjects/; sees ciphertext only. The
 * number of statements never depends on the number of customers.
 */
import type { Subject } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type {
  CustomerStore,
  CustomerTransaction,
  KeyStore,
  SealedCustomer,
  SealedReferences,
  WrappedKey,
} from '../subjects/port.ts';
import { createBatch } from './batch.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { putFacts } from './fact-writer.ts';

const FIND_KEYS = `
SELECT customer_id AS "customerId", kek_id AS "kekId", wrapped FROM customer_keys WHERE customer_id = ANY($1::text[])`;

/**
 * Sorted, so that two importers of the same customers never wait for each other in a circle. The lock on the subject makes this and an
 * erasure wait for each other: either the erasure finds the key, or this finds the customer erased.
 */
const ADD_KEYS = `
WITH n AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS n ("customerId" text, "kekId" text, wrapped text)
), subject AS MATERIALIZED (
  SELECT f.id, f.state FROM facts f WHERE f.kind = 'subject' AND f.id = ANY ($2::text[]) ORDER BY f.id FOR SHARE OF f
)
INSERT INTO customer_keys (customer_id, kek_id, wrapped)
SELECT n."customerId", n."kekId", decode(n.wrapped, 'base64')
FROM n LEFT JOIN subject ON subject.id = n."customerId"
WHERE subject.state IS DISTINCT FROM 'ERASED'
  AND NOT EXISTS (SELECT 1 FROM erasure_ledger l WHERE l.customer_id = n."customerId")
ORDER BY 1
ON CONFLICT (customer_id) DO NOTHING`;

const PROFILES = `
SELECT customer_id AS "customerId", sealed FROM customer_profiles WHERE customer_id = ANY($1::text[])`;

const REFERENCES = `
SELECT r.customer_id AS "customerId", r.partner_id AS "partnerId", r.sealed
FROM json_to_recordset($1::json) AS n ("customerId" text, "partnerId" text)
JOIN partner_references r ON r.customer_id = n."customerId" AND r.partner_id = n."partnerId"`;

const SAVE_PROFILES = `
INSERT INTO customer_profiles (customer_id, sealed)
SELECT n."customerId", decode(n.sealed, 'base64')
FROM json_to_recordset($1::json) AS n ("customerId" text, sealed text)
ORDER BY 1
ON CONFLICT (customer_id) DO UPDATE SET sealed = excluded.sealed, updated_at = clock_timestamp()`;

const SAVE_REFERENCES = `
INSERT INTO partner_references (customer_id, partner_id, sealed)
SELECT n."customerId", n."partnerId", decode(n.sealed, 'base64')
FROM json_to_recordset($1::json) AS n ("customerId" text, "partnerId" text, sealed text)
ORDER BY 1, 2
ON CONFLICT (customer_id, partner_id) DO UPDATE SET sealed = excluded.sealed, updated_at = clock_timestamp()`;

const REMOVE_REFERENCES = `
DELETE FROM partner_references r
USING json_to_recordset($1::json) AS n ("customerId" text, "partnerId" text)
WHERE r.customer_id = n."customerId" AND r.partner_id = n."partnerId"`;

const REMOVE_DIGESTS = `
DELETE FROM reference_digests d
USING json_to_recordset($1::json) AS n ("customerId" text, "partnerId" text)
WHERE d.customer_id = n."customerId" AND d.partner_id = n."partnerId"`;

const ADD_DIGESTS = `
INSERT INTO reference_digests (digest, customer_id, partner_id)
SELECT n.digest, n."customerId", n."partnerId"
FROM json_to_recordset($1::json) AS n (digest text, "customerId" text, "partnerId" text)
ORDER BY 1, 2
ON CONFLICT DO NOTHING`;

const FIND_BY_DIGEST = `
SELECT digest, customer_id AS "customerId" FROM reference_digests WHERE digest = ANY($1::text[]) ORDER BY 1, 2`;

const LOCK_SUBJECTS = `
SELECT id, body FROM facts WHERE kind = 'subject' AND id = ANY($1::text[]) ORDER BY id FOR UPDATE`;

/** Wrapped keys, through the database or inside a transaction. */
export const createKeyStore = (db: Queryable): KeyStore => ({
  find: (customerIds) => db.query<WrappedKey>({ name: 'find-keys', text: FIND_KEYS, values: [customerIds] }),
  insertIfAbsent: async (keys) => {
    const rows = keys.map((key) => ({ ...key, wrapped: base64(key.wrapped) }));
    await db.query({
      name: 'add-keys',
      text: ADD_KEYS,
      values: [JSON.stringify(rows), keys.map(({ customerId }) => customerId)],
    });
  },
});

/** Rows in one statement; a single request may ask for 100 customers. */
const ROWS_AT_ONCE = 2_000;

/** Reads of concurrent requests share a statement. */
export const createCustomerStore = (db: Database): CustomerStore => {
  const maxInFlight = db.dialect === 'server' ? 2 : 1;
  const profiles = createBatch<readonly string[], ReadonlyMap<string, Uint8Array>>({
    send: (requests) => findProfiles(db, requests),
    weigh: (customerIds) => customerIds.length,
    maxWeight: ROWS_AT_ONCE,
    maxInFlight,
  });
  const references = createBatch<ReferencesAsked, readonly SealedReferences[]>({
    send: (requests) => findReferences(db, requests),
    weigh: ({ customerIds, partnerIds }) => customerIds.length * partnerIds.length,
    maxWeight: ROWS_AT_ONCE,
    maxInFlight,
  });
  return {
    profiles,
    references: (customerIds, partnerIds) => references({ customerIds, partnerIds }),
    withDigests: (digests) => db.query({ name: 'find-by-digest', text: FIND_BY_DIGEST, values: [digests] }),
    transaction: (work) => db.transaction(async (tx) => work(await customerTransaction(tx))),
  };
};

async function findProfiles(
  db: Database,
  requests: readonly (readonly string[])[],
): Promise<readonly ReadonlyMap<string, Uint8Array>[]> {
  const rows = await db.query<{ customerId: string; sealed: Uint8Array }>({
    name: 'find-profiles',
    text: PROFILES,
    values: [[...new Set(requests.flat())]],
  });
  const sealedById = new Map(rows.map(({ customerId, sealed }) => [customerId, sealed]));
  return requests.map((ids) => onlyThese(sealedById, ids));
}

interface ReferencesAsked {
  readonly customerIds: readonly string[];
  readonly partnerIds: readonly string[];
}

async function findReferences(
  db: Database,
  requests: readonly ReferencesAsked[],
): Promise<readonly (readonly SealedReferences[])[]> {
  const wanted = requests.map(({ customerIds, partnerIds }) =>
    customerIds.flatMap((customerId) => partnerIds.map((partnerId) => ({ customerId, partnerId }))),
  );
  const keys = new Map(wanted.flat().map((key) => [keyOf(key), key]));
  const rows = await db.query<SealedReferences>({
    name: 'find-references',
    text: REFERENCES,
    values: [JSON.stringify([...keys.values()])],
  });
  const rowByKey = new Map(rows.map((row) => [keyOf(row), row]));
  return wanted.map((theirs) => theirs.flatMap((key) => rowByKey.get(keyOf(key)) ?? []));
}

const keyOf = ({ customerId, partnerId }: Pick<SealedReferences, 'customerId' | 'partnerId'>): string =>
  `${customerId} ${partnerId}`;

function onlyThese<V>(all: ReadonlyMap<string, V>, keys: readonly string[]): ReadonlyMap<string, V> {
  const these = new Map<string, V>();
  for (const key of keys) {
    const value = all.get(key);
    if (value !== undefined) these.set(key, value);
  }
  return these;
}

async function customerTransaction(tx: Transaction): Promise<CustomerTransaction> {
  const [clock] = await tx.query<{ now: Instant }>({ name: 'database-clock', text: 'SELECT clock_timestamp() AS now' });
  if (clock === undefined) throw new Error('the database has no clock');
  return {
    now: clock.now,
    keys: createKeyStore(tx),
    async subjects(customerIds) {
      const rows = await tx.query<{ id: string; body: string }>({
        name: 'lock-subjects',
        text: LOCK_SUBJECTS,
        values: [customerIds],
      });
      return new Map(rows.map(({ id, body }) => [id, JSON.parse(body) as Subject]));
    },
    save: (customers) => save(tx, customers),
    async putSubjects(subjects, by) {
      const drafts = [...subjects].map(([id, body]) => ({ kind: 'subject', id, body }) as const);
      await putFacts(tx, drafts, by);
    },
  };
}

async function save(tx: Transaction, customers: readonly SealedCustomer[]): Promise<void> {
  const references = customers.flatMap((customer) =>
    customer.references.map((one) => ({ customerId: customer.customerId, ...one })),
  );
  const profiles = customers.map(({ customerId, profile }) => ({ customerId, sealed: base64(profile) }));
  const kept = references.flatMap(({ sealed, customerId, partnerId }) =>
    sealed === null ? [] : [{ customerId, partnerId, sealed: base64(sealed) }],
  );
  const removed = references.flatMap(({ sealed, customerId, partnerId }) =>
    sealed === null ? [{ customerId, partnerId }] : [],
  );
  await tx.query({ name: 'save-profiles', text: SAVE_PROFILES, values: [JSON.stringify(profiles)] });
  if (kept.length > 0)
    await tx.query({ name: 'save-references', text: SAVE_REFERENCES, values: [JSON.stringify(kept)] });
  if (removed.length > 0)
    await tx.query({ name: 'remove-references', text: REMOVE_REFERENCES, values: [JSON.stringify(removed)] });
  if (references.length > 0) await saveDigests(tx, references);
}

type NamedReferences = Pick<SealedCustomer, 'customerId'> & SealedCustomer['references'][number];

async function saveDigests(tx: Transaction, references: readonly NamedReferences[]): Promise<void> {
  const keys = references.map(({ customerId, partnerId }) => ({ customerId, partnerId }));
  const rows = references.flatMap(({ customerId, partnerId, digests }) =>
    digests.map((digest) => ({ digest, customerId, partnerId })),
  );
  await tx.query({ name: 'remove-digests', text: REMOVE_DIGESTS, values: [JSON.stringify(keys)] });
  await tx.query({ name: 'add-digests', text: ADD_DIGESTS, values: [JSON.stringify(rows)] });
}

/** Writes a corrected profile over the one it was made from, and over no other. */
export async function replaceProfile(
  tx: Transaction,
  customerId: string,
  read: Uint8Array,
  corrected: Uint8Array,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'replace-profile',
    text: `UPDATE customer_profiles SET sealed = decode($3, 'base64'), updated_at = clock_timestamp()
      WHERE customer_id = $1 AND sealed = decode($2, 'base64') RETURNING 1`,
    values: [customerId, base64(read), base64(corrected)],
  });
  return rows.length > 0;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * A statement names what the rules hold about a customer besides consents: guardians, closer looks that staff asked for, and whom the bank told.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Instant } from '../../src/domain/instant.ts';
import { createFact } from '../../src/store/fact-writer.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { pickCustomers, read } from '../support/reading.ts';
import { rightsDesk } from '../support/rights.ts';

let gateway: TestGateway;
const desk = rightsDesk(() => gateway);
const [ID = '', customerId = ''] = pickCustomers(2, { kind: 'PERSON', credit: 'GIVEN' }).map(({ id }) => id);
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const statementFor = async (right: string): Promise<{ readonly json: string; readonly html: string }> =>
  read(await desk.statement((await desk.approved(customerId, right)).id), 'accessStatement');

it('names guardians, closer looks that staff asked for and whom the bank told; a copy does not', async () => {
  const at = '2026-01-02T03:04:05.000Z' as Instant;
  await gateway.database.db.transaction(async (tx) => {
    const guardian = { customerId: ID };
    const ward = {
      customerId,
      state: 'RECORDED',
      guardian,
      relation: 'PARENT',
      evidence: 'register, page 3',
    } as const;
    await createFact(tx, 'guardianship', 'GRD-9', { ...ward, recordedBy: 'tan.wei', recordedAt: at }, 'test');
    const look = {
      customerId,
      state: 'REQUESTED',
      caller: 'dana.ruiz',
      application: 'support-console',
      because: 'a call',
    } as const;
    const wish = {
      purpose: 'CUSTOMER_SERVICE',
      coordinates: ['Identity.phones'],
      requestedAt: at,
      minutes: 5,
    } as const;
    await createFact(tx, 'elevation', 'ELV-9', { ...look, ...wish }, 'test');
    const text = `INSERT INTO notifications (id, event, consent_id, consent_version, customer_id, recipient_kind, recipient_id)
      VALUES ('NTF-9', 'CONSENT_WITHDRAWN', 'CNS-9', 2, $1, 'PARTNER', 'mx-credit')`;
    await tx.query({ text, values: [customerId] });
  });
  const access = await statementFor('ACCESS');
  expect(JSON.parse(access.json)).toMatchObject({
    guardianships: [{ relation: 'PARENT', evidence: 'register, page 3', endedAt: null }],
    elevations: [{ application: 'support-console', because: 'a call', until: null }],
    notifications: [{ recipient: 'mx-credit', event: 'CONSENT_WITHDRAWN', state: 'WAITING' }],
  });
  const printed = [
    'register, page 3',
    'a call',
    '父母 · parent',
    '已申请 · asked for',
    '同意已撤回',
    '待送达 · not told yet',
    '2026-01-02 03:04 UTC',
  ];
  for (const word of printed) expect(access.html).toContain(word);
  for (const code of ['PARENT', 'REQUESTED', 'CONSENT_WITHDRAWN', 'WAITING', 'Identity.phones', '03:04:05'])
    expect(access.html).not.toContain(code);
  // Neither staff by name nor another customer.
  for (const word of ['dana.ruiz', ID]) expect(access.json).not.toContain(word);
  const copy = JSON.parse((await statementFor('COPY')).json) as object;
  expect(copy).toMatchObject({ guardianships: [], elevations: [], notifications: [] });
});

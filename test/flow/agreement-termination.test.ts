/**
 * How an agreement ends: by somebody's word or by its dates, binding at once and for good; what it leaves is tracked place by place, and it
 * is closed only when every one is returned, deleted or carried over.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instant } from '../../src/domain/instant.ts';
import type { LegalHold } from '../../src/domain/legal-hold.ts';
import { changeFact, createFact } from '../../src/store/fact-writer.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { needsServer } from '../support/database.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { AUTHOR, FIRST, SECOND, TERMS } from './agreement-steps.ts';
import { codesOf, customerQuery, linesOf, pickCustomer, read, viewOf, type DisclosureRow } from '../support/reading.ts';

type Place = Readonly<{ name: string; state: string; doneBy: string | null; removed: number | null }>;
interface Shown {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly remarks: readonly Readonly<{ step: string; by: string; because: string }>[];
  readonly suspendedBecause: string | null;
  readonly ended: { readonly how: string; readonly at: string; readonly by: string } | null;
  readonly settlement: { readonly dueAt: string; readonly places: readonly Place[] } | null;
}
const SHOWN = `{ id state version remarks { step by because } suspendedBecause ended { how at by }
  settlement { dueAt places { name state doneBy removed certificate { reference } } } }`;

const CERTIFICATE = { reference: 'DMS-2026-117', hash: 'ab'.repeat(32) };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  gateway.partner('pinterest-social').faults.clear();
});
afterAll(() => gateway.close());

const change = (mutation: string, who: Asker, input: object): Promise<Answer> => {
  const type = mutation === 'confirmAgreementReturn' ? 'ConfirmAgreementReturnInput' : 'ChangeAgreementInput';
  return gateway.ask(who, `mutation ($input: ${type}!) { ${mutation}(input: $input) ${SHOWN} }`, { input });
};
const done = async (
  mutation: string,
  { id, version }: Pick<Shown, 'id' | 'version'>,
  more: object = {},
  who: Asker = FIRST,
) => read<Shown>(await change(mutation, who, { id, expectedVersion: version, ...more }), mutation);
const current = async (id: string, partner: string): Promise<Shown> => {
  const query = `query ($partner: ID) { agreements(partner: $partner, first: 100) { edges { node ${SHOWN} } } }`;
  const { edges } = read<{ edges: { node: Shown }[] }>(await gateway.ask(AUTHOR, query, { partner }), 'agreements');
  const found = edges.find(({ node }) => node.id === id)?.node;
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
async function activated(agreementId: string, differs: object = {}): Promise<Shown> {
  const query = `mutation ($input: ProposeAgreementInput!) { proposeAgreement(input: $input) ${SHOWN} }`;
  const input = { agreementId, ...TERMS, ...differs };
  let one = read<Shown>(await gateway.ask(AUTHOR, query, { input }), 'proposeAgreement');
  one = await done('submitAgreement', one, {}, AUTHOR);
  one = await done('approveAgreement', one);
  one = await done('approveAgreement', one, {}, SECOND);
  one = await done('signAgreement', one, {}, AUTHOR);
  return done('activateAgreement', one);
}
const stateOf = (one: Shown, name: string): string | undefined =>
  one.settlement?.places.find((place) => place.name === name)?.state;
const count = async (table: string, partner: string): Promise<number> => {
  const text = `SELECT count(*)::int AS n FROM ${table} WHERE partner_id = '${partner}'`;
  return (await gateway.database.db.query<{ n: number }>({ text }))[0]?.n ?? -1;
};
const trailOf = async (id: string): Promise<readonly string[]> => {
  const query = `query ($a: ID) { auditTrail(filter: { kinds: [GOVERNANCE_CHANGED], agreement: $a }, first: 100) { edges { node { event caller because } } } }`;
  const answer = await gateway.ask('auditor', query, { a: id });
  const { edges } = read<{ edges: { node: { event: string; caller: string; because: string | null } }[] }>(answer, 'auditTrail'); // prettier-ignore
  return edges
    .map(({ node }) => `${node.event} ${node.caller}${node.because === null ? '' : `: ${node.because}`}`)
    .reverse();
};

describe('terminating', () => {
  const customer = pickCustomer({ knownTo: ['pinterest-social'], credit: 'GIVEN' });
  const ask = async (): Promise<readonly DisclosureRow[]> =>
    linesOf(
      viewOf(
        await gateway.ask('credit-officer', customerQuery('social { profiles { isBusiness } }'), {
          id: customer.id,
          purpose: 'CREDIT_DECISION',
        }),
      ),
      'SocialProfile.isBusiness',
    ).filter(({ partner }) => partner !== 'bluesky-social');

  it('binds the very next request, deletes what we kept, and tells every place that is still open', async () => {
    expect(await ask()).toMatchObject([{ outcome: 'ALLOW' }]);
    await gateway.app.partners.drain();
    expect(await count('stored_records', 'pinterest-social')).toBeGreaterThan(0);
    const before = await current('AGR-PINTEREST/1', 'pinterest-social');
    const ended = await done('terminateAgreement', before, { because: 'The partner sells the data on.' });
    expect(ended).toMatchObject({
      state: 'RETURN_OR_DELETE_PENDING',
      ended: { how: 'TERMINATED', by: 'zhou.min' },
      remarks: [{ step: 'TERMINATE', by: 'zhou.min', because: 'The partner sells the data on.' }],
      settlement: {
        places: [
          { name: 'STORED_RECORDS', state: 'DONE', doneBy: 'gateway', removed: expect.any(Number) as number },
          { name: 'REFERENCES', state: 'PENDING' },
          { name: 'PARTNER_COPY', state: 'PENDING' },
        ],
      },
    });
    expect(await count('stored_records', 'pinterest-social')).toBe(0);
    const days = (Date.parse(ended.settlement?.dueAt ?? '') - Date.parse(ended.ended?.at ?? '')) / 86_400_000;
    expect(days).toBeCloseTo(30, 3);
    expect(await ask()).toMatchObject([{ outcome: 'WITHHOLD', reasons: ['AGREEMENT_NOT_ACTIVE'] }]);
    await gateway.app.partners.drain();
    expect(await count('stored_records', 'pinterest-social')).toBe(0);
  });

  it('needs a reason and the right role, and cannot be undone', async () => {
    const one = await activated('AGR-END');
    const input = { id: one.id, expectedVersion: one.version };
    expect(codesOf(await change('terminateAgreement', FIRST, { ...input, because: ' ' }))).toEqual(['INVALID_INPUT']);
    for (const mutation of ['terminateAgreement', 'closeAgreement'])
      expect(codesOf(await change(mutation, AUTHOR, { ...input, because: 'x' }))).toEqual(['FORBIDDEN']);
    const ended = await done('terminateAgreement', one, { because: 'No longer needed.' });
    const again = { id: ended.id, expectedVersion: ended.version, because: 'x' };
    for (const mutation of ['submitAgreement', 'signAgreement', 'activateAgreement', 'suspendAgreement', 'terminateAgreement', 'returnAgreement', 'approveAgreement']) {
      const who = mutation === 'submitAgreement' || mutation === 'signAgreement' ? AUTHOR : SECOND;
      const answer = await change(mutation, who, again);
      expect([codesOf(answer), answer.data], mutation).toEqual([['INVALID_INPUT'], null]);
      expect(answer.errors[0]?.message).toContain('close');
    } // prettier-ignore
    await expect(
      gateway.database.asOwner(`UPDATE facts SET state = 'ACTIVE', version = version + 1,
        body = replace(body, '"RETURN_OR_DELETE_PENDING"', '"ACTIVE"') WHERE id = '${one.id}'`),
    ).rejects.toThrow('cannot go from');
  });

  it('of two people at once ends it once', async (ctx) => {
    needsServer(ctx);
    const one = await activated('AGR-END-TWICE');
    const input = { id: one.id, expectedVersion: one.version, because: 'Both.' };
    const answers = await Promise.all([FIRST, SECOND].map((who) => change('terminateAgreement', who, input)));
    expect(answers.map((answer) => codesOf(answer)[0] ?? 'OK').sort()).toEqual(['OK', 'STALE_AGREEMENT']);
  });
});

it('records of a customer under a legal hold stay until it ends, and the place stays open so long', async () => {
  const { db } = gateway.database;
  const { id } = pickCustomer({ knownTo: ['bluesky-social'], credit: 'GIVEN' });
  const query = customerQuery('social { profiles { network handle } }');
  await gateway.ask('credit-officer', query, { id, purpose: 'CREDIT_DECISION' });
  await gateway.app.partners.drain();
  expect(await count('stored_records', 'bluesky-social')).toBeGreaterThan(0);
  const hold: LegalHold = {
    customerId: id, state: 'IN_FORCE', authority: 'Court', because: 'Case 7', until: '2099-01-01T00:00:00.000Z' as Instant,
    setBy: 'zhou.min', setAt: '2026-01-01T00:00:00.000Z' as Instant,
  };
  await db.transaction((tx) => createFact(tx, 'legal-hold', 'LH-1', hold, 'test'));
  const known = await current('AGR-BLUESKY/1', 'bluesky-social');
  await done('terminateAgreement', await current('AGR-BLUESKY/2', 'bluesky-social'), { because: 'Moved to another network.' });
  await done('terminateAgreement', known, { because: 'Moved to another network.' });
  await gateway.app.tidy();
  expect(stateOf(await current(known.id, 'bluesky-social'), 'STORED_RECORDS')).toBe('PENDING');
  expect(await count('stored_records', 'bluesky-social')).toBeGreaterThan(0);
  await db.transaction((tx) => changeFact(tx, 'legal-hold', 'LH-1', 1, { ...hold, state: 'RELEASED' }, 'test'));
  await gateway.app.tidy();
  expect(stateOf(await current(known.id, 'bluesky-social'), 'STORED_RECORDS')).toBe('DONE');
  expect(await count('stored_records', 'bluesky-social')).toBe(0);
}); // prettier-ignore

describe('closing', () => {
  it('waits for every place: the partner’s copy for its certificate, references for their deletion', async () => {
    let one = await current('AGR-PINTEREST/1', 'pinterest-social');
    const refused = await change('closeAgreement', FIRST, { id: one.id, expectedVersion: one.version });
    expect(refused.errors[0]?.message).toMatch(/REFERENCES, PARTNER_COPY/);
    for (const [more, names] of [
      [{ place: 'STORED_RECORDS' }, 'STORED_RECORDS'],
      [{ place: 'PARTNER_COPY' }, 'certificate'],
      [{ place: 'PARTNER_COPY', certificate: { ...CERTIFICATE, hash: 'xyz' } }, 'certificate.hash'],
      [{ place: 'PARTNER_COPY', certificate: { ...CERTIFICATE, reference: ' ' } }, 'certificate.reference'],
    ] as const) {
      const answer = await change('confirmAgreementReturn', FIRST, {
        id: one.id,
        expectedVersion: one.version,
        ...more,
      });
      expect(codesOf(answer)).toEqual(['INVALID_INPUT']);
      expect(answer.errors[0]?.message).toContain(names);
    }
    one = await done('confirmAgreementReturn', one, { place: 'PARTNER_COPY', certificate: CERTIFICATE });
    expect(stateOf(one, 'PARTNER_COPY')).toBe('DONE');
    const referenced = await count('partner_references', 'pinterest-social');
    expect(referenced).toBeGreaterThan(0);
    one = await done('confirmAgreementReturn', one, { place: 'REFERENCES' });
    expect(one.settlement?.places[1]).toMatchObject({ state: 'DONE', doneBy: 'zhou.min', removed: referenced });
    for (const table of ['partner_references', 'reference_digests', 'partner_tokens'])
      expect([table, await count(table, 'pinterest-social')]).toEqual([table, 0]);
    expect(codesOf(await change('confirmAgreementReturn', FIRST, { id: one.id, expectedVersion: one.version, place: 'REFERENCES' }))).toEqual(['INVALID_INPUT']); // prettier-ignore
    one = await done('closeAgreement', one, {}, SECOND);
    expect(one).toMatchObject({ state: 'CLOSED', settlement: { places: [{ state: 'DONE' }, { state: 'DONE' }, { state: 'DONE' }] } }); // prettier-ignore
    expect(codesOf(await change('activateAgreement', FIRST, { id: one.id, expectedVersion: one.version }))).toEqual(['INVALID_INPUT']); // prettier-ignore
    await expect(gateway.database.asOwner(`UPDATE facts SET version = version + 1 WHERE id = '${one.id}'`)).rejects.toThrow('cannot go from'); // prettier-ignore
    expect((await trailOf(one.id)).slice(-6)).toEqual([
      'TERMINATE_AGREEMENT zhou.min: The partner sells the data on.',
      'OPEN_AGREEMENT_SETTLEMENT zhou.min',
      'DELETE_AGREEMENT_RECORDS gateway',
      'CONFIRM_AGREEMENT_RETURN zhou.min',
      'CONFIRM_AGREEMENT_RETURN zhou.min',
      'CLOSE_AGREEMENT erik.strand',
    ]);
  });

  it('leaves what another agreement with the partner still needs, even one that came into force only meanwhile', async () => {
    const kept = await count('partner_references', 'mastercard-credit');
    let one = await activated('AGR-BESIDE');
    one = await done('terminateAgreement', one, { because: 'Merged into the main one.' });
    expect(stateOf(one, 'REFERENCES')).toBe('CARRIED_OVER');
    const main = await current('AGR-MASTERCARD/1', 'mastercard-credit');
    let ended = await done('terminateAgreement', main, { because: 'To be renegotiated.' });
    expect(stateOf(ended, 'REFERENCES')).toBe('PENDING');
    await activated('AGR-AGAIN');
    ended = await done('confirmAgreementReturn', ended, { place: 'REFERENCES' });
    expect(stateOf(ended, 'REFERENCES')).toBe('CARRIED_OVER');
    expect(await count('partner_references', 'mastercard-credit')).toBe(kept);
  });
});

describe('an agreement whose dates ran out', () => {
  it('is recorded as expired by the gateway, settled, and never served in between', async () => {
    const past = {
      effectiveUntil: '2026-01-01T00:00:00Z',
      partner: 'massive-market',
      kind: 'LICENCE_IN',
      endOfTermDays: 7,
    };
    const { id } = await activated('AGR-PAST', past);
    await gateway.app.tidy();
    const one = await current(id, 'massive-market');
    expect(one).toMatchObject({
      state: 'RETURN_OR_DELETE_PENDING',
      ended: { how: 'EXPIRED', at: '2026-01-01T00:00:00.000Z', by: 'gateway' },
      settlement: {
        dueAt: '2026-01-08T00:00:00.000Z',
        places: [{ name: 'STORED_RECORDS', state: 'DONE', removed: 0 }, { name: 'REFERENCES', state: 'CARRIED_OVER' }],
      },
    }); // prettier-ignore
    expect(await trailOf(id)).toEqual(
      expect.arrayContaining(['EXPIRE_AGREEMENT gateway', 'OPEN_AGREEMENT_SETTLEMENT gateway', 'DELETE_AGREEMENT_RECORDS gateway']),
    ); // prettier-ignore
    await gateway.app.tidy();
    expect((await current(id, 'massive-market')).version).toBe(one.version);
  });

  it('so is a version that a newer one replaced; the partner’s copy goes on under that one', async () => {
    await activated('AGR-OLD', { partner: 'finnhub-market' });
    await activated('AGR-OLD', { partner: 'finnhub-market' });
    await gateway.app.tidy();
    const older = await current('AGR-OLD/1', 'finnhub-market');
    expect(older).toMatchObject({ state: 'RETURN_OR_DELETE_PENDING', ended: { how: 'EXPIRED' } });
    expect(['REFERENCES', 'PARTNER_COPY'].map((name) => stateOf(older, name))).toEqual([
      'CARRIED_OVER',
      'CARRIED_OVER',
    ]);
    expect((await done('closeAgreement', older)).state).toBe('CLOSED');
    expect((await current('AGR-OLD/2', 'finnhub-market')).state).toBe('ACTIVE');
  });

  it('is not touched where its bytes were edited: writing them anew would give them a hash of their own', async () => {
    const { id } = await activated('AGR-TAMPERED', {
      effectiveUntil: '2026-01-01T00:00:00Z',
      partner: 'massive-market',
    });
    await gateway.database.asOwner(`UPDATE facts SET hash = repeat('0', 64) WHERE id = '${id}'`);
    await gateway.app.tidy();
    expect(await readFact(gateway.database.db, 'agreement', id)).toMatchObject({
      body: { state: 'ACTIVE' },
      isIntact: false,
    });
  });
});

it('every reason stays: returned, suspended twice, and the trail tells each', async () => {
  const query = `mutation ($input: ProposeAgreementInput!) { proposeAgreement(input: $input) ${SHOWN} }`;
  let one = read<Shown>(await gateway.ask(AUTHOR, query, { input: { agreementId: 'AGR-WHY', ...TERMS } }), 'proposeAgreement');
  one = await done('submitAgreement', one, {}, AUTHOR);
  one = await done('returnAgreement', one, { because: 'Name the retention.' });
  expect(one).toMatchObject({ state: 'DRAFT', remarks: [{ step: 'RETURN', by: 'zhou.min', because: 'Name the retention.' }] });
  one = await done('submitAgreement', one, {}, AUTHOR);
  one = await done('approveAgreement', await done('approveAgreement', one), {}, SECOND);
  one = await done('activateAgreement', await done('signAgreement', one, {}, AUTHOR));
  for (const because of ['First breach.', 'Second breach.']) {
    one = await done('suspendAgreement', one, { because });
    expect(one.suspendedBecause).toBe(because);
    one = await done('activateAgreement', one);
    expect(one.suspendedBecause).toBeNull();
  }
  expect(one.remarks.map(({ because }) => because)).toEqual(['Name the retention.', 'First breach.', 'Second breach.']);
  const told = ['RETURN_AGREEMENT zhou.min: Name the retention.', 'SUSPEND_AGREEMENT zhou.min: First breach.', 'SUSPEND_AGREEMENT zhou.min: Second breach.'];
  expect(await trailOf(one.id)).toEqual(expect.arrayContaining(told));
}); // prettier-ignore

/**
 * A consent from the notice to its end: what it may rest on, what takes its place, and that an end is an end.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Consent } from '../../src/domain/consent.ts';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { openConsentDesk, type Shown } from '../support/consent-desk.ts';
import { consentInput } from '../support/consent-input.ts';
import { type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, linesOf, pickCustomer, pickCustomers, read, viewOf } from '../support/reading.ts';
import { readTrail } from '../support/trail.ts';

const OFFICER = 'consent-officer';
const CREDIT = 'CREDIT_DECISION';
const CUSTOMERS = pickCustomers(20, { kind: 'PERSON', credit: 'GIVEN', unknownTo: ['mastercard-credit'] });

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

let used = 0;
let customerId = '';
beforeEach(() => {
  customerId = CUSTOMERS[used++ % CUSTOMERS.length]?.id ?? '';
});

const { change, done, refusal } = openConsentDesk(() => gateway);
const grant = (differs: object = {}, id = customerId): Promise<Shown> =>
  done('grantConsent', consentInput(id, differs));

const consentOf = async (id: string): Promise<Consent & { readonly state: string }> => {
  const fact = await readFact(gateway.database.db, 'consent', id);
  if (fact === null) throw new Error(`no consent ${id}`);
  return fact.body;
};

const reasons = async (id = customerId): Promise<unknown> => {
  const answer = await gateway.ask('credit-officer', customerQuery('identity { name }'), { id, purpose: CREDIT });
  const [line] = linesOf(viewOf(answer), 'Identity.name');
  return line?.outcome === 'WITHHOLD' ? line.reasons : line?.consent;
};

const NOTICE = {
  id: 'NOTICE-LOANS', title: 'Loans', purposes: [CREDIT], coordinates: ['Identity.*', 'CreditScore.*'], recipients: ['BANK_INTERNAL'],
  sources: ['mx-credit'], method: 'decided by a person', withdrawal: 'in the app',
  texts: [{ language: 'zh-CN', text: '本行将查询您的信用。' }, { language: 'en', text: 'We ask about your credit.' }],
}; // prettier-ignore
const publish = (differs: object = {}): Promise<Shown> =>
  done('publishNotice', { ...NOTICE, ...differs }, 'compliance-officer');
const onNotice = (differs: object = {}): object => ({
  noticeId: NOTICE.id, noticeVersion: 1, coordinates: ['Identity.name'], sources: ['mx-credit'], ...differs,
}); // prettier-ignore

it('a grant whose answer was lost is said again: one consent, one entry, and its withdrawal leaves nothing', async () => {
  const input = consentInput(customerId, { expiresAt: '2034-01-01T00:00:00.000Z' });
  const [first, again] = await Promise.all([done('grantConsent', input), done('grantConsent', input)]);
  expect(again).toEqual(first);
  expect(await done('withdrawConsent', { id: first.id })).toMatchObject({ state: 'WITHDRAWN' });
  expect(await reasons()).toEqual(['CONSENT_WITHDRAWN']);
  // Said after that it is a new permission, and somebody else's word never is the same.
  const anew = await done('grantConsent', input);
  const colleague = { role: 'consent-officer', application: 'consent-app', subject: 'qian.yu' };
  expect((await done('grantConsent', input, colleague)).id).not.toBe(anew.id);
  expect((await consentOf(anew.id)).state).toBe('SUPERSEDED');
  expect(anew.id).not.toBe(first.id);
});

describe('a notice', () => {
  it('is published by nobody but who may, and nothing malformed is', async () => {
    expect(codesOf(await change('publishNotice', NOTICE, OFFICER))).toEqual(['FORBIDDEN']);
    const wrong = { ...NOTICE, id: 'no blanks', purposes: ['X'], coordinates: ['Nobody.*'], recipients: [], sources: ['acme'], texts: [{ language: '?', text: '' }], method: ' ' }; // prettier-ignore
    const told = await refusal('publishNotice', wrong, 'compliance-officer');
    for (const part of ['id:', '"X"', 'Nobody', 'recipients', 'acme', 'BCP 47', 'method']) expect(told).toContain(part);
  });

  it('stays readable in every version and language, and refuses to be rewritten by the owner of the database', async () => {
    await publish({ id: 'NOTICE-READ' });
    await publish({ id: 'NOTICE-READ', texts: [{ language: 'en', text: 'Reworded.' }] });
    const textOf = async (version: number | null, language: string): Promise<unknown> =>
      (
        await gateway.ask(
          OFFICER,
          'query ($v: Int, $l: String!) { notice(id: "NOTICE-READ", version: $v, language: $l) { text version isIntact } }',
          { v: version, l: language },
        )
      ).data?.['notice'];
    expect(await textOf(1, 'zh-CN')).toEqual({ text: '本行将查询您的信用。', version: 1, isIntact: true });
    expect(await textOf(null, 'en')).toEqual({ text: 'Reworded.', version: 2, isIntact: true });
    expect(await textOf(2, 'zh-CN')).toBeNull();
    await expect(
      gateway.database.asOwner(`UPDATE notice_texts SET text = 'x' WHERE notice_id = 'NOTICE-READ'`),
    ).rejects.toThrow(/append-only/);
  });

  it('that is reworded or narrowed keeps its consents; one that widens ends them', async () => {
    expect(await publish()).toMatchObject({ acceptedFrom: 1 });
    const { id } = await grant(onNotice());
    const texts = [{ language: 'zh-CN', text: '改写。' }];
    expect(await publish({ texts, coordinates: ['Identity.*'] })).toMatchObject({ acceptedFrom: 1, version: 2 });
    await gateway.app.consents.sweep();
    expect((await consentOf(id)).state).toBe('GRANTED');

    const asked = await done('requestConsent', { ...requestOf(), noticeId: NOTICE.id, sources: ['mx-credit'] });
    expect(await publish({ method: 'decided by a computer' })).toMatchObject({ acceptedFrom: 3 });
    await gateway.app.consents.sweep();
    expect(await consentOf(id)).toMatchObject({ state: 'SUPERSEDED', endedBecause: 'NOTICE_CHANGED' });
    expect(await consentOf(asked.id)).toMatchObject({ state: 'EXPIRED', endedBecause: 'NOTICE_CHANGED' });
    expect(await refusal('grantConsent', consentInput(customerId, onNotice()))).toContain('need 3 or later');
  });

  it('that is retired carries no consent any more, old or new, and never comes back', async () => {
    await publish({ id: 'NOTICE-OLD' });
    const { id } = await grant(onNotice({ noticeId: 'NOTICE-OLD' }));
    const retired = await change('retireNotice', { id: 'NOTICE-OLD', because: 'replaced' }, 'compliance-officer');
    expect(read<object>(retired, 'retireNotice')).toMatchObject({ isInUse: false });
    await gateway.app.consents.sweep();
    expect(await consentOf(id)).toMatchObject({ state: 'SUPERSEDED' });
    expect(await refusal('grantConsent', consentInput(customerId, onNotice({ noticeId: 'NOTICE-OLD' })))).toContain(
      'no notice "NOTICE-OLD" is in use',
    );
    expect(await refusal('publishNotice', { ...NOTICE, id: 'NOTICE-OLD' }, 'compliance-officer')).toContain('retired');
  });
});

describe('a consent', () => {
  it('is never wider than its notice, whatever is widened', async () => {
    await publish({ id: 'NOTICE-NARROW' });
    const narrow = { noticeId: 'NOTICE-NARROW' };
    for (const [wider, told] of [
      [{ coordinates: ['*'] }, 'does not name "*"'],
      [{ coordinates: ['Identity.name', 'CashFlow.*'] }, 'does not name "CashFlow.*"'],
      [{ recipients: ['THIRD_PARTY'] }, 'does not name THIRD_PARTY'],
      [{ sources: null }, 'names other partners'],
      [{ sources: ['mastercard-credit'] }, 'names other partners'],
      [{ purpose: 'MARKETING' }, 'does not name "MARKETING"'],
      [{ noticeVersion: 9 }, 'has no version 9'],
      [{ noticeLanguage: 'fr' }, 'written in en, zh-CN'],
      [{ noticeId: '__proto__' }, 'no notice "__proto__"'],
    ] as const) {
      const input = consentInput(customerId, onNotice({ ...narrow, ...wider }));
      expect(await refusal('grantConsent', input), told).toContain(told);
    }
  });

  it('that covers an older one takes its place: withdrawing the new one leaves nothing standing', async () => {
    const older = demoConsentId(customerId, CREDIT);
    const newer = await grant();
    expect(await consentOf(older)).toMatchObject({ state: 'SUPERSEDED', supersededBy: newer.id });
    expect(await reasons()).toBe(newer.id);
    expect(await refusal('withdrawConsent', { id: older })).toContain(newer.id);
    await done('withdrawConsent', { id: newer.id });
    expect(await reasons()).toEqual(['CONSENT_WITHDRAWN']);
  });

  it('that is narrower, weaker in form or starts later leaves the older one', async () => {
    const older = demoConsentId(customerId, CREDIT);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    for (const differs of [
      { coordinates: ['Identity.*'] },
      { sources: ['mx-credit'] },
      { form: 'GENERAL' },
      { startsAt: later },
      { lookBackDays: 30 },
    ]) {
      // prettier-ignore
      await grant(differs);
      expect((await consentOf(older)).state, JSON.stringify(differs)).toBe('GRANTED');
    }
  });

  it('given twice at the same moment leaves one', async () => {
    const both = await Promise.all([grant(), grant({ expressedBy: 'in the app' })]);
    const states = await Promise.all(both.map(async ({ id }) => (await consentOf(id)).state));
    expect(states.sort()).toEqual(['GRANTED', 'SUPERSEDED']);
  });

  it('has a window and a look-back that make sense', async () => {
    const told = await refusal(
      'grantConsent',
      consentInput(customerId, { startsAt: '2090-01-01T00:00:00Z', lookBackDays: 0 }),
    );
    expect(told).toMatch(/startsAt.*lookBackDays/);
  });

  it('is withdrawn together with all others in one call, or with those of one purpose', async () => {
    await grant({ coordinates: ['Identity.*'] });
    const marketing = consentInput(customerId, { purpose: 'MARKETING', noticeId: 'NOTICE-MARKETING', form: 'GENERAL' });
    const offers = await done('grantConsent', marketing);
    const all = async (input: object, who?: Asker): Promise<readonly Shown[]> =>
      read<Shown[]>(await change('withdrawConsents', input, who), 'withdrawConsents');
    expect(await all({ customerId, purpose: CREDIT })).toHaveLength(2);
    expect(await reasons()).toEqual(['CONSENT_WITHDRAWN']);
    expect((await consentOf(offers.id)).state).toBe('GRANTED');
    expect(await all({ customerId })).toMatchObject([{ id: offers.id, state: 'WITHDRAWN' }]);
    expect(await all({ customerId })).toEqual([]);
    expect(codesOf(await change('withdrawConsents', { customerId }, 'auditor'))).toEqual(['FORBIDDEN']);
    expect(await refusal('withdrawConsents', { customerId: 'CUST-999999' })).toContain('no such customer');
  });

  it('found to be void is invalidated, with what was found', async () => {
    const { id } = await grant();
    expect(await done('invalidateConsent', { id, because: 'signature forged' })).toMatchObject({
      state: 'INVALIDATED',
    });
    expect(await reasons()).not.toBe(id);
    expect(await refusal('invalidateConsent', { id: demoConsentId(customerId, CREDIT), because: 'late' })).toContain(
      'SUPERSEDED',
    );
  });

  it('void, its notice retired or its guardianship ended: the log tells why', async () => {
    const { id } = await grant();
    await done('invalidateConsent', { id, because: 'signature forged' });
    const about = { customerId, documentNumber: '310101197001011234', relation: 'PARENT', evidence: 'register' };
    const guardianship = await done('recordGuardianship', about);
    await done('endGuardianship', { id: guardianship.id, because: 'ended by a court' });
    const trail = await readTrail(gateway, { kinds: ['GOVERNANCE_CHANGED'] });
    const why = (event: string) => trail.find((entry) => entry.event === event)?.because;
    expect([why('INVALIDATE_CONSENT'), why('END_GUARDIANSHIP')]).toEqual(['signature forged', 'ended by a court']);
    expect(why('RETIRE_NOTICE')).toBe('replaced');
    expect(why('GRANT_CONSENT')).toBeNull();
  });

  it('past its end is marked by the sweep, and never opens again, not even for the owner of the database', async () => {
    const { id } = await grant();
    const { db } = gateway.database;
    const fact = await readFact(db, 'consent', id);
    if (fact === null) throw new Error('no consent');
    const past = '2026-01-01T00:00:00.000Z' as Consent['expiresAt'];
    await db.transaction((tx) =>
      changeFact(tx, 'consent', id, fact.version, { ...fact.body, expiresAt: past }, 'test'),
    );
    await gateway.app.consents.sweep();
    expect((await consentOf(id)).state).toBe('EXPIRED');
    for (const state of ['GRANTED', 'REQUESTED', 'WITHDRAWN']) {
      const reopen = `UPDATE facts SET state = '${state}', body = replace(body, 'EXPIRED', '${state}'), version = version + 1 WHERE kind = 'consent' AND id = '${id}'`;
      await expect(gateway.database.asOwner(reopen)).rejects.toThrow(/cannot go from EXPIRED/);
    }
  });
});

const requestOf = (differs: object = {}): object => {
  const {
    evidence: _,
    expressedBy: __,
    ...content
  } = consentInput(customerId, {
    coordinates: ['Identity.name'],
    ...differs,
  }) as Record<string, unknown>;
  return { ...content, askedThrough: 'message in the app' };
};

describe('a consent that was asked for', () => {
  const yes = { expressedBy: 'signed form', evidence: { reference: 'archive 7', sha256: 'cd'.repeat(32) } };

  it('permits nothing until the customer said yes, and then what was asked', async () => {
    const { id } = pickCustomer({ kind: 'PERSON', credit: 'NEVER_ASKED' });
    const asked = await done('requestConsent', { ...requestOf(), customerId: id });
    expect(asked.state).toBe('REQUESTED');
    expect(await reasons(id)).toEqual(['NOT_PERMITTED']);
    expect(await refusal('confirmConsent', { id: asked.id, expressedBy: 'yes' })).toContain('SHA-256');
    expect(await done('confirmConsent', { id: asked.id, ...yes })).toMatchObject({ state: 'GRANTED', version: 2 });
    expect(await reasons(id)).toBe(asked.id);
    expect(await refusal('refuseConsent', { id: asked.id })).toContain('GRANTED');
  });

  it('and refused stays refused', async () => {
    const asked = await done('requestConsent', requestOf());
    expect(await done('refuseConsent', { id: asked.id })).toMatchObject({ state: 'REFUSED' });
    expect(await done('refuseConsent', { id: asked.id })).toMatchObject({ version: 2 });
    expect(await refusal('confirmConsent', { id: asked.id, ...yes })).toContain('REFUSED');
    expect(await refusal('withdrawConsent', { id: asked.id })).toContain('REFUSED');
  });

  it('and was widened in the database cannot be confirmed', async () => {
    const asked = await done('requestConsent', requestOf());
    await gateway.database.asOwner(
      `UPDATE facts SET body = replace(body, '"Identity.name"', '"*"') WHERE kind = 'consent' AND id = '${asked.id}'`,
    );
    expect(await refusal('confirmConsent', { id: asked.id, ...yes })).toContain('changed outside');
  });
});

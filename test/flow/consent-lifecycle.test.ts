/**
 * A consent from the notice to its end: who may give it, what it may rest on, what takes its place, and what a customer and a stranger can
 * prove of it afterwards.
 */
import { compactVerify, createRemoteJWKSet, decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Consent } from '../../src/domain/consent.ts';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact, createFact } from '../../src/store/fact-writer.ts';
import { consentInput } from '../support/consent-input.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, linesOf, pickCustomer, pickCustomers, read, viewOf } from '../support/reading.ts';

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

const change = (field: string, input: object, who: Asker = OFFICER): Promise<Answer> => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
  const shown = SELECTIONS[field] ?? 'id state version supersededBy endedBecause givenBy';
  return gateway.ask(who, `mutation ($input: ${type}) { ${field}(input: $input) { ${shown} } }`, { input });
};

const SELECTIONS: Readonly<Record<string, string>> = {
  publishNotice: 'id acceptedFrom version versions { version languages purposes }',
  retireNotice: 'id isInUse',
  recordGuardianship: 'id state guardianId version',
  endGuardianship: 'id state version',
};

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly supersededBy: string | null;
}

const done = async (field: string, input: object, who?: Asker): Promise<Shown> =>
  read<Shown>(await change(field, input, who), field);
const grant = (differs: object = {}, id = customerId): Promise<Shown> =>
  done('grantConsent', consentInput(id, differs));

const refusal = async (field: string, input: object, who?: Asker): Promise<string> => {
  const answer = await change(field, input, who);
  expect([codesOf(answer), answer.data]).toEqual([['INVALID_INPUT'], null]);
  return answer.errors[0]?.message ?? '';
};

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
    const both = await Promise.all([grant(), grant()]);
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

describe('who gives it', () => {
  const evidence = { reference: 'archive 8', sha256: 'ef'.repeat(32) };

  it('an officer only on evidence, and in writing only with the hash of the document', async () => {
    const officer = { givenBy: { kind: 'OFFICER' }, form: 'SEPARATE', evidence: null };
    expect(await refusal('grantConsent', consentInput(customerId, officer))).toContain('evidence shows');
    expect(await refusal('grantConsent', consentInput(customerId, { evidence: null }))).toContain('SHA-256');
    const short = { evidence: { reference: ' ', sha256: 'abc' } };
    expect(await refusal('grantConsent', consentInput(customerId, short))).toMatch(/reference.*64 hex/);
    const { id } = await grant({ ...officer, evidence: { reference: 'call 17' } });
    expect(await consentOf(id)).toMatchObject({ givenBy: { kind: 'OFFICER', evidence: 'call 17' } });
  });

  it('for a minor only a recorded guardian, while the guardianship lasts', async () => {
    const { db } = gateway.database;
    const subject = await readFact(db, 'subject', customerId);
    if (subject === null) throw new Error('no customer');
    await db.transaction((tx) =>
      changeFact(tx, 'subject', customerId, subject.version, { ...subject.body, isMinor: true }, 'test'),
    );
    expect(await refusal('grantConsent', consentInput(customerId))).toContain('art. 31');
    const guardian = CUSTOMERS.at(-1)?.id;
    const about = { customerId, guardianId: guardian, relation: 'PARENT', evidence: 'household register, page 3' };
    const recorded = await done('recordGuardianship', about);
    const by = (guardianshipId: string): object =>
      consentInput(customerId, { givenBy: { kind: 'GUARDIAN', guardianshipId }, evidence });
    expect(await refusal('grantConsent', by('GRD-none'))).toContain('no such guardianship');
    const theirs = await done('recordGuardianship', { ...about, customerId: CUSTOMERS.at(-2)?.id });
    expect(await refusal('grantConsent', by(theirs.id))).toContain('no such guardianship');
    expect(await done('grantConsent', by(recorded.id))).toMatchObject({ state: 'GRANTED', givenBy: 'GUARDIAN' });
    expect(await done('endGuardianship', { id: recorded.id, because: 'of age' })).toMatchObject({
      state: 'ENDED',
      version: 2,
    });
    expect(await refusal('grantConsent', by(recorded.id))).toContain('no such guardianship');
  });

  it('a guardian who is no customer is kept as a digest, and the number is nowhere', async () => {
    const number = '310101197001011234';
    const about = { customerId, documentNumber: number, relation: 'APPOINTED', evidence: 'court ruling' };
    const { id } = await done('recordGuardianship', about);
    const stored = await readFact(gateway.database.db, 'guardianship', id);
    expect(stored?.body.guardian).toEqual({ digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(gateway.logLines.join('\n')).not.toContain(number);
    const listed = await gateway.ask(
      OFFICER,
      'query ($id: ID!) { guardianships(customerId: $id) { edges { node { id guardianId } } } }',
      { id: customerId },
    );
    expect(read<object>(listed, 'guardianships')).toEqual({ edges: [{ node: { id, guardianId: null } }] });
    expect(await refusal('recordGuardianship', { ...about, guardianId: customerId })).toContain('exactly one');
    expect(
      await refusal('recordGuardianship', { customerId, guardianId: customerId, relation: 'PARENT', evidence: 'x' }),
    ).toContain('own guardian');
  });
});

describe('what can be proved of it', () => {
  const ask = async (field: string, id: string, version?: number, who: Asker = OFFICER): Promise<Answer> =>
    gateway.ask(who, `query ($id: ID!, $version: Int) { ${field}(id: $id, version: $version) }`, { id, version });

  it('its history names who recorded what, when', async () => {
    const { id } = await grant();
    await done('withdrawConsent', { id });
    const query =
      'query ($id: ID!) { consentHistory(id: $id) { consent { state version } recordedBy recordedAt isIntact } }';
    expect(read<object>(await gateway.ask('auditor', query, { id }), 'consentHistory')).toMatchObject([
      { consent: { state: 'GRANTED', version: 1 }, recordedBy: 'tan.wei', isIntact: true },
      { consent: { state: 'WITHDRAWN', version: 2 }, recordedBy: 'tan.wei', isIntact: true },
    ]);
    expect(codesOf(await gateway.ask('credit-officer', query, { id }))).toEqual(['FORBIDDEN']);
  });

  it('its receipts are verified by a stranger with the published keys alone, and say what happened', async () => {
    const { id } = await grant({ coordinates: ['Identity.name'] });
    await done('withdrawConsent', { id });
    const keys = createRemoteJWKSet(new URL(gateway.url.replace('/graphql', '/.well-known/jwks.json')));
    const given = read<string>(await ask('consentReceipt', id, 1), 'consentReceipt');
    const ended = read<string>(await ask('consentReceipt', id), 'consentReceipt');
    for (const receipt of [given, ended])
      expect((await compactVerify(receipt, keys)).protectedHeader).toMatchObject({
        alg: 'EdDSA',
        typ: 'consent-receipt+jws',
      });
    expect(decodeJwt(given)).toMatchObject({
      schema_version: 'ISO/IEC TS 27560:2023', record_id: id, pii_principal_id: customerId,
      pii_processing: { privacy_notice: { notice_id: 'NOTICE-CREDIT-DECISION' }, purposes: [{ purpose: CREDIT, lawful_basis: 'CONSENT', withdrawal_method: expect.any(String) as string }] },
      events: [{ event_type: 'consent_given', event_state: 'GRANTED', expressed_by: 'signed form' }],
    }); // prettier-ignore
    expect((decodeJwt(ended)['events'] as object[]).at(-1)).toMatchObject({ event_type: 'consent_withdrawn' });
    expect(read<string>(await ask('consentRecord', id), 'consentRecord')).toBe(
      Buffer.from(ended.split('.')[1] ?? '', 'base64url').toString('utf8'),
    );
    const forged = ended.replace(/\.[^.]*\./, `.${given.split('.')[1]}.`);
    await expect(compactVerify(forged, keys)).rejects.toThrow();
    expect(codesOf(await ask('consentReceipt', id, 7))).toEqual(['INVALID_INPUT']);
    expect(codesOf(await ask('consentReceipt', id, 1, 'credit-officer'))).toEqual(['FORBIDDEN']);
    expect(codesOf(await ask('consentReceipt', 'CNS-none'))).toEqual(['INVALID_INPUT']);
  });

  it('nothing once it was edited in the database', async () => {
    await gateway.database.db.transaction(async (tx) => {
      const known = await readFact(tx, 'consent', demoConsentId(customerId, CREDIT));
      if (known !== null) await createFact(tx, 'consent', `CNS-EDITED-${customerId}`, known.body, 'test');
    });
    const id = `CNS-EDITED-${customerId}`;
    const { asOwner } = gateway.database;
    await asOwner('ALTER TABLE fact_versions DISABLE TRIGGER fact_versions_keep');
    await asOwner(`UPDATE fact_versions SET body = replace(body, 'WRITTEN', 'GENERAL') WHERE id = '${id}'`);
    await asOwner('ALTER TABLE fact_versions ENABLE TRIGGER fact_versions_keep');
    expect((await ask('consentReceipt', id)).errors[0]?.message).toContain('changed outside');
  });
});

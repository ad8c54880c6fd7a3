/**
 * Who may give a consent, and what a customer and a stranger can prove of it afterwards.
 */
import { compactVerify, createRemoteJWKSet, decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Consent } from '../../src/domain/consent.ts';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact, createFact } from '../../src/store/fact-writer.ts';
import { openConsentDesk, type Shown } from '../support/consent-desk.ts';
import { consentInput } from '../support/consent-input.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, pickCustomers, read } from '../support/reading.ts';

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

const { done, refusal } = openConsentDesk(() => gateway);
const grant = (differs: object = {}, id = customerId): Promise<Shown> =>
  done('grantConsent', consentInput(id, differs));

const consentOf = async (id: string): Promise<Consent & { readonly state: string }> => {
  const fact = await readFact(gateway.database.db, 'consent', id);
  if (fact === null) throw new Error(`no consent ${id}`);
  return fact.body;
};

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
    const asOwner = (text: string): Promise<void> => gateway.database.asOwner(text);
    await asOwner('ALTER TABLE fact_versions DISABLE TRIGGER fact_versions_keep');
    await asOwner(`UPDATE fact_versions SET body = replace(body, 'WRITTEN', 'GENERAL') WHERE id = '${id}'`);
    await asOwner('ALTER TABLE fact_versions ENABLE TRIGGER fact_versions_keep');
    expect((await ask('consentReceipt', id)).errors[0]?.message).toContain('changed outside');
  });
});

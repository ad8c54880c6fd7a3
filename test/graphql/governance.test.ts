/** Agreements, consents, purposes, partners and the trail: what reaches governance, and its facts in the words of the schema. */
import { describe, expect, test } from 'vitest';
import type { Agreement, AgreementTerms } from '../../src/domain/agreement.ts';
import type { Consent } from '../../src/domain/consent.ts';
import type { Decimal } from '../../src/domain/decimal.ts';
import type { Fact, FactBodies, FactKind } from '../../src/domain/fact.ts';
import type { AuditEntry } from '../../src/governance/trail/port.ts';
import type { Governance, Page } from '../../src/governance/port.ts';
import { AT, refusingGovernance, startServer } from './support.ts';

const fact = <K extends FactKind>(kind: K, id: string, version: number, body: FactBodies[K]): Fact<K> => ({
  kind,
  id,
  version,
  hash: 'h',
  isIntact: true,
  body,
});

const page = <T>(...nodes: T[]): Page<T> => ({
  items: nodes.map((node, index) => ({ node, cursor: `c${index}` })),
  hasNextPage: true,
});

const GRANT = {
  coordinates: ['CreditScore.*'],
  purposes: ['CREDIT'],
  recipients: ['BANK_INTERNAL'],
  actions: ['VIEW'],
  maxDisclosure: 'MASK',
  cacheTtlS: 60,
  retentionDays: 30,
} as const;

const agreement: Agreement = {
  agreementId: 'mx',
  termsVersion: 1,
  state: 'ACTIVE',
  terms: {
    title: 'Scores', partnerId: 'mx-credit', kind: 'PROVIDE', contact: 'x@example.com', effectiveFrom: AT, effectiveUntil: AT,
    securityMeasures: 's', breachNoticeHours: 24, residency: 'CN', internalUse: true, redistribution: false, derivation: false,
    endOfTerm: 'DELETE', grants: [GRANT],
  }, // prettier-ignore
  termsHash: 'ab',
  author: 'ann',
  approvals: [{ by: 'bob', at: AT }],
};

const consent: Consent = {
  customerId: 'c-1', state: 'GRANTED', purpose: 'CREDIT', coordinates: ['*'], recipients: ['BANK_INTERNAL'], sources: '*', form: 'WRITTEN',
  notice: { id: 'n', version: 2, language: 'zh-CN' }, grantedAt: AT, expiresAt: AT, recordedBy: 'crm', expressedBy: 'signed form',
}; // prettier-ignore

const TERMS = `agreementId: "mx", title: "Scores", partner: "mx-credit", kind: PROVIDE, contact: "x@example.com", effectiveFrom: "2026-01-01T00:00:00Z",
  effectiveUntil: "2027-01-01T08:00:00+08:00", securityMeasures: "s", breachNoticeHours: 24, residency: "CN", internalUse: true,
  redistribution: false, derivation: false, endOfTerm: DELETE`;
const grantInput = (coordinate: string): string =>
  `{ coordinates: ["${coordinate}"], purposes: ["CREDIT"], recipients: [BANK_INTERNAL], actions: [VIEW], maxDisclosure: MASK, cacheTtlS: 60, retentionDays: 30 }`;

describe('agreements', () => {
  test('a proposal reaches governance as terms without the fields that are not terms, instants in UTC', async () => {
    const calls: unknown[][] = [];
    const governance: Governance = {
      ...refusingGovernance,
      agreements: {
        ...refusingGovernance.agreements,
        propose: async (...call) => {
          calls.push(call);
          return fact('agreement', 'mx/1', 1, agreement);
        },
      },
    };
    const { post } = await startServer({ governance });
    const { body } =
      await post(`mutation { proposeAgreement(input: { ${TERMS}, grants: [${grantInput('CreditScore.*')}] }) {
      id partner state title version approvals { by at } signedAt grants { coordinates maxDisclosure } } }`);
    expect(body.errors).toBeUndefined();
    expect(body.data?.['proposeAgreement']).toEqual({
      id: 'mx/1', partner: 'mx-credit', state: 'ACTIVE', title: 'Scores', version: 1, approvals: [{ by: 'bob', at: AT }], signedAt: null,
      grants: [{ coordinates: ['CreditScore.*'], maxDisclosure: 'MASK' }],
    }); // prettier-ignore
    const [actor, id, terms] = calls[0] as [unknown, string, Record<string, unknown>];
    expect(actor).toMatchObject({ requestId: 'req-1', caller: { subject: 'ana' } });
    expect(id).toBe('mx');
    expect(terms).toEqual({
      ...agreement.terms,
      effectiveFrom: '2026-01-01T00:00:00.000Z',
      effectiveUntil: '2027-01-01T00:00:00.000Z',
    });
  });

  test('a budget is part of the terms without its nulls, and what is spent is told in words of the schema', async () => {
    const calls: unknown[][] = [];
    const asked: unknown[] = [];
    const budget = { callsPerDay: 10, moneyPerDay: { amount: '2.50' as Decimal, currency: 'EUR' } };
    const proposed = fact('agreement', 'mx/1', 1, { ...agreement, terms: { ...agreement.terms, budget } });
    const governance: Governance = {
      ...refusingGovernance,
      agreements: {
        ...refusingGovernance.agreements,
        propose: async (...call) => {
          calls.push(call);
          return proposed;
        },
        spending: async (_actor, about) => {
          asked.push(about);
          const level = {
            kind: 'calls-per-day',
            key: 'k',
            span: 'DAY',
            unit: 'calls',
            period: '2026-01-01',
            resetsAt: AT,
          } as const;
          return [{ ...level, limit: '10' as Decimal, spent: '7' as Decimal }];
        },
      },
    };
    const { post } = await startServer({ governance });
    const { body } =
      await post(`mutation { proposeAgreement(input: { ${TERMS}, grants: [${grantInput('CreditScore.*')}],
      budget: { callsPerDay: 10, callsPerMonth: null, moneyPerDay: { amount: "2.50", currency: "EUR" }, pricePerCall: null } }) {
      budget { callsPerDay callsPerMonth moneyPerDay { amount currency } } spending { meter unit period spent limit resetsAt } } }`);
    expect(body.errors).toBeUndefined();
    expect(body.data?.['proposeAgreement']).toEqual({
      budget: { callsPerDay: 10, callsPerMonth: null, moneyPerDay: { amount: '2.50', currency: 'EUR' } },
      spending: [
        { meter: 'calls-per-day', unit: 'calls', period: '2026-01-01', spent: '7', limit: '10', resetsAt: AT },
      ],
    });
    expect(calls[0]?.[2]).toMatchObject({ budget });
    expect(Object.keys((calls[0]?.[2] as AgreementTerms).budget ?? {}).sort()).toEqual(['callsPerDay', 'moneyPerDay']);
    expect(asked).toEqual([{ agreementId: 'mx', budget }]);
  });

  test('a malformed coordinate pattern is refused by its place', async () => {
    const { post } = await startServer();
    const { body } = await post(
      `mutation { proposeAgreement(input: { ${TERMS}, grants: [${grantInput('CreditScore')}] }) { id } }`,
    );
    expect(body.errors?.[0]?.message).toBe('`grants[0].coordinates[0]` must be "Type.field", "Type.*" or "*".');
  });

  test.each([
    ['submitAgreement', 'submit'],
    ['approveAgreement', 'approve'],
    ['returnAgreement', 'sendBack'],
    ['signAgreement', 'sign'],
    ['activateAgreement', 'activate'],
    ['suspendAgreement', 'suspend'],
  ] as const)('%s is %s with the version that was read', async (mutation, method) => {
    const calls: unknown[] = [];
    const agreements = {
      ...refusingGovernance.agreements,
      [method]: async (_actor: unknown, change: unknown) => {
        calls.push(change);
        return fact('agreement', 'mx/1', 8, agreement);
      },
    };
    const { post } = await startServer({ governance: { ...refusingGovernance, agreements } });
    const { body } = await post(
      `mutation { ${mutation}(input: { id: "mx/1", expectedVersion: 7, because: null }) { version } }`,
    );
    expect(body.data?.[mutation]).toEqual({ version: 8 });
    expect(calls).toEqual([{ id: 'mx/1', expectedVersion: 7 }]);
  });
});

describe('consents', () => {
  test('granting passes the notice and the sources on; absent sources mean categories only', async () => {
    const calls: unknown[] = [];
    const consents = {
      ...refusingGovernance.consents,
      grant: async (_actor: unknown, grant: unknown) => {
        calls.push(grant);
        return fact('consent', 'k-1', 1, consent);
      },
    };
    const { post } = await startServer({ governance: { ...refusingGovernance, consents } });
    const { body } =
      await post(`mutation { grantConsent(input: { customerId: "c-1", purpose: "CREDIT", coordinates: ["*"], recipients: [BANK_INTERNAL],
      form: WRITTEN, noticeId: "n", noticeVersion: 2, noticeLanguage: "zh-CN", expiresAt: "2027-01-01T00:00:00Z", expressedBy: "signed form" }) {
      id customerId state sources noticeId noticeVersion noticeLanguage withdrawnAt version } }`);
    expect(body.data?.['grantConsent']).toEqual({
      id: 'k-1', customerId: 'c-1', state: 'GRANTED', sources: null, noticeId: 'n', noticeVersion: 2, noticeLanguage: 'zh-CN', withdrawnAt: null, version: 1,
    }); // prettier-ignore
    expect(calls).toEqual([
      {
        customerId: 'c-1', purpose: 'CREDIT', coordinates: ['*'], recipients: ['BANK_INTERNAL'], sources: '*', form: 'WRITTEN',
        notice: { id: 'n', version: 2, language: 'zh-CN' }, expiresAt: '2027-01-01T00:00:00.000Z', expressedBy: 'signed form',
      }, // prettier-ignore
    ]);
  });

  test('a malformed customer id never reaches governance', async () => {
    const { post } = await startServer();
    const { body } = await post('{ consents(customerId: "a b") { pageInfo { endCursor } } }');
    expect(body.errors?.[0]).toMatchObject({ extensions: { code: 'INVALID_INPUT' } });
    expect(body.errors?.[0]?.message).toContain('`customerId`');
  });
});

describe('pages', () => {
  const governance: Governance = {
    ...refusingGovernance,
    purposes: async (_actor, { first, after }) =>
      page(
        fact('purpose', `${first}-${after ?? 'start'}`, 1, {
          title: 't',
          description: 'd',
          state: 'RETIRED',
          lawfulBasis: 'CONTRACT',
          roles: ['r'],
        }),
      ),
    partners: {
      ...refusingGovernance.partners,
      list: async () => page(fact('partner', 'mx-credit', 1, { title: 'MX', kind: 'CREDIT', state: 'SUSPENDED' })),
    },
  };

  test('are Relay connections; a null `first` is twenty', async () => {
    const { post } = await startServer({ governance });
    const { body } =
      await post(`{ a: purposes(first: 3, after: "x") { edges { cursor node { id isInUse } } pageInfo { hasNextPage endCursor } }
      b: purposes(first: null) { edges { node { id } } } c: purposes { edges { node { id } } } }`);
    expect(body.data).toEqual({
      a: {
        edges: [{ cursor: 'c0', node: { id: '3-x', isInUse: false } }],
        pageInfo: { hasNextPage: true, endCursor: 'c0' },
      },
      b: { edges: [{ node: { id: '20-start' } }] },
      c: { edges: [{ node: { id: '50-start' } }] },
    });
  });

  test('partners tell which datasets they can supply', async () => {
    const { post } = await startServer({ governance });
    const { body } = await post('{ partners { edges { node { id title kind isActive datasets } } } }');
    expect(body.data?.['partners']).toEqual({
      edges: [{ node: { id: 'mx-credit', title: 'MX', kind: 'CREDIT', isActive: false, datasets: ['credit.score'] } }],
    });
  });

  test.each([0, -1, 101])('first: %i is INVALID_INPUT with the bounds', async (first) => {
    const { post } = await startServer({ governance });
    const { body } = await post('query ($first: Int) { partners(first: $first) { pageInfo { endCursor } } }', {
      first,
    });
    expect(body.errors?.[0]?.message).toBe(`\`first\` must be from 1 to 100; it is ${first}.`);
  });
});

describe('the trail', () => {
  test('gets only the parts of the filter that were given, and its entries are told unchanged', async () => {
    const entry: AuditEntry = {
      id: 'e1', recordedAt: AT, kind: 'RELEASED', requestId: 'r', caller: 'ana', application: 'crm', roles: ['advisor'], purpose: 'P',
      customerId: null, subjectDigest: 'd', event: null, because: () => Promise.resolve('x'), target: null, count: 1, facts: ['consent:k@1'],
      fields: [{ coordinates: ['Identity.name'], outcome: 'MASK', reasons: ['MASK_OK'], treatment: 'PERSON_NAME', partner: 'bank', cache: 'OWN', agreement: null, consent: 'k' }],
      gaps: [{ partner: 'p', dataset: 'credit.score', fields: null, code: 'PARTNER_TIMEOUT', retryAfterMs: null, servedStale: false }],
    }; // prettier-ignore
    const calls: unknown[] = [];
    const { post } = await startServer({
      trail: async (_actor, filter, wanted) => {
        calls.push([filter, wanted]);
        return page(entry);
      },
    });
    const { body } = await post(
      `query ($f: AuditFilter) { auditTrail(filter: $f, first: 1) { edges { node {
        id recordedAt kind requestId caller application roles purpose customerId subjectDigest event target because count facts
        fields { coordinates outcome reasons treatment partner cache agreement consent } gaps { partner dataset fields code retryAfterMs servedStale } } } } }`,
      { f: { kinds: ['RELEASED'], from: '2026-01-01T00:00:00Z', caller: null } },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data?.['auditTrail']).toEqual({ edges: [{ node: { ...entry, because: 'x' } }] });
    expect(calls).toEqual([[{ kinds: ['RELEASED'], from: '2026-01-01T00:00:00.000Z' }, { first: 1 }]]);
  });
});

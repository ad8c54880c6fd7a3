/**
 * The policy is data that two people change together: a proposal changes nothing, an approval by somebody else who repeats the hash of what
 * they read holds from the next request on, and nobody can lock everybody out.
 */
import { parse, stringify } from 'yaml';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../src/domain/policy.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, linesOf, read, viewOf } from '../support/reading.ts';
import { readTrail } from '../support/trail.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const officer = (subject: string): Asker => ({
  role: 'compliance-officer',
  application: 'compliance-console',
  subject,
});
const [AUTHOR, OTHER] = [officer('zhou.min'), officer('erik.strand')];

interface Policy {
  readonly number: number;
  readonly documentHash: string;
  readonly document: string;
  readonly isIntact: boolean;
  readonly schemas: readonly string[];
  readonly runningSchema: string;
}
interface Change {
  readonly id: string;
  readonly state: string;
  readonly documentHash: string;
  readonly differences: readonly {
    readonly path: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
}
type Draft = { -readonly [K in keyof PolicyDocument]: Record<string, never> & Record<string, Record<string, unknown>> };

const CHANGE = 'id state documentHash differences { path before after }';
const policy = async (): Promise<Policy> =>
  read(
    await gateway.ask(AUTHOR, '{ policy { number documentHash document isIntact schemas runningSchema } }'),
    'policy',
  );

/** The document in force, changed by hand, as somebody would edit it. */
async function edited(edit: (document: Draft) => void): Promise<{ document: string; base: number }> {
  const { document, number } = await policy();
  const draft = parse(document) as Draft;
  edit(draft);
  return { document: stringify(draft), base: number };
}

const mutate = (who: Asker, field: string, input: object, selection = CHANGE): Promise<Answer> => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
  return gateway.ask(who, `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} } }`, { input });
};
const because = 'the quarterly review';
const propose = async (who: Asker, edit: (document: Draft) => void): Promise<Answer> =>
  mutate(who, 'proposePolicy', { ...(await edited(edit)), because });
const proposed = async (edit: (document: Draft) => void): Promise<Change> =>
  read(await propose(AUTHOR, edit), 'proposePolicy');
const approve = (who: Asker, { id, documentHash }: Pick<Change, 'id' | 'documentHash'>): Promise<Answer> =>
  mutate(who, 'approvePolicy', { id, documentHash });

const score = async (): Promise<string | undefined> => {
  const query = customerQuery('credit { scores { value } }');
  const view = viewOf(await gateway.ask('credit-officer', query, { id: 'CUST-000001', purpose: 'CREDIT_DECISION' }));
  return linesOf(view, 'CreditScore.value')[0]?.outcome;
};
const ceiling = (level: string) => (document: Draft) => {
  const role = document.roles['credit-officer'] as unknown as { ceilings: Record<string, string> };
  role.ceilings['C2'] = level;
};

describe('a change of the policy', () => {
  it('holds from the next request on once somebody else approved what they read, and not a moment before', async () => {
    expect(await score()).toBe('ALLOW');
    const change = await proposed(ceiling('MASK'));
    expect(change).toMatchObject({
      state: 'PROPOSED',
      differences: [{ path: 'roles.credit-officer.ceilings.C2', before: '"ALLOW"', after: '"MASK"' }],
    });
    expect(await score()).toBe('ALLOW');
    const own = await approve(AUTHOR, change);
    expect([codesOf(own), own.errors[0]?.message]).toEqual([
      ['FORBIDDEN'],
      'The author of a policy change cannot approve it. Ask somebody else.',
    ]);
    const unread = await approve(OTHER, { ...change, documentHash: 'f'.repeat(64) });
    expect(unread.errors[0]?.message).toContain('documentHash: it is not the hash of this document');
    expect(await score()).toBe('ALLOW');

    const before = await policy();
    expect(read(await approve(OTHER, change), 'approvePolicy')).toMatchObject({ state: 'IN_FORCE' });
    expect(await score()).toBe('MASK');
    expect(await policy()).toMatchObject({
      number: before.number + 1,
      documentHash: change.documentHash,
      isIntact: true,
    });
    expect(codesOf(await approve(OTHER, change))).toEqual(['INVALID_INPUT']);
    await approved(ceiling('ALLOW'));
    expect(await score()).toBe('ALLOW');
  });

  it('is in the log with who proposed, who approved, why, and each rule it changed', async () => {
    const change = await proposed(ceiling('MASK'));
    await approve(OTHER, change);
    const entries = await readTrail(gateway, { kinds: ['GOVERNANCE_CHANGED'] });
    expect(entries.slice(0, 4).map(({ event, target, caller }) => [event, target, caller])).toEqual([
      ['APPROVE_POLICY', `policy-change:${change.id}`, 'erik.strand'],
      ['CHANGE_ROLE', 'role:credit-officer', 'erik.strand'],
      ['CHANGE_POLICY', 'policy:POLICY', 'erik.strand'],
      ['PROPOSE_POLICY', `policy-change:${change.id}`, 'zhou.min'],
    ]);
    expect(entries[3]?.because).toBe(because);
    await approved(ceiling('ALLOW'));
  });

  it('takes nothing away silently: what a document leaves out is told, and retired, switched off or emptied', async () => {
    const before = await policy();
    const change = await proposed((document) => {
      delete (document.roles as Record<string, unknown>)['marketing-analyst'];
      delete (document.purposes as Record<string, unknown>)['MARKETING'];
      delete (document.applications as Record<string, unknown>)['marketing-studio'];
    });
    expect(change.differences).toEqual([
      { path: 'applications.marketing-studio.isEnabled', before: 'true', after: 'false' },
      { path: 'purposes.MARKETING.state', before: '"IN_USE"', after: '"RETIRED"' },
      { path: 'roles.marketing-analyst.ceilings.C1', before: '"ALLOW"', after: '"WITHHOLD"' },
      { path: 'roles.marketing-analyst.ceilings.C2', before: '"MASK"', after: '"WITHHOLD"' },
      { path: 'roles.marketing-analyst.ceilings.NON_PERSONAL', before: '"ALLOW"', after: '"WITHHOLD"' },
      { path: 'roles.marketing-analyst.trust', before: '"NORMAL"', after: '"LOW"' },
    ]);
    await approve(OTHER, change);
    const view = viewOf(
      await gateway.ask('marketing-analyst', customerQuery('identity { name }'), {
        id: 'CUST-000001',
        purpose: 'MARKETING',
      }),
    );
    expect(linesOf(view, 'Identity.name')[0]).toMatchObject({ outcome: 'WITHHOLD', reasons: ['PRINCIPAL_DISABLED'] });
    const back = await mutate(AUTHOR, 'proposePolicy', {
      document: before.document,
      base: before.number + 1,
      because: 'it was a trial',
    });
    await approve(OTHER, read<Change>(back, 'proposePolicy'));
    expect(await policy()).toMatchObject({ documentHash: before.documentHash, isIntact: true });
  });

  it.each<[string, (document: Draft) => void, string]>([
    [
      'nobody could propose or approve the next one',
      (document) => {
        (document.applications['compliance-console'] as unknown as { isEnabled: boolean }).isEnabled = false;
      },
      'nobody could change the policy again: an enabled application must have a role with "policy:approve"',
    ],
    ['the running schema is no longer part of it', (document) => {
      (document.rules as unknown as { schemas: string[] }).schemas = ['a'.repeat(64)];
    }, 'rules.schemas: must keep'],
    ['it names a role that does not exist', (document) => {
      (document.purposes['MARKETING'] as unknown as { roles: string[] }).roles = ['ghost'];
    }, 'purposes.MARKETING.roles[0]: no role "ghost"'],
    ['it would show what authenticates a customer', (document) => {
      (document.roles['credit-officer'] as unknown as { ceilings: Record<string, string> }).ceilings['C3'] = 'ALLOW';
    }, 'roles.credit-officer.ceilings.C3: must be WITHHOLD'],
    ['a rule names a field that does not exist', (document) => {
      (document.rules as unknown as { consentForms: object[] }).consentForms = [
        { because: 'PIPL art. 29', form: 'SEPARATE', coordinates: ['CreditScore.colour'] },
      ];
    }, 'rules.consentForms[0].coordinates[0]: no governed field "CreditScore.colour"'],
    ['a joint mask asks for more than there is', (document) => {
      const members = [{ coordinate: 'Identity.birthDate', clear: '6', masked: '12' }];
      (document.rules as unknown as { jointMasks: object[] }).jointMasks = [
        { id: 'j', because: 'GDPR art. 4(5)', candidates: '10', minimum: '100', members },
      ];
    }, 'a field in clear must divide by at least as much as masked'],
    ['it changes nothing', () => undefined, 'document: it says what is in force already'],
  ])('is refused when %s', async (_what, edit, problem) => {
    const answer = await propose(AUTHOR, edit);
    expect(codesOf(answer)).toEqual(['INVALID_INPUT']);
    expect(answer.errors[0]?.message).toContain(problem);
  }); // prettier-ignore

  it.each([
    ['no YAML', 'roles: {', 'line 1'],
    ['a list', '- a', 'the document must be a map with roles, purposes, applications, rules'],
    ['half of it', 'roles: {}', 'purposes: must be a map from id to body'],
    ['a bomb of aliases', `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nroles: [*c,*c,*c,*c,*c,*c,*c]`, 'alias'],
    ['a key that reaches into objects', 'roles: { __proto__: { isAdmin: true } }\npurposes: {}\napplications: {}\nrules: {}', 'roles.__proto__'],
  ])('is refused as %s, with what is wrong and where', async (_what, document, problem) => {
    const { number } = await policy();
    const answer = await mutate(AUTHOR, 'proposePolicy', { document, base: number, because });
    expect(codesOf(answer)).toEqual(['INVALID_INPUT']);
    expect(answer.errors[0]?.message).toContain(problem);
  }); // prettier-ignore

  it('is nobody else’s to read, propose or decide, and each refusal is logged', async () => {
    const change = await proposed(ceiling('MASK'));
    const input = { ...(await edited(ceiling('MASK'))), because };
    const refused = [
      await gateway.ask('credit-officer', '{ policy { number } }'),
      await mutate('credit-officer', 'proposePolicy', input),
      await approve('auditor', change),
      await mutate('auditor', 'refusePolicy', { id: change.id, because }),
      await mutate('auditor', 'recallPolicy', { id: change.id }),
      await mutate(OTHER, 'recallPolicy', { id: change.id }),
      await mutate(AUTHOR, 'refusePolicy', { id: change.id, because }),
    ];
    expect(refused.map(codesOf)).toEqual(refused.map(() => ['FORBIDDEN']));
    expect(codesOf(await gateway.ask('auditor', `{ policyChange(id: "${change.id}") { id } }`))).toEqual([]);
    expect(read(await mutate(AUTHOR, 'recallPolicy', { id: change.id }), 'recallPolicy')).toMatchObject({
      state: 'RECALLED',
    });
    expect(codesOf(await approve(OTHER, change))).toEqual(['INVALID_INPUT']);
  });

  it('that was refused says why and never comes back', async () => {
    const change = await proposed(ceiling('MASK'));
    const answer = await mutate(
      OTHER,
      'refusePolicy',
      { id: change.id, because: 'too strict' },
      'state refusedBecause decidedBy',
    );
    expect(read(answer, 'refusePolicy')).toEqual({
      state: 'REFUSED',
      refusedBecause: 'too strict',
      decidedBy: 'erik.strand',
    });
    expect((await approve(OTHER, change)).errors[0]?.message).toContain('REFUSED already');
    await expect(
      gateway.database.asOwner(
        `UPDATE facts SET state = 'PROPOSED', version = version + 1, body = replace(body, '"REFUSED"', '"PROPOSED"') WHERE id = '${change.id}'`,
      ),
    ).rejects.toThrow(/cannot go from/);
  });
});

describe('of changes at the same time', () => {
  it('one made from a policy that is no longer in force is refused', async () => {
    const [one, other] = [await proposed(ceiling('MASK')), await proposed(ceiling('WITHHOLD'))];
    const answers = await Promise.all([approve(OTHER, one), approve(officer('third.officer'), other)]);
    expect(answers.flatMap(codesOf)).toHaveLength(1);
    const { number } = await policy();
    expect((await approve(OTHER, one)).errors[0]?.message).toMatch(/already|policy \d+ is in force. Propose it again/);
    const stale = await mutate(AUTHOR, 'proposePolicy', {
      ...(await edited(ceiling('MASK'))),
      base: number - 1,
      because,
    });
    expect(stale.errors[0]?.message).toContain(
      `base: it was made from policy ${number - 1}, and policy ${number} is in force`,
    );
    await approved(ceiling('ALLOW'));
  });
});

describe('whoever edits past the gateway', () => {
  beforeEach(async () => {
    expect((await policy()).isIntact).toBe(true);
  });

  it('cannot slip another document under an approval', async () => {
    const change = await proposed(ceiling('MASK'));
    await gateway.database.asOwner(
      `UPDATE facts SET body = replace(body, '"C2":"MASK"', '"C2":"ALLOW"') WHERE kind = 'policy-change' AND id = '${change.id}'`,
    );
    expect((await approve(OTHER, change)).errors[0]?.message).toContain('not the one that was proposed');
  });

  it('is seen, loses what was edited, and is put right by two people', async () => {
    await gateway.database.asOwner(
      `UPDATE facts SET body = replace(body, '"capabilities":[]', '"capabilities":["audit:read"]') WHERE kind = 'role' AND id = 'credit-officer'`,
    );
    const found = await policy();
    expect(found.isIntact).toBe(false);
    expect(parse(found.document) as Draft).toMatchObject({ roles: { 'credit-officer': { capabilities: [] } } });
    expect(await score()).toBe('WITHHOLD');
    await approved(() => undefined);
    expect((await policy()).isIntact).toBe(true);
    expect(await score()).toBe('ALLOW');
  });
});

async function approved(edit: (document: Draft) => void): Promise<void> {
  const answer = await approve(OTHER, await proposed(edit));
  expect(read(answer, 'approvePolicy')).toMatchObject({ state: 'IN_FORCE' });
}

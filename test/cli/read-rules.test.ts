/** A rules file as a person writes it: what it may say, and that every mistake is told with its path. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { demoRules } from '../../src/sandbox/demo-bank/load.ts';
import { APPLICATION, PARTNER, PURPOSE, readObject, readText, ROLE, RULES } from './sample-rules.ts';

describe('a rules file', () => {
  it('becomes the facts it describes, in the words of the domain', () => {
    expect(readObject(RULES)).toEqual({
      drafts: [
        { kind: 'role', id: 'officer', body: ROLE },
        { kind: 'purpose', id: 'CREDIT', body: PURPOSE },
        { kind: 'principal', id: 'loan-desk', body: APPLICATION },
        { kind: 'partner', id: 'mx-credit', body: PARTNER },
      ],
      general: {},
      problems: [],
      rolesElsewhere: [],
    });
  });

  it('can say everything that the demo bank says', () => {
    const sections = { role: 'roles', purpose: 'purposes', principal: 'applications', partner: 'partners' } as const;
    const content: Record<string, Record<string, unknown>> = {};
    for (const { kind, id, body } of demoRules('')) {
      if (kind in sections) (content[sections[kind as keyof typeof sections]] ??= {})[id] = body;
    }
    const { drafts, problems, rolesElsewhere } = readObject(content);
    expect([problems, rolesElsewhere]).toEqual([[], []]);
    expect(drafts).toHaveLength(Object.values(content).flatMap(Object.keys).length);
  });

  it.each([
    ['C3 above WITHHOLD', { roles: { a: { ...ROLE, ceilings: { ...ROLE.ceilings, C3: 'MASK' } } } }, 'roles.a.ceilings.C3: must be WITHHOLD'],
    ['an incomplete ceiling', { roles: { a: { ...ROLE, ceilings: { C1: 'ALLOW', C2: 'ALLOW', C3: 'WITHHOLD' } } } }, 'roles.a.ceilings.NON_PERSONAL: is missing'],
    ['an unknown capability', { roles: { a: { ...ROLE, capabilities: ['consent:read', 'money:print'] } } }, 'roles.a.capabilities[1]: must be one of agreement:read'],
    ['a capability given twice', { roles: { a: { ...ROLE, capabilities: ['audit:read', 'audit:read'] } } }, 'roles.a.capabilities: names something twice'],
    ['an unknown key', { roles: { a: { ...ROLE, colour: 'red' } } }, 'roles.a.colour: there is no such key'],
    ['an unknown class', { roles: { a: { ...ROLE, ceilings: { ...ROLE.ceilings, C4: 'ALLOW' } } } }, 'roles.a.ceilings.C4: there is no such key'],
    ['a role id that no token shows', { roles: { 'credit officer': ROLE } }, 'roles."credit officer": an id is'],
    ['an empty id', { roles: { '': ROLE } }, 'roles."": an id is'],
    ['no body', { roles: { a: null } }, 'roles.a: must be a map'],
    ['a list for a section', { roles: [ROLE] }, 'roles: must be a map from id to body'],
    ['an empty section', { roles: null }, 'roles: must be a map from id to body'],
    ['an unknown section', { role: { a: ROLE } }, 'role: there is no such section'],
    ['a purpose id that no query takes', { purposes: { 'A B': PURPOSE } }, 'purposes."A B": an id is'],
    ['a lawful basis the law does not know', { purposes: { A: { ...PURPOSE, lawfulBasis: 'CURIOSITY' } } }, 'purposes.A.lawfulBasis: must be one of CONSENT'],
    ['an unknown urgency', { purposes: { A: { ...PURPOSE, urgency: 'SOON' } } }, 'purposes.A.urgency: must be one of CRITICAL, INTERACTIVE, BATCH'],
    ['an unknown state', { purposes: { A: { ...PURPOSE, state: 'ACTIVE' } } }, 'purposes.A.state: must be one of IN_USE, RETIRED'],
    ['an empty title', { purposes: { A: { ...PURPOSE, title: ' ' } } }, 'purposes.A.title: must be 1 to 200 characters'],
    ['text with a control character', { purposes: { A: { ...PURPOSE, description: 'a\u0000b' } } }, 'purposes.A.description: must be 1 to 500 characters'],
    ['an application that is neither on nor off', { applications: { a: { ...APPLICATION, isEnabled: 'yes' } } }, 'applications.a.isEnabled: must be true or false'],
    ['no scope', { applications: { a: { ...APPLICATION, scope: undefined } } }, 'applications.a.scope: is missing'],
    ['a scope of nothing', { applications: { a: { ...APPLICATION, scope: { legalEntities: '*', branches: [] } } } }, 'applications.a.scope.branches: must be "*" or a list'],
    ['an unknown recipient', { applications: { a: { ...APPLICATION, recipientClass: 'FRIENDS' } } }, 'applications.a.recipientClass: must be one of BANK_INTERNAL'],
    ['a partner without a connector', { partners: { equifax: PARTNER } }, 'partners.equifax: there is no such connector; there are bluesky-social'],
    ['a partner of another kind', { partners: { 'mx-credit': { ...PARTNER, kind: 'SOCIAL' } } }, 'partners.mx-credit.kind: the connector is of kind CREDIT'],
    ['a title that turns the direction of text', { roles: { a: { ...ROLE, title: 'Clerk \u202e' } } }, 'roles.a.title: must be 1 to 200 characters'],
    ['a joint mask whose minimum is no person', { policy: { jointMasks: [{ id: 'j', because: 'x', candidates: '10', minimum: '0.5', members: [{ coordinate: 'Identity.birthDate', clear: '2', masked: '1' }] }] } }, 'policy.jointMasks[0]: minimum must be 1 or more'],
    ['an unknown partner state', { partners: { 'mx-credit': { ...PARTNER, state: 'IN_USE' } } }, 'partners.mx-credit.state: must be one of ACTIVE, SUSPENDED'],
  ])('with %s is refused with its path', (_what, content, problem) => {
    const { problems } = readObject(content);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  }); // prettier-ignore

  it.each([
    ['nothing in it', '', 'the file must be a map with roles, purposes, applications, partners'],
    ['an id twice', 'roles:\n  a: {}\n  a: {}\n', 'Map keys must be unique at line 3'],
    ['broken YAML', 'roles: {', 'line 1'],
    ['two documents', 'roles: {}\n---\nroles: {}\n', 'multiple documents'],
    ['a tag of its own', 'roles: !secret {}\n', 'Unresolved tag'],
    ['an alias to nothing', 'roles: *nothing\n', 'nothing'],
    ['a key that reaches into objects', 'partners:\n  __proto__: { title: MX, kind: CREDIT, state: ACTIVE }\n', '__proto__: there is no such connector'],
  ])('with %s is refused', (_what, text, problem) => {
    expect(readText(text).problems.join('\n')).toContain(problem);
  }); // prettier-ignore

  it('as large as a request may be is refused at once, however many keys it has', () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join('\n');
    const startedAt = performance.now();
    expect(readText(text).problems).toHaveLength(40_000);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

it('README’s example is a rules file in order', () => {
  const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
  const example = /```yaml\n(# rules\.yaml\n[\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { drafts, problems, rolesElsewhere } = readText(example);
  expect([problems, rolesElsewhere]).toEqual([[], []]);
  expect(drafts.length).toBeGreaterThan(5);
});

/**
 * A rules file (YAML, or JSON, which is YAML too) as facts to record, or everything that is wrong with it, a path each. Pure: roles
 * that the file names without describing them are left for whoever can look into the database.
 */
import type { z } from 'zod';
import type { Fact } from '../domain/fact.ts';
import type { PolicyRules } from '../domain/policy.ts';
import { someRulesShape } from '../governance/policy/policy-shape.ts';
import { type IdForm, PURPOSE_FORM, TOKEN_ID } from '../governance/policy/read-document.ts';
import { isMap, problemsOf, readYaml, shown } from '../governance/policy/read-yaml.ts';
import { applicationShape, partnerShape, purposeShape, roleShape } from '../governance/policy/rule-shapes.ts';
import type { FactDraft } from '../store/fact-writer.ts';

export type RuleKind = 'role' | 'purpose' | 'principal' | 'partner';
export type RuleDraft = Extract<FactDraft, { readonly kind: RuleKind }>;
export type RuleFact = Fact<RuleKind>;

/** What a partner's connector says of itself. */
export type KnownConnectors = ReadonlyMap<string, { readonly kind: string }>;

export interface RulesFile {
  readonly drafts: readonly RuleDraft[];
  /** What it says of the general rules. */
  readonly general: GeneralRules;
  /** `purposes.MARKETING.state: must be one of IN_USE, RETIRED`. */
  readonly problems: readonly string[];
  /** Roles that purposes and applications name and this file does not describe. */
  readonly rolesElsewhere: readonly { readonly path: string; readonly role: string }[];
}

interface Section {
  readonly kind: RuleKind;
  readonly shape: z.ZodType;
  readonly id?: IdForm;
}

const SECTIONS = {
  roles: { kind: 'role', shape: roleShape, id: TOKEN_ID },
  purposes: { kind: 'purpose', shape: purposeShape, id: PURPOSE_FORM },
  applications: { kind: 'principal', shape: applicationShape, id: TOKEN_ID },
  partners: { kind: 'partner', shape: partnerShape },
} as const satisfies Record<string, Section>;

type SectionName = keyof typeof SECTIONS;
const MAPS = Object.keys(SECTIONS) as readonly SectionName[];
/** `policy`: the general rules that the file changes; the others are maps from id to body. */
const NAMES: readonly string[] = [...MAPS, 'policy'];

export type GeneralRules = Partial<Omit<PolicyRules, 'number' | 'documentHash'>>;

const refused = (...problems: readonly string[]): RulesFile => ({
  drafts: [],
  general: {},
  problems,
  rolesElsewhere: [],
});

export function readRules(text: string, connectors: KnownConnectors): RulesFile {
  const parsed = readYaml(text);
  if ('problems' in parsed) return refused(...parsed.problems);
  const { content } = parsed;
  if (!isMap(content) || Object.keys(content).length === 0)
    return refused(`the file must be a map with ${NAMES.join(', ')}`);
  const described = new Set(isMap(content['roles']) ? Object.keys(content['roles']) : []);
  const sections = MAPS.filter((name) => content[name] !== undefined).map((name) =>
    readSection(name, content[name], connectors),
  );
  const general = content['policy'] === undefined ? null : someRulesShape.safeParse(content['policy']);
  return {
    drafts: sections.flatMap(({ drafts }) => drafts),
    general: general?.success === true ? general.data : {},
    problems: [
      ...Object.keys(content)
        .filter((name) => !NAMES.includes(name))
        .map((name) => `${name}: there is no such section; the sections are ${NAMES.join(', ')}`),
      ...sections.flatMap(({ problems }) => problems),
      ...(general?.error?.issues.flatMap((issue) => problemsOf('policy', issue)) ?? []),
    ],
    rolesElsewhere: sections.flatMap(({ rolesNamed }) => rolesNamed).filter(({ role }) => !described.has(role)),
  };
}

interface SectionRead {
  readonly drafts: readonly RuleDraft[];
  readonly problems: readonly string[];
  readonly rolesNamed: RulesFile['rolesElsewhere'];
}

function readSection(name: SectionName, content: unknown, connectors: KnownConnectors): SectionRead {
  if (!isMap(content)) return { drafts: [], problems: [`${name}: must be a map from id to body`], rolesNamed: [] };
  const read = Object.entries(content).map(([id, body]) => readRule(name, id, body, connectors));
  return {
    drafts: read.flatMap(({ drafts }) => drafts),
    problems: read.flatMap(({ problems }) => problems),
    rolesNamed: read.flatMap(({ rolesNamed }) => rolesNamed),
  };
}

function readRule(name: SectionName, id: string, body: unknown, connectors: KnownConnectors): SectionRead {
  const section: Section = SECTIONS[name];
  const path = `${name}.${shown(id)}`;
  const parsed = section.shape.safeParse(body);
  const problems = [
    ...(section.id === undefined || section.id.form.test(id) ? [] : [`${path}: ${section.id.rule}`]),
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(path, issue))),
    ...(name === 'partners' ? connectorProblems(path, id, body, connectors) : []),
  ];
  // The shape of a section is the shape of its kind.
  const drafts = parsed.success ? [{ kind: section.kind, id, body: parsed.data } as RuleDraft] : [];
  return { drafts, problems, rolesNamed: rolesNamedBy(path, body) };
}

/** A partner is its connector: only one that is built in can be asked, and it is what it says it is. */
function connectorProblems(path: string, id: string, body: unknown, connectors: KnownConnectors): readonly string[] {
  const connector = connectors.get(id);
  if (connector === undefined)
    return [`${path}: there is no such connector; there are ${[...connectors.keys()].join(', ')}`];
  const kind = isMap(body) ? body['kind'] : undefined;
  const isOther = typeof kind === 'string' && kind !== connector.kind;
  return isOther ? [`${path}.kind: the connector is of kind ${connector.kind}`] : [];
}

/** Read from the raw body, so that one round of corrections is enough. */
function rolesNamedBy(path: string, body: unknown): RulesFile['rolesElsewhere'] {
  const roles = isMap(body) ? body['roles'] : undefined;
  if (!Array.isArray(roles)) return [];
  return roles.flatMap((role: unknown, i) => (typeof role === 'string' ? [{ path: `${path}.roles[${i}]`, role }] : []));
}

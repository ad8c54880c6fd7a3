/**
 * A policy document from the text its author wrote, or everything that is wrong with its form, a path each. Pure. Every section must be there:
 * a document is whole, and what it leaves out of a section is given up (complete-document.ts).
 */
import type { z } from 'zod';
import type { PolicyDocument } from '../../domain/policy.ts';
import { generalRulesShape } from './policy-shape.ts';
import { type Content, isMap, problemsOf, readYaml, shown } from './read-yaml.ts';
import { applicationShape, PURPOSE_ID, purposeShape, roleShape, TOKEN_NAME } from './rule-shapes.ts';

export type DocumentRead = { readonly document: PolicyDocument } | { readonly problems: readonly string[] };

export interface IdForm {
  readonly form: RegExp;
  readonly rule: string;
}

export const TOKEN_ID: IdForm = {
  form: TOKEN_NAME,
  rule: 'an id is 1 to 256 printable ASCII characters without blanks',
};

export const PURPOSE_FORM: IdForm = {
  form: PURPOSE_ID,
  rule: 'an id is 1 to 64 letters, digits, "-", "_" and ".", a letter or digit first',
};

const MAPS = {
  roles: { shape: roleShape, id: TOKEN_ID },
  purposes: { shape: purposeShape, id: PURPOSE_FORM },
  applications: { shape: applicationShape, id: TOKEN_ID },
} as const;

const SECTIONS = [...Object.keys(MAPS), 'rules'];
const MAX_LENGTH = 1_000_000;

export function readDocument(text: string): DocumentRead {
  if (text.length > MAX_LENGTH) return { problems: [`the document must be at most ${MAX_LENGTH} characters long`] };
  const parsed = readYaml(text);
  if ('problems' in parsed) return parsed;
  const { content } = parsed;
  if (!isMap(content)) return { problems: [`the document must be a map with ${SECTIONS.join(', ')}`] };
  const problems = [...unknownSections(content), ...problemsIn(content)];
  // Each section has the shape of its part.
  return problems.length > 0 ? { problems } : { document: wellFormed(content) };
}

const unknownSections = (content: Content): readonly string[] =>
  Object.keys(content)
    .filter((name) => !SECTIONS.includes(name))
    .map((name) => `${shown(name)}: there is no such section; the sections are ${SECTIONS.join(', ')}`);

function problemsIn(content: Content): readonly string[] {
  const rules = generalRulesShape.safeParse(content['rules']);
  return [
    ...Object.entries(MAPS).flatMap(([name, { shape, id }]) => problemsInMap(name, content[name], shape, id)),
    ...(rules.success ? [] : rules.error.issues.flatMap((issue) => problemsOf('rules', issue))),
  ];
}

function problemsInMap(name: string, section: unknown, shape: z.ZodType, id: IdForm): readonly string[] {
  if (!isMap(section)) return [`${name}: must be a map from id to body`];
  return Object.entries(section).flatMap(([key, body]) => {
    const path = `${name}.${shown(key)}`;
    const parsed = shape.safeParse(body);
    return [
      ...(id.form.test(key) ? [] : [`${path}: ${id.rule}`]),
      ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(path, issue))),
    ];
  });
}

/** Read again through the shapes, which spell numbers one way. */
const wellFormed = (content: Content): PolicyDocument => ({
  roles: eachOf(content['roles'], (body) => roleShape.parse(body)),
  purposes: eachOf(content['purposes'], (body) => purposeShape.parse(body)),
  applications: eachOf(content['applications'], (body) => applicationShape.parse(body)),
  rules: generalRulesShape.parse(content['rules']),
});

const eachOf = <T>(section: unknown, read: (body: unknown) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(section as Content).map(([id, body]) => [id, read(body)]));

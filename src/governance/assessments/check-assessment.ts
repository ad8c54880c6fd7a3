/**
 * Does a proposed impact assessment say what the law asks of it, in words that gate 8 can read? Says everything that is wrong at once. Pure.
 */
import { DATA_CLASSES } from '../../domain/classification.ts';
import { invalidInput } from '../../domain/errors.ts';
import { epochMsOf } from '../../domain/instant.ts';
import { BANK } from '../../domain/sourced.ts';
import type { Vocabulary } from '../check-terms.ts';
import type { AssessmentContent } from './port.ts';

/** Circumstances change: an assessment is made anew at least so often. */
const FIVE_YEARS_MS = 5 * 365.25 * 86_400_000;
const MANY = 200;

/** Throws INVALID_INPUT. */
export function checkAssessment(content: AssessmentContent, vocabulary: Vocabulary): void {
  const { purposes, classes, sources, validFrom, validUntil, report } = content;
  const lastsMs = epochMsOf(validUntil) - epochMsOf(validFrom);
  const problems = [
    ...checkText('title', content.title),
    ...checkText('conclusion', content.conclusion),
    ...checkText('report.reference', report.reference),
    ...unless(/^[0-9a-f]{64}$/.test(report.hash), 'report.hash: the SHA-256 of the report, 64 hexadecimal digits in lower case.'),
    ...checkNames('purposes', purposes, (id) => vocabulary.isPurpose(id), 'purpose'),
    ...checkNames('classes', classes, (name) => (DATA_CLASSES as readonly string[]).includes(name), 'class'),
    ...(sources === '*' ? [] : checkNames('sources', sources, (id) => id === BANK || vocabulary.isPartner(id), 'partner')),
    ...unless(lastsMs > 0 && lastsMs <= FIVE_YEARS_MS, 'validUntil: after validFrom, at most five years later.'),
  ]; // prettier-ignore
  if (problems.length > 0) throw invalidInput(problems.slice(0, 20).join(' '));
}

function checkNames(
  at: string,
  names: readonly string[],
  isKnown: (name: string) => boolean,
  what: string,
): readonly string[] {
  return [
    ...unless(names.length > 0 && names.length <= MANY, `${at}: 1 to ${MANY}.`),
    ...unless(new Set(names).size === names.length, `${at}: each only once.`),
    ...names.filter((name) => !isKnown(name)).map((name) => `${at}: no ${what} "${name.slice(0, 80)}" is registered.`),
  ];
}

const checkText = (name: string, text: string): readonly string[] =>
  unless(text.trim() !== '' && text.length <= 500, `${name}: 1 to 500 characters.`);

const unless = (isRight: boolean, problem: string): readonly string[] => (isRight ? [] : [problem]);

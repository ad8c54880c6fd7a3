/**
 * What the general rules of a policy and a whole policy document must look like. Knows the form only; whether what they name exists is asked
 * in check-document.ts.
 */
import { z } from 'zod';
import type { CoordinatePattern, RecipientClass } from '../../domain/agreement.ts';
import { type Coordinate, DATA_KINDS, type DataClass } from '../../domain/classification.ts';
import { compareDecimals, type Decimal, parseDecimal } from '../../domain/decimal.ts';
import type { ConsentFormRule, JointMaskRule, PolicyRules } from '../../domain/policy.ts';
import { body, listOf, missingOr, oneOf, text } from './rule-shapes.ts';

const wholeNumber = (from: number, to: number) => {
  const error = missingOr(`must be a whole number from ${from} to ${to}`);
  return z.int({ error }).min(from, { error }).max(to, { error });
};

const PATTERN = /^(\*|[A-Za-z_][A-Za-z0-9_]{0,99}\.(\*|[A-Za-z_][A-Za-z0-9_]{0,99}))$/;
const pattern = z
  .string({ error: missingOr('must be text') })
  .refine((value): value is CoordinatePattern => PATTERN.test(value), {
    error: 'must be "Type.field", "Type.*" or "*"',
  });

const coordinate = z
  .string({ error: missingOr('must be text') })
  .refine((value): value is Coordinate => PATTERN.test(value) && !value.endsWith('*'), {
    error: 'must be "Type.field"',
  });

const ZERO = '0' as Decimal;
const DECIMAL = 'must be a number above 0 as text, such as "12.5"';
const decimal = z
  .string({ error: missingOr(DECIMAL) })
  .transform((value) => parseDecimal(value) ?? ZERO)
  .refine((value) => compareDecimals(value, ZERO) > 0, { error: DECIMAL });

const atLeastOne = <T extends z.ZodType>(item: T) =>
  listOf(item).refine((list) => list.length > 0, { error: 'must name at least one; leave it out for all' });

const dataClass = oneOf<DataClass>({ NON_PERSONAL: true, C1: true, C2: true, C3: true });
const dataKind = z.enum(DATA_KINDS, { error: missingOr(`must be one of ${DATA_KINDS.join(', ')}`) });
export const recipientClass = oneOf<RecipientClass>({
  BANK_INTERNAL: true,
  AFFILIATE: true,
  PROCESSOR: true,
  THIRD_PARTY: true,
});

const consentForm = body({
  because: text(200),
  form: oneOf<ConsentFormRule['form']>({ SEPARATE: true, WRITTEN: true }),
  coordinates: atLeastOne(pattern).exactOptional(),
  kinds: atLeastOne(dataKind).exactOptional(),
  recipients: atLeastOne(recipientClass).exactOptional(),
}) satisfies z.ZodType<ConsentFormRule>;

const ONE = '1' as Decimal;
const jointMask = body({
  id: z.string({ error: missingOr('must be text') }).regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, {
    error: 'must be 1 to 64 letters, digits, "-", "_" and ".", a letter or digit first',
  }),
  because: text(200),
  candidates: decimal,
  minimum: decimal,
  members: z
    .array(body({ coordinate, clear: decimal, masked: decimal }), { error: missingOr('must be a list') })
    .min(1, { error: 'must name at least one field' })
    .refine((members) => new Set(members.map((one) => one.coordinate)).size === members.length, {
      error: 'names a field twice',
    })
    .refine((members) => members.every((one) => compareDecimals(one.masked, ONE) >= 0), {
      error: 'a factor must be 1 or more',
    })
    .refine(
      (members) => members.every(({ clear, masked }) => isUncounted(clear) || compareDecimals(clear, masked) >= 0),
      {
        error: 'a field in clear must divide by at least as much as masked, or by 1 where it is not counted in clear',
      },
    ),
})
  .refine(({ minimum }) => compareDecimals(minimum, ONE) >= 0, { error: 'minimum must be 1 or more' })
  .refine(({ candidates, minimum }) => compareDecimals(candidates, minimum) >= 0, {
    error: 'minimum must not be more than candidates',
  }) satisfies z.ZodType<JointMaskRule>;

/** Whoever may read the field in clear is left alone by the rule. */
function isUncounted(clear: Decimal): boolean {
  return compareDecimals(clear, ONE) === 0;
}

const SCHEMA = 'must be the SHA-256 of a schema: 64 hexadecimal digits';
const parts = {
  schemas: listOf(z.string({ error: missingOr(SCHEMA) }).regex(/^[0-9a-f]{64}$/, { error: SCHEMA })).refine(
    (list) => list.length > 0,
    { error: 'must name at least one' },
  ),
  customersPerRequest: wholeNumber(1, 100),
  assessmentFor: body({ classes: listOf(dataClass), purposes: listOf(text(64)) }),
  consentForms: z.array(consentForm, { error: missingOr('must be a list') }),
  jointMasks: z
    .array(jointMask, { error: missingOr('must be a list') })
    .refine((rules) => new Set(rules.map(({ id }) => id)).size === rules.length, { error: 'has an id twice' }),
  adverseCreditYears: wholeNumber(1, 10),
};

/** All of it, as a policy document has it. */
export const generalRulesShape = body(parts) satisfies z.ZodType<Omit<PolicyRules, 'number' | 'documentHash'>>;

/** What a rules file changes of it. */
export const someRulesShape = body({
  schemas: parts.schemas.exactOptional(),
  customersPerRequest: parts.customersPerRequest.exactOptional(),
  assessmentFor: parts.assessmentFor.exactOptional(),
  consentForms: parts.consentForms.exactOptional(),
  jointMasks: parts.jointMasks.exactOptional(),
  adverseCreditYears: parts.adverseCreditYears.exactOptional(),
});

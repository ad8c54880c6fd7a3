/**
 * Scalars of the schema, strict both ways: what the domain cannot read is refused, and every refusal names the expected form.
 * Nothing is rounded, trimmed or guessed.
 */
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { parseDecimal } from '../domain/decimal.ts';
import { parseInstant, parseLocalDate } from '../domain/instant.ts';

const DECIMAL_FORM = 'a decimal number as a string, such as "-12.50"';

export const DecimalScalar = textScalar('Decimal', DECIMAL_FORM, parseDecimal);
export const InstantScalar = textScalar(
  'Instant',
  'an RFC 3339 time as a string, such as "2026-01-02T03:04:05Z"',
  parseInstant,
);
export const LocalDateScalar = textScalar(
  'LocalDate',
  'a calendar day as a string, such as "2026-01-02"',
  parseLocalDate,
);

/** Output only: a rival value has the JSON form of its own field, whatever that is. */
export const FieldValueScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'FieldValue',
  serialize: (value) => value,
});

/** `read` is the domain's parser: the canonical text, or null when the text is not of the form. */
function textScalar<T extends string>(
  name: string,
  form: string,
  read: (text: string) => T | null,
): GraphQLScalarType<T, T> {
  const accept = (value: unknown): T => {
    const text = typeof value === 'string' ? read(value) : null;
    if (text === null) throw new GraphQLError(`Expected ${form}.`);
    return text;
  };
  const acceptLiteral = (node: ValueNode): T => {
    if (node.kind !== Kind.STRING) throw new GraphQLError(`Expected ${form}.`, { nodes: node });
    return accept(node.value);
  };
  return new GraphQLScalarType<T, T>({ name, serialize: accept, parseValue: accept, parseLiteral: acceptLiteral });
}

/**
 * No argument may hold what PostgreSQL and JSON cannot both keep: NUL and halves of surrogate pairs. Checked once for all arguments,
 * in the document and in the variables, so that such text reads as the caller's mistake and never as a database's failure. No alias may be
 * long: the answer names it once for each field below it.
 */
import { type DocumentNode, visit } from 'graphql';
import { GatewayError, invalidInput } from '../domain/errors.ts';
import type { Variables } from './operation.ts';

const UNKEEPABLE = /\0|\p{Cs}/u;

const MAX_ALIAS_LETTERS = 100;

/** Errors: INVALID_INPUT, OPERATION_NOT_ALLOWED. */
export function checkDocumentText(document: DocumentNode): void {
  visit(document, {
    StringValue({ value }) {
      if (UNKEEPABLE.test(value)) throw refusal('The document');
    },
    Field({ alias }) {
      const letters = alias?.value.length ?? 0;
      if (letters > MAX_ALIAS_LETTERS) throw tooLong(letters);
    },
  });
}

/** For coerced variables: their depth is the schema's. Errors: INVALID_INPUT, naming the variable. */
export function checkVariableText(variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) {
    if (holdsUnkeepable(value)) throw refusal(`The variable \`$${name}\``);
  }
}

function holdsUnkeepable(value: unknown): boolean {
  if (typeof value === 'string') return UNKEEPABLE.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsUnkeepable);
}

const refusal = (where: string): Error =>
  invalidInput(`${where} holds a character that cannot be kept: U+0000 or half of a surrogate pair.`);

const tooLong = (letters: number): Error =>
  new GatewayError(
    'OPERATION_NOT_ALLOWED',
    `An alias has ${letters} letters; at most ${MAX_ALIAS_LETTERS} are allowed. Shorten it.`,
  );

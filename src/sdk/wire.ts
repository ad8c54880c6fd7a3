/**
 * zod helpers for partner bodies. Bodies are parsed losslessly: a JSON number arrives as its lexeme, so that money stays
 * decimal and nanosecond times above 2^53 stay exact. Each helper fails the contract on any other JSON type, and says (`meta`) which JSON it
 * takes, so that a contract can be written down and compared.
 */
import { parse as parseLossless } from 'lossless-json';
import { z } from 'zod';
import { type Decimal, parseDecimal } from '../domain/decimal.ts';
import { type LocalDate, parseLocalDate } from '../domain/instant.ts';

/** A JSON number exactly as the partner wrote it. */
export class NumberLexeme {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Parses JSON text (RFC 8259); numbers become NumberLexeme. Throws SyntaxError on anything else. */
export const parseWire = (text: string): unknown =>
  parseLossless(text, undefined, { parseNumber: (n) => new NumberLexeme(n) });

const lexeme = z.instanceof(NumberLexeme, { error: 'expected a number' });

/** A number as exact decimal text. */
export const decimal = (): z.ZodType<Decimal> =>
  lexeme
    .transform((number, ctx) => {
      const value = parseDecimal(number.text);
      if (value === null) ctx.addIssue({ code: 'custom', message: 'number out of range' });
      return value as Decimal;
    })
    .meta({ type: 'number', format: 'decimal' });

/** Largest value of GraphQL's Int (specification, "Int": 32 bits, signed). */
const MAX_INT = 2_147_483_647;

/** Does a count fit the schema's Int? */
export const fitsInt = (value: number): boolean => Number.isInteger(value) && Math.abs(value) <= MAX_INT;

/** A whole number that fits the schema's Int, as a JavaScript number. For larger ones: `bigInteger` or `decimal`. */
export const integer = (): z.ZodType<number> =>
  lexeme
    .transform((number, ctx) => {
      const value = Number(number.text);
      if (!fitsInt(value)) ctx.addIssue({ code: 'custom', message: 'expected an integer of at most 32 bits' });
      return value;
    })
    .meta({ type: 'integer', format: 'int32' });

/** A whole number of any size as its digits: nanosecond times, 64-bit ids. */
export const bigInteger = (): z.ZodType<string> =>
  lexeme
    .transform((number, ctx) => {
      if (!/^-?\d+$/.test(number.text)) ctx.addIssue({ code: 'custom', message: 'expected an integer' });
      return number.text;
    })
    .meta({ type: 'integer', format: 'any-size' });

/** `YYYY-MM-DD` text naming a day that exists. */
export const localDate = (): z.ZodType<LocalDate> =>
  z
    .string()
    .transform((text, ctx) => {
      const day = parseLocalDate(text);
      if (day === null) ctx.addIssue({ code: 'custom', message: 'expected a date YYYY-MM-DD' });
      return day as LocalDate;
    })
    .meta({ format: 'date' });

/** Absent and null alike become undefined: vendors send both for "not known". */
export const maybe = <T>(schema: z.ZodType<T>): z.ZodType<T | undefined> =>
  schema.nullish().transform((value) => value ?? undefined);

/** Leaves out the keys whose value is undefined, so that missing stays missing in canonical records. */
export function present<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never;
}

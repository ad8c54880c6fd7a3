/**
 * One row of an import file as a customer, or everything that is wrong with it. Pure: knows neither files nor the database.
 */
import { residentIdCheck, socialCreditCodeCheck } from '../domain/check-character.ts';
import { CUSTOMER_ID, type CustomerKind, type PartnerReferences } from '../domain/customer.ts';
import { type LocalDate, parseLocalDate } from '../domain/instant.ts';
import type { Address, IdentityRecord } from '../domain/record.ts';
import type { NewCustomer } from './port.ts';

/** What stands on a line, or why nothing usable does. Lines count from 1. */
export type ImportLine<T> =
  { readonly line: number; readonly content: T } | { readonly line: number; readonly problems: readonly string[] };

export const REQUIRED_COLUMNS = ['id', 'kind', 'legal_entity', 'branch', 'name'] as const;
export const OPTIONAL_COLUMNS = [
  'book', 'phones', 'emails', 'birth_date', 'document_number', 'company_registration',
  'country', 'province', 'city', 'street', 'postal_code',
] as const; // prettier-ignore

type PlainColumn = (typeof REQUIRED_COLUMNS)[number] | (typeof OPTIONAL_COLUMNS)[number];

export interface ImportRow {
  /** Trimmed; absent and empty cells read alike. */
  cell(column: PlainColumn): string;
  /** Every partner and reference the file speaks of; `value` is empty where this row has none. */
  readonly references: readonly { readonly partner: string; readonly reference: string; readonly value: string }[];
}

export type CheckedRow = { readonly customer: NewCustomer } | { readonly problems: readonly string[] };

const PLACE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const PHONE = /^\+?[0-9(][0-9 ().-]{4,30}$/;
const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@.]{2,}$/;
const RESIDENT_ID = /^\d{17}[\dXx]$/;
const SOCIAL_CREDIT_CODE = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
const MAX_TEXT = 500;
/** Access tokens are the longest references. */
const MAX_REFERENCE = 4_096;

/** `today` bounds birth dates. Problems name columns, never values: they end up on screens and in files. */
export function checkRow(row: ImportRow, today: LocalDate): CheckedRow {
  const phones = listOf(row.cell('phones'));
  const emails = listOf(row.cell('emails'));
  const problems = [
    ...checkPlace(row),
    ...checkText(row),
    ...unless(
      phones.every((phone) => PHONE.test(phone)),
      'phones: not all are telephone numbers; separate them with ";"',
    ),
    ...unless(
      emails.every((email) => EMAIL.test(email)),
      'emails: not all are e-mail addresses; separate them with ";"',
    ),
    ...checkBirthDate(row, today),
    ...checkNumbers(row),
    ...checkReferences(row),
  ];
  if (problems.length > 0) return { problems };
  const references = referencesIn(row);
  return {
    customer: {
      id: row.cell('id'),
      kind: row.cell('kind').toUpperCase() as CustomerKind,
      legalEntity: row.cell('legal_entity'),
      branch: row.cell('branch'),
      ...(row.cell('book') === '' ? {} : { book: row.cell('book') }),
      identity: identityIn(row, phones, emails),
      references,
    },
  };
}

function checkPlace(row: ImportRow): readonly string[] {
  const kind = row.cell('kind').toUpperCase();
  const missing = REQUIRED_COLUMNS.filter((column) => row.cell(column) === '').map((column) => `${column}: missing`);
  return [
    ...missing,
    ...formatOf(row, 'id', CUSTOMER_ID, '1 to 64 letters, digits, "-" and "_"'),
    ...unless(kind === '' || kind === 'PERSON' || kind === 'COMPANY', 'kind: must be PERSON or COMPANY'),
    ...formatOf(row, 'legal_entity', PLACE, 'letters, digits, "-" and "_" only'),
    ...formatOf(row, 'branch', PLACE, 'letters, digits, "-" and "_" only'),
    ...formatOf(row, 'book', PLACE, 'letters, digits, "-" and "_" only'),
    ...formatOf(row, 'country', /^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 code such as CN'),
  ];
}

function formatOf(row: ImportRow, column: PlainColumn, format: RegExp, expected: string): readonly string[] {
  const text = row.cell(column);
  return unless(text === '' || format.test(text), `${column}: must be ${expected}`);
}

function checkText(row: ImportRow): readonly string[] {
  return [...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS].flatMap((column) => {
    const text = row.cell(column);
    return [
      ...unless(text.length <= MAX_TEXT, `${column}: longer than ${MAX_TEXT} characters`),
      ...unless(!text.includes('\uFFFD'), `${column}: holds bytes that are not UTF-8; save the file as UTF-8`),
    ];
  });
}

function checkBirthDate(row: ImportRow, today: LocalDate): readonly string[] {
  const text = row.cell('birth_date');
  if (text === '') return [];
  if (row.cell('kind').toUpperCase() === 'COMPANY') return ['birth_date: a company has none'];
  const day = parseLocalDate(text);
  if (day === null) return ['birth_date: must be a day that exists, YYYY-MM-DD'];
  return unless(day <= today && day > '1880', 'birth_date: lies in the future or too far back');
}

/** Only what claims to be a Chinese number is checked as one. */
function checkNumbers(row: ImportRow): readonly string[] {
  const document = row.cell('document_number').toUpperCase();
  const registration = row.cell('company_registration').toUpperCase();
  const isResident = RESIDENT_ID.test(document);
  const isRegistered = SOCIAL_CREDIT_CODE.test(registration);
  return [
    ...unless(
      !isResident || residentIdCheck(document.slice(0, 17)) === document[17],
      'document_number: wrong check digit',
    ),
    ...unless(
      !isRegistered || socialCreditCodeCheck(registration.slice(0, 17)) === registration[17],
      'company_registration: wrong check character',
    ),
  ];
}

const checkReferences = (row: ImportRow): readonly string[] =>
  row.references
    .filter(({ value }) => value.length > MAX_REFERENCE || value.includes('\uFFFD'))
    .map(
      ({ partner, reference }) => `ref:${partner}:${reference}: longer than ${MAX_REFERENCE} characters or not UTF-8`,
    );

/** A partner the file speaks of is named even where this row has nothing for it: then its references go. */
function referencesIn(row: ImportRow): NewCustomer['references'] {
  const byPartner = new Map<string, PartnerReferences>();
  for (const { partner, reference, value } of row.references) {
    const known = byPartner.get(partner) ?? {};
    byPartner.set(partner, value === '' ? known : { ...known, [reference]: value });
  }
  return byPartner;
}

function identityIn(row: ImportRow, phones: readonly string[], emails: readonly string[]): IdentityRecord {
  const address: Address = filled({
    country: row.cell('country'),
    province: row.cell('province'),
    city: row.cell('city'),
    street: row.cell('street'),
    postalCode: row.cell('postal_code'),
  });
  return {
    ...filled({
      name: row.cell('name'),
      birthDate: row.cell('birth_date') as LocalDate,
      documentNumber: row.cell('document_number'),
      companyRegistration: row.cell('company_registration'),
    }),
    ...(Object.keys(address).length === 0 ? {} : { addresses: [address] }),
    ...(phones.length === 0 ? {} : { phones }),
    ...(emails.length === 0 ? {} : { emails }),
  };
}

/** Missing stays missing. */
const filled = <T extends Readonly<Record<string, string>>>(parts: T): Partial<T> =>
  Object.fromEntries(Object.entries(parts).filter(([, text]) => text !== '')) as Partial<T>;

const listOf = (text: string): readonly string[] => text.split(';').map((one) => one.trim()).filter((one) => one !== ''); // prettier-ignore

const unless = (isRight: boolean, problem: string): readonly string[] => (isRight ? [] : [problem]);

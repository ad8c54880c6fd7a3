/**
 * What a field is. The SDL's `@classified` is the only catalogue; this is its shape in memory.
 * C1, C2, C3 follow JR/T 0171-2020: C3 authenticates, C2 identifies a person or their finances, C1 is internal.
 */
export const DATA_CLASSES = ['NON_PERSONAL', 'C1', 'C2', 'C3'] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

export const DATA_KINDS = [
  'DOCUMENT_NUMBER', 'PHONE', 'BANK_CARD', 'ACCOUNT_NUMBER', 'PERSON_NAME', 'ORGANISATION_NAME', 'EMAIL',
  'ADDRESS', 'BIRTH_DATE', 'SOCIAL_CREDIT_CODE', 'SCORE', 'AMOUNT', 'COUNT', 'FREE_TEXT', 'HANDLE', 'LABEL',
  'DATE', 'PRICE',
] as const; // prettier-ignore
export type DataKind = (typeof DATA_KINDS)[number];

/** How a value is made less: the table "Masks" in decisions.md. */
export const MASK_RULES = [
  'RESIDENT_ID', 'MOBILE', 'BANK_CARD', 'ACCOUNT_NUMBER', 'PERSON_NAME', 'EMAIL', 'ADDRESS_REGION',
  'BIRTH_YEAR', 'SOCIAL_CREDIT_CODE', 'BAND', 'WITHHOLD', 'PSEUDONYM',
] as const; // prettier-ignore
export type MaskRule = (typeof MASK_RULES)[number];

export interface Classification {
  readonly class: DataClass;
  readonly kind: DataKind;
  /** Absent: the field cannot be masked, so MASK becomes WITHHOLD with `MASK_RULE_MISSING`. */
  readonly mask?: MaskRule;
  /** Step of a BAND mask, a positive decimal. */
  readonly step?: string;
  /** Never disclosed to anybody, whatever the agreement says. */
  readonly prohibited?: boolean;
  /** Of an adverse credit fact: the field beside it that tells when it ended or, while it lasts, was last seen. */
  readonly adverseSince?: string;
}

/** A schema coordinate, `Type.field` (GraphQL specification, "Schema Coordinates"). Never an alias, path or interface. */
export type Coordinate = `${string}.${string}`;

/** Every governed coordinate with its classification, read from the SDL once at start. */
export type Catalogue = ReadonlyMap<Coordinate, Classification>;

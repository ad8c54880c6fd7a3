/**
 * Where the partner stage writes its automatic decisions. Fields are names, codes and counts: never a value, a reference, a
 * credential, partner text or an address with its query.
 */
export interface PartnersLog {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
}

/** What may be said of a thrown error: its class. Messages of libraries quote values. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/**
 * The rules a bank starts with where it states none of its own: what the law itself asks for.
 */
import type { PolicyRules } from './policy.ts';

/** `schemas` must name at least the running one. */
export const defaultRules = (schemas: readonly string[]): Omit<PolicyRules, 'number' | 'documentHash'> => ({
  schemas,
  customersPerRequest: 100,
  assessmentFor: { classes: [], purposes: [] },
  consentForms: [],
  jointMasks: [],
  adverseCreditYears: 5,
});

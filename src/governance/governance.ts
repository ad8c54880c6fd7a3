/**
 * All that may be done to the rules, put together.
 */
import type { AgreementTerms } from '../domain/agreement.ts';
import type { Catalogue } from '../domain/classification.ts';
import { createAgreements } from './agreements.ts';
import { createAuthorise } from './authorise.ts';
import { createConsents } from './consents.ts';
import type { Governance, RuleStore, Trail } from './port.ts';
import { createReadVocabulary } from './vocabulary.ts';

export interface GovernanceParts {
  readonly rules: RuleStore;
  readonly catalogue: Catalogue;
  readonly hashTerms: (terms: AgreementTerms) => string;
  /** Reads the log without asking who may; this module asks. */
  readonly readTrail: (
    ...about: Parameters<Trail> extends [unknown, ...infer Rest] ? Rest : never
  ) => ReturnType<Trail>;
}

export function createGovernance({
  rules,
  catalogue,
  hashTerms,
  readTrail,
}: GovernanceParts): Governance & { readonly trail: Trail } {
  const authorise = createAuthorise(rules);
  const vocabulary = createReadVocabulary(rules, catalogue);
  return {
    agreements: createAgreements({ rules, authorise, vocabulary, hashTerms }),
    consents: createConsents({ rules, authorise, vocabulary }),
    purposes: async (_actor, page) => rules.list('purpose', {}, page),
    async partners(actor, page) {
      await authorise(actor, 'partner:read');
      return rules.list('partner', {}, page);
    },
    /** Auditors' own reads are entries too, written before anything is shown. */
    async trail(actor, filter, page) {
      await authorise(actor, 'audit:read');
      const target = Object.keys(filter).sort().join(' ') || 'everything';
      await rules.transaction((tx) =>
        tx.append({
          kind: 'LOG_READ',
          actor,
          event: 'audit:read',
          target: `filter:${target}`,
          ...(filter.customerId === undefined ? {} : { customerId: filter.customerId }),
        }),
      );
      return readTrail(filter, page);
    },
  };
}

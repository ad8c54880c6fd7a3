/**
 * All that may be done to the rules, put together.
 */
import type { AgreementTerms } from '../domain/agreement.ts';
import type { Catalogue } from '../domain/classification.ts';
import { createAgreements } from './agreements.ts';
import { type RecordRefusal, createAuthorise } from './authorise.ts';
import { createConsents } from './consents.ts';
import type { Governance, RuleStore, Trail } from './port.ts';
import { createTrail, type TrailParts } from './trail.ts';
import { createReadVocabulary } from './vocabulary.ts';

export interface GovernanceParts extends Omit<TrailParts, 'authorise'> {
  readonly rules: RuleStore;
  readonly catalogue: Catalogue;
  readonly hashTerms: (terms: AgreementTerms) => string;
  readonly recordRefusal: RecordRefusal;
}

export function createGovernance(parts: GovernanceParts): Governance & { readonly trail: Trail } {
  const { rules, catalogue, hashTerms, recordRefusal } = parts;
  const authorise = createAuthorise(rules, recordRefusal);
  const vocabulary = createReadVocabulary(rules, catalogue);
  return {
    agreements: createAgreements({ rules, authorise, recordRefusal, vocabulary, hashTerms }),
    consents: createConsents({ rules, authorise, vocabulary }),
    purposes: (_actor, page) => rules.list('purpose', {}, page),
    async partners(actor, page) {
      await authorise(actor, 'partner:read');
      return rules.list('partner', {}, page);
    },
    trail: createTrail({ ...parts, authorise }),
  };
}

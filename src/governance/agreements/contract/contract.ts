/**
 * Agreements as documents: written for those who may read agreements, read for those who may propose them. A document that says which hash
 * its terms had must still have it: terms that changed on their way to us are noticed.
 */
import type { AgreementTerms } from '../../../domain/agreement.ts';
import type { Catalogue } from '../../../domain/classification.ts';
import { invalidInput } from '../../../domain/errors.ts';
import type { Fact } from '../../../domain/fact.ts';
import type { Authorise } from '../../authorise.ts';
import type { Actor, RuleStore } from '../../port.ts';
import type { Agreements } from '../port.ts';
import { fromOdcs } from './from-odcs.ts';
import { toOdcs } from './to-odcs.ts';

export interface ContractParts {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  readonly catalogue: Catalogue;
  readonly hashTerms: (terms: AgreementTerms) => string;
}

type Propose = (actor: Actor, agreementId: string, terms: AgreementTerms) => Promise<Fact<'agreement'>>;

export function createContracts(
  { rules, authorise, catalogue, hashTerms }: ContractParts,
  propose: Propose,
): Pick<Agreements, 'contract' | 'proposeFromContract'> {
  return {
    async contract(actor, id) {
      await authorise(actor, 'agreement:read');
      const version = await rules.read('agreement', id);
      if (version === null)
        throw invalidInput(`id: no agreement version "${id.slice(0, 80)}". Ids look like "<agreement>/<version>".`);
      if (!version.isIntact)
        throw invalidInput('The stored terms are not the ones that were proposed: nothing to export.');
      return toOdcs(version.body, catalogue);
    },
    async proposeFromContract(actor, text) {
      await authorise(actor, 'agreement:propose');
      const { agreementId, terms, notTaken, termsHash } = fromOdcs(text, catalogue);
      if (termsHash !== undefined && termsHash !== hashTerms(terms)) {
        throw invalidInput(
          'customProperties.termsHash: is not the hash of these terms. Where they were changed on purpose, leave termsHash out.',
        );
      }
      return { agreement: await propose(actor, agreementId, terms), notTaken };
    },
  };
}

/**
 * What patterns, purposes and partners may name: read from the catalogue and from the current facts.
 */
import type { Catalogue } from '../domain/classification.ts';
import type { RuleStore } from './port.ts';
import type { Vocabulary } from './check-terms.ts';

export type ReadVocabulary = (purposes: readonly string[], partners: readonly string[]) => Promise<Vocabulary>;

/** Looks up only what is asked about. */
export function createReadVocabulary(rules: RuleStore, catalogue: Catalogue): ReadVocabulary {
  const types = new Set([...catalogue.keys()].map((coordinate) => coordinate.slice(0, coordinate.indexOf('.'))));
  const coordinates = new Set<string>(catalogue.keys());
  return async (purposes, partners) => {
    const known = async (kind: 'purpose' | 'partner', ids: readonly string[]): Promise<ReadonlySet<string>> => {
      const facts = await Promise.all([...new Set(ids)].slice(0, 200).map((id) => rules.read(kind, id)));
      return new Set(facts.flatMap((fact) => (fact === null ? [] : [fact.id])));
    };
    const [knownPurposes, knownPartners] = [await known('purpose', purposes), await known('partner', partners)];
    return {
      isCoordinate: (coordinate) => coordinates.has(coordinate),
      isGovernedType: (type) => types.has(type),
      isPurpose: (id) => knownPurposes.has(id),
      isPartner: (id) => knownPartners.has(id),
    };
  };
}

/**
 * What an agreement's end would cost, and what computing it needs from elsewhere.
 */
import type { Catalogue, Coordinate } from '../../../domain/classification.ts';
import type { DatasetName } from '../../../domain/dataset.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { SourceId } from '../../../domain/sourced.ts';
import type { FactsSource } from '../../../disclosure/port.ts';
import type { RecordSupply } from '../../../partners/port.ts';
import type { RuleStore } from '../../port.ts';
import type { PartnerHoldings } from '../port.ts';

/** Property names equal the schema's. */
export interface Impact {
  readonly agreement: string;
  readonly partner: string;
  readonly decidedAt: Instant;
  readonly losses: readonly Loss[];
  readonly customers: number;
  readonly places: readonly ImpactPlace[];
  readonly storedRecords: number;
  readonly endingDatasets: readonly DatasetName[];
}

export interface Loss {
  readonly application: string;
  readonly purpose: string;
  readonly customers: number;
  readonly fields: readonly { readonly coordinate: Coordinate; readonly withheld: number; readonly masked: number }[];
}

export interface ImpactPlace {
  readonly legalEntity: string;
  readonly branch: string;
  readonly customers: number;
}

/**
 * A customer as decisions tell customers apart: two with the same `trait` and the same `consents[purpose]` are decided alike for that
 * purpose. Both are digests of the stored facts without names and dates that do not matter now.
 */
export interface CensusRow {
  readonly customerId: string;
  readonly legalEntity: string;
  readonly branch: string;
  /** null: in nobody's book. */
  readonly book: string | null;
  readonly trait: string;
  readonly consents: Readonly<Record<string, string>>;
}

/** Every customer who is not erased, in pages. Implemented by store/. */
export interface Census {
  read(purposes: readonly string[]): AsyncIterable<readonly CensusRow[]>;
}

export interface ImpactParts {
  readonly rules: RuleStore;
  readonly facts: FactsSource;
  readonly census: Census;
  readonly holdings: PartnerHoldings;
  readonly recordSupplies: readonly RecordSupply[];
  readonly catalogue: Catalogue;
  /** SHA-256, hex, of the schema that runs. */
  readonly schemaHash: string;
  /** Sources that can supply a coordinate, `bank` first where it can. */
  readonly candidates: (coordinate: Coordinate) => readonly SourceId[];
}

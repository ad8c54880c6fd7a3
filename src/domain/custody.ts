/**
 * The custody chain as types: Decision → Permit → MaskedView → ReleasedView. Each has one mint and each mint one importing
 * module (policy, audit, mask, audit), pinned by test/contract/boundaries.test.ts, so that the wrong order does not compile.
 */
import type { DatasetName } from './dataset.ts';
import type { DecisionContent } from './decision.ts';
import type { ReasonCode } from './reason.ts';
import type { SourceId } from './sourced.ts';
import type { CustomerViewContent } from './view.ts';

/** Private, so that neither a literal nor a spread of a custody value has the type: a changed copy is custody no more. */
declare class Custody<Stage extends string> {
  private readonly custody: Stage;
}

/** The gates ran over one snapshot of facts. Minted by policy only. */
export type Decision = DecisionContent & Custody<'Decision'>;

export interface PermitContent {
  readonly requestId: string;
  /** `customerId source dataset` triples the INTENT entry names; a call outside of them is refused. */
  readonly covers: (customerId: string, source: SourceId, dataset: DatasetName) => boolean;
}

/** A durable INTENT entry names these customers, partners and datasets. Minted by audit only. No Permit, no partner call. */
export type Permit = PermitContent & Custody<'Permit'>;

/** Every value is allowed or hidden as its Decision says. Minted by mask only. */
export type MaskedView = CustomerViewContent & Custody<'MaskedView'>;

/** A durable RELEASED entry accounts for this view. Minted by audit only. The only thing a resolver may return. */
export type ReleasedView = CustomerViewContent & Custody<'ReleasedView'>;

export const mintDecision = (content: DecisionContent): Decision => content as Decision;
export const mintPermit = (content: PermitContent): Permit => content as Permit;
export const mintMaskedView = (content: CustomerViewContent): MaskedView => content as MaskedView;
export const mintReleasedView = (view: MaskedView): ReleasedView => view as unknown as ReleasedView;

/** The same released view with reasons as its reader may see them. Only reasons can change, so custody holds. */
export function concealReasons(
  view: ReleasedView,
  show: (reasons: readonly ReasonCode[]) => readonly ReasonCode[],
): ReleasedView {
  const disclosures = view.disclosures.map((line) => {
    const reasons = show(line.reasons);
    return reasons === line.reasons ? line : { ...line, reasons };
  });
  const shown: CustomerViewContent = { ...view, disclosures };
  return shown as ReleasedView;
}

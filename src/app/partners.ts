/**
 * The partner stage, with what it tells to metrics and log.
 */
import type { Coordinate } from '../domain/classification.ts';
import { deadlineAtOf } from '../http/request-signal.ts';
import { createPartners, type PartnerStage } from '../partners/partners.ts';
import type { AppParts, Foundation } from './foundation.ts';

export function assemblePartners(
  parts: AppParts,
  { vault, shapeKey, stores, catalogue, metrics, now }: Foundation,
): PartnerStage {
  const partners = createPartners({
    connectors: parts.connectors,
    surfaces: parts.surfaces ?? [],
    baseUrlOf: parts.baseUrlOf,
    secretOf: parts.secretOf,
    stores,
    vault,
    now,
    log: parts.log,
    allowInsecureLoopback: parts.config.mode === 'sandbox',
    deadlineAtOf,
    observe: ({ partner, endpoint, outcome, durationS }) => {
      metrics.partnerCalls.inc({ partner, endpoint, outcome });
      metrics.partnerDurationS.observe({ partner, endpoint }, durationS);
    },
    observeAnswer: ({ partner, endpoint, durationS }) =>
      metrics.partnerAnswerS.observe({ partner, endpoint }, durationS),
    observeBudget: ({ partner, meter, agreement, spentRatio }) =>
      metrics.partnerBudgetSpentRatio.set({ partner, meter, agreement: agreement ?? '' }, spentRatio),
    note(noted) {
      const { partner, step, decision, reason } = noted;
      metrics.partnerDecisions.inc({ partner, step, decision, reason });
      if (decision === 'drift') metrics.partnerDrift.inc({ partner, endpoint: noted.endpoint, kind: reason });
      parts.log.debug(noted, 'a decision about a partner call');
    },
    isKnownField: (coordinate) => catalogue.has(coordinate as Coordinate),
    shapeKey,
  });
  metrics.watchPartners(() => partners.health.gauges());
  return partners;
}

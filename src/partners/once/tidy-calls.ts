/**
 * What has to be done about guarded calls from time to time, by any replica: calls whose process is gone become UNKNOWN, answers are
 * forgotten once nobody can be waiting for them, partners are asked what became of the rest. Never rejects.
 */
import { nameOf } from '../log.ts';
import type { Pipeline } from '../pipeline.ts';
import { ANSWERS_KEPT_S } from './kept-for.ts';
import { reconcileCalls, type ReconcileOptions } from './reconcile-calls.ts';

export async function tidyCalls(pipelines: readonly Pipeline[], options: ReconcileOptions): Promise<void> {
  const { stores, log } = options;
  try {
    const givenUp = await stores.calls.giveUp();
    if (givenUp > 0) {
      log.warn({ reason: 'process-ended', calls: givenUp }, 'calls of processes that are gone must be reconciled');
    }
    await stores.calls.forget(ANSWERS_KEPT_S);
  } catch (error) {
    log.warn({ reason: 'ledger-unavailable', error: nameOf(error) }, 'the ledger of calls was not tidied');
  }
  await Promise.all(pipelines.map(({ connector, ask }) => reconcileCalls(connector, ask, options)));
}

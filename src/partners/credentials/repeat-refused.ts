/**
 * A call whose token the partner refused is made once more with a new one, whatever its side effect: a refused call did not happen.
 * Stands outside of retry, budget and limits, because the partner counts the second call like any other.
 */
import type { Connector } from '../../sdk/index.ts';
import type { Step } from '../ask.ts';
import type { PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';

export interface RepeatOptions {
  readonly log: PartnersLog;
  readonly note: Note;
}

export const repeatRefused =
  ({ id }: Connector, { log, note }: RepeatOptions): Step =>
  (next) =>
  async (call) => {
    const first = await next(call);
    if (first.isTokenRefused !== true || call.signal.aborted) return first;
    const { name: endpoint } = call.endpoint;
    log.info({ partner: id, endpoint, reason: 'token-refused' }, 'repeating a call with a new token');
    note({ partner: id, endpoint, step: 'credentials', decision: 'repeat', reason: 'token-refused' });
    return next(call);
  };

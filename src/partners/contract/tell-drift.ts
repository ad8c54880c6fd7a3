/**
 * Tells people what drifts: a note each time it begins or ends, one warning for each way in which each field drifts. Names and rates.
 */
import type { PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';
import type { Told } from './judge-drift.ts';

export function createTell(
  partner: string,
  endpoint: string,
  { log, note }: { readonly log: PartnersLog; readonly note: Note },
): (told: Told) => void {
  const warned = new Set<string>();
  return (told) => {
    const about = 'alert' in told ? told.alert : told.quarantine;
    const reason = 'alert' in told ? told.alert.kind : told.quarantine.reason;
    note({ partner, endpoint, step: 'contract', decision: told.what, reason });
    const fields = { partner, endpoint, reason, path: about.field };
    const once = `${told.what} ${reason} ${about.field}`;
    if (told.what === 'drift' && !warned.has(once)) {
      log.warn({ ...fields, usual: told.alert.usual, present: told.alert.present }, 'answers of a partner drift');
    } else if (told.what === 'quarantine' && !warned.has(once)) {
      log.warn({ ...fields, withheld: told.quarantine.withheld }, 'a drifting field is withheld');
    } else if (told.what !== 'drift' && told.what !== 'quarantine') {
      log.info(fields, told.what === 'drift-ended' ? 'a drift ended' : 'a field is given out again');
    }
    if (told.what === 'drift' || told.what === 'quarantine') warned.add(once);
  };
}

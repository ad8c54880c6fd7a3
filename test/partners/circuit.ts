/** A partner whose answer can be changed while it runs, behind the whole pipeline, and the words its circuit says. */
import { type Answer, sendJson, startPartner } from './partner-on-socket.ts';
import { acme, outcomeOf, type Stage, startStage, TERMS, want } from './stage.ts';

export const priced: Answer = (_request, res) => sendJson(res, '{"price": 1}');
export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_request, res) =>
    sendJson(res, {}, code, headers);

/** A partner whose answer can be changed, and as many calls as wanted, one after the other. */
export async function startCircuit(first: Answer, changes: Parameters<typeof acme>[0] = {}) {
  let answer = first;
  const partner = await startPartner((request, res, number) => answer(request, res, number));
  const stage = startStage([acme(changes)], partner.baseUrl);
  let calls = 0;
  const call = async (terms: Partial<typeof TERMS> = {}, signal?: AbortSignal): Promise<string> => {
    calls += 1;
    const one = want(`c-${calls}`, { ticker: `T${calls}` }, { terms: { ...TERMS, ...terms } });
    return outcomeOf((await stage.fetch([one], signal))[0]!);
  };
  const fail = async (times: number): Promise<string[]> => {
    const outcomes = [];
    for (let i = 0; i < times; i += 1) outcomes.push(await call());
    return outcomes;
  };
  return { partner, stage, call, fail, say: (next: Answer) => (answer = next) };
}

export const decisionsOf = ({ notes }: Stage): readonly string[] =>
  notes.filter(({ step }) => step === 'breaker').map(({ decision, reason }) => `${decision} ${reason}`);
export const stateOf = ({ partners }: Stage) => partners.health.gauges()[0]?.circuit;
export const warningsOf = ({ lines }: Stage): readonly string[] =>
  lines.filter(({ level, message }) => level === 'warn' && /circuit/.test(message)).map(({ message }) => message);

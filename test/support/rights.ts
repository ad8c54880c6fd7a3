/**
 * A customer's request as two privacy officers handle it, over HTTP: one records and verifies, the other decides and carries out.
 */
import { type Answer, type Asker, type TestGateway } from './gateway.ts';
import { read } from './reading.ts';

export const RECORDER = { role: 'privacy-officer', application: 'privacy-desk', subject: 'sun.li' } as const;
export const DECIDER = { role: 'privacy-officer', application: 'privacy-desk', subject: 'marta.novak' } as const;

export interface StepRow {
  readonly target: string;
  readonly state: string;
  readonly note: string | null;
}

export interface RequestRow {
  readonly id: string;
  readonly customerId: string;
  readonly right: string;
  readonly state: string;
  readonly receivedAt: string;
  readonly dueAt: string;
  readonly steps: readonly StepRow[];
  readonly refusal: { readonly reason: string; readonly law: string; readonly en: string; readonly zh: string } | null;
  readonly completedAt: string | null;
  readonly version: number;
}

export const REQUEST = `{ id customerId right state receivedAt dueAt extendedFrom completedAt disputedField disputedSource version
  steps { target state note } refusal { reason law en zh } }`;

const MUTATIONS = {
  record: ['RecordRightsRequestInput', 'recordRightsRequest'],
  verify: ['VerifyIdentityInput', 'verifyIdentity'],
  decide: ['DecideRightsRequestInput', 'decideRightsRequest'],
  perform: ['PerformRightsRequestInput', 'performRightsRequest'],
  confirm: ['ConfirmRightsStepInput', 'confirmRightsStep'],
  extend: ['ExtendRightsRequestInput', 'extendRightsRequest'],
} as const;

export type Move = keyof typeof MUTATIONS;

export interface RightsDesk {
  /** The raw answer, for refusals. */
  try(move: Move, input: object, who?: Asker): Promise<Answer>;
  move(move: Move, input: object, who?: Asker): Promise<RequestRow>;
  /** Recorded, verified and approved; more input for the recording and for the decision. */
  approved(customerId: string, right: string, more?: object, decision?: object): Promise<RequestRow>;
  statement(requestId: string, who?: Asker): Promise<Answer>;
  list(filter: object, who?: Asker): Promise<readonly RequestRow[]>;
}

const STATEMENT = 'query ($id: ID!) { accessStatement(requestId: $id) { requestId sha256 json jws html } }';

const LIST = `query ($filter: RightsFilter) { rightsRequests(filter: $filter, first: 100) { edges { node ${REQUEST} } } }`;

export function rightsDesk(gateway: () => TestGateway): RightsDesk {
  const attempt: RightsDesk['try'] = (
    move,
    input,
    who = move === 'record' || move === 'verify' ? RECORDER : DECIDER,
  ) => {
    const [type, name] = MUTATIONS[move];
    return gateway().ask(who, `mutation ($input: ${type}!) { ${name}(input: $input) ${REQUEST} }`, { input });
  };
  const move: RightsDesk['move'] = async (name, input, who) =>
    read<RequestRow>(await attempt(name, input, who), MUTATIONS[name][1]);
  return {
    try: attempt,
    move,
    async approved(customerId, right, more = {}, decision = {}) {
      const { id } = await move('record', { customerId, right, channel: 'branch', ...more });
      await move('verify', { id, method: 'DOCUMENT_IN_BRANCH' });
      return move('decide', { id, verdict: 'APPROVE', ...decision });
    },
    statement: (id, who = DECIDER) => gateway().ask(who, STATEMENT, { id }),
    async list(filter, who = DECIDER) {
      const answer = await gateway().ask(who, LIST, { filter });
      return read<{ edges: { node: RequestRow }[] }>(answer, 'rightsRequests').edges.map(({ node }) => node);
    },
  };
}

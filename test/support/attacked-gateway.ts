/**
 * A gateway to send bad requests to. After each test the next good request must be served: an attack that is refused but leaves
 * harm behind fails the test it happened in.
 */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { type Answer, post, startTestGateway, type TestGateway } from './gateway.ts';
import { customerQuery, viewOf } from './reading.ts';

export const CREDIT = 'CREDIT_DECISION';
export const OFFICER = 'credit-officer';

export interface Attack {
  readonly gateway: TestGateway;
  /** The officer's own, valid. */
  readonly bearer: { readonly authorization: string };
  /** POSTs a body as it is; with the officer's token unless other headers are given. */
  readonly raw: (body: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly operation: (query: string, variables?: object) => Promise<Answer>;
}

/** Call it once at the top of a file; `gateway` and `bearer` stand from the first test on. */
export function attackGateway(): Attack {
  let gateway: TestGateway | undefined;
  let bearer = { authorization: '' };
  const started = (): TestGateway => {
    if (gateway === undefined) throw new Error('the gateway starts before the first test, not before');
    return gateway;
  };
  beforeAll(async () => {
    gateway = await startTestGateway();
    bearer = { authorization: `Bearer ${await gateway.token(OFFICER)}` };
  });
  afterAll(() => gateway?.close());
  afterEach(async () => {
    const answer = await started().ask(OFFICER, customerQuery('kind'), { id: SHOWCASE.customerId, purpose: CREDIT });
    expect([answer.status, viewOf(answer).kind]).toEqual([200, 'PERSON']);
  });
  const raw: Attack['raw'] = (body, headers = bearer) => post(started().url, headers, body);
  return {
    get gateway() {
      return started();
    },
    get bearer() {
      return bearer;
    },
    raw,
    operation: (query, variables = {}) => raw(JSON.stringify({ query, variables })),
  };
}

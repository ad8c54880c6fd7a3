/**
 * The main job over HTTP: one query, one purpose, a merged and governed view.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

it('the showcase query brings facts of several partners, one of them throttled', async () => {
  const { status, data } = await gateway.ask('credit-officer', SHOWCASE.query, SHOWCASE.variables);
  expect(status).toBe(200);
  const view = (data as unknown as { customer: { identity: { name: string }; gaps: { partner: string; code: string }[] } }).customer;
  expect(view.identity.name).toBe('欧阳静怡');
  expect(view.gaps.every(({ partner, code }) => partner === 'pinterest-social' && code === 'PARTNER_THROTTLED')).toBe(true);
});

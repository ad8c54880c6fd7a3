/** Secrets and tokens are in use, and yet in nothing that can be printed, listed or counted. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Noted } from '../../src/partners/note.ts';
import { createPipeline, type PipelineOptions } from '../../src/partners/pipeline.ts';
import type { Auth } from '../../src/sdk/index.ts';
import { partnerStores } from '../support/partner-stores.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { acme, outcomeOf, quote, startStage, TERMS, want } from './stage.ts';

const CANARY = 'canary-7f3a';
const client = { tokenUrl: '/token', clientId: 'A', clientSecret: 'B', authentication: 'body' } as const;
const AUTHS: readonly Auth[] = [
  { type: 'api-key', in: 'query', name: 'key', secret: 'A' },
  { type: 'basic', username: 'A', password: 'B' },
  { type: 'bearer', secret: 'A' },
  { type: 'oauth2-client-credentials', ...client },
  { type: 'customer-token', reference: 'accessToken', refresh: { ...client, reference: 'refreshToken' } },
  {
    type: 'hmac',
    secret: 'A',
    algorithm: 'sha256',
    encoding: 'hex',
    headers: ({ body }, sign) => ({ 'X-S': sign(body) }),
  },
  { type: 'login', header: 'X-Token', keys: { 'X-Key': 'A' }, secrets: ['B'], refreshAfterMs: 60_000, request: (secrets) => ({ method: 'POST', path: '/token', body: secrets('B') }), wire: z.object({ access_token: z.string() }).transform((one) => ({ token: one.access_token })) }, // prettier-ignore
];

describe('a secret', () => {
  it.each(AUTHS.map((auth) => [auth.type, auth] as const))(
    'of %s shows in no object, line, note or result',
    async (_type, auth) => {
      let calls = 0;
      const partner = await startPartner(({ url }, res) => {
        calls += 1;
        if (url.pathname === '/token') return sendJson(res, { access_token: `${CANARY}-token-${calls}`, token_type: 'bearer', refresh_token: `${CANARY}-refresh` }); // prettier-ignore
        // The first is refused, so that what can be renewed is renewed.
        sendJson(res, calls < 3 ? { error: CANARY } : '{"price": 1}', calls < 3 ? 401 : 200);
      });
      const secrets = (_id: string, name: string): string => `${CANARY}-${name}`;
      const stage = startStage([acme({ auth, deadlineMs: 20_000 })], partner.baseUrl, { secretOf: secrets });
      const references = { ticker: 'AAA', accessToken: `${CANARY}-access`, refreshToken: `${CANARY}-given` };
      const results = [];
      for (const ticker of ['A', 'B', 'C'])
        results.push(...(await stage.fetch([want('c-1', { ...references, ticker })])));
      expect(results.map(outcomeOf)).toContain('record');
      const printed = inspect([stage.partners, partnerStores], { depth: 10, showHidden: true });
      const told = JSON.stringify([stage.lines, stage.notes, results.map(({ result }) => result)]);
      expect(printed + told).not.toContain(CANARY);
    },
  );

  it('is in nothing a pipeline shows after a call', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const notes: Noted[] = [];
    const unused = { vault: {}, shapeKey: new Uint8Array(32), log: { info: () => undefined, warn: () => undefined } };
    const pipeline = createPipeline(acme({ auth: { type: 'basic', username: 'A', password: 'B' } }), {
      ...(unused as unknown as Pick<PipelineOptions, 'vault' | 'shapeKey' | 'log'>),
      baseUrl: partner.baseUrl,
      addressPolicy: 'public-and-loopback',
      secretOf: (_id, name) => `${CANARY}-${name}`,
      now: Date.now,
      deadlineAtOf: () => null,
      note: (noted) => void notes.push(noted),
      stores: partnerStores,
    });
    const signal = new AbortController().signal;
    const request = { method: 'GET', path: '/quotes/A' } as const;
    const call = { endpoint: quote, request, customerToken: null, customerIds: ['c-1'], terms: TERMS, signal };
    expect((await pipeline.ask(call)).verdict).toBe('ANSWER');
    expect(partner.received[0]?.headers.authorization).toMatch(/^Basic /);
    await pipeline.close();
    expect(inspect(pipeline, { depth: 10, showHidden: true }) + JSON.stringify(notes)).not.toContain(CANARY);
  });

  it('names nothing in a heap snapshot: no property, function or map is called like one', () => {
    const script = fileURLToPath(new URL('./heap-names.ts', import.meta.url));
    const names = execFileSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
    expect(JSON.parse(names)).toEqual({ asked: true, named: [] });
  }, 60_000);
});

/** Published examples of partners' signatures, written as a connector would declare them: the declared form can say what the field uses. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSigner, type Signed, type Unsigned } from '../../src/partners/credentials/sign-request.ts';
import { createPartnerSimulator } from '../../src/sandbox/partner-simulator.ts';
import { type HmacAuth, json, type SignedParts } from '../../src/sdk/index.ts';
import { conformanceWorld } from '../support/conformance-world.ts';
import { acme, outcomeOf, startStage, want } from './stage.ts';

const ASKED: Unsigned = { method: 'GET', host: 'example.com', path: '/', query: '', body: '' };
const signed = (auth: HmacAuth, secrets: Record<string, string>, at: string, request: Partial<Unsigned>): Signed =>
  createSigner(auth, (name) => secrets[name] ?? '', () => Date.parse(at))({ ...ASKED, ...request }); // prettier-ignore

/** `20150830T123600Z`. */
const basicTimeOf = ({ timestampMs }: SignedParts): string =>
  new Date(timestampMs).toISOString().replace(/[-:]|\.\d{3}/g, '');

const AWS: HmacAuth = {
  type: 'hmac',
  secret: 'SECRET',
  keyId: 'KEY_ID',
  algorithm: 'sha256',
  encoding: 'hex',
  derivation: {
    prefix: 'AWS4',
    texts: (parts) => [basicTimeOf(parts).slice(0, 8), 'us-east-1', 'service', 'aws4_request'],
  },
  headers(parts, sign, { hash }) {
    const { method, host, path, query, bodyDigest, keyId } = parts;
    const time = basicTimeOf(parts);
    const canonical = [method, path, query.split('&').sort().join('&'), `host:${host}`, `x-amz-date:${time}`, '', 'host;x-amz-date', bodyDigest].join('\n'); // prettier-ignore
    const scope = `${time.slice(0, 8)}/us-east-1/service/aws4_request`;
    const signature = sign(['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n'));
    return {
      'X-Amz-Date': time,
      Authorization: `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    };
  },
};

describe('AWS Signature Version 4', () => {
  // AWS Signature Version 4 Test Suite ("aws-sig-v4-test-suite", 2015), compared 2026-11-28.
  it.each([
    ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    ['get-vanilla-query-order-key-case', { query: 'Param2=value2&Param1=value1' }, 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'], // prettier-ignore
  ] as const)('%s', (_name, request, signature) => {
    const secrets = { KEY_ID: 'AKIDEXAMPLE', SECRET: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
    const { headers } = signed(AWS, secrets, '2015-08-30T12:36:00Z', { host: 'example.amazonaws.com', ...request });
    expect(headers).toEqual({
      'x-amz-date': '20150830T123600Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    });
  });
});

it('Tencent Cloud, TC3-HMAC-SHA256', () => {
  // Tencent Cloud API, "Signature v3", the example of DescribeInstances, compared 2026-11-28.
  const auth: HmacAuth = {
    ...AWS,
    derivation: {
      prefix: 'TC3',
      texts: ({ timestampMs }) => [new Date(timestampMs).toISOString().slice(0, 10), 'cvm', 'tc3_request'],
    },
    headers({ method, host, path, query, bodyDigest, timestampMs }, sign, { hash }) {
      const canonical = [method, path, query, 'content-type:application/json; charset=utf-8', `host:${host}`, '', 'content-type;host', bodyDigest].join('\n'); // prettier-ignore
      const scope = `${new Date(timestampMs).toISOString().slice(0, 10)}/cvm/tc3_request`;
      return {
        'X-Signature': sign(['TC3-HMAC-SHA256', String(timestampMs / 1_000), scope, hash(canonical)].join('\n')),
      };
    },
  };
  const body = '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}';
  const request = { method: 'POST', host: 'cvm.tencentcloudapi.com', body } as const;
  const secrets = { SECRET: 'Gu5t9xGARNpq86cd98joQYCN3*******' };
  expect(signed(auth, secrets, '2019-02-25T16:44:25Z', request).headers).toEqual({
    'x-signature': '2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c',
  });
});

const BINANCE: HmacAuth = {
  type: 'hmac',
  secret: 'SECRET',
  keyId: 'KEY_ID',
  algorithm: 'sha256',
  encoding: 'hex',
  query({ query, timestampMs }, { sign }) {
    const timed = [query, `timestamp=${timestampMs}`].filter((text) => text !== '').join('&');
    return { timestamp: String(timestampMs), signature: sign(timed) };
  },
  headers: ({ keyId }) => ({ 'X-MBX-APIKEY': keyId }),
};

describe('a signature in the query', () => {
  const secrets = {
    KEY_ID: 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A',
    SECRET: 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j',
  };

  it('Binance, "SIGNED request example (HMAC)"', () => {
    // Binance Spot API, "Request security", compared 2026-11-28.
    const query = 'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000';
    expect(signed(BINANCE, secrets, '2017-07-12T02:41:59.559Z', { query })).toEqual({
      headers: { 'x-mbx-apikey': secrets.KEY_ID },
      query: `${query}&timestamp=1499827319559&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71`,
    });
  });

  it.each([
    ['in the query', BINANCE],
    ['by a derived key', AWS],
  ])('goes out as it was made and is checked by the sandbox partner: %s', async (_name, auth) => {
    const connector = acme({ auth });
    const simulator = await createPartnerSimulator({
      connector,
      sandbox: () => json({ price: 1 }),
      world: conformanceWorld([]),
      today: '2026-03-01',
      secrets: (name) => secrets[name as keyof typeof secrets],
    });
    onTestFinished(() => simulator.close());
    const outcomes = [];
    for (const SECRET of [secrets.SECRET, 'another']) {
      const { fetch } = startStage([connector], simulator.url, { secrets: { ...secrets, SECRET } });
      outcomes.push(...(await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf));
    }
    expect(outcomes).toEqual(['record', 'PARTNER_REFUSED_CREDENTIALS status-401']);
  });
});

it('a digest of the body in another encoding than the signature (RFC 9530, B.1 and RFC 9421, 2.5)', () => {
  const auth: HmacAuth = {
    type: 'hmac',
    secret: 'SECRET',
    algorithm: 'sha256',
    encoding: 'hex',
    headers: ({ body }, sign, { hash }) => {
      const digest = `sha-256=:${hash(body, 'base64')}:`;
      return { 'Content-Digest': digest, 'X-Signature': sign(digest) };
    },
  };
  const { headers } = signed(auth, { SECRET: 's' }, '2026-01-01T00:00:00Z', { body: '{"hello": "world"}\n' });
  expect(headers['content-digest']).toBe('sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:');
  expect(headers['x-signature']).toMatch(/^[0-9a-f]{64}$/);
});

/** Whose message is this? Published vectors where there are any, and every way to be almost right. */
import { createHmac } from 'node:crypto';
import { exportJWK, FlattenedSign, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { createReceiveMessage } from '../../src/partners/push/receive-message.ts';
import { verifyMessage } from '../../src/partners/push/verify-message.ts';
import { type HmacSignature, type JwsSignature, standardWebhookSignature } from '../../src/sdk/index.ts';
import { acme } from './stage.ts';
import { webhookOf } from './webhook-of.ts';

describe('Standard Webhooks', () => {
  // Svix, "Verifying webhooks manually", read 2026-11-22.
  const secret = 'whsec_plJ3nmyCDGBKInavdOK15jsl';
  const body = Buffer.from('{"event_type":"ping","data":{"success":true}}');
  const headers = {
    'webhook-id': 'msg_loFOjxBNrRLzqYUf',
    'webhook-timestamp': '1731705121',
    'webhook-signature': 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
  };
  const at = 1_731_705_121_000;
  const webhook = webhookOf(standardWebhookSignature('SECRET'));
  const verify = (changes: object = {}, nowMs = at, bytes: Uint8Array = body, key = secret) =>
    verifyMessage(webhook, { headers: { ...headers, ...changes }, body: bytes }, () => key, nowMs);

  it('the published example holds, alone and beside a former key', async () => {
    expect(await verify()).toBeNull();
    expect(await verify({ 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` })).toBeNull();
  });

  it.each([
    ['another byte', {}, at, Buffer.from(body.toString().replace('true', 'tru3')), 'signature-wrong'],
    ['another id', { 'webhook-id': 'msg_other' }, at, body, 'signature-wrong'],
    ['another time', { 'webhook-timestamp': '1731705122' }, at, body, 'signature-wrong'],
    ['a later day', {}, at + 86_400_000, body, 'time-off'],
    ['an earlier day', {}, at - 86_400_000, body, 'time-off'],
    ['no signature', { 'webhook-signature': '' }, at, body, 'signature-missing'],
    ['another version only', { 'webhook-signature': 'v2,rAvfW3dJ' }, at, body, 'signature-missing'],
    ['a time that is none', { 'webhook-timestamp': '1e9' }, at, body, 'time-missing'],
    ['a signature that is none', { 'webhook-signature': 'v1,%%%' }, at, body, 'signature-wrong'],
  ] as const)('%s does not', async (_, changes, nowMs, bytes, objection) => {
    expect(await verify(changes, nowMs, bytes)).toBe(objection);
  });

  it('holds under the old and under the new secret while it is changed', async () => {
    for (const key of [`whsec_AAAA ${secret}`, `${secret}\nwhsec_AAAA`])
      expect(await verify({}, at, body, key)).toBeNull();
  });

  it('nor does another secret', async () => {
    expect(await verify({}, at, body, 'whsec_AAAA')).toBe('signature-wrong');
  });
});

it('a scheme of the partner’s own is declared as data: time and signature in one header, hexadecimal', async () => {
  const signature: HmacSignature = {
    type: 'hmac',
    secret: 'SECRET',
    secretForm: 'text',
    algorithm: 'sha512',
    encoding: 'hex',
    read: (headers) => {
      const { t, s } = /^t=(?<t>\d+),s=(?<s>[0-9a-f]+)$/.exec(headers['x-acme'] ?? '')?.groups ?? {};
      return t === undefined || s === undefined ? null : { timestampS: t, signatures: [s] };
    },
    prefix: (_, timestampS) => `${timestampS}.`,
  };
  const body = Buffer.from([0xff, 0x00, 0x7b]);
  const signed = createHmac('sha512', 'shared').update('1731705121.').update(body).digest('hex');
  const verify = (header: string) =>
    verifyMessage(webhookOf(signature), { headers: { 'x-acme': header }, body }, () => 'shared', 1_731_705_121_000);
  expect(await verify(`t=1731705121,s=${signed}`)).toBeNull();
  expect(await verify(`t=1731705120,s=${signed}`)).toBe('signature-wrong');
});

describe('a secret that cannot serve', () => {
  const body = Buffer.from('{}');
  const forged = createHmac('sha256', '').update('m.1731705121.').update(body).digest('base64');
  const headers = { 'webhook-id': 'm', 'webhook-timestamp': '1731705121', 'webhook-signature': `v1,${forged}` };

  it.each(['whsec_', ' ', 'whsec_%%%', 'whsec_a'])(
    'verifies nothing, least of all what is signed with nothing: %s',
    async (secret) => {
      const webhook = webhookOf(standardWebhookSignature('SECRET'));
      await expect(verifyMessage(webhook, { headers, body }, () => secret, 1_731_705_121_000)).rejects.toThrow(
        'unusable',
      );
    },
  );

  it('is our own fault, told by name: the partner may send the message again', async () => {
    const lines: object[] = [];
    const receive = createReceiveMessage({
      connectors: [acme({ webhook: webhookOf(standardWebhookSignature('SECRET')) })],
      secretOf: () => 'whsec_',
      store: { take: async () => 'TAKEN' },
      customers: { findByReference: async () => new Map(), referencesAt: async () => new Map() },
      contractOf: () => ({}) as never,
      vault: {} as never,
      now: () => 1_731_705_121_000,
      log: { info: () => undefined, warn: (fields) => void lines.push(fields) },
    });
    expect(await receive({ partner: 'acme-market', headers, body })).toBe('UNAVAILABLE');
    expect(lines).toEqual([{ partner: 'acme-market', reason: 'secret-unusable', messages: 1 }]);
  });
});

describe('a detached JWS', () => {
  const signature: JwsSignature = {
    type: 'jws',
    keys: 'KEYS',
    algorithms: ['ES256'],
    header: 'x-jws-signature',
    timestamp: 'iat',
  };
  const body = Buffer.from('{"a":1}');
  const iat = 1_731_705_121;

  const signedWith = async (alg: string, more: object = {}, of: Uint8Array = body) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const header = { alg, iat, kid: 'k1', ...more };
    const isUnencoded = (more as { b64?: boolean }).b64 === false;
    const jws = await new FlattenedSign(of).setProtectedHeader(header).sign(privateKey, {
      ...(isUnencoded ? { crit: { b64: true } } : {}),
    });
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg }] });
    return { header: `${jws.protected}..${jws.signature}`, keys };
  };
  const verify = (header: string, keys: string, bytes: Uint8Array = body, nowMs = iat * 1_000) =>
    verifyMessage(webhookOf(signature), { headers: { 'x-jws-signature': header }, body: bytes }, () => keys, nowMs);

  it.each([
    ['encoded (RFC 7515, appendix F)', {}],
    ['over the bytes themselves (RFC 7797)', { b64: false, crit: ['b64'] }],
  ])('holds, %s', async (_, more) => {
    const { header, keys } = await signedWith('ES256', more);
    expect(await verify(header, keys)).toBeNull();
    expect(await verify(header, keys, Buffer.from('{"a":2}'))).toBe('signature-wrong');
    expect(await verify(header, keys, body, (iat + 3_600) * 1_000)).toBe('time-off');
  });

  it('never holds without an algorithm, under a shared key, or with a header parameter nobody understands', async () => {
    const { keys } = await signedWith('ES256');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', iat })).toString('base64url');
    expect(await verify(`${unsigned}..AAAA`, keys)).toBe('signature-wrong');
    const shared = JSON.stringify({ kty: 'oct', k: Buffer.alloc(32, 1).toString('base64url') });
    const hs = await new FlattenedSign(body).setProtectedHeader({ alg: 'HS256', iat }).sign(new Uint8Array(32).fill(1));
    const anyAlgorithm = { ...signature, algorithms: ['HS256', 'ES256'] };
    const message = { headers: { 'x-jws-signature': `${hs.protected}..${hs.signature}` }, body };
    await expect(verifyMessage(webhookOf(anyAlgorithm), message, () => shared, iat * 1_000)).rejects.toThrow(
      'unusable',
    );
    expect(await verifyMessage(webhookOf(anyAlgorithm), message, () => keys, iat * 1_000)).toBe('signature-wrong');
    const { header } = await signedWith('ES256');
    const [, , value] = header.split('.');
    const critical = Buffer.from(JSON.stringify({ alg: 'ES256', iat, crit: ['exp'], exp: 1 })).toString('base64url');
    expect(await verify(`${critical}..${value}`, keys)).toBe('signature-wrong');
  });

  it('holds by any of several keys where neither names itself, as while a partner renews its key', async () => {
    const unnamed = { kid: undefined };
    const [one, other, foreign] = [await signedWith('ES256', unnamed), await signedWith('ES256', unnamed), await signedWith('ES256', unnamed)]; // prettier-ignore
    const nameless = (text: string): object[] => (JSON.parse(text) as { keys: { kid?: string }[] }).keys.map(({ kid: _, ...key }) => key); // prettier-ignore
    const keys = JSON.stringify({ keys: [...nameless(one.keys), ...nameless(other.keys)] });
    for (const signed of [one, other]) expect(await verify(signed.header, keys)).toBeNull();
    expect(await verify(foreign.header, keys)).toBe('signature-wrong');
  });

  it.each(['', '{}', '{"keys":[]}', '<html>'])('with keys that are none is our own fault: %j', async (keys) => {
    const { header } = await signedWith('ES256');
    await expect(verify(header, keys)).rejects.toThrow('unusable');
  });

  it('takes no algorithm that was not agreed, no other key and no other form', async () => {
    const eddsa = await signedWith('EdDSA');
    expect(await verify(eddsa.header, eddsa.keys)).toBe('signature-wrong');
    const [one, other] = [await signedWith('ES256'), await signedWith('ES256')];
    expect(await verify(one.header, other.keys)).toBe('signature-wrong');
    expect(await verify('a.b.c', one.keys)).toBe('signature-missing');
    const timeless = await signedWith('ES256', { iat: undefined });
    expect(await verify(timeless.header, timeless.keys)).toBe('time-missing');
  });
});

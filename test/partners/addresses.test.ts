/** Addresses that partners may never have. */
import { describe, expect, it } from 'vitest';
import { guardedLookup, isLoopbackHost, mayConnectTo } from '../../src/partners/client/guard-address.ts';

const PRIVATE = [
  '0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1',
  '192.0.0.170', '198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'ff02::1',
  '100.100.100.200', '168.63.129.16', '192.0.0.192', '2606:4700::1111%lo', 'fe80::1%eth0', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '64:ff9b::a00:1', '2002:a00:1::', '2001:0:a00:1::', '2001:db8::1', 'not an address', '',
]; // prettier-ignore
const PUBLIC = [
  '8.8.8.8',
  '172.32.0.1',
  '172.15.255.255',
  '100.128.0.1',
  '11.0.0.1',
  '2606:4700::1111',
  '2a00:1450:4001::1',
];

describe('an address', () => {
  it.each(PRIVATE)('%s is refused', (address) => {
    expect(mayConnectTo(address, 'public-only')).toBe(false);
  });

  it.each(PUBLIC)('%s may be connected to', (address) => {
    expect(mayConnectTo(address, 'public-only')).toBe(true);
    expect(mayConnectTo(address, 'public-and-loopback')).toBe(true);
  });

  it('of this machine is for the sandbox, and nothing private with it', () => {
    for (const address of PRIVATE) {
      expect(mayConnectTo(address, 'public-and-loopback')).toBe(address === '127.0.0.1' || address === '::1');
    }
    expect(['localhost', '127.8.9.1', '[::1]'].map(isLoopbackHost)).toEqual([true, true, true]);
    expect(['localhost.example', '128.0.0.1', '[::2]', ''].map(isLoopbackHost)).toEqual([false, false, false, false]);
  });

  it('that a name resolves to is checked in both forms of the look-up', async () => {
    const look = (policy: Parameters<typeof guardedLookup>[0], all: boolean) =>
      new Promise((resolve) =>
        guardedLookup(policy)('localhost', { all }, (error, found) => resolve(error === null ? found : error.code)),
      );
    for (const all of [true, false]) {
      expect(await look('public-only', all)).toBe('ADDRESS_REFUSED');
      expect(await look('public-and-loopback', all)).not.toBe('ADDRESS_REFUSED');
    }
  });

  it('among several of a name that is private refuses the whole name', async () => {
    const look = (addresses: readonly string[]) =>
      new Promise((resolve) => {
        const answer = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
        const guarded = guardedLookup('public-only', (_hostname, _options, callback) => callback(null, answer));
        guarded('api.example', { all: true }, (error, found) => resolve(error === null ? found : error.code));
      });
    expect(await look(['8.8.8.8', '2606:4700::1111'])).toHaveLength(2);
    for (const bad of ['10.0.0.1', '169.254.169.254', '::ffff:10.0.0.1', '64:ff9b::a00:1', 'fd00:ec2::254']) {
      expect(await look(['8.8.8.8', bad])).toBe('ADDRESS_REFUSED');
      expect(await look([bad, '8.8.8.8'])).toBe('ADDRESS_REFUSED');
    }
    expect(await look([])).toBe('ADDRESS_REFUSED');
  });
});

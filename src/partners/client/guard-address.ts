/**
 * No partner call reaches the bank's own network: every resolved address is checked at the moment of connecting, so that a name
 * cannot change its meaning between check and use. Special-purpose ranges: RFC 6890 and the IANA registries, 2025-10.
 */
import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export type AddressPolicy = 'public-only' | 'public-and-loopback';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Includes 169.254.169.254, 100.100.100.200 and fd00:ec2::254, where clouds hand out credentials. */
const SPECIAL = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  SPECIAL.addSubnet(net, prefix, 'ipv4');
}
/** Of no special range, and yet not public: a virtual machine's own host at Azure ("What is IP address 168.63.129.16?", read 2026-11-28). */
SPECIAL.addAddress('168.63.129.16', 'ipv4');
/** Only 2000::/3 is global unicast; inside it, tunnels (Teredo, 6to4) and documentation could hide or mean a private address. */
const GLOBAL_V6 = new BlockList();
GLOBAL_V6.addSubnet('2000::', 3, 'ipv6');
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  SPECIAL.addSubnet(net, prefix, 'ipv6');
}

export function mayConnectTo(address: string, policy: AddressPolicy): boolean {
  const version = isIP(address);
  // No public address has a zone (RFC 4007, 6).
  if (version === 0 || address.includes('%')) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (policy === 'public-and-loopback' && LOOPBACK.check(address, family)) return true;
  if (SPECIAL.check(address, family)) return false;
  return version === 4 || GLOBAL_V6.check(address, 'ipv6');
}

/** True for `localhost` and loopback literals, in the spelling of `URL.hostname`. */
export function isLoopbackHost(hostname: string): boolean {
  if (hostname === 'localhost') return true;
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  return version !== 0 && LOOPBACK.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** Thrown into the connection attempt; the client reads its code. */
export const ADDRESS_REFUSED = 'ADDRESS_REFUSED';

/** Finds all addresses of a name, as node:dns does. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A DNS look-up that fails when any of the name's addresses is out of bounds. */
export const guardedLookup =
  (policy: AddressPolicy, resolve: Resolve = lookup): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => mayConnectTo(address, policy))) {
        return callback(Object.assign(new Error('address refused'), { code: ADDRESS_REFUSED }), []);
      }
      if (options.all === true) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };

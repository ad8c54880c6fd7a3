/**
 * One HTTPS POST to an address that the bank's rules name (RFC 8935 §2). Follows nothing, reads no body, waits ten seconds. Plain HTTP is
 * for the loopback of a sandbox only. Never throws; what the recipient wrote goes nowhere.
 */
import type { PostEvent } from './deliver-notifications.ts';

const WAIT_MS = 10_000;

export function createPostEvent({ allowInsecureLoopback }: { readonly allowInsecureLoopback: boolean }): PostEvent {
  return async (address, token) => {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url === null || !isAllowed(url, allowInsecureLoopback)) return 'BAD_ADDRESS';
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json' },
        body: token,
        redirect: 'manual',
        signal: AbortSignal.timeout(WAIT_MS),
      });
      await response.body?.cancel();
      return response.ok ? 'DELIVERED' : `HTTP_${response.status}`;
    } catch (err) {
      return err instanceof Error && err.name === 'TimeoutError' ? 'TIMEOUT' : 'UNREACHABLE';
    }
  };
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

const isAllowed = ({ protocol, hostname, username, password }: URL, allowInsecureLoopback: boolean): boolean =>
  username === '' &&
  password === '' &&
  (protocol === 'https:' || (allowInsecureLoopback && protocol === 'http:' && LOOPBACK.has(hostname)));

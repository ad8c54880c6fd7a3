/**
 * The fault switch of a running sandbox partner, by hand: `POST /-/faults` with a fault of faults.ts and, where it is not for everybody,
 * its scope; `DELETE` switches all off. No partner has this address, and no call to it counts as one. What is no fault is refused by name.
 */
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { SandboxResponse } from '../sdk/index.ts';
import { type Fault, type FaultSwitch, THROTTLE_DIALECTS } from './faults.ts';

export const FAULTS_PATH = '/-/faults';

const count = (most: number) => z.int().min(0).max(most);
const MAX_MS = 600_000;

const FAULT = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), ms: count(MAX_MS), jitterMs: count(MAX_MS).optional() }),
  z.strictObject({ kind: z.literal('throttle'), dialect: z.enum(THROTTLE_DIALECTS), waitS: count(86_400) }),
  z.strictObject({ kind: z.literal('status'), status: z.int().min(200).max(599) }),
  z.strictObject({ kind: z.literal('drift'), change: z.enum(['rename', 'retype']), field: z.string().optional() }),
  z.strictObject({ kind: z.literal('redirect'), to: z.string(), status: z.literal([301, 302, 303, 307, 308]).optional() }),
  z.strictObject({ kind: z.literal('drip'), everyMs: count(MAX_MS) }),
  z.strictObject({ kind: z.literal('oversized'), bytes: count(1_000_000_000) }),
  z.strictObject({
    kind: z.enum(['hang', 'cut', 'truncated', 'garbage', 'empty', 'error-in-200', 'refuse', 'duplicate']),
  }),
]); // prettier-ignore

const WISH = z.strictObject({
  fault: FAULT,
  customerId: z.string().optional(),
  path: z.string().optional(),
  times: z.int().min(1).optional(),
});

export function switchFaults(faults: FaultSwitch, method: IncomingMessage['method'], body: string): SandboxResponse {
  if (method === 'DELETE') {
    faults.clear();
    return { status: 200, body: { faults: 'none' } };
  }
  if (method !== 'POST') return refusal(405, ['POST a fault, or DELETE all.']);
  const parsed = WISH.safeParse(parseJson(body));
  if (!parsed.success) return refusal(400, parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)); // prettier-ignore
  const { fault, ...scope } = parsed.data;
  faults.set(fault as Fault, Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined)));
  return { status: 200, body: { faults: 'switched on', ...parsed.data } };
}

const refusal = (status: number, problems: readonly string[]): SandboxResponse => ({ status, body: { problems } });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * An answer on its way to the replicas that waited for it: sealed under the customer's key, numbers exactly as the partner wrote them.
 * Also the request of a call, for a connector that can ask later what became of it. The context ties both to their call.
 */
import { stringify } from 'lossless-json';
import { NumberLexeme, parseWire, type PartnerRequest } from '../../sdk/index.ts';
import type { Exchange, PartnerCall, ReadAnswer, Verdict } from '../ask.ts';
import { PUBLIC_SUBJECT, type RecordVault } from '../records/seal-record.ts';

/** Whose key a call's answer is sealed under; null: it is about several, and nobody's key alone may open it. */
export function sealedFor({ customerIds, customerToken }: PartnerCall): string | null {
  const [only, ...others] = customerIds;
  if (only === undefined) return customerToken === null ? PUBLIC_SUBJECT : null;
  return others.length === 0 ? only : null;
}

interface Sealable {
  readonly status: number;
  readonly headers: ReadAnswer['headers'];
  readonly bodyProblem: ReadAnswer['bodyProblem'];
  readonly verdict: Verdict;
  /** JSON text; null where there was none to read. */
  readonly body: string | null;
}

const LEXEMES = [
  {
    test: (value: unknown): boolean => value instanceof NumberLexeme,
    stringify: (value: unknown): string => (value as NumberLexeme).text,
  },
];

const answerContext = (partner: string, id: string): string => `guarded-answer/1 ${partner} ${id}`;
const requestContext = (partner: string, id: string): string => `guarded-request/1 ${partner} ${id}`;

interface About {
  readonly partner: string;
  readonly id: string;
  readonly customerId: string;
}

export async function sealExchange(
  vault: RecordVault,
  { partner, id, customerId }: About,
  { answer, verdict }: Exchange,
): Promise<Uint8Array | null> {
  if (answer === null) return null;
  const { status, headers, body, bodyProblem } = answer;
  const text = body === undefined ? null : (stringify(body, null, undefined, LEXEMES) ?? null);
  const content: Sealable = { status, headers, bodyProblem, verdict, body: text };
  return vault.seal(customerId, Buffer.from(JSON.stringify(content)), answerContext(partner, id));
}

/** Rejects when the customer's key is gone or the bytes are not this call's. */
export async function openExchange(vault: RecordVault, about: About, sealed: Uint8Array): Promise<Exchange> {
  const { partner, id, customerId } = about;
  const content = jsonOf(await vault.open(customerId, sealed, answerContext(partner, id))) as Sealable;
  const { status, headers, bodyProblem, verdict, body } = content;
  return { answer: { status, headers, bodyProblem, body: body === null ? undefined : parseWire(body) }, verdict };
}

/** What asking later needs. */
export type KeptRequest = Pick<PartnerCall, 'request' | 'customerToken' | 'customerIds' | 'terms'>;

export function sealRequest(
  vault: RecordVault,
  { partner, id, customerId }: About,
  call: PartnerCall,
): Promise<Uint8Array> {
  const { request, customerToken, customerIds, terms } = call;
  const kept: KeptRequest = { request, customerToken, customerIds, terms };
  return vault.seal(customerId, Buffer.from(JSON.stringify(kept)), requestContext(partner, id));
}

export async function openRequest(
  vault: RecordVault,
  { partner, id, customerId }: About,
  sealed: Uint8Array,
): Promise<KeptRequest & { readonly request: PartnerRequest }> {
  return jsonOf(await vault.open(customerId, sealed, requestContext(partner, id))) as KeptRequest;
}

const jsonOf = (plain: Uint8Array): unknown =>
  JSON.parse(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString('utf8'));

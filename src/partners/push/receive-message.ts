/**
 * A message that a partner sends by itself: verified before it is read, taken once, newer never undone by older. What it brings replaces a
 * stored record or makes it be asked for anew; it never creates one, because nobody may have the right to keep it. Never rejects.
 */
import { isUtf8 } from 'node:buffer';
import { instantFromEpochMs } from '../../domain/instant.ts';
import { type Connector, parseWire, type Webhook } from '../../sdk/index.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import { checkContract } from '../contract/check-contract.ts';
import { createSecrets } from '../credentials/read-secrets.ts';
import { UnusableSecret } from '../credentials/usable-secret.ts';
import { nameOf } from '../log.ts';
import type { IncomingMessage, MessageOutcome, MessageStore, ReceiveMessage } from './port.ts';
import { prepareChanges, type PrepareOptions } from './prepare-changes.ts';
import { isTold, type Objection, verifyMessage } from './verify-message.ts';

export interface ReceiveOptions extends PrepareOptions {
  readonly connectors: readonly Connector[];
  readonly secretOf: (connectorId: string, name: string) => string;
  readonly store: MessageStore;
  /** Told of every message, for metrics. */
  readonly observe?: (partner: string, outcome: MessageOutcome) => void;
}

const MESSAGE_ID = /^[\x21-\x7e]{1,200}$/;
const MAX_CHANGES = 1_000;
const TELL_EVERY_MS = 60_000;

export function createReceiveMessage(options: ReceiveOptions): ReceiveMessage {
  const byId = new Map(options.connectors.map((connector) => [connector.id, connector]));
  const taking: Taking = { ...options, tellRefused: createTellRefused(options) };
  return async (message) => {
    const connector = byId.get(message.partner);
    if (connector?.webhook === undefined) return 'NOT_FOUND';
    const outcome = await take(taking, connector, connector.webhook, message).catch(
      (error: unknown): MessageOutcome => {
        options.log.warn(
          { partner: connector.id, reason: 'message-not-taken', error: nameOf(error) },
          'a message failed',
        );
        return 'UNAVAILABLE';
      },
    );
    options.observe?.(connector.id, outcome);
    return outcome;
  };
}

interface Taking extends ReceiveOptions {
  readonly tellRefused: (partner: string, reason: string) => void;
}

/** Anybody can send what is not signed: one line a minute for each partner and reason, with how many there were since the last. */
function createTellRefused({ log, now }: ReceiveOptions): Taking['tellRefused'] {
  const told = new Map<string, { atMs: number; since: number }>();
  return (partner, reason) => {
    const key = `${partner} ${reason}`;
    const last = told.get(key) ?? { atMs: Number.NEGATIVE_INFINITY, since: 0 };
    told.set(key, last);
    last.since += 1;
    if (now() - last.atMs < TELL_EVERY_MS) return;
    log.warn({ partner, reason, messages: last.since }, 'a message was refused');
    Object.assign(last, { atMs: now(), since: 0 });
  };
}

async function take(
  options: Taking,
  connector: Connector,
  webhook: Webhook,
  message: IncomingMessage,
): Promise<MessageOutcome> {
  const { log, now, store, tellRefused } = options;
  const partner = connector.id;
  const objection = await objectionTo(options, connector, webhook, message);
  if (objection !== null) {
    tellRefused(partner, objection);
    return objection.startsWith('secret-') ? 'UNAVAILABLE' : 'NOT_SIGNED';
  }
  const contract = options.contractOf(partner);
  // Out of service: its partner's messages wait until it is back. Nobody else learns it.
  if (contract === undefined) return 'UNAVAILABLE';
  const read = readMessage(webhook, message);
  if (hasFailed(read)) {
    const { code, detail } = read.fault;
    log.warn({ partner, code, reason: detail }, 'a signed message broke the contract');
    return 'BROKEN';
  }
  const { id, changes } = read.value;
  const times = changes.map(({ occurredAt }) => occurredAt);
  if (!isTold(webhook, times, now())) {
    tellRefused(partner, 'time-off');
    return 'NOT_SIGNED';
  }
  const prepared = await prepareChanges(options, { connector, contract }, changes);
  return store.take({ partner, messageId: id, receivedAt: instantFromEpochMs(now()), changes: prepared });
}

/** Whatever verification throws at is no valid signature; a secret we lack is our own fault. */
async function objectionTo(
  { secretOf, log, now }: ReceiveOptions,
  { id }: Connector,
  webhook: Webhook,
  message: IncomingMessage,
): Promise<Objection | 'secret-missing' | 'secret-unusable'> {
  const { signature } = webhook;
  const name = signature.type === 'hmac' ? signature.secret : signature.keys;
  const secret = createSecrets(id, secretOf, log)((secrets) => secrets(name));
  if (hasFailed(secret)) return 'secret-missing';
  try {
    return await verifyMessage(webhook, message, () => secret.value, now());
  } catch (error) {
    return error instanceof UnusableSecret ? 'secret-unusable' : 'signature-wrong';
  }
}

type Read = ReturnType<Webhook['read']>;

function readMessage(webhook: Webhook, { body, headers }: IncomingMessage): Attempt<Read> {
  if (!isUtf8(body)) return failed('PARTNER_BROKE_CONTRACT', 'not-utf8');
  try {
    const wire = checkContract(webhook.wire, parseWire(Buffer.from(body).toString('utf8')));
    if (hasFailed(wire)) return wire;
    const read = webhook.read(wire.value, headers);
    if (!MESSAGE_ID.test(read.id)) return failed('PARTNER_BROKE_CONTRACT', 'message-id');
    if (read.changes.length > MAX_CHANGES) return failed('PARTNER_BROKE_CONTRACT', 'too-many-changes');
    return { value: read };
  } catch {
    return failed('PARTNER_BROKE_CONTRACT', 'not-json');
  }
}

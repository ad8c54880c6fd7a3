/**
 * What a connector declares. It is data plus pure functions: it cannot make a call, so it cannot skip a limit, a deadline,
 * a host pin or the log. All times in milliseconds unless the name says otherwise.
 */
import type { z } from 'zod';
import type { PartnerReferences } from '../domain/customer.ts';
import type { DatasetName, DatasetRecords } from '../domain/dataset.ts';
import type { GapCode } from '../domain/fault.ts';
import type { Instant, LocalDate } from '../domain/instant.ts';
import type { Auth, ClientCertificate } from './auth.ts';
import type { FileDelivery, Webhook } from './push.ts';

export type { SecretName } from './auth.ts';

export interface Connector {
  /** `<partner>-<kind>`, equal to the folder's name. */
  readonly id: string;
  readonly displayName: string;
  readonly kind: 'CREDIT' | 'MARKET' | 'SOCIAL';
  /** Production address, https, without a trailing slash; `PARTNER_<ID>_BASE_URL` overrides it. */
  readonly baseUrl: string;
  /** Host names calls may go to besides the base URL's own. */
  readonly allowedHosts: readonly string[];
  readonly auth: Auth;
  /** A certificate of the bank's own that this partner wants to see, besides `auth`. */
  readonly clientCertificate?: ClientCertificate;
  readonly limits: Limits;
  /** What one successful call costs under the list price. */
  readonly price: Price;
  /** `billed` and `inquiry` calls are never repeated after an ambiguous outcome; an inquiry may leave a trace on a credit file. */
  readonly sideEffect: 'free' | 'billed' | 'inquiry';
  /** Total time for one call, connect to last byte. */
  readonly deadlineMs: number;
  /** Headers every call carries (API version, accepted media type). Never credentials. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly endpoints: readonly Endpoint[];
  /** Only for partners that hide failures in a 200 or give statuses a meaning of their own. */
  readonly faults?: FaultRule;
  /** Messages the partner sends by itself. */
  readonly webhook?: Webhook;
  /** Files the partner delivers. */
  readonly deliveries?: readonly FileDelivery[];
  /** Only where the partner can be asked what became of a call whose answer never came. */
  readonly reconcile?: Reconcile;
}

/** How to find out, free of charge, whether a `billed` or `inquiry` call happened: asked by the gateway until the partner knows. */
export interface Reconcile<W = unknown> {
  /** The status call for a call that was made: usually by the caller's own id in its path, query or body. */
  request(original: PartnerRequest): PartnerRequest;
  readonly wire: z.ZodType<W>;
  /** Pure. `wire` null: the partner has no record of it (404). null: not known yet, ask again later. */
  happened(wire: W | null): boolean | null;
}

export interface Price {
  readonly amount: string;
  readonly currency: string;
  /** Whether an answer that there is no record costs as much as one that has it; `billed` unless the contract says otherwise. */
  readonly noRecord?: 'billed' | 'free';
}

export interface Limits {
  /** The contract's windows, all of which hold at once. */
  readonly windows: readonly { readonly calls: number; readonly perMs: number }[];
  readonly concurrency: number;
  /** So many calls of every window only CRITICAL purposes may make, and up to a quarter of the concurrency. Default: none. */
  readonly reserve?: number;
  /** Smallest time between the starts of two calls of one process. */
  readonly spacingMs?: number;
  /** Quotas of the contract by calendar day or month (UTC), all of which hold at once, counted for the whole bank. */
  readonly quotas?: readonly Quota[];
}

export interface Quota {
  readonly calls: number;
  readonly per: 'DAY' | 'MONTH';
  /** Which calls count: UNATTENDED are those nobody waits for (PSD2 RTS art. 36(5)). ALL unless given. */
  readonly of?: 'ALL' | 'ATTENDED' | 'UNATTENDED';
  /** For whom it is counted: once for the bank, unless given, or once for each customer. */
  readonly each?: 'BANK' | 'CUSTOMER';
}

export interface PartnerRequest {
  readonly method: 'GET' | 'POST';
  /** Below the base URL, starting with `/`, every reference percent-encoded (use `path`). */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
}

/** What a request may be built from. `today` comes from the gateway's clock: connectors have none. */
export interface RequestContext {
  readonly references: PartnerReferences;
  readonly today: LocalDate;
}

export interface Mapped<D extends DatasetName> {
  readonly record: DatasetRecords[D];
  /** When the facts were true at the partner, if it says so. */
  readonly asOf: Instant | null;
}

export interface Endpoint<D extends DatasetName = DatasetName, W = unknown> {
  /** Unique inside the connector; names metrics, stored records and cassettes. */
  readonly name: string;
  readonly dataset: D;
  /** The fields this endpoint can bring; only they make the gateway call it. */
  readonly supplies: readonly string[];
  /** Partner references the request needs. Empty: the answer is the same for everybody. */
  readonly references: readonly string[];
  /** Seconds a stored record of this endpoint may count as fresh; an agreement may shorten it. */
  readonly cacheTtlS: number;
  /** The same for the answer "no record", which ends sooner; without it the shorter of `cacheTtlS` and an hour. */
  readonly noRecordTtlS?: number;
  /**
   * Seconds after it was received for which a record may stand in when the partner fails, labelled STALE; the agreement's retention may
   * shorten it. Without it the retention decides; with `cacheTtlS: 0` the answer is good for one moment only and never stands in.
   */
  readonly staleForS?: number;
  /** The partner is never asked: its answers come in files only, and `request` is not called. */
  readonly isDeliveredOnly?: boolean;
  request(ctx: RequestContext): PartnerRequest;
  /** zod for exactly what the partner sends; numbers arrive as NumberLexeme (use the wire helpers). Unknown keys are dropped. */
  readonly wire: z.ZodType<W>;
  /**
   * Where the partner names whom its answer is about: false when that is somebody else than was asked for. Such an answer breaks the
   * contract whole: it is nobody's record, least of all this customer's.
   */
  isAbout?(wire: W, ctx: RequestContext): boolean;
  /** Pure and total over everything `wire` accepts. null: the partner has no record. Never defaults for what is missing. */
  map(wire: W, ctx: RequestContext): Mapped<D> | null;
  /** Where the partner pages: the next request, or null after the last page; pages are joined before `map`. */
  readonly pages?: {
    readonly maxPages: number;
    next(wire: W, request: PartnerRequest, ctx: RequestContext): PartnerRequest | null;
    join(pages: readonly W[]): W;
  };
  /** Where one call can serve several customers. */
  readonly batch?: {
    readonly maxSize: number;
    request(ctxs: readonly RequestContext[]): PartnerRequest;
    /** The part of the batch's answer that belongs to one customer, in the shape of a single answer; null: no record. */
    pick(wire: W, ctx: RequestContext): W | null;
  };
}

export interface PartnerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Losslessly parsed body; undefined when it is no JSON. */
  readonly body: unknown;
}

/** A fault that concerns this customer alone, such as a security freeze: the partner is well and goes on being asked about others. */
export interface CustomerFault {
  readonly code: GapCode;
  readonly about: 'CUSTOMER';
}

export const aboutCustomer = (code: GapCode): CustomerFault => ({ code, about: 'CUSTOMER' });

/** Reads an answer before the usual classification; null leaves it to the usual rules. A bare code is a fault of the partner. */
export type FaultRule = (answer: PartnerAnswer, endpoint: Endpoint) => GapCode | CustomerFault | 'NO_RECORD' | null;

/** Checks a connector's shape at compile time and returns it unchanged. */
export const defineConnector = (connector: Connector): Connector => connector;

/** Ties dataset, wire schema and map together, then forgets the wire type so that endpoints fit one list. */
export const defineEndpoint = <D extends DatasetName, W>(endpoint: Endpoint<D, W>): Endpoint => endpoint;

/** A path with each value percent-encoded: path`/users/${guid}/accounts`. */
export const path = (parts: TemplateStringsArray, ...values: readonly (string | number)[]): string =>
  parts.reduce((text, part, i) => text + encodeURIComponent(String(values[i - 1])) + part);

/** A reference the endpoint declared in `references`; the pipeline never calls `request` without it. */
export function reference(ctx: RequestContext, name: string): string {
  const value = ctx.references[name];
  if (value === undefined)
    throw new Error(`request() reads the reference "${name}" that its endpoint does not declare`);
  return value;
}

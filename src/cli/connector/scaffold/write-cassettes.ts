/**
 * Cassettes for each endpoint: the document's example as it is published, an invented answer where that one brings no record, and the
 * refusals conformance asks for. Outcomes are not written down by hope: each is what the generated connector makes of the exchange.
 */
import type { Connector, Endpoint } from '../../../sdk/index.ts';
import type { Cassette, CassetteOutcome } from '../cassette.ts';
import { asSent, replay } from '../replay.ts';
import type { EndpointPlan, Plan } from './plan.ts';
import { refusalOf } from './refusal.ts';

export interface WrittenCassette {
  readonly file: string;
  readonly text: string;
  /** Why the document's own example does not follow the document; empty where it does. */
  readonly problem: string;
}

type Draft = Pick<Cassette, 'name' | 'provenance'> & {
  readonly source: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** What the pipeline makes of the status; absent: what the connector makes of the body. */
  readonly outcome?: CassetteOutcome;
};

export function writeCassettes(plan: Plan, connector: Connector, today: string): readonly WrittenCassette[] {
  return plan.endpoints.flatMap((endpointPlan) => {
    const endpoint = connector.endpoints.find(({ name }) => name === endpointPlan.name);
    if (endpoint === undefined) return [];
    const write = (draft: Draft) => finish({ plan, endpointPlan, connector, endpoint, today }, draft);
    const published = publishedDraft(plan, endpointPlan);
    const first = published === null ? null : write(published);
    const isAnswered = first !== null && first.problem === '' && first.text.includes('"record"');
    return [
      ...(first === null ? [] : [first]),
      ...(isAnswered ? [] : [write(inventedDraft(plan, endpointPlan))]),
      ...refusals(plan, endpointPlan).map(write),
    ];
  });
}

function publishedDraft(
  { openApi, isInvented }: Plan,
  { name, published, status, operation }: EndpointPlan,
): Draft | null {
  if (published === undefined || isInvented) return null;
  const source = `OpenAPI document "${openApi.title}", version ${openApi.version}, example of ${operation.id}`;
  return { name: `${name}-published`, provenance: 'published-example', source, status, body: published };
}

const inventedDraft = ({ isInvented }: Plan, { name, body, status }: EndpointPlan): Draft => ({
  name: `${name}-invented`,
  provenance: 'synthetic',
  source: isInvented ? 'Invented with the interface.' : "Invented from the document's schema.",
  status,
  body,
});

function refusals(plan: Plan, endpoint: EndpointPlan): readonly Draft[] {
  const { name, status } = endpoint;
  const synthetic = { provenance: 'synthetic' } as const;
  const throttled: Draft = {
    ...synthetic,
    name: `${name}-throttled`,
    source: 'Invented: a refusal that says when to come back (RFC 9110, 10.2.3).',
    status: 429,
    headers: { 'retry-after': '30' },
    body: refusalOf(plan, endpoint, 429),
    outcome: { fault: 'PARTNER_THROTTLED' },
  };
  const broken: Draft = { ...synthetic, name: `${name}-broken`, source: 'Invented: an answer of another form.', status, body: { unexpected: true } }; // prettier-ignore
  const unknown: Draft = {
    ...synthetic,
    name: `${name}-no-record`,
    source: 'Invented: the partner knows no such customer.',
    status: 404,
    body: refusalOf(plan, endpoint, 404),
    outcome: { noRecord: true },
  };
  return Object.keys(endpoint.request.references).length === 0 ? [throttled, broken] : [throttled, broken, unknown];
}

interface Around {
  readonly plan: Plan;
  readonly endpointPlan: EndpointPlan;
  readonly connector: Connector;
  readonly endpoint: Endpoint;
  readonly today: string;
}

function finish({ plan, endpointPlan, connector, endpoint, today }: Around, draft: Draft): WrittenCassette {
  const { name, provenance, source, status, headers = {}, body } = draft;
  const references = referencesOf(plan, endpointPlan);
  const request = asSent(endpoint.request({ references, today: today as never }));
  const response = { status, headers: { 'content-type': 'application/json', ...headers }, body };
  const problems = plan.vendor.bodyProblems(request, status, body) ?? [];
  const isOnPurpose = name.endsWith('-broken');
  const why = isOnPurpose
    ? 'Broken on purpose.'
    : `The document's own schema refuses it: ${problems.slice(0, 3).join('; ')}.`;
  const base = { name, provenance, source, endpoint: endpoint.name, references, today, request, response };
  const cassette: Cassette = { ...base, then: [], outcome: { noRecord: true }, texts: [JSON.stringify(body)] };
  const outcome = draft.outcome ?? outcomeOf(connector, cassette);
  const written = { ...base, outcome, ...(problems.length === 0 ? {} : { schemaSkip: why }) };
  return {
    file: `${name}.json`,
    text: `${JSON.stringify(written, null, 2)}\n`,
    problem: isOnPurpose ? '' : problems.slice(0, 3).join('; '),
  };
}

function outcomeOf(connector: Connector, cassette: Cassette): CassetteOutcome {
  const outcomes = replay(connector, cassette);
  return (outcomes === 'open' ? undefined : outcomes[0]) ?? { fault: 'PARTNER_BROKE_CONTRACT' };
}

/** Values that are plainly nobody's; the customer's own token where the partner wants one. */
function referencesOf({ auth }: Plan, { request }: EndpointPlan): Readonly<Record<string, string>> {
  const token = auth.auth.type === 'customer-token' ? { [auth.auth.reference]: 'token-of-nobody-4711' } : {};
  return { ...request.references, ...token };
}

/**
 * What the partner sends with a status that is no success: the document's example, one invented from its schema, or an empty object.
 */
import { inventedFor, publishedExample } from './example.ts';
import { answerOf } from './open-api.ts';
import type { EndpointPlan, Plan } from './plan.ts';

export function refusalOf({ openApi }: Plan, { operation }: EndpointPlan, status: number): unknown {
  const answer = answerOf(openApi.document, operation, status);
  if (answer === null) return {};
  const invented = (): unknown => inventedFor(openApi.document, answer.schema) ?? {};
  return publishedExample(openApi.document, answer.media) ?? invented();
}

/**
 * What no connector can do with an operation, in words that name the way out: the gateway sends JSON and reads JSON. null: nothing. Pure.
 */
import { type Json, objectIn } from './json.ts';
import { declaredFor, deref, jsonOf, type Operation, successOf } from './open-api.ts';

export function objectionToOperation(document: Json, operation: Operation): string | null {
  const named = operation.id.includes(' ') ? operation.id : `${operation.id} (${operation.method} ${operation.path})`;
  const answer = declaredFor(document, operation.responses, successOf(operation));
  const answered = Object.keys(objectIn(answer['content']));
  if (answered.length > 0 && jsonOf(answer) === null)
    return `${named} answers ${answered.join(', ')}, and the gateway reads JSON. Ask the partner for a JSON form or choose another operation; files that the partner delivers are declared under \`deliveries\`.`;
  const body = deref(document, operation.requestBody);
  const taken = Object.keys(objectIn(body['content']));
  if (body['required'] === true && taken.length > 0 && jsonOf(body) === null)
    return `${named} takes its body as ${taken.join(', ')}, and the gateway sends JSON. Ask the partner for a JSON form or choose another operation.`;
  return null;
}

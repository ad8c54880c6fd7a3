/**
 * The executor behind Apollo's `gateway` option: gate, then variables, then execution, then the account of what was released.
 * Apollo has parsed and validated before; every operation that is executed comes through here.
 */
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { type ExecutionResult, GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import type { Disclose } from '../disclosure/port.ts';
import { GatewayError, invalidInput } from '../domain/errors.ts';
import { checkVariableText } from './check-text.ts';
import type { AdmittedRequest, RequestContext } from './context.ts';
import { cut } from './classify-error.ts';
import { asRequestError, headOf, repairErrors } from './error-status.ts';
import { type GateRules, passGate } from './gate.ts';
import { type Answer, accountFor } from './governance-account.ts';
import type { Operation, Variables } from './operation.ts';
import { type Variant, createPreparer } from './prepare.ts';
import { createCustomers } from './read-customers.ts';
import type { Selections } from './selection.ts';

export type Gateway = ApolloServerOptionsWithGateway<AdmittedRequest>['gateway'];
export type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;

export type Services = Pick<RequestContext, 'governance' | 'trail' | 'datasetsOf'> & { readonly disclose: Disclose };

export interface ExecutorOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly rules: GateRules;
  /** Operations kept prepared and compiled. */
  readonly maxOperations: number;
}

/** Request errors are thrown with their HTTP status; errors of resolvers are in the result. */
export function createExecutor({ schema, services, rules, maxOperations }: ExecutorOptions): Executor {
  const preparer = createPreparer(schema, maxOperations);
  const admit = (request: Parameters<Executor>[0]): { variant: Variant; coerced: Variables } => {
    const { document, operation, queryHash } = request;
    // Apollo leaves it out, against its type, where no operation has the name asked for.
    if ((operation as typeof operation | undefined) === undefined)
      throw unnamedOperation(request.request.operationName);
    const variables = request.request.variables ?? {};
    const prepared = preparer.prepare(queryHash, document, operation);
    passGate(rules, prepared.operation, prepared.measure, variables);
    const coerced = coerceVariables(prepared.operation, variables);
    checkVariableText(coerced);
    preparer.keep(queryHash, prepared);
    return { variant: prepared.variantFor(coerced), coerced };
  };
  return async (request) => {
    const { variant, coerced } = orRequestError(() => admit(request));
    const answers: Answer[] = [];
    const context = createContext(request.context as AdmittedRequest, services, variant.selections, answers);
    const result = repairErrors(await variant.run(context, coerced));
    setHead(request, result);
    return withAccount(result, answers);
  };
}

function createContext(
  request: AdmittedRequest,
  { disclose, governance, trail, datasetsOf }: Services,
  selections: Selections,
  answers: Answer[],
): RequestContext {
  const { requestId, caller, signal } = request;
  const note = (answer: Answer): void => void answers.push(answer);
  const customers = createCustomers(request, disclose, selections, note);
  return { requestId, caller, signal, actor: { requestId, caller }, customers, governance, trail, datasetsOf };
}

/** Before anything runs, so that a bad variable answers as the caller's mistake and never as ours. */
function coerceVariables({ schema, node }: Operation, variables: Variables): Variables {
  const { errors, coerced } = getVariableValues(schema, node.variableDefinitions ?? [], variables, { maxErrors: 3 });
  if (errors === undefined) return coerced;
  throw invalidInput(cut(errors.map(({ message }) => message).join(' ')));
}

function unnamedOperation(name: string | undefined): GatewayError {
  return invalidInput(
    name == null
      ? 'The document has several operations: name one in `operationName`.'
      : 'The document has no operation of the name given in `operationName`.',
  );
}

/** graphql-js raises its own errors only for what the caller wrote: a condition whose variable is null. */
function orRequestError<T>(admit: () => T): T {
  try {
    return admit();
  } catch (error) {
    if (error instanceof GatewayError) throw asRequestError(error);
    throw error instanceof GraphQLError ? asRequestError(invalidInput(error.message)) : error;
  }
}

function setHead({ response }: Parameters<Executor>[0], result: ExecutionResult): void {
  const head = headOf(result);
  if (head === undefined || response?.http === undefined) return;
  response.http.status = head.status;
  if (head.retryAfterS !== undefined) response.http.headers.set('retry-after', String(head.retryAfterS));
}

/** Nothing is accounted for where nothing was answered. */
function withAccount(result: ExecutionResult, answers: readonly Answer[]): ExecutionResult {
  if (answers.length === 0 || result.data == null) return result;
  return { ...result, extensions: { governance: accountFor(answers) } };
}

/**
 * Apollo Server as the gateway runs it: it parses and validates, our executor does the rest. Whatever could send data elsewhere,
 * show a page or answer twice is switched off by name. Policy, masking and audit are no plugins (design.md, rule 7).
 */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { type GraphQLSchema, printSchema } from 'graphql';
import { classifyError } from './classify-error.ts';
import type { AdmittedRequest, Refusal } from './context.ts';
import { DENIAL_REASONS, type DenialReason } from '../domain/reason.ts';
import { type Gateway, type Services, createExecutor } from './execute.ts';
import { type ErrorLog, createFormatError } from './format-error.ts';
import { DEFAULT_LIMITS, type OperationLimits } from './gate.ts';

export interface GraphqlServerOptions extends Services {
  readonly schema: GraphQLSchema;
  /** Introspection and suggestions are on in the sandbox only. */
  readonly isSandbox: boolean;
  readonly limits?: Partial<OperationLimits>;
  readonly log: ErrorLog;
  /** INVALID_INPUT and OPERATION_NOT_ALLOWED, once per request. Must not throw. */
  readonly onRefusal: (refusal: Refusal) => void;
}

const MAX_OPERATIONS = 200;

export function createGraphqlServer(options: GraphqlServerOptions): ApolloServer<AdmittedRequest> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const requestIds = new WeakMap<object, string>();
  const formatError = createFormatError({
    log: options.log,
    requestIdOf: (error) => (typeof error === 'object' && error !== null ? requestIds.get(error) : undefined),
    showsSuggestions: options.isSandbox,
  });
  return new ApolloServer<AdmittedRequest>({
    gateway: createGateway(options, limits),
    formatError,
    introspection: true, // the gate decides, with an error of the catalogue
    hideSchemaDetailsFromClientErrors: !options.isSandbox,
    includeStacktraceInErrorResponses: false,
    nodeEnv: 'production',
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    validationOptions: { maxErrors: 5 },
    plugins: [
      noteErrors(requestIds, options.onRefusal),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}

function createGateway(options: GraphqlServerOptions, limits: OperationLimits): Gateway {
  const { schema, disclose, governance, trail, datasetsOf } = options;
  const executor = createExecutor({
    schema,
    services: { disclose, governance, trail, datasetsOf },
    rules: { limits, allowsIntrospection: options.isSandbox },
    maxOperations: MAX_OPERATIONS,
  });
  return {
    onSchemaLoadOrUpdate: (listen) => {
      listen({ apiSchema: schema, coreSupergraphSdl: printSchema(schema) });
      return () => undefined;
    },
    load: async () => ({ executor }),
    stop: async () => undefined,
  };
}

/** Tells the formatter whose request an error belongs to, and the log's keeper what was refused. Decides nothing. */
function noteErrors(
  requestIds: WeakMap<object, string>,
  onRefusal: GraphqlServerOptions['onRefusal'],
): ApolloServerPlugin<AdmittedRequest> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue: { requestId, caller } }) => {
        for (const error of errors) requestIds.set(error, requestId);
        const refused = errors.map(classifyError).find(({ code }) => REFUSALS.has(code));
        const reason = refused?.gatewayError?.internal;
        if (refused === undefined) return;
        onRefusal({ requestId, caller, code: refused.code, ...(isReason(reason) ? { reason } : {}) });
      },
    }),
  };
}

const REFUSALS: ReadonlySet<string> = new Set(['INVALID_INPUT', 'OPERATION_NOT_ALLOWED']);

const isReason = (text: string | undefined): text is DenialReason =>
  (DENIAL_REASONS as readonly (string | undefined)[]).includes(text);

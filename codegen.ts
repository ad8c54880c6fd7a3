import type { CodegenConfig } from '@graphql-codegen/cli';

/** Resolver types from the SDL. `npm run codegen` writes them, `npm run codegen:check` fails when they are stale. */
const config: CodegenConfig = {
  schema: './schema/*.graphql',
  generates: {
    './src/graphql/generated/resolvers-types.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../context.ts#RequestContext',
        useTypeImports: true,
        enumType: 'string-literal',
        enumsAsTypes: true,
        immutableTypes: true,
        maybeValue: 'T | null | undefined',
        defaultScalarType: 'unknown',
        mappers: {
          CustomerView: '../../domain/custody.ts#ReleasedView',
          AuditEntry: '../../governance/trail/port.ts#AuditEntry as Audited',
          Partner: '../partner-node.ts#PartnerNode',
          PartnerHealth: '../../partners/health/port.ts#PartnerHealth as Health',
          DriftKind: '../../partners/contract/port.ts#DriftKind as Drift',
          Policy: '../../governance/policy/port.ts#PolicyInForce as InForce',
          PolicyChange: '../policy-node.ts#PolicyChangeNode',
          GateVerdict: '../../governance/policy/port.ts#GateVerdict as Verdict',
          ConsideredFact: '../../governance/policy/port.ts#ExplainedFact',
          SurvivorshipReason: '../../domain/view.ts#SurvivorshipReason as SurvivedBy',
        },
        scalars: {
          ID: 'string',
          Decimal: '../../domain/decimal.ts#Decimal',
          Instant: '../../domain/instant.ts#Instant',
          LocalDate: '../../domain/instant.ts#LocalDate',
          FieldValue: 'unknown',
        },
      },
    },
  },
};

export default config;

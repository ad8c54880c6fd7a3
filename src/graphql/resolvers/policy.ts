/**
 * The policy and its changes. Who may do what, and what is logged, is governance's matter.
 */
import { stringify } from 'yaml';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Fact } from '../../domain/fact.ts';
import type { PolicyDocument } from '../../domain/policy.ts';
import type { PolicyFormat, Resolvers } from '../generated/resolvers-types.ts';
import type { PolicyChangeNode } from '../policy-node.ts';
import { toConnection } from './connection.ts';
import { given, readPage } from './input.ts';

export const policyResolvers = {
  Query: {
    policy: (_root, _args, { actor, governance: { policies } }) => policies.inForce(actor),
    policyChange: async (_root, { id }, { actor, governance: { policies } }) => {
      const change = await policies.change(actor, id);
      return change === null ? null : toChange(change);
    },
    policyChanges: async (_root, { state, ...page }, { actor, governance: { policies } }) =>
      toConnection(await policies.changes(actor, given({ state }), readPage(page)), toChange),
  },
  Policy: {
    document: ({ document }, { format }) => textOf(document, format),
    schemas: ({ document }) => document.rules.schemas,
  },
  PolicyChange: {
    document: ({ document }, { format }) => textOf(document, format),
  },
  Mutation: {
    proposePolicy: async (_root, { input }, { actor, governance: { policies } }) =>
      toChange(await policies.propose(actor, input)),
    approvePolicy: async (_root, { input }, { actor, governance: { policies } }) =>
      toChange(await policies.approve(actor, input)),
    refusePolicy: async (_root, { input }, { actor, governance: { policies } }) =>
      toChange(await policies.refuse(actor, input.id, input.because)),
    recallPolicy: async (_root, { input }, { actor, governance: { policies } }) =>
      toChange(await policies.recall(actor, input.id)),
  },
} satisfies Resolvers;

const toChange = ({ id, version, body }: Fact<'policy-change'>): PolicyChangeNode => ({ ...body, id, version });

/** YAML in the order of the canonical text, so that two documents can be compared line by line. */
function textOf(document: PolicyDocument, format: PolicyFormat): string {
  const text = canonicalJson(document);
  return format === 'JSON' ? text : stringify(JSON.parse(text), { lineWidth: 0, aliasDuplicateObjects: false });
}

/**
 * Impact assessments: reading them and moving them through their states. Who may do so, and what is logged, is governance's matter.
 */
import type { Fact } from '../../domain/fact.ts';
import type { AssessmentChange, AssessmentContent } from '../../governance/assessments/port.ts';
import type {
  Assessment,
  ChangeAssessmentInput,
  ProposeAssessmentInput,
  Resolvers,
} from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { given, readPage } from './input.ts';

export const assessmentResolvers = {
  Query: {
    assessments: async (_root, { state, ...page }, { actor, governance: { assessments } }) =>
      toConnection(await assessments.list(actor, given({ state }), readPage(page)), toAssessment),
  },
  Mutation: {
    proposeAssessment: async (_root, { input }, { actor, governance: { assessments } }) =>
      toAssessment(await assessments.propose(actor, toContent(input))),
    approveAssessment: async (_root, { input }, { actor, governance: { assessments } }) =>
      toAssessment(await assessments.approve(actor, toChange(input))),
    withdrawAssessment: async (_root, { input }, { actor, governance: { assessments } }) =>
      toAssessment(await assessments.withdraw(actor, toChange(input))),
  },
} satisfies Resolvers;

const toAssessment = ({ id, version, body: { sources, ...body } }: Fact<'assessment'>): Assessment => ({
  ...body,
  id,
  version,
  sources: sources === '*' ? null : sources,
});

const toContent = ({ sources, ...input }: ProposeAssessmentInput): AssessmentContent => ({
  ...input,
  sources: sources ?? '*',
});

const toChange = ({ id, expectedVersion, because }: ChangeAssessmentInput): AssessmentChange =>
  because == null ? { id, expectedVersion } : { id, expectedVersion, because };

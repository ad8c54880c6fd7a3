/**
 * The state machine of an agreement version (decisions.md, "State machines"). Pure: a transition not listed here is refused,
 * with an error that says what is possible instead.
 */
import type { Agreement, AgreementRemark, AgreementState } from '../../domain/agreement.ts';
import { GatewayError, invalidInput } from '../../domain/errors.ts';
import type { Capability } from '../../domain/fact.ts';
import type { Instant } from '../../domain/instant.ts';

/** `expire` is nobody's to ask for: the gateway writes down that the dates ran out. */
export type AgreementStep =
  'submit' | 'approve' | 'sendBack' | 'sign' | 'activate' | 'suspend' | 'terminate' | 'close' | 'expire';

/** Who does it, when by the database's clock, and why. */
export interface StepAccount {
  readonly by: string;
  readonly at: Instant;
  readonly because?: string;
}

interface Rule {
  readonly capability: Capability;
  readonly from: readonly AgreementState[];
  readonly apply: (agreement: Agreement, account: StepAccount) => Agreement;
}

/** Two different people approve, neither of them the author. */
const APPROVALS_NEEDED = 2;

const RULES: Readonly<Record<AgreementStep, Rule>> = {
  submit: {
    capability: 'agreement:propose',
    from: ['DRAFT'],
    apply: (agreement) => ({ ...agreement, state: 'IN_REVIEW', approvals: [] }),
  },
  approve: { capability: 'agreement:approve', from: ['IN_REVIEW'], apply: approve },
  sendBack: {
    capability: 'agreement:approve',
    from: ['IN_REVIEW'],
    apply: (agreement, account) => ({
      ...remarked(agreement, 'RETURN', account, 'send an agreement back'),
      state: 'DRAFT',
      approvals: [],
    }),
  },
  sign: {
    capability: 'agreement:sign',
    from: ['APPROVED'],
    apply: (agreement, { at }) => ({ ...agreement, state: 'SIGNED', signedAt: at }),
  },
  activate: {
    capability: 'agreement:operate',
    from: ['SIGNED', 'SUSPENDED'],
    apply: ({ suspendedBecause: _ended, ...agreement }) => ({ ...agreement, state: 'ACTIVE' }),
  },
  suspend: {
    capability: 'agreement:operate',
    from: ['ACTIVE'],
    apply: (agreement, account) => ({
      ...remarked(agreement, 'SUSPEND', account, 'suspend'),
      state: 'SUSPENDED',
      suspendedBecause: requireReason(account.because, 'suspend'),
    }),
  },
  terminate: {
    capability: 'agreement:operate',
    from: ['ACTIVE', 'SUSPENDED'],
    apply: (agreement, account) => ended(remarked(agreement, 'TERMINATE', account, 'terminate'), 'TERMINATED', account),
  },
  expire: {
    capability: 'agreement:operate',
    from: ['ACTIVE', 'SUSPENDED'],
    apply: (agreement, account) => ended(agreement, 'EXPIRED', account),
  },
  close: { capability: 'agreement:operate', from: ['RETURN_OR_DELETE_PENDING'], apply: close },
};

export const capabilityFor = (step: AgreementStep): Capability => RULES[step].capability;

/** The agreement after the step. Throws INVALID_INPUT when its state does not allow it, FORBIDDEN for a person who may not. */
export function takeStep(agreement: Agreement, step: AgreementStep, account: StepAccount): Agreement {
  const { from, apply } = RULES[step];
  if (!from.includes(agreement.state)) {
    const possible = (Object.keys(RULES) as AgreementStep[]).filter(
      (one) => one !== 'expire' && RULES[one].from.includes(agreement.state),
    );
    const instead =
      possible.length === 0 ? 'No step is possible from there.' : `Possible from there: ${possible.join(', ')}.`;
    throw invalidInput(`The agreement is ${agreement.state}; "${step}" needs ${from.join(' or ')}. ${instead}`);
  }
  return apply(agreement, account);
}

function approve(agreement: Agreement, { by, at }: StepAccount): Agreement {
  if (by === agreement.author)
    throw new GatewayError('FORBIDDEN', 'The author of an agreement cannot approve it. Ask somebody else.');
  if (agreement.approvals.some((approval) => approval.by === by)) {
    throw new GatewayError(
      'FORBIDDEN',
      'You have approved this agreement already. The second approval must come from another person.',
    );
  }
  const approvals = [...agreement.approvals, { by, at }];
  return { ...agreement, approvals, state: approvals.length >= APPROVALS_NEEDED ? 'APPROVED' : 'IN_REVIEW' };
}

const ended = (
  { suspendedBecause: _over, ...agreement }: Agreement,
  how: 'EXPIRED' | 'TERMINATED',
  { by, at }: StepAccount,
): Agreement => ({ ...agreement, state: how, ended: { how, at, by } });

function close(agreement: Agreement): Agreement {
  const open = (agreement.settlement?.places ?? []).filter(({ state }) => state === 'PENDING');
  if (agreement.settlement === undefined || open.length > 0) {
    const names = open.map(({ name }) => name).join(', ');
    throw invalidInput(
      `Not everything is returned or deleted yet: ${names}. STORED_RECORDS are deleted within the hour, under a legal hold when it ends; settle the others with confirmAgreementReturn.`,
    );
  }
  return { ...agreement, state: 'CLOSED' };
}

const remarked = (
  agreement: Agreement,
  step: AgreementRemark['step'],
  { by, at, because }: StepAccount,
  act: string,
): Agreement => ({
  ...agreement,
  remarks: [...(agreement.remarks ?? []), { step, by, at, because: requireReason(because, act) }],
});

/** Control characters but line ends and tabs, and what turns the direction of text: they can make a console show another reason. */
const UNSHOWABLE = /[^\P{Cc}\n\r\t]|[\u202a-\u202e\u2066-\u2069]/u;

/** Why somebody does this: 1 to 500 characters, trimmed. Throws INVALID_INPUT. */
export function requireReason(because: string | undefined, act: string): string {
  const text = because?.trim() ?? '';
  if (text === '' || [...text].length > 500)
    throw invalidInput(`Say in "because" why you ${act}: 1 to 500 characters.`);
  if (UNSHOWABLE.test(text)) throw invalidInput('"because" holds a control character: write plain text.');
  return text;
}

import type { Decimal } from '../../domain/decimal.ts';
import type { Instant } from '../../domain/instant.ts';
import type { LocalDate } from '../../domain/instant.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ReleasedView } from '../../domain/custody.ts';
import type { AuditEntry as Audited } from '../../governance/trail/port.ts';
import type { PartnerNode } from '../partner-node.ts';
import type { PartnerHealth as Health } from '../../partners/health/port.ts';
import type { DriftKind as Drift } from '../../partners/contract/port.ts';
import type { PolicyInForce as InForce, GateVerdict as Verdict, ExplainedFact } from '../../governance/policy/port.ts';
import type { PolicyChangeNode } from '../policy-node.ts';
import type { SurvivorshipReason as SurvivedBy } from '../../domain/view.ts';
import type { RequestContext } from '../context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type EnumResolverSignature<T, AllowedValues = any> = { [key in keyof T]?: AllowedValues };
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An exact decimal number as text, without exponent: `-12.50`. Never a float. */
  Decimal: { input: Decimal; output: Decimal; }
  /** A masked or clear value of any field, in the JSON form the field itself would have. */
  FieldValue: { input: unknown; output: unknown; }
  /** A point in time, RFC 3339 in UTC: `2026-01-02T03:04:05.678Z`. Keeps up to nine fraction digits. */
  Instant: { input: Instant; output: Instant; }
  /** A calendar day without a zone: `2026-01-02`. */
  LocalDate: { input: LocalDate; output: LocalDate; }
};

/** A new normal. */
export type AcceptPartnerBaselineInput = {
  /** Why: 1 to 500 characters. */
  readonly because: Scalars['String']['input'];
  /** Endpoint, as `health` names it. */
  readonly endpoint: Scalars['String']['input'];
  /** Connector id. */
  readonly partner: Scalars['ID']['input'];
};

/** A person's word on what is normal. */
export type AcceptedBaseline = {
  readonly __typename?: 'AcceptedBaseline';
  /** When. */
  readonly at: Scalars['Instant']['output'];
  /** Why. */
  readonly because: Scalars['String']['output'];
  /** Who. */
  readonly by: Scalars['String']['output'];
  /** Endpoint of the connector. */
  readonly endpoint: Scalars['String']['output'];
};

/** What is handed to the customer, in clear. */
export type AccessStatement = {
  readonly __typename?: 'AccessStatement';
  /** The same to read and print, in Chinese and English. */
  readonly html: Scalars['String']['output'];
  /** Canonical JSON (RFC 8785), for machines and for another controller. */
  readonly json: Scalars['String']['output'];
  /** The same, signed (RFC 7515); verify it with the keys at `/.well-known/jwks.json`. */
  readonly jws: Scalars['String']['output'];
  /** The request it answers. */
  readonly requestId: Scalars['ID']['output'];
  /** SHA-256, hex, of `json`; the same stands in the log. */
  readonly sha256: Scalars['String']['output'];
};

/** A postal address. Decided and masked whole: masked, only country, province and city remain. */
export type Address = {
  readonly __typename?: 'Address';
  /** City. */
  readonly city?: Maybe<Scalars['String']['output']>;
  /** ISO 3166-1 alpha-2 where the source says so, else as given. */
  readonly country?: Maybe<Scalars['String']['output']>;
  /** Postal code. */
  readonly postalCode?: Maybe<Scalars['String']['output']>;
  /** Province or state. */
  readonly province?: Maybe<Scalars['String']['output']>;
  /** Street and house. */
  readonly street?: Maybe<Scalars['String']['output']>;
};

/** A postal address. */
export type AddressInput = {
  /** City. */
  readonly city?: InputMaybe<Scalars['String']['input']>;
  /** Country, ISO 3166-1 alpha-2. */
  readonly country?: InputMaybe<Scalars['String']['input']>;
  /** Postal code. */
  readonly postalCode?: InputMaybe<Scalars['String']['input']>;
  /** Province or state. */
  readonly province?: InputMaybe<Scalars['String']['input']>;
  /** Street and number. */
  readonly street?: InputMaybe<Scalars['String']['input']>;
};

/** One version of an agreement with a partner. */
export type Agreement = {
  readonly __typename?: 'Agreement';
  /** Who approved it. */
  readonly approvals: ReadonlyArray<Approval>;
  /** The impact assessment made for it (PIPL art. 55). */
  readonly assessmentId?: Maybe<Scalars['ID']['output']>;
  /** Who wrote it. */
  readonly author: Scalars['String']['output'];
  /** Hours within which a breach must be reported. */
  readonly breachNoticeHours: Scalars['Int']['output'];
  /** What may be called and spent. Null where nothing is limited. */
  readonly budget?: Maybe<AgreementBudget>;
  /** Who to talk to at the partner. */
  readonly contact: Scalars['String']['output'];
  /** May the bank compute from it? */
  readonly derivation: Scalars['Boolean']['output'];
  /** Binds from this instant on. */
  readonly effectiveFrom: Scalars['Instant']['output'];
  /** Binds until this instant, which is no longer included. */
  readonly effectiveUntil: Scalars['Instant']['output'];
  /** What happens to the data at the end. */
  readonly endOfTerm: EndOfTerm;
  /** Days after the end within which that must have happened. Null: 30. */
  readonly endOfTermDays?: Maybe<Scalars['Int']['output']>;
  /** How and when it ended. */
  readonly ended?: Maybe<AgreementEnd>;
  /** What may be used, for what, by whom. */
  readonly grants: ReadonlyArray<Grant>;
  /** `<agreement>/<version of the terms>`. */
  readonly id: Scalars['ID']['output'];
  /** May the bank use it inside? */
  readonly internalUse: Scalars['Boolean']['output'];
  /** Whose law and courts: ISO 3166-1 alpha-2. */
  readonly jurisdiction?: Maybe<Scalars['String']['output']>;
  /** Who gives what to whom. */
  readonly kind: AgreementKind;
  /** Days before `effectiveUntil` by which whoever does not want to go on must say so. */
  readonly noticeDays?: Maybe<Scalars['Int']['output']>;
  /** Connector id of the partner. */
  readonly partner: Scalars['ID']['output'];
  /** May the bank pass it on? */
  readonly redistribution: Scalars['Boolean']['output'];
  /** What was said when it was returned, suspended or terminated, oldest first. Nothing of it is ever lost. */
  readonly remarks: ReadonlyArray<AgreementRemark>;
  /** What was agreed about going on afterwards. */
  readonly renewal?: Maybe<AgreementRenewal>;
  /** Where the data may be kept. */
  readonly residency: Scalars['String']['output'];
  /** When the bank must look again at whether the agreement is kept and still needed. */
  readonly reviewOn?: Maybe<Scalars['LocalDate']['output']>;
  /** Security measures agreed. */
  readonly securityMeasures: Scalars['String']['output'];
  /** What must be returned or deleted since it ended. */
  readonly settlement?: Maybe<AgreementSettlement>;
  /** When it was signed. */
  readonly signedAt?: Maybe<Scalars['Instant']['output']>;
  /**
   * How much of each limit is spent in the running UTC day or month, by all versions of the agreement together. Needs a role that may
   * read agreements.
   */
  readonly spending?: Maybe<ReadonlyArray<Spending>>;
  /** Where the version stands. */
  readonly state: AgreementState;
  /** A newer version of the agreement binds from here on. */
  readonly supersededFrom?: Maybe<Scalars['Instant']['output']>;
  /** Why it is suspended. */
  readonly suspendedBecause?: Maybe<Scalars['String']['output']>;
  /** SHA-256 of the canonical terms (RFC 8785), hexadecimal. */
  readonly termsHash: Scalars['String']['output'];
  /** Title. */
  readonly title: Scalars['String']['output'];
  /** Version of this record; pass it as `expectedVersion` to change it. */
  readonly version: Scalars['Int']['output'];
};

/** What may be done with the data. */
export type AgreementAction =
  /** Compute from it. */
  | 'DERIVE'
  /** Take it out in a file. */
  | 'EXPORT'
  /** Show it. */
  | 'VIEW';

/**
 * What may be called and spent under an agreement, by the whole bank, all its versions together. Days and months are UTC. What is null
 * is not limited.
 */
export type AgreementBudget = {
  readonly __typename?: 'AgreementBudget';
  /** Calls in a day. */
  readonly callsPerDay?: Maybe<Scalars['Int']['output']>;
  /** Calls in a month. */
  readonly callsPerMonth?: Maybe<Scalars['Int']['output']>;
  /** Money in a day. */
  readonly moneyPerDay?: Maybe<Money>;
  /** Money in a month. */
  readonly moneyPerMonth?: Maybe<Money>;
  /** What one call costs. Null: the list price of the partner's connector. */
  readonly pricePerCall?: Maybe<Money>;
  /** Of these, calls in a day for purposes of urgency BATCH, for which nobody waits. */
  readonly unattendedCallsPerDay?: Maybe<Scalars['Int']['output']>;
  /** Of these, calls in a month for purposes of urgency BATCH. */
  readonly unattendedCallsPerMonth?: Maybe<Scalars['Int']['output']>;
};

/**
 * What may be called and spent: at least one limit, all money in one currency, no limit of a day above that of its month. Counts go on
 * when a new version takes over.
 */
export type AgreementBudgetInput = {
  /** Calls in a day: 1 or more. */
  readonly callsPerDay?: InputMaybe<Scalars['Int']['input']>;
  /** Calls in a month: 1 or more. */
  readonly callsPerMonth?: InputMaybe<Scalars['Int']['input']>;
  /** Money in a day. */
  readonly moneyPerDay?: InputMaybe<MoneyInput>;
  /** Money in a month. */
  readonly moneyPerMonth?: InputMaybe<MoneyInput>;
  /** What one call costs. Left out: the list price of the partner's connector, which must then be in the currency of the limits. */
  readonly pricePerCall?: InputMaybe<MoneyInput>;
  /** Of these, calls in a day for purposes of urgency BATCH. */
  readonly unattendedCallsPerDay?: InputMaybe<Scalars['Int']['input']>;
  /** Of these, calls in a month for purposes of urgency BATCH. */
  readonly unattendedCallsPerMonth?: InputMaybe<Scalars['Int']['input']>;
};

/** The partner's word that it returned or deleted everything. */
export type AgreementCertificate = {
  readonly __typename?: 'AgreementCertificate';
  /** SHA-256 of its bytes, hexadecimal. */
  readonly hash: Scalars['String']['output'];
  /** Where the document is kept. */
  readonly reference: Scalars['String']['output'];
};

/** The partner's document that says so. */
export type AgreementCertificateInput = {
  /** SHA-256 of its bytes: 64 hexadecimal digits in lower case. */
  readonly hash: Scalars['String']['input'];
  /** Where the document is kept: 1 to 500 characters. */
  readonly reference: Scalars['String']['input'];
};

/** A page of agreements. */
export type AgreementConnection = {
  readonly __typename?: 'AgreementConnection';
  /** The items. */
  readonly edges: ReadonlyArray<AgreementEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One agreement of a page. */
export type AgreementEdge = {
  readonly __typename?: 'AgreementEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The agreement. */
  readonly node: Agreement;
};

/** How an agreement version ended. */
export type AgreementEnd = {
  readonly __typename?: 'AgreementEnd';
  /** The first instant at which it no longer bound. */
  readonly at: Scalars['Instant']['output'];
  /** Who ended it; `gateway` where its dates did. */
  readonly by: Scalars['String']['output'];
  /** By its dates or by somebody. */
  readonly how: AgreementEnding;
};

/** Ways to end. */
export type AgreementEnding =
  /** Its dates ran out, or a newer version took over. */
  | 'EXPIRED'
  /** Somebody ended it before its time. */
  | 'TERMINATED';

/** What would be lost without an agreement. */
export type AgreementImpact = {
  readonly __typename?: 'AgreementImpact';
  /** The agreement version. */
  readonly agreement: Scalars['ID']['output'];
  /** Customers of whom some application loses something. */
  readonly customers: Scalars['Int']['output'];
  /** The facts are of this instant. */
  readonly decidedAt: Scalars['Instant']['output'];
  /** Datasets of the partner that no other agreement would cover any more. */
  readonly endingDatasets: ReadonlyArray<Scalars['String']['output']>;
  /** By application and purpose, only where something is lost. */
  readonly losses: ReadonlyArray<AgreementLoss>;
  /** Its partner. */
  readonly partner: Scalars['ID']['output'];
  /** The same customers, by where they belong. */
  readonly places: ReadonlyArray<AgreementImpactPlace>;
  /** Stored records that would be deleted. */
  readonly storedRecords: Scalars['Int']['output'];
};

/** Customers who belong together. */
export type AgreementImpactPlace = {
  readonly __typename?: 'AgreementImpactPlace';
  /** Branch. */
  readonly branch: Scalars['String']['output'];
  /** How many. */
  readonly customers: Scalars['Int']['output'];
  /** Legal entity. */
  readonly legalEntity: Scalars['String']['output'];
};

/** Who gives what to whom. */
export type AgreementKind =
  /** The partner processes data on the bank's behalf. */
  | 'ENTRUST'
  /** Both decide together (GDPR art. 26). */
  | 'JOINT'
  /** The bank licenses the data. */
  | 'LICENCE_IN'
  /** The partner provides data to the bank. */
  | 'PROVIDE';

/** What one application would lose for one purpose. */
export type AgreementLoss = {
  readonly __typename?: 'AgreementLoss';
  /** The application. */
  readonly application: Scalars['ID']['output'];
  /** Customers of whom it loses something. */
  readonly customers: Scalars['Int']['output'];
  /** Field by field. */
  readonly fields: ReadonlyArray<AgreementLossField>;
  /** The purpose. */
  readonly purpose: Scalars['ID']['output'];
};

/** How often one field would be lost. */
export type AgreementLossField = {
  readonly __typename?: 'AgreementLossField';
  /** `Type.field`. */
  readonly coordinate: Scalars['String']['output'];
  /** Customers of whom it would still be shown, but masked. */
  readonly masked: Scalars['Int']['output'];
  /** Customers of whom it would be withheld. */
  readonly withheld: Scalars['Int']['output'];
};

/** One place where data of an ended agreement is. */
export type AgreementPlace = {
  readonly __typename?: 'AgreementPlace';
  /** The partner's certificate. */
  readonly certificate?: Maybe<AgreementCertificate>;
  /** When it was settled. */
  readonly doneAt?: Maybe<Scalars['Instant']['output']>;
  /** Who answers for it; `gateway` where the gateway deleted it. */
  readonly doneBy?: Maybe<Scalars['String']['output']>;
  /** Which. */
  readonly name: AgreementPlaceName;
  /** How many rows of ours were deleted. */
  readonly removed?: Maybe<Scalars['Int']['output']>;
  /** Whether it is settled. */
  readonly state: AgreementPlaceState;
};

/** Places where data of an agreement is. */
export type AgreementPlaceName =
  /** What the partner itself keeps for us. Not for a licence. */
  | 'PARTNER_COPY'
  /** What the partner calls our customers, and the tokens it gave for them. */
  | 'REFERENCES'
  /** The partner's answers that the gateway keeps and no other agreement covers. The gateway deletes them, under a legal hold when it ends. */
  | 'STORED_RECORDS';

/** Whether a place is settled. */
export type AgreementPlaceState =
  /** Another agreement with the partner goes on needing it. */
  | 'CARRIED_OVER'
  /** Returned or deleted. */
  | 'DONE'
  /** Still to be returned or deleted. */
  | 'PENDING';

/** Why somebody returned, suspended or terminated an agreement. */
export type AgreementRemark = {
  readonly __typename?: 'AgreementRemark';
  /** When. */
  readonly at: Scalars['Instant']['output'];
  /** Why. */
  readonly because: Scalars['String']['output'];
  /** Who did it. */
  readonly by: Scalars['String']['output'];
  /** What was done. */
  readonly step: AgreementRemarkStep;
};

/** Steps that need a reason. */
export type AgreementRemarkStep =
  /** Sent back to its author. */
  | 'RETURN'
  /** Suspended. */
  | 'SUSPEND'
  /** Terminated. */
  | 'TERMINATE';

/** Something that has to be done by a certain time. */
export type AgreementReminder = {
  readonly __typename?: 'AgreementReminder';
  /** Which agreement version. */
  readonly agreement?: Maybe<Scalars['ID']['output']>;
  /** Which impact assessment. */
  readonly assessment?: Maybe<Scalars['ID']['output']>;
  /** By when. */
  readonly dueAt: Scalars['Instant']['output'];
  /** The time has passed. */
  readonly isOverdue: Scalars['Boolean']['output'];
  /** What. */
  readonly kind: AgreementReminderKind;
  /** The partner, where it is one. */
  readonly partner?: Maybe<Scalars['ID']['output']>;
  /** Its title. */
  readonly title: Scalars['String']['output'];
  /** Who has to act: people whose roles have this capability. */
  readonly whoActs: Scalars['String']['output'];
};

/** What has to be done. */
export type AgreementReminderKind =
  /** An impact assessment ends, or the one that an agreement names is not valid: make a new one (PIPL art. 55). */
  | 'ASSESSMENT'
  /** Decide whether to go on: propose a new version, or give notice, before the notice period begins. */
  | 'RENEWAL'
  /** Data of an ended agreement must be returned or deleted. */
  | 'RETURN_OR_DELETE'
  /** Review the agreement, and propose a version with the next date. */
  | 'REVIEW';

/** What was agreed about going on after the end. The gateway itself never goes on: a renewal is a new version of the terms. */
export type AgreementRenewal =
  /** It goes on unless somebody gives notice. */
  | 'AUTOMATIC'
  /** It goes on if both agree. */
  | 'BY_AGREEMENT'
  /** It ends. */
  | 'NONE';

/** What an ended agreement leaves to be returned or deleted, and by when. */
export type AgreementSettlement = {
  readonly __typename?: 'AgreementSettlement';
  /** By when all of it must be done. */
  readonly dueAt: Scalars['Instant']['output'];
  /** Since when. */
  readonly openedAt: Scalars['Instant']['output'];
  /** Place by place. */
  readonly places: ReadonlyArray<AgreementPlace>;
};

/** States of an agreement version. */
export type AgreementState =
  /** In force within its dates. */
  | 'ACTIVE'
  /** Approved by two people other than the author. */
  | 'APPROVED'
  /** Ended and settled. */
  | 'CLOSED'
  /** Being written. */
  | 'DRAFT'
  /** Past its dates. */
  | 'EXPIRED'
  /** Waiting for two approvals. */
  | 'IN_REVIEW'
  /** Ended; the data goes back or is deleted. */
  | 'RETURN_OR_DELETE_PENDING'
  /** Signed; the terms are fixed. */
  | 'SIGNED'
  /** Held; nothing is released on it. */
  | 'SUSPENDED'
  /** Ended before its time. */
  | 'TERMINATED';

/** One approval. */
export type Approval = {
  readonly __typename?: 'Approval';
  /** When. */
  readonly at: Scalars['Instant']['output'];
  /** Who approved. */
  readonly by: Scalars['String']['output'];
};

/** A step-up to agree to. */
export type ApproveElevationInput = {
  /** Elevation id. */
  readonly id: Scalars['ID']['input'];
};

/** A policy change to approve. */
export type ApprovePolicyInput = {
  /** Its `documentHash`, repeated: what is approved is exactly what was read. */
  readonly documentHash: Scalars['String']['input'];
  /** Change id. */
  readonly id: Scalars['ID']['input'];
};

/** One impact assessment. */
export type Assessment = {
  readonly __typename?: 'Assessment';
  /** Who approved it. */
  readonly approval?: Maybe<Approval>;
  /** Who wrote it. */
  readonly author: Scalars['String']['output'];
  /** Classes of data it covers. */
  readonly classes: ReadonlyArray<DataClass>;
  /** Findings and measures, in short. */
  readonly conclusion: Scalars['String']['output'];
  /** Its id. */
  readonly id: Scalars['ID']['output'];
  /** Purposes it covers. */
  readonly purposes: ReadonlyArray<Scalars['ID']['output']>;
  /** The report itself, kept elsewhere. */
  readonly report: AssessmentReport;
  /** Partners it covers; `bank` stands for the bank's own facts. Null: every source. */
  readonly sources?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** Where it stands. */
  readonly state: AssessmentState;
  /** Title. */
  readonly title: Scalars['String']['output'];
  /** Valid from this instant on. */
  readonly validFrom: Scalars['Instant']['output'];
  /** Valid until this instant, which is no longer included. */
  readonly validUntil: Scalars['Instant']['output'];
  /** Version of this record; pass it as `expectedVersion` to change it. */
  readonly version: Scalars['Int']['output'];
  /** Why it was withdrawn. */
  readonly withdrawnBecause?: Maybe<Scalars['String']['output']>;
};

/** A page of assessments. */
export type AssessmentConnection = {
  readonly __typename?: 'AssessmentConnection';
  /** The items. */
  readonly edges: ReadonlyArray<AssessmentEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One assessment of a page. */
export type AssessmentEdge = {
  readonly __typename?: 'AssessmentEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The assessment. */
  readonly node: Assessment;
};

/** Where the report of an assessment is. */
export type AssessmentReport = {
  readonly __typename?: 'AssessmentReport';
  /** SHA-256 of its bytes, hexadecimal. */
  readonly hash: Scalars['String']['output'];
  /** Where it is kept. */
  readonly reference: Scalars['String']['output'];
};

/** Where the report of an assessment is. */
export type AssessmentReportInput = {
  /** SHA-256 of its bytes: 64 hexadecimal digits in lower case. */
  readonly hash: Scalars['String']['input'];
  /** Where it is kept: 1 to 500 characters. */
  readonly reference: Scalars['String']['input'];
};

/** States of an impact assessment. */
export type AssessmentState =
  /** In force within its dates. */
  | 'APPROVED'
  /** Being written. */
  | 'DRAFT'
  /** Counts no more. */
  | 'WITHDRAWN';

/** What to assume. Several hold together. */
export type AssumeInput = {
  /** This agreement were terminated: `<agreement>/<version>`, or all versions of `<agreement>`. */
  readonly agreementEnded?: InputMaybe<Scalars['ID']['input']>;
  /** This consent of the customer were withdrawn. */
  readonly consentWithdrawn?: InputMaybe<Scalars['ID']['input']>;
  /** This proposed policy change were in force. */
  readonly policyChange?: InputMaybe<Scalars['ID']['input']>;
};

/** A page of log entries. */
export type AuditConnection = {
  readonly __typename?: 'AuditConnection';
  /** The items. */
  readonly edges: ReadonlyArray<AuditEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One entry of a page. */
export type AuditEdge = {
  readonly __typename?: 'AuditEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: AuditEntry;
};

/** One entry of the access log. Names, codes and keyed digests; never a value. */
export type AuditEntry = {
  readonly __typename?: 'AuditEntry';
  /** Application. */
  readonly application?: Maybe<Scalars['String']['output']>;
  /**
   * Why, in the words of whoever had to say it: who suspended an agreement, proposed a policy, placed a legal hold, held a partner and so on.
   * Kept with that, not in the log. Null where nobody had to.
   */
  readonly because?: Maybe<Scalars['String']['output']>;
  /** Person or service account. */
  readonly caller?: Maybe<Scalars['String']['output']>;
  /** Times the same refusal happened within the minute. */
  readonly count: Scalars['Int']['output'];
  /** Customer id, where the customer's key still exists. */
  readonly customerId?: Maybe<Scalars['ID']['output']>;
  /** What was refused or changed: an error code, or a kind of change. */
  readonly event?: Maybe<Scalars['String']['output']>;
  /** Facts the decision used, `<kind>:<id>@<version>`. */
  readonly facts: ReadonlyArray<Scalars['String']['output']>;
  /** Fields by outcome and source. */
  readonly fields: ReadonlyArray<AuditedFields>;
  /** Permitted facts a partner could not deliver. */
  readonly gaps: ReadonlyArray<Gap>;
  /** Entry id. */
  readonly id: Scalars['ID']['output'];
  /** What kind of entry. */
  readonly kind: AuditKind;
  /** Purpose. */
  readonly purpose?: Maybe<Scalars['ID']['output']>;
  /** When it was recorded. */
  readonly recordedAt: Scalars['Instant']['output'];
  /** Request id, as in the response header `x-request-id`. */
  readonly requestId: Scalars['String']['output'];
  /** Roles in use. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /** Keyed digest of the customer id. */
  readonly subjectDigest?: Maybe<Scalars['String']['output']>;
  /** What changed, `<kind>:<id>`; of a refusal what was refused, where that is known: the capability that was missing, or `message:<partner>`. */
  readonly target?: Maybe<Scalars['String']['output']>;
};

/** Parts of an entry to look for. */
export type AuditFilter = {
  /** Agreement version. */
  readonly agreement?: InputMaybe<Scalars['ID']['input']>;
  /** Application. */
  readonly application?: InputMaybe<Scalars['String']['input']>;
  /** Person or service account. */
  readonly caller?: InputMaybe<Scalars['String']['input']>;
  /** Consent id. */
  readonly consent?: InputMaybe<Scalars['ID']['input']>;
  /** Coordinate, `Type.field`. */
  readonly coordinate?: InputMaybe<Scalars['String']['input']>;
  /** Customer id. */
  readonly customerId?: InputMaybe<Scalars['ID']['input']>;
  /** Recorded at or after. */
  readonly from?: InputMaybe<Scalars['Instant']['input']>;
  /** Kinds of entries. */
  readonly kinds?: InputMaybe<ReadonlyArray<AuditKind>>;
  /** Outcome of some field. */
  readonly outcome?: InputMaybe<Outcome>;
  /** Connector id. */
  readonly partner?: InputMaybe<Scalars['ID']['input']>;
  /** Purpose. */
  readonly purpose?: InputMaybe<Scalars['ID']['input']>;
  /** Reason given for some field or refusal. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** Role in use. */
  readonly role?: InputMaybe<Scalars['String']['input']>;
  /** Recorded before. */
  readonly until?: InputMaybe<Scalars['Instant']['input']>;
};

/** Kinds of log entries. */
export type AuditKind =
  /** An access looked abnormal. */
  | 'ALERT'
  /** An export was asked for, approved or downloaded. */
  | 'EXPORT_EVENT'
  /** An agreement, consent or other rule changed. */
  | 'GOVERNANCE_CHANGED'
  /** Partners are about to be asked. */
  | 'INTENT'
  /** A key was made, rotated or destroyed. */
  | 'KEY_EVENT'
  /** Somebody read the log. */
  | 'LOG_READ'
  /** Something between the gateway and a partner: a message or file taken, an open call reconciled. */
  | 'PARTNER_EVENT'
  /** A request that failed as a whole. */
  | 'REFUSED'
  /** A view was released, withheld fields included. */
  | 'RELEASED'
  /** A customer used a right. */
  | 'RIGHTS_EVENT';

/** Fields that share outcome, reasons, source and rights. */
export type AuditedFields = {
  readonly __typename?: 'AuditedFields';
  /** Agreement version. */
  readonly agreement?: Maybe<Scalars['String']['output']>;
  /** Where the values were read from. */
  readonly cache?: Maybe<CacheState>;
  /** Consent. */
  readonly consent?: Maybe<Scalars['ID']['output']>;
  /** Coordinates. */
  readonly coordinates: ReadonlyArray<Scalars['String']['output']>;
  /** What happened to them. */
  readonly outcome: Outcome;
  /** Connector id or `bank`. */
  readonly partner?: Maybe<Scalars['String']['output']>;
  /** Why. */
  readonly reasons: ReadonlyArray<ReasonCode>;
  /** The mask. */
  readonly treatment?: Maybe<MaskRule>;
};

/** One quota or budget in its running period. */
export type BudgetLeft = {
  readonly __typename?: 'BudgetLeft';
  /** Agreement whose budget it is. Null for a quota of the partner's own contract. */
  readonly agreement?: Maybe<Scalars['ID']['output']>;
  /** What is left; never less than 0. */
  readonly left: Scalars['Decimal']['output'];
  /** What may be spent. */
  readonly limit: Scalars['Decimal']['output'];
  /** Which, such as `calls-per-day`. */
  readonly meter: Scalars['String']['output'];
  /** When the period ends. */
  readonly resetsAt: Scalars['Instant']['output'];
  /** What is. */
  readonly spent: Scalars['Decimal']['output'];
  /** `calls`, or a currency. */
  readonly unit: Scalars['String']['output'];
};

/** Card sales of a business at its location. */
export type BusinessSales = {
  readonly __typename?: 'BusinessSales';
  /** First card sale seen. */
  readonly firstSaleOn?: Maybe<Scalars['LocalDate']['output']>;
  /** Industry after NAICS. */
  readonly industry?: Maybe<Scalars['String']['output']>;
  /** Last card sale seen. */
  readonly lastSaleOn?: Maybe<Scalars['LocalDate']['output']>;
  /** Sales by period, oldest first. Masked: amounts rounded down to 1000. */
  readonly periods?: Maybe<ReadonlyArray<SalesPeriod>>;
};

/** Where a value was read from. */
export type CacheState =
  /** A stored record within its time to live. */
  | 'FRESH'
  /** The partner was asked now. */
  | 'LIVE'
  /** The bank's own registry. */
  | 'OWN'
  /** A stored record past its time to live, after a partner failure; `gaps` says which, with `servedStale`. */
  | 'STALE';

/** Monthly amounts, in the customer's account currency. */
export type CashFlow = {
  readonly __typename?: 'CashFlow';
  /** Expenses a month. Masked: rounded down to 1000. */
  readonly monthlyExpenses?: Maybe<Scalars['Decimal']['output']>;
  /** Income a month. Masked: rounded down to 1000. */
  readonly monthlyIncome?: Maybe<Scalars['Decimal']['output']>;
  /** What goes to savings goals a month. Masked: rounded down to 100. */
  readonly monthlySavingsGoal?: Maybe<Scalars['Decimal']['output']>;
};

/** Names an agreement version to change. */
export type ChangeAgreementInput = {
  /** Why; required to return, suspend or terminate. */
  readonly because?: InputMaybe<Scalars['String']['input']>;
  /** The version you read. If it changed meanwhile the answer is STALE_AGREEMENT. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** `<agreement>/<version of the terms>`. */
  readonly id: Scalars['ID']['input'];
};

/** Names an assessment to change. */
export type ChangeAssessmentInput = {
  /** Why; required to withdraw. */
  readonly because?: InputMaybe<Scalars['String']['input']>;
  /** The version you read. If it changed meanwhile the answer is STALE_AGREEMENT. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** Its id. */
  readonly id: Scalars['ID']['input'];
};

/** States of a circuit, from best to worst. */
export type CircuitState =
  /** Calls go through. */
  | 'CLOSED'
  /** One call at a time finds out whether it is back. */
  | 'HALF_OPEN'
  /** A person keeps it from being called. */
  | 'HELD'
  /** It failed too often and is not called. */
  | 'OPEN'
  /** The partner asked to be left alone for a while. */
  | 'THROTTLED';

/** What a customer says is wrong, and what is right instead. Sealed under the customer's own key before it is kept. */
export type ClaimInput = {
  /** For Identity.addresses: all addresses that are right. */
  readonly addresses?: ReadonlyArray<AddressInput>;
  /** The disputed field, `Type.field`. */
  readonly coordinate: Scalars['String']['input'];
  /** Whose fact it is: `bank` or a partner. */
  readonly source?: Scalars['ID']['input'];
  /** What is right: one value, or all of them for a list. */
  readonly values?: ReadonlyArray<Scalars['String']['input']>;
};

/** Answers for one place of an ended agreement. */
export type ConfirmAgreementReturnInput = {
  /** Required for PARTNER_COPY. */
  readonly certificate?: InputMaybe<AgreementCertificateInput>;
  /** The version you read. If it changed meanwhile the answer is STALE_AGREEMENT. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** `<agreement>/<version of the terms>`. */
  readonly id: Scalars['ID']['input'];
  /** REFERENCES or PARTNER_COPY. */
  readonly place: AgreementPlaceName;
};

/** The customer's yes to what was asked. */
export type ConfirmConsentInput = {
  /** What proves it. Needed of WRITTEN consents, with the SHA-256, and of what an officer records. */
  readonly evidence?: InputMaybe<ConsentEvidenceInput>;
  /** How the customer expressed it: `signed form`, `app checkbox`. */
  readonly expressedBy: Scalars['String']['input'];
  /** Who gave it; left out: the customer. Of a minor always a guardian (PIPL art. 31). */
  readonly givenBy?: InputMaybe<ConsentGiverInput>;
  /** Consent id of the request. */
  readonly id: Scalars['ID']['input'];
};

/** What a partner or a recipient confirmed. */
export type ConfirmRightsStepInput = {
  /** Which request. */
  readonly id: Scalars['ID']['input'];
  /** Their reference. No personal data. */
  readonly note?: InputMaybe<Scalars['String']['input']>;
  /** How it went. */
  readonly outcome?: RightsStepOutcome;
  /** Which step: `partner:mx-credit`. */
  readonly target: Scalars['String']['input'];
};

/** A value that another permitted source gives for a field. */
export type Conflict = {
  readonly __typename?: 'Conflict';
  /** When it was true at that source. */
  readonly asOf?: Maybe<Scalars['Instant']['output']>;
  /** Schema coordinate, `Type.field`. */
  readonly coordinate: Scalars['String']['output'];
  /** Connector id, or `bank`. */
  readonly partner: Scalars['String']['output'];
  /** The rival value, masked as that source's own decision demands. */
  readonly value?: Maybe<Scalars['FieldValue']['output']>;
};

/** What a customer allowed. */
export type Consent = {
  readonly __typename?: 'Consent';
  /** Coordinates covered. */
  readonly coordinates: ReadonlyArray<Scalars['String']['output']>;
  /** Customer id. */
  readonly customerId: Scalars['ID']['output'];
  /** When it was refused, superseded, invalidated or marked as expired. */
  readonly endedAt?: Maybe<Scalars['Instant']['output']>;
  /** Why: `REPLACED` by another consent, `NOTICE_CHANGED`, or what was found. */
  readonly endedBecause?: Maybe<Scalars['String']['output']>;
  /** What proves it. */
  readonly evidence?: Maybe<ConsentEvidence>;
  /** Ends; no longer included. */
  readonly expiresAt: Scalars['Instant']['output'];
  /** How it was expressed; of a request: how it was asked. */
  readonly expressedBy: Scalars['String']['output'];
  /** How it was asked and given. */
  readonly form: ConsentForm;
  /** Who gave it. */
  readonly givenBy: ConsentGiverKind;
  /** When it was given; of one that was not given: when it was asked for. */
  readonly grantedAt: Scalars['Instant']['output'];
  /** The guardianship on which a guardian gave it. */
  readonly guardianshipId?: Maybe<Scalars['ID']['output']>;
  /** Consent id. */
  readonly id: Scalars['ID']['output'];
  /** How old facts may be at the moment of use, in days; null: any age. */
  readonly lookBackDays?: Maybe<Scalars['Int']['output']>;
  /** Notice the customer read. */
  readonly noticeId: Scalars['ID']['output'];
  /** Its language, BCP 47. */
  readonly noticeLanguage: Scalars['String']['output'];
  /** Its version. */
  readonly noticeVersion: Scalars['Int']['output'];
  /** What for. */
  readonly purpose: Scalars['ID']['output'];
  /** Who may receive the data. */
  readonly recipients: ReadonlyArray<RecipientClass>;
  /** When it was asked for. */
  readonly requestedAt?: Maybe<Scalars['Instant']['output']>;
  /** Partners named as sources; null where the notice named categories only. */
  readonly sources?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** What may be used from then on, not before; null: at once. */
  readonly startsAt?: Maybe<Scalars['Instant']['output']>;
  /** Where it stands. Terminal states never reopen. */
  readonly state: ConsentState;
  /** The consent that took its place. */
  readonly supersededBy?: Maybe<Scalars['ID']['output']>;
  /** Version of this record. */
  readonly version: Scalars['Int']['output'];
  /** When it was withdrawn. */
  readonly withdrawnAt?: Maybe<Scalars['Instant']['output']>;
};

/** A page of consents. */
export type ConsentConnection = {
  readonly __typename?: 'ConsentConnection';
  /** The items. */
  readonly edges: ReadonlyArray<ConsentEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One consent of a page. */
export type ConsentEdge = {
  readonly __typename?: 'ConsentEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The consent. */
  readonly node: Consent;
};

/** What proves a consent. */
export type ConsentEvidence = {
  readonly __typename?: 'ConsentEvidence';
  /** Where it lies. */
  readonly reference: Scalars['String']['output'];
  /** SHA-256 of its bytes. */
  readonly sha256?: Maybe<Scalars['String']['output']>;
};

/** What proves a consent. */
export type ConsentEvidenceInput = {
  /** Where the document or recording lies: `archive 2026/0417, page 3`. No numbers of documents. */
  readonly reference: Scalars['String']['input'];
  /** SHA-256 of its bytes, 64 hexadecimal digits. */
  readonly sha256?: InputMaybe<Scalars['String']['input']>;
};

/** How a consent was asked and given. */
export type ConsentForm =
  /** Together with others. */
  | 'GENERAL'
  /** On its own (PIPL art. 29). */
  | 'SEPARATE'
  /** Signed. */
  | 'WRITTEN';

/** Who gave a consent. */
export type ConsentGiverInput = {
  /** Of a guardian: the recorded guardianship. */
  readonly guardianshipId?: InputMaybe<Scalars['ID']['input']>;
  /** In which role. */
  readonly kind: ConsentGiverKind;
};

/** Who may give a consent. */
export type ConsentGiverKind =
  /** The customer. */
  | 'CUSTOMER'
  /** A recorded guardian (PIPL art. 31). */
  | 'GUARDIAN'
  /** An officer, on evidence of the customer's own word. */
  | 'OFFICER';

/** States of a consent. */
export type ConsentState =
  /** Past its end. */
  | 'EXPIRED'
  /** Given. */
  | 'GRANTED'
  /** Found to be void. */
  | 'INVALIDATED'
  /** Not given. */
  | 'REFUSED'
  /** Asked for. */
  | 'REQUESTED'
  /** Replaced by a newer consent, or its notice changed or was retired. */
  | 'SUPERSEDED'
  /** Taken back. */
  | 'WITHDRAWN';

/** One version of a consent. */
export type ConsentVersion = {
  readonly __typename?: 'ConsentVersion';
  /** The consent as it stood. */
  readonly consent: Consent;
  /** False: the stored bytes are not those that were recorded. */
  readonly isIntact: Scalars['Boolean']['output'];
  /** When this version was recorded. */
  readonly recordedAt: Scalars['Instant']['output'];
  /** Who recorded it. */
  readonly recordedBy: Scalars['String']['output'];
};

/** A fact as a gate saw it. */
export type ConsideredFact = {
  readonly __typename?: 'ConsideredFact';
  /** SHA-256, hex, of its stored bytes. */
  readonly hash?: Maybe<Scalars['String']['output']>;
  /** False: somebody changed it outside the gateway. */
  readonly isIntact: Scalars['Boolean']['output'];
  /** Whether a release would test that this version is still current. */
  readonly isRequired: Scalars['Boolean']['output'];
  /** Kind and id: `agreement:AGR-MX/1`. */
  readonly name: Scalars['String']['output'];
  /** Its state, where it has one. */
  readonly state?: Maybe<Scalars['String']['output']>;
  /** Its version; one that an assumption would make counts on. */
  readonly version: Scalars['Int']['output'];
};

/** Forms of a contract document. */
export type ContractFormat =
  /** Open Data Contract Standard v3.1 (Bitol, LF AI & Data), YAML. */
  | 'ODCS_V3_1';

/** What became of a contract document. */
export type ContractProposal = {
  readonly __typename?: 'ContractProposal';
  /** The draft. */
  readonly agreement: Agreement;
  /** Parts of the document that the terms have no place for, by path: they bind nobody here. */
  readonly notTaken: ReadonlyArray<Scalars['String']['output']>;
};

/** Credit and cash-flow facts. */
export type Credit = {
  readonly __typename?: 'Credit';
  /** Accounts held anywhere, as far as partners report them. */
  readonly accounts?: Maybe<ReadonlyArray<CreditAccount>>;
  /** Card sales of a business. */
  readonly businessSales?: Maybe<BusinessSales>;
  /** Monthly cash flow. */
  readonly cashFlow?: Maybe<CashFlow>;
  /** Scores of all permitted sources. */
  readonly scores?: Maybe<ReadonlyArray<CreditScore>>;
};

/** One account. */
export type CreditAccount = {
  readonly __typename?: 'CreditAccount';
  /** The institution's name for the account. */
  readonly accountName?: Maybe<Scalars['String']['output']>;
  /** Account number as far as the partner gives it. Masked: last 4. */
  readonly accountNumber?: Maybe<Scalars['String']['output']>;
  /** Kind of account: CHECKING, CREDIT_CARD, MORTGAGE and so on. */
  readonly accountType?: Maybe<Scalars['String']['output']>;
  /** Available balance. Masked: rounded down to 1000. */
  readonly availableBalance?: Maybe<Money>;
  /** Current balance. Masked: rounded down to 1000. */
  readonly balance?: Maybe<Money>;
  /** Credit limit. Masked: rounded down to 5000. */
  readonly creditLimit?: Maybe<Money>;
  /** Institution code. */
  readonly institution?: Maybe<Scalars['String']['output']>;
  /** Interest rate, percent a year. */
  readonly interestRatePercent?: Maybe<Scalars['Decimal']['output']>;
  /** True when the account is closed. */
  readonly isClosed?: Maybe<Scalars['Boolean']['output']>;
  /** Day it matures. */
  readonly maturesOn?: Maybe<Scalars['LocalDate']['output']>;
  /** Day the account or loan started. */
  readonly openedOn?: Maybe<Scalars['LocalDate']['output']>;
  /** INDIVIDUAL, JOINT and so on. */
  readonly ownership?: Maybe<Scalars['String']['output']>;
  /** Connector id of the partner that gives this item, or `bank`. */
  readonly partner: Scalars['ID']['output'];
};

/** One score of one model. */
export type CreditScore = {
  readonly __typename?: 'CreditScore';
  /** Model that made the score. */
  readonly model?: Maybe<Scalars['String']['output']>;
  /** Connector id of the partner that gives this item, or `bank`. */
  readonly partner: Scalars['ID']['output'];
  /** Lowest and highest possible score. */
  readonly range?: Maybe<Range>;
  /** The model's own words for the score. */
  readonly rating?: Maybe<Scalars['String']['output']>;
  /** What drove the score. */
  readonly reasons?: Maybe<ReadonlyArray<ScoreReason>>;
  /** Day the score was made. */
  readonly scoredOn?: Maybe<Scalars['LocalDate']['output']>;
  /** The score, within `range`. Masked: rounded down to a step of 10. */
  readonly value?: Maybe<Scalars['Int']['output']>;
};

/** Units of `quote` for one unit of `base`. */
export type CurrencyRate = {
  readonly __typename?: 'CurrencyRate';
  /** ISO 4217 code of the base currency. */
  readonly base?: Maybe<Scalars['String']['output']>;
  /** Connector id of the partner that gives this item, or `bank`. */
  readonly partner: Scalars['ID']['output'];
  /** ISO 4217 code of the quote currency. */
  readonly quote?: Maybe<Scalars['String']['output']>;
  /** Time of the rate. */
  readonly quotedAt?: Maybe<Scalars['Instant']['output']>;
  /** Rate. */
  readonly rate?: Maybe<Scalars['Decimal']['output']>;
};

/** What a customer is. */
export type CustomerKind =
  /** A company or other organisation. */
  | 'COMPANY'
  /** A natural person. */
  | 'PERSON';

/** Rights of a customer. */
export type CustomerRight =
  /** What do you hold about me, from whom, on what right, who read it? (PIPL art. 45; GDPR art. 15) */
  | 'ACCESS'
  /** My data in a form that machines read, for me or another controller (PIPL art. 45(3); GDPR art. 20). */
  | 'COPY'
  /** Something is wrong (PIPL art. 46; GDPR art. 16). */
  | 'CORRECTION'
  /** Delete what you hold (PIPL art. 47; GDPR art. 17). */
  | 'DELETION'
  /** Why was this decided? (PIPL art. 24; GDPR art. 22) */
  | 'EXPLANATION'
  /** Use it again. */
  | 'LIFT_RESTRICTION'
  /** Only keep it, do not use it (PIPL art. 44; GDPR art. 18). */
  | 'RESTRICTION'
  /** I take back every consent (PIPL art. 15; GDPR art. 7(3)). */
  | 'WITHDRAWAL';

/** What the bank and its partners know of a customer, as far as the caller may see it for the purpose. */
export type CustomerView = {
  readonly __typename?: 'CustomerView';
  /** Selected fields about which permitted sources disagree, with the values that did not survive. */
  readonly conflicts: ReadonlyArray<Conflict>;
  /** Credit and cash-flow facts. */
  readonly credit?: Maybe<Credit>;
  /** What happened to each selected field: outcome, reasons, partner, time, agreement. */
  readonly disclosures: ReadonlyArray<Disclosure>;
  /** Permitted facts that a partner could not deliver now. */
  readonly gaps: ReadonlyArray<Gap>;
  /** The id asked for. Says nothing about whether the customer exists. */
  readonly id: Scalars['ID']['output'];
  /** Who the customer is. Null when nothing of it was released. */
  readonly identity?: Maybe<Identity>;
  /** Person or company. */
  readonly kind?: Maybe<CustomerKind>;
  /** Market facts about a listed customer and its surroundings. */
  readonly market?: Maybe<Market>;
  /** Social facts. */
  readonly social?: Maybe<Social>;
};

/** Sensitivity of a field. */
export type DataClass =
  /** Internal: branch, kinds, tokens. */
  | 'C1'
  /** Identifies a person or their finances: names, numbers, addresses, balances, scores. */
  | 'C2'
  /** Authenticates: card security codes, passwords, biometrics. Never disclosed. */
  | 'C3'
  /** Says nothing about a person: market prices, rates, a listed company's public profile. */
  | 'NON_PERSONAL';

/** What kind of fact a field holds. */
export type DataKind =
  /** Account number or IBAN. */
  | 'ACCOUNT_NUMBER'
  /** Postal address. */
  | 'ADDRESS'
  /** Amount of money. */
  | 'AMOUNT'
  /** Payment card number. */
  | 'BANK_CARD'
  /** Date of birth. */
  | 'BIRTH_DATE'
  /** Number of things. */
  | 'COUNT'
  /** Calendar day or instant. */
  | 'DATE'
  /** Number of an identity document. */
  | 'DOCUMENT_NUMBER'
  /** E-mail address. */
  | 'EMAIL'
  /** Text written by a person. */
  | 'FREE_TEXT'
  /** Name of an account at a partner. */
  | 'HANDLE'
  /** One word of a vocabulary. */
  | 'LABEL'
  /** Name of an organisation. */
  | 'ORGANISATION_NAME'
  /** Name of a person, or of a company where the customer is one. */
  | 'PERSON_NAME'
  /** Telephone number. */
  | 'PHONE'
  /** Price, rate or index. */
  | 'PRICE'
  /** Credit score. */
  | 'SCORE'
  /** Unified social credit code of an organisation (GB 32100-2015). */
  | 'SOCIAL_CREDIT_CODE';

/** One dataset of a partner. */
export type DatasetHealth = {
  readonly __typename?: 'DatasetHealth';
  /** The last time a person said what is normal. */
  readonly accepted?: Maybe<AcceptedBaseline>;
  /** Answers that say what is usual, of the endpoint with the fewest. Drift is looked for from 200 on. */
  readonly baselineAnswers: Scalars['Int']['output'];
  /** As of the partner. */
  readonly callMs?: Maybe<Latency>;
  /** Calls in the window. */
  readonly calls: Scalars['Int']['output'];
  /** Such as `credit.score`. */
  readonly dataset: Scalars['String']['output'];
  /** As of the partner. */
  readonly drift: ReadonlyArray<DriftAlert>;
  /** Endpoints that bring it. */
  readonly endpoints: ReadonlyArray<Scalars['String']['output']>;
  /** How new what is served is. */
  readonly freshness: Freshness;
  /** As of the partner. */
  readonly latencyMs?: Maybe<Latency>;
  /** As of the partner. */
  readonly outcomes: ReadonlyArray<OutcomeCount>;
  /** As of the partner. */
  readonly quarantined: ReadonlyArray<QuarantinedField>;
  /** As of the partner. */
  readonly successRate?: Maybe<Scalars['Float']['output']>;
  /** As of the partner. */
  readonly throttledShare?: Maybe<Scalars['Float']['output']>;
  /** Share of answers that the replica which answers here looked at, 0 to 1; it skips some when it is busy. Null before the first. */
  readonly watchedShare?: Maybe<Scalars['Float']['output']>;
};

/** A decision on a request. */
export type DecideRightsRequestInput = {
  /** In the officer's words; names the law where `retainUntil` is given. */
  readonly because?: InputMaybe<Scalars['String']['input']>;
  /** Which request. */
  readonly id: Scalars['ID']['input'];
  /** Why it is refused. */
  readonly refusedBecause?: InputMaybe<RightsRefusal>;
  /** DELETION: a law keeps the data until then. The customer is restricted meanwhile. */
  readonly retainUntil?: InputMaybe<Scalars['Instant']['input']>;
  /** Approve or refuse. */
  readonly verdict: RightsVerdict;
};

/** How a past decision came about. Holds no value. */
export type DecisionExplanation = {
  readonly __typename?: 'DecisionExplanation';
  /** Which application asked. */
  readonly application?: Maybe<Scalars['String']['output']>;
  /** When it was decided. */
  readonly at: Scalars['Instant']['output'];
  /** The log entry that was explained. */
  readonly entry: Scalars['ID']['output'];
  /** What it rested on: `kind:id@version`. */
  readonly facts: ReadonlyArray<Scalars['String']['output']>;
  /** What was shown or withheld, and why. */
  readonly fields: ReadonlyArray<ExplainedFields>;
  /** Whether the purpose decides without a person (PIPL art. 24; GDPR art. 22). */
  readonly isAutomatedDecision: Scalars['Boolean']['output'];
  /** Canonical JSON (RFC 8785). */
  readonly json: Scalars['String']['output'];
  /** The same, signed (RFC 7515). */
  readonly jws: Scalars['String']['output'];
  /** How to ask for a person, in English. */
  readonly personEn: Scalars['String']['output'];
  /** How to ask for a person, in Chinese. */
  readonly personZh: Scalars['String']['output'];
  /** What for; null where no purpose stands there. */
  readonly purpose?: Maybe<Scalars['ID']['output']>;
  /** The request it answers. */
  readonly requestId: Scalars['ID']['output'];
  /** In which roles. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /** SHA-256, hex, of `json`; the same stands in the log. */
  readonly sha256: Scalars['String']['output'];
};

/** Account of one field from one source. */
export type Disclosure = {
  readonly __typename?: 'Disclosure';
  /** Its age: whole seconds from `fetchedAt` to the decision. 0 for what was fetched for this request. */
  readonly ageS?: Maybe<Scalars['Int']['output']>;
  /** Agreement version it rests on, `<agreement>/<version>`. */
  readonly agreement?: Maybe<Scalars['String']['output']>;
  /** When the fact was true at the source, if it says so. */
  readonly asOf?: Maybe<Scalars['Instant']['output']>;
  /** Whether it was asked now or stored. */
  readonly cache?: Maybe<CacheState>;
  /** Consent it rests on. */
  readonly consent?: Maybe<Scalars['ID']['output']>;
  /** Schema coordinate, `Type.field`. */
  readonly coordinate: Scalars['String']['output'];
  /** When the gateway received it. */
  readonly fetchedAt?: Maybe<Scalars['Instant']['output']>;
  /** True when the source has no record or its record lacks the field. */
  readonly isEmpty: Scalars['Boolean']['output'];
  /** Shown, masked or withheld. */
  readonly outcome: Outcome;
  /** Connector id, or `bank` for the bank's own facts. Null where every source was withheld alike. */
  readonly partner?: Maybe<Scalars['String']['output']>;
  /** All reasons, in gate order. */
  readonly reasons: ReadonlyArray<ReasonCode>;
  /** Why this source's value stands in the view; null for values that did not survive. */
  readonly survivedBy?: Maybe<SurvivorshipReason>;
  /** The mask that was applied. */
  readonly treatment?: Maybe<MaskRule>;
};

/** Answers differ from what is usual. Names, rates and magnitudes, never a value. */
export type DriftAlert = {
  readonly __typename?: 'DriftAlert';
  /** Endpoint of the connector. */
  readonly endpoint: Scalars['String']['output'];
  /** JSON pointer of declared names (`-` any item of a list), or the canonical field for NEW_MEMBER. */
  readonly field: Scalars['String']['output'];
  /** In which way. */
  readonly kind: DriftKind;
  /** The present one; for NEW_MEMBER how many new ones. */
  readonly present?: Maybe<Scalars['Float']['output']>;
  /** Since when. */
  readonly since: Scalars['Instant']['output'];
  /** The usual rate, or magnitude as a power of ten. */
  readonly usual?: Maybe<Scalars['Float']['output']>;
};

/** Ways of drifting. */
export type DriftKind =
  /** A text beyond the few there used to be. */
  | 'NEW_MEMBER'
  /** Null or absent more or less often. */
  | 'NULL_RATE'
  /** More than a tenth of the numbers outside of the usual range. */
  | 'RANGE_SHIFT'
  /** The usual number is about ten times larger or smaller, or more. */
  | 'UNIT_SHIFT'
  /** A key that the connector does not know. */
  | 'UNKNOWN_KEY'
  /** An optional place of another type, which is set aside. */
  | 'WRONG_TYPE';

/** Step-up of one person, for one customer, some fields and some minutes. */
export type Elevation = {
  readonly __typename?: 'Elevation';
  /** Through which application. */
  readonly application: Scalars['ID']['output'];
  /** Why it is needed. */
  readonly because: Scalars['String']['output'];
  /** For whom: `sub` of the token. */
  readonly caller: Scalars['String']['output'];
  /** Fields: `Type.field` or `Type.*`. */
  readonly coordinates: ReadonlyArray<Scalars['String']['output']>;
  /** Customer id. */
  readonly customerId: Scalars['ID']['output'];
  /** When. */
  readonly decidedAt?: Maybe<Scalars['Instant']['output']>;
  /** Who decided. */
  readonly decidedBy?: Maybe<Scalars['String']['output']>;
  /** When. */
  readonly endedAt?: Maybe<Scalars['Instant']['output']>;
  /** Why it was refused. */
  readonly endedBecause?: Maybe<Scalars['String']['output']>;
  /** Who revoked it. */
  readonly endedBy?: Maybe<Scalars['String']['output']>;
  /** Elevation id. */
  readonly id: Scalars['ID']['output'];
  /** For how many minutes. */
  readonly minutes: Scalars['Int']['output'];
  /** What for. */
  readonly purpose: Scalars['ID']['output'];
  /** When it was asked for. */
  readonly requestedAt: Scalars['Instant']['output'];
  /** Where it stands. A GRANTED one ends by itself at `until`. */
  readonly state: ElevationState;
  /** Ends; no longer included. */
  readonly until?: Maybe<Scalars['Instant']['output']>;
  /** Version of this record. */
  readonly version: Scalars['Int']['output'];
};

/** A page of elevations. */
export type ElevationConnection = {
  readonly __typename?: 'ElevationConnection';
  /** The items. */
  readonly edges: ReadonlyArray<ElevationEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One elevation of a page. */
export type ElevationEdge = {
  readonly __typename?: 'ElevationEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The elevation. */
  readonly node: Elevation;
};

/** States of an elevation. */
export type ElevationState =
  /** Agreed to; ends by itself. */
  | 'GRANTED'
  /** Taken back before anybody decided. */
  | 'RECALLED'
  /** Not agreed to. */
  | 'REFUSED'
  /** Waits for another person. */
  | 'REQUESTED'
  /** Ended early. */
  | 'REVOKED';

/** A guardianship to end. */
export type EndGuardianshipInput = {
  /** Why, 1 to 500 characters. */
  readonly because: Scalars['String']['input'];
  /** Guardianship id. */
  readonly id: Scalars['ID']['input'];
};

/** What happens to the data when the agreement ends. */
export type EndOfTerm =
  /** It is deleted. */
  | 'DELETE'
  /** It goes back to the partner. */
  | 'RETURN';

/** Why a whole request failed: `extensions.code` of a GraphQL error. */
export type ErrorCode =
  /** The access log cannot be written, so nothing is released. Retry later; HTTP 503. */
  | 'AUDIT_UNAVAILABLE'
  /** Too many requests. Wait as long as Retry-After says; HTTP 429. */
  | 'CALLER_THROTTLED'
  /** The caller's roles do not include the action. The bank administrator acts. */
  | 'FORBIDDEN'
  /** The gateway failed. Give the request id to the platform team; HTTP 500. */
  | 'INTERNAL'
  /** An argument is missing or malformed; the message names it. The caller acts. */
  | 'INVALID_INPUT'
  /** Too deep, too wide, too costly or of a forbidden kind. The caller's engineer acts; HTTP 400. */
  | 'OPERATION_NOT_ALLOWED'
  /** An agreement changed meanwhile. Read it again and repeat. */
  | 'STALE_AGREEMENT'
  /** A consent changed meanwhile. Read it again and repeat. */
  | 'STALE_CONSENT'
  /** No valid access token. The caller acts; HTTP 401. */
  | 'UNAUTHENTICATED';

/** Fields with the same fate. */
export type ExplainedFields = {
  readonly __typename?: 'ExplainedFields';
  /** Agreement version it rests on. */
  readonly agreement?: Maybe<Scalars['ID']['output']>;
  /** Consent it rests on. */
  readonly consent?: Maybe<Scalars['ID']['output']>;
  /** Coordinates. */
  readonly coordinates: ReadonlyArray<Scalars['String']['output']>;
  /** Shown, masked or withheld. */
  readonly outcome: Outcome;
  /** Why. */
  readonly reasons: ReadonlyArray<ExplainedReason>;
  /** Whose facts. */
  readonly source?: Maybe<Scalars['ID']['output']>;
  /** How it was masked. */
  readonly treatment?: Maybe<MaskRule>;
};

/** A reason in plain words. */
export type ExplainedReason = {
  readonly __typename?: 'ExplainedReason';
  /** Its code. */
  readonly code: ReasonCode;
  /** In English. */
  readonly en: Scalars['String']['output'];
  /** Articles of law. */
  readonly law: Scalars['String']['output'];
  /** In Chinese. */
  readonly zh: Scalars['String']['output'];
};

/** More time for a request. */
export type ExtendRightsRequestInput = {
  /** Why: the customer is told. */
  readonly because: Scalars['String']['input'];
  /** Which request. */
  readonly id: Scalars['ID']['input'];
  /** The new day; at most three months after receipt. */
  readonly until: Scalars['Instant']['input'];
};

/** Where records that were served came from. Shares of fewer than 20 records are null. */
export type Freshness = {
  readonly __typename?: 'Freshness';
  /** Share of stored records within their time to live. */
  readonly freshShare?: Maybe<Scalars['Float']['output']>;
  /** Seconds since then. */
  readonly lastAnswerAgeS?: Maybe<Scalars['Int']['output']>;
  /** Start of the last minute in which the partner answered, within a week; of the hour where that is hours ago. */
  readonly lastAnswerAt?: Maybe<Scalars['Instant']['output']>;
  /** Share asked just then. */
  readonly liveShare?: Maybe<Scalars['Float']['output']>;
  /** Records served in the window. */
  readonly served: Scalars['Int']['output'];
  /** Share of older ones that stood in for a partner that failed. */
  readonly staleShare?: Maybe<Scalars['Float']['output']>;
};

/** A permitted fact that is missing, or older than it should be, because a partner could not answer. */
export type Gap = {
  readonly __typename?: 'Gap';
  /** Which budget or quota is spent, where that is why (PARTNER_BUDGET_SPENT). */
  readonly budget?: Maybe<SpentBudget>;
  /** What went wrong. */
  readonly code: GapCode;
  /** Dataset that is missing, such as `credit.score`. */
  readonly dataset: Scalars['String']['output'];
  /** Schema coordinates of the fields that are missing, where the rest of the dataset arrived. Null: all of the dataset is. */
  readonly fields?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Connector id. */
  readonly partner: Scalars['String']['output'];
  /** Milliseconds until asking again makes sense, if known. */
  readonly retryAfterMs?: Maybe<Scalars['Int']['output']>;
  /** True when older stored records stand in for everything that is missing: see `disclosures` with `cache: STALE` for their age. */
  readonly servedStale: Scalars['Boolean']['output'];
};

/** Why a permitted fact is missing: the partner could not answer. */
export type GapCode =
  /** The answer does not have the agreed form. */
  | 'PARTNER_BROKE_CONTRACT'
  /** The quota or budget of the agreement is spent. */
  | 'PARTNER_BUDGET_SPENT'
  /** A billed or inquiry call ended without a whole answer; it is reconciled, not repeated. */
  | 'PARTNER_OUTCOME_UNKNOWN'
  /** The partner refused the gateway's credentials. */
  | 'PARTNER_REFUSED_CREDENTIALS'
  /** The partner or our own limit asks to wait. */
  | 'PARTNER_THROTTLED'
  /** No answer within the deadline. */
  | 'PARTNER_TIMEOUT'
  /** Connection refused, or the partner failed. */
  | 'PARTNER_UNAVAILABLE';

/** What one gate says, and what it looked at. */
export type GateVerdict = {
  readonly __typename?: 'GateVerdict';
  /** Facts it looked at. */
  readonly facts: ReadonlyArray<ConsideredFact>;
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** Its number. */
  readonly number: Scalars['Int']['output'];
  /** The most it lets through. */
  readonly outcome: Outcome;
  /** Why it lowers. */
  readonly reasons: ReadonlyArray<ReasonCode>;
  /** The same in words. */
  readonly words: ReadonlyArray<Scalars['String']['output']>;
};


/** What one gate says, and what it looked at. */
export type GateVerdictWordsArgs = {
  language?: WordLanguage;
};

/** What an agreement lets the bank use. */
export type Grant = {
  readonly __typename?: 'Grant';
  /** Actions. */
  readonly actions: ReadonlyArray<AgreementAction>;
  /** Seconds a stored record counts as fresh. */
  readonly cacheTtlS: Scalars['Int']['output'];
  /** Coordinates: `Type.field`, `Type.*` or `*`. */
  readonly coordinates: ReadonlyArray<Scalars['String']['output']>;
  /** The most it may disclose. */
  readonly maxDisclosure: MaxDisclosure;
  /** Purposes. */
  readonly purposes: ReadonlyArray<Scalars['ID']['output']>;
  /** Recipients. */
  readonly recipients: ReadonlyArray<RecipientClass>;
  /** Days a stored record may be kept. */
  readonly retentionDays: Scalars['Int']['output'];
};

/** A consent to record. */
export type GrantConsentInput = {
  /** Coordinates: `Type.field`, `Type.*` or `*`. Unknown ones are refused. */
  readonly coordinates: ReadonlyArray<Scalars['String']['input']>;
  /** Customer id. */
  readonly customerId: Scalars['ID']['input'];
  /** What proves it. Needed of WRITTEN consents, with the SHA-256, and of what an officer records. */
  readonly evidence?: InputMaybe<ConsentEvidenceInput>;
  /** Ends; must be in the future and at most ten years away. */
  readonly expiresAt: Scalars['Instant']['input'];
  /** How the customer expressed it: `signed form`, `app checkbox`. */
  readonly expressedBy: Scalars['String']['input'];
  /** How it was asked and given. */
  readonly form: ConsentForm;
  /** Who gave it; left out: the customer. Of a minor always a guardian (PIPL art. 31). */
  readonly givenBy?: InputMaybe<ConsentGiverInput>;
  /** How old facts may be at the moment of use, 1 to 3650 days; left out: any age. */
  readonly lookBackDays?: InputMaybe<Scalars['Int']['input']>;
  /** Notice the customer read. */
  readonly noticeId: Scalars['ID']['input'];
  /** Its language, BCP 47: `zh-CN`, `en`. */
  readonly noticeLanguage: Scalars['String']['input'];
  /** Its version. */
  readonly noticeVersion: Scalars['Int']['input'];
  /** Registered purpose whose lawful basis is consent. */
  readonly purpose: Scalars['ID']['input'];
  /** Who may receive the data. */
  readonly recipients: ReadonlyArray<RecipientClass>;
  /** Partners named to the customer; leave out where the notice named categories only. */
  readonly sources?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** May be used from then on, not before; left out: at once. */
  readonly startsAt?: InputMaybe<Scalars['Instant']['input']>;
};

/** What the bank may use. */
export type GrantInput = {
  /** Actions. */
  readonly actions: ReadonlyArray<AgreementAction>;
  /** Seconds a stored record counts as fresh: 0 to 31536000. */
  readonly cacheTtlS: Scalars['Int']['input'];
  /** Coordinates: `Type.field`, `Type.*` or `*`. Unknown ones are refused. */
  readonly coordinates: ReadonlyArray<Scalars['String']['input']>;
  /** The most it may disclose. */
  readonly maxDisclosure: MaxDisclosure;
  /** Registered purposes. */
  readonly purposes: ReadonlyArray<Scalars['ID']['input']>;
  /** Recipients. */
  readonly recipients: ReadonlyArray<RecipientClass>;
  /** Days a stored record may be kept: 0 to 3650. */
  readonly retentionDays: Scalars['Int']['input'];
};

/** How a guardian is related. */
export type GuardianRelation =
  /** Appointed by a court or a committee. */
  | 'APPOINTED'
  /** Otherwise. */
  | 'OTHER'
  /** Mother or father. */
  | 'PARENT';

/** Who may consent for a customer. */
export type Guardianship = {
  readonly __typename?: 'Guardianship';
  /** Whose guardian. */
  readonly customerId: Scalars['ID']['output'];
  /** When it ended. */
  readonly endedAt?: Maybe<Scalars['Instant']['output']>;
  /** Why. */
  readonly endedBecause?: Maybe<Scalars['String']['output']>;
  /** What was seen. */
  readonly evidence: Scalars['String']['output'];
  /** The guardian's own customer id; null where they are no customer. */
  readonly guardianId?: Maybe<Scalars['ID']['output']>;
  /** Guardianship id. */
  readonly id: Scalars['ID']['output'];
  /** When. */
  readonly recordedAt: Scalars['Instant']['output'];
  /** Who recorded it. */
  readonly recordedBy: Scalars['String']['output'];
  /** How they are related. */
  readonly relation: GuardianRelation;
  /** Where it stands. */
  readonly state: GuardianshipState;
  /** Version of this record. */
  readonly version: Scalars['Int']['output'];
};

/** A page of guardianships. */
export type GuardianshipConnection = {
  readonly __typename?: 'GuardianshipConnection';
  /** The items. */
  readonly edges: ReadonlyArray<GuardianshipEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One guardianship of a page. */
export type GuardianshipEdge = {
  readonly __typename?: 'GuardianshipEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The guardianship. */
  readonly node: Guardianship;
};

/** States of a guardianship. */
export type GuardianshipState =
  /** Over; never begins again. */
  | 'ENDED'
  /** In force. */
  | 'RECORDED';

/** A hold that begins. */
export type HoldPartnerInput = {
  /** Why: 1 to 500 characters. */
  readonly because: Scalars['String']['input'];
  /** Refuse if the partner's record has another version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Connector id. */
  readonly partner: Scalars['ID']['input'];
};

/** Who the customer is. Merged field by field: the bank's own record first, then partners by rank, recency and completeness. */
export type Identity = {
  readonly __typename?: 'Identity';
  /** Postal addresses. */
  readonly addresses?: Maybe<ReadonlyArray<Address>>;
  /** Date of birth. Masked: first of January of the year. */
  readonly birthDate?: Maybe<Scalars['LocalDate']['output']>;
  /** Unified social credit code or other company registration number. */
  readonly companyRegistration?: Maybe<Scalars['String']['output']>;
  /** Number of the identity document. */
  readonly documentNumber?: Maybe<Scalars['String']['output']>;
  /** E-mail addresses. */
  readonly emails?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Full name of the person or company. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Telephone numbers. */
  readonly phones?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** How the bank made sure who is asking. */
export type IdentityMethod =
  /** Identity document, in a branch. */
  | 'DOCUMENT_IN_BRANCH'
  /** A recorded guardian asked, with document. */
  | 'GUARDIAN'
  /** An agent asked, with the customer's written mandate. */
  | 'MANDATE'
  /** Signature compared, or qualified electronic signature. */
  | 'SIGNATURE'
  /** Signed in with strong authentication. */
  | 'STRONG_AUTHENTICATION'
  /** Video identification. */
  | 'VIDEO';

/** A consent that was never one. */
export type InvalidateConsentInput = {
  /** What was found, 1 to 500 characters. */
  readonly because: Scalars['String']['input'];
  /** Consent id. */
  readonly id: Scalars['ID']['input'];
};

/** Percentiles in milliseconds, at most a tenth off. */
export type Latency = {
  readonly __typename?: 'Latency';
  /** Half took no longer. */
  readonly p50: Scalars['Float']['output'];
  /** 95 of 100 took no longer. */
  readonly p95: Scalars['Float']['output'];
  /** 99 of 100 took no longer. */
  readonly p99: Scalars['Float']['output'];
};

/** Lawful bases of processing. */
export type LawfulBasis =
  /** The customer agreed. */
  | 'CONSENT'
  /** Needed for a contract with the customer. */
  | 'CONTRACT'
  /** The law demands it. */
  | 'LEGAL_OBLIGATION'
  /** Legitimate interests (GDPR art. 6(1)(f)). */
  | 'LEGITIMATE_INTERESTS'
  /** A task in the public interest. */
  | 'PUBLIC_TASK'
  /** Somebody's life depends on it. */
  | 'VITAL_INTERESTS';

/** Why data may not be deleted yet. Past its day it counts as none, released or not. */
export type LegalHold = {
  readonly __typename?: 'LegalHold';
  /** Law, court or authority. */
  readonly authority: Scalars['String']['output'];
  /** Why. */
  readonly because: Scalars['String']['output'];
  /** Customer id. */
  readonly customerId: Scalars['ID']['output'];
  /** Hold id. */
  readonly id: Scalars['ID']['output'];
  /** Why it was released. */
  readonly releasedBecause?: Maybe<Scalars['String']['output']>;
  /** Who released it. */
  readonly releasedBy?: Maybe<Scalars['String']['output']>;
  /** When. */
  readonly setAt: Scalars['Instant']['output'];
  /** Who placed it. */
  readonly setBy: Scalars['String']['output'];
  /** Where it stands. */
  readonly state: LegalHoldState;
  /** Ends; no longer included. */
  readonly until: Scalars['Instant']['output'];
  /** Version of this record. */
  readonly version: Scalars['Int']['output'];
};

/** A page of legal holds. */
export type LegalHoldConnection = {
  readonly __typename?: 'LegalHoldConnection';
  /** The items. */
  readonly edges: ReadonlyArray<LegalHoldEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One hold of a page. */
export type LegalHoldEdge = {
  readonly __typename?: 'LegalHoldEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The hold. */
  readonly node: LegalHold;
};

/** States of a legal hold. */
export type LegalHoldState =
  /** Stops a deletion until its day. */
  | 'IN_FORCE'
  /** Ended before its day. Final. */
  | 'RELEASED';

/** Macro indicators of the United States. */
export type MacroIndicators = {
  readonly __typename?: 'MacroIndicators';
  /** Consumer price index. */
  readonly consumerPriceIndex?: Maybe<Scalars['Decimal']['output']>;
  /** Inflation against the year before, percent. */
  readonly inflationYearOnYearPercent?: Maybe<Scalars['Decimal']['output']>;
  /** Day of the observation. */
  readonly observedOn?: Maybe<Scalars['LocalDate']['output']>;
  /** Yield of 1-year treasury bonds, percent. */
  readonly treasuryYield1YearPercent?: Maybe<Scalars['Decimal']['output']>;
  /** Yield of 10-year treasury bonds, percent. */
  readonly treasuryYield10YearPercent?: Maybe<Scalars['Decimal']['output']>;
};

/** Market facts about a listed customer and its surroundings. */
export type Market = {
  readonly __typename?: 'Market';
  /** Currency rates. */
  readonly currencyRates?: Maybe<ReadonlyArray<CurrencyRate>>;
  /** Macro indicators. */
  readonly macro?: Maybe<MacroIndicators>;
  /** The listed company's public profile. */
  readonly profile?: Maybe<MarketProfile>;
  /** Latest quote of its share. */
  readonly quote?: Maybe<Quote>;
  /** Financial ratios. */
  readonly ratios?: Maybe<Ratios>;
};

/** Public profile of a listed company. */
export type MarketProfile = {
  readonly __typename?: 'MarketProfile';
  /** Country of the headquarters. */
  readonly country?: Maybe<Scalars['String']['output']>;
  /** Number of employees. */
  readonly employees?: Maybe<Scalars['Int']['output']>;
  /** Primary exchange. */
  readonly exchange?: Maybe<Scalars['String']['output']>;
  /** Address of the headquarters. */
  readonly headquarters?: Maybe<Address>;
  /** Industry in the source's own words. */
  readonly industry?: Maybe<Scalars['String']['output']>;
  /** First day of listing. */
  readonly listedOn?: Maybe<Scalars['LocalDate']['output']>;
  /** Market capitalisation in full units of the currency. */
  readonly marketCapitalization?: Maybe<Money>;
  /** Company name as listed. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Shares outstanding. */
  readonly sharesOutstanding?: Maybe<Scalars['Decimal']['output']>;
  /** Ticker symbol. */
  readonly ticker?: Maybe<Scalars['String']['output']>;
  /** Website. */
  readonly website?: Maybe<Scalars['String']['output']>;
};

/** How a value is made less. Stars have a fixed length, so that the length of the value does not leak. */
export type MaskRule =
  /** Last 4 characters. */
  | 'ACCOUNT_NUMBER'
  /** Country, province and city; nothing finer. */
  | 'ADDRESS_REGION'
  /** Rounded down to a step. */
  | 'BAND'
  /** Last 4 digits. */
  | 'BANK_CARD'
  /** First of January of the year. */
  | 'BIRTH_YEAR'
  /** First character, stars, and the domain. */
  | 'EMAIL'
  /** First 3 and last 4 digits. */
  | 'MOBILE'
  /** Surname or initial, then stars. */
  | 'PERSON_NAME'
  /** A keyed pseudonym that differs per purpose. */
  | 'PSEUDONYM'
  /** First 3 and last 4 characters; 1 and 1 for low-trust roles. */
  | 'RESIDENT_ID'
  /** First 2 and last 4 characters. */
  | 'SOCIAL_CREDIT_CODE'
  /** Withheld: nothing of it may be shown. */
  | 'WITHHOLD';

/** The most a grant may disclose. */
export type MaxDisclosure =
  /** In clear. */
  | 'ALLOW'
  /** Masked. */
  | 'MASK';

/** An amount and its currency. Decided and masked whole. */
export type Money = {
  readonly __typename?: 'Money';
  /** Exact amount in units of the currency. */
  readonly amount: Scalars['Decimal']['output'];
  /** ISO 4217 code. */
  readonly currency: Scalars['String']['output'];
};

/** An amount of money. */
export type MoneyInput = {
  /** Not negative; at most 15 digits before and 8 after the point. */
  readonly amount: Scalars['Decimal']['input'];
  /** ISO 4217 code in capitals. */
  readonly currency: Scalars['String']['input'];
};

/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Says that what an endpoint of a partner sends now is right: alerts end, fields in quarantine are given out again, and the next 200
   * answers are the new normal. Needs a role that may operate partners; logged.
   */
  readonly acceptPartnerBaseline: Partner;
  /** SIGNED or SUSPENDED → ACTIVE. It binds from `effectiveFrom` on. */
  readonly activateAgreement: Agreement;
  /** One approval. The second one, by another person, makes it APPROVED. Never the author. */
  readonly approveAgreement: Agreement;
  /** DRAFT → APPROVED. Never the author. */
  readonly approveAssessment: Assessment;
  /** Agrees; the minutes count from now. Never by whom it is for. */
  readonly approveElevation: Elevation;
  /**
   * Puts a proposed document in force, all of it at once. Never by its author; only while the policy it was made from is in force; never if nobody
   * could change the policy again.
   */
  readonly approvePolicy: PolicyChange;
  /** RETURN_OR_DELETE_PENDING → CLOSED, when no place is pending any more. */
  readonly closeAgreement: Agreement;
  /**
   * Answers for one place that an ended agreement left. REFERENCES: deletes what the partner calls our customers, unless another agreement
   * with the partner came into force. PARTNER_COPY: records the partner's certificate that its own copy is returned or deleted.
   */
  readonly confirmAgreementReturn: Agreement;
  /** Records that the customer agreed to what was asked. */
  readonly confirmConsent: Consent;
  /** Records that a partner or a recipient did its part. The request is COMPLETE with the last one. */
  readonly confirmRightsStep: RightsRequest;
  /** Approves or refuses. Another person than the one who recorded the request or verified the identity; for RESTRICTION and WITHDRAWAL one is enough. */
  readonly decideRightsRequest: RightsRequest;
  /** Ends a guardianship: it supports no further consent. */
  readonly endGuardianship: Guardianship;
  /** Gives more time, once, with a reason and while the first term runs (GDPR art. 12(3)). */
  readonly extendRightsRequest: RightsRequest;
  /**
   * Records a consent the customer gave. A new permission is always a new consent; it takes the place of older ones of the customer to the
   * same purpose that it covers. The very same grant said again by the same officer, whose answer was lost, answers with the consent there is.
   * It must not be wider than the notice it names.
   */
  readonly grantConsent: Consent;
  /** Keeps a partner from being called, from the next request on; stored records still serve. Needs a role that may operate partners. */
  readonly holdPartner: Partner;
  /** Records that a consent was never one: forged, or given by somebody who may not give it. Recipients are told. */
  readonly invalidateConsent: Consent;
  /** Carries out an approved request, or goes on with one that is not complete. ACCESS, COPY and EXPLANATION are carried out by reading them. */
  readonly performRightsRequest: RightsRequest;
  /** Keeps a customer's data from being deleted until a day (PIPL art. 47; GDPR art. 17(3)(e)). */
  readonly placeLegalHold: LegalHold;
  /** Writes a new version of an agreement as a DRAFT. The caller becomes its author. */
  readonly proposeAgreement: Agreement;
  /**
   * Writes a new agreement version as a DRAFT from a contract document, as `proposeAgreement` does from single fields. What the terms have no
   * place for is refused where it would bind, else listed. The caller becomes the author.
   */
  readonly proposeAgreementFromContract: ContractProposal;
  /** Writes an impact assessment as a DRAFT. The caller becomes its author. */
  readonly proposeAssessment: Assessment;
  /**
   * Proposes a whole new policy document; nothing changes until somebody else approves it. What the document leaves out is given up and never
   * deleted: purposes are retired, applications switched off, roles emptied.
   */
  readonly proposePolicy: PolicyChange;
  /**
   * Publishes a notice, or a new version of one. Where purpose, method, categories, recipients or sources grew, consents on older versions no
   * longer count from this moment on (PIPL art. 14); a mere rewording leaves them. Needs a role that may publish notices.
   */
  readonly publishNotice: Notice;
  /** Takes one's own request back before anybody decided. */
  readonly recallElevation: Elevation;
  /** Takes one's own proposal back. */
  readonly recallPolicy: PolicyChange;
  /**
   * Says what became of a call whose outcome was unknown. The same call may be made again afterwards; if it did not happen, the budget gets
   * back what it had taken. Needs a role that may operate partners; logged.
   */
  readonly reconcilePartnerCall: PartnerCall;
  /** Records who may consent for a minor or for somebody without legal capacity (PIPL art. 31; Civil Code art. 27 and 28). */
  readonly recordGuardianship: Guardianship;
  /** Records what a customer asks for. Nothing is shown and nothing changes before the identity is verified and the request decided on. */
  readonly recordRightsRequest: RightsRequest;
  /** Records that the customer said no to what was asked. */
  readonly refuseConsent: Consent;
  /** Refuses a request. */
  readonly refuseElevation: Elevation;
  /** Refuses a proposed document. Not by its author, who may recall it. */
  readonly refusePolicy: PolicyChange;
  /** Ends a hold before its day. */
  readonly releaseLegalHold: LegalHold;
  /** Ends a hold, or closes a circuit that failures opened. Needs a role that may operate partners. */
  readonly releasePartner: Partner;
  /** Records that a customer was asked. Permits nothing until it is confirmed. */
  readonly requestConsent: Consent;
  /**
   * Asks to see, for some minutes, what one's role hides of one customer in named fields. For the caller and the application they use. Lifts the
   * role's ceiling as far as the policy lets that role step up, and nothing else.
   */
  readonly requestElevation: Elevation;
  /** Takes a notice out of use: from this moment on it carries no consent, given before or not. Needs a role that may publish notices. */
  readonly retireNotice: Notice;
  /** IN_REVIEW → DRAFT; approvals so far are void. */
  readonly returnAgreement: Agreement;
  /** Ends an elevation early, by either side; effective before the answer returns. */
  readonly revokeElevation: Elevation;
  /** APPROVED → SIGNED. From here on the terms never change. */
  readonly signAgreement: Agreement;
  /** DRAFT → IN_REVIEW. */
  readonly submitAgreement: Agreement;
  /** ACTIVE → SUSPENDED. Binds every release that commits after this answer. */
  readonly suspendAgreement: Agreement;
  /**
   * ACTIVE or SUSPENDED → TERMINATED, and at once → RETURN_OR_DELETE_PENDING: for good, binding every release that commits after this answer.
   * Our stored records of the partner that no other agreement covers are deleted (PIPL art. 21 and 47: at the end the data is returned or
   * deleted). `agreementImpact` says beforehand what will be missing.
   */
  readonly terminateAgreement: Agreement;
  /** Records that the bank made sure who is asking (GDPR art. 12(6)). */
  readonly verifyIdentity: RightsRequest;
  /** DRAFT or APPROVED → WITHDRAWN. What needed it is withheld by every release that commits after this answer. */
  readonly withdrawAssessment: Assessment;
  /** Withdraws a consent. One call, no reason needed; effective before the answer returns (PIPL art. 15; GDPR art. 7(3)). */
  readonly withdrawConsent: Consent;
  /** Withdraws all that a customer gave, or all for one purpose, in one call. Answers what was withdrawn. */
  readonly withdrawConsents: ReadonlyArray<Consent>;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationAcceptPartnerBaselineArgs = {
  input: AcceptPartnerBaselineInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationActivateAgreementArgs = {
  input: ChangeAgreementInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationApproveAgreementArgs = {
  input: ChangeAgreementInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationApproveAssessmentArgs = {
  input: ChangeAssessmentInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationApproveElevationArgs = {
  input: ApproveElevationInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationApprovePolicyArgs = {
  input: ApprovePolicyInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationCloseAgreementArgs = {
  input: ChangeAgreementInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationConfirmAgreementReturnArgs = {
  input: ConfirmAgreementReturnInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationConfirmConsentArgs = {
  input: ConfirmConsentInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationConfirmRightsStepArgs = {
  input: ConfirmRightsStepInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationDecideRightsRequestArgs = {
  input: DecideRightsRequestInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationEndGuardianshipArgs = {
  input: EndGuardianshipInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationExtendRightsRequestArgs = {
  input: ExtendRightsRequestInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationGrantConsentArgs = {
  input: GrantConsentInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationHoldPartnerArgs = {
  input: HoldPartnerInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationInvalidateConsentArgs = {
  input: InvalidateConsentInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationPerformRightsRequestArgs = {
  input: PerformRightsRequestInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationPlaceLegalHoldArgs = {
  input: PlaceLegalHoldInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationProposeAgreementArgs = {
  input: ProposeAgreementInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationProposeAgreementFromContractArgs = {
  input: ProposeAgreementFromContractInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationProposeAssessmentArgs = {
  input: ProposeAssessmentInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationProposePolicyArgs = {
  input: ProposePolicyInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationPublishNoticeArgs = {
  input: PublishNoticeInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationRecallElevationArgs = {
  input: RecallElevationInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationRecallPolicyArgs = {
  input: RecallPolicyInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationReconcilePartnerCallArgs = {
  input: ReconcilePartnerCallInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationRecordGuardianshipArgs = {
  input: RecordGuardianshipInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationRecordRightsRequestArgs = {
  input: RecordRightsRequestInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationRefuseConsentArgs = {
  input: RefuseConsentInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationRefuseElevationArgs = {
  input: RefuseElevationInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationRefusePolicyArgs = {
  input: RefusePolicyInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationReleaseLegalHoldArgs = {
  input: ReleaseLegalHoldInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationReleasePartnerArgs = {
  input: ReleasePartnerInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationRequestConsentArgs = {
  input: RequestConsentInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationRequestElevationArgs = {
  input: RequestElevationInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationRetireNoticeArgs = {
  input: RetireNoticeInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationReturnAgreementArgs = {
  input: ChangeAgreementInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationRevokeElevationArgs = {
  input: RevokeElevationInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationSignAgreementArgs = {
  input: ChangeAgreementInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationSubmitAgreementArgs = {
  input: ChangeAgreementInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationSuspendAgreementArgs = {
  input: ChangeAgreementInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationTerminateAgreementArgs = {
  input: ChangeAgreementInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationVerifyIdentityArgs = {
  input: VerifyIdentityInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationWithdrawAssessmentArgs = {
  input: ChangeAssessmentInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationWithdrawConsentArgs = {
  input: WithdrawConsentInput;
};


/** Entry points for changing rules. Every change and its log entry are one transaction. */
export type MutationWithdrawConsentsArgs = {
  input: WithdrawConsentsInput;
};

/** A notice with all its versions (PIPL art. 17; GDPR art. 13). */
export type Notice = {
  readonly __typename?: 'Notice';
  /** The lowest version on which a consent still counts. */
  readonly acceptedFrom: Scalars['Int']['output'];
  /** Notice id. */
  readonly id: Scalars['ID']['output'];
  /** False when retired. */
  readonly isInUse: Scalars['Boolean']['output'];
  /** Title. */
  readonly title: Scalars['String']['output'];
  /** Version of this record. */
  readonly version: Scalars['Int']['output'];
  /** Oldest first. */
  readonly versions: ReadonlyArray<NoticeVersion>;
};

/** A page of notices. */
export type NoticeConnection = {
  readonly __typename?: 'NoticeConnection';
  /** The items. */
  readonly edges: ReadonlyArray<NoticeEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One notice of a page. */
export type NoticeEdge = {
  readonly __typename?: 'NoticeEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The notice. */
  readonly node: Notice;
};

/** What a customer reads. */
export type NoticeText = {
  readonly __typename?: 'NoticeText';
  /** Notice id. */
  readonly id: Scalars['ID']['output'];
  /** False: this is not the text that was published. */
  readonly isIntact: Scalars['Boolean']['output'];
  /** BCP 47. */
  readonly language: Scalars['String']['output'];
  /** The text. */
  readonly text: Scalars['String']['output'];
  /** Its version. */
  readonly version: Scalars['Int']['output'];
};

/** One text of a notice. */
export type NoticeTextInput = {
  /** BCP 47: `zh-CN`, `en`. */
  readonly language: Scalars['String']['input'];
  /** 1 to 50000 characters. */
  readonly text: Scalars['String']['input'];
};

/** One version of a notice. */
export type NoticeVersion = {
  readonly __typename?: 'NoticeVersion';
  /** Kinds of data it names. */
  readonly coordinates: ReadonlyArray<Scalars['String']['output']>;
  /** Languages it is written in, BCP 47. */
  readonly languages: ReadonlyArray<Scalars['String']['output']>;
  /** How the data is processed. */
  readonly method: Scalars['String']['output'];
  /** When it was published. */
  readonly publishedAt: Scalars['Instant']['output'];
  /** Who published it. */
  readonly publishedBy: Scalars['String']['output'];
  /** Purposes it names. */
  readonly purposes: ReadonlyArray<Scalars['ID']['output']>;
  /** Recipients it names. */
  readonly recipients: ReadonlyArray<RecipientClass>;
  /** Partners named as sources; null where it names categories only. */
  readonly sources?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** 1, 2, 3 and so on. */
  readonly version: Scalars['Int']['output'];
  /** How to withdraw. */
  readonly withdrawal: Scalars['String']['output'];
};

/** Word to one recipient that a consent ended. */
export type Notification = {
  readonly __typename?: 'Notification';
  /** Attempts so far. */
  readonly attempts: Scalars['Int']['output'];
  /** Which consent. */
  readonly consentId: Scalars['ID']['output'];
  /** When the consent ended. */
  readonly createdAt: Scalars['Instant']['output'];
  /** Whose consent. */
  readonly customerId: Scalars['ID']['output'];
  /** When it is tried next, where it waits. */
  readonly dueAt?: Maybe<Scalars['Instant']['output']>;
  /** When it was delivered or given up. */
  readonly endedAt?: Maybe<Scalars['Instant']['output']>;
  /** What happened. */
  readonly event: NotificationEvent;
  /** Its id; `jti` of the token that is sent. */
  readonly id: Scalars['ID']['output'];
  /**
   * Why the last attempt failed: `HTTP_500`, `TIMEOUT`, `UNREACHABLE`, `NO_ADDRESS`, `BAD_ADDRESS`, `FAILED`,
   * `NO_NAME` (the customer was erased, and no name of the partner's for them is left).
   */
  readonly lastOutcome?: Maybe<Scalars['String']['output']>;
  /** Application or partner id. */
  readonly recipient: Scalars['ID']['output'];
  /** What kind of recipient. */
  readonly recipientKind: RecipientKind;
  /** What became of it. */
  readonly state: NotificationState;
};

/** A page of notifications. */
export type NotificationConnection = {
  readonly __typename?: 'NotificationConnection';
  /** The items. */
  readonly edges: ReadonlyArray<NotificationEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One notification of a page. */
export type NotificationEdge = {
  readonly __typename?: 'NotificationEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The notification. */
  readonly node: Notification;
};

/** What a recipient is told. */
export type NotificationEvent =
  /** It was never a consent. */
  | 'CONSENT_INVALIDATED'
  /** The notice changed and the customer has not consented anew. */
  | 'CONSENT_SUPERSEDED'
  /** The customer withdrew. */
  | 'CONSENT_WITHDRAWN';

/** What became of a notification. */
export type NotificationState =
  /** The recipient answered that it heard. */
  | 'DELIVERED'
  /** The recipient did not answer for a week. Somebody must tell it by other means. */
  | 'GIVEN_UP'
  /** Not delivered yet; it is tried again. */
  | 'WAITING';

/** Outcome of the gates. WITHHOLD < MASK < ALLOW; a gate may only lower it. */
export type Outcome =
  /** Shown in clear. */
  | 'ALLOW'
  /** Shown masked. */
  | 'MASK'
  /** Not shown. */
  | 'WITHHOLD';

/** Calls with one outcome. */
export type OutcomeCount = {
  readonly __typename?: 'OutcomeCount';
  /** How many. */
  readonly calls: Scalars['Int']['output'];
  /** `ANSWER`, `NO_RECORD` or a code of `GapCode`. */
  readonly outcome: Scalars['String']['output'];
};

/** Where a page ends (Relay connection specification). */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Pass as `after` to read on. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** True when there are more items after this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
};

/** A partner product. */
export type Partner = {
  readonly __typename?: 'Partner';
  /** Datasets its connector can supply. */
  readonly datasets: ReadonlyArray<Scalars['String']['output']>;
  /** How it is doing. Needs a role that may read partners. */
  readonly health: PartnerHealth;
  /** Null while nobody holds it. */
  readonly hold?: Maybe<PartnerHold>;
  /** Connector id. */
  readonly id: Scalars['ID']['output'];
  /** False while suspended. */
  readonly isActive: Scalars['Boolean']['output'];
  /** What it brings. */
  readonly kind: PartnerKind;
  /** Name. */
  readonly title: Scalars['String']['output'];
  /** Raised by each change. */
  readonly version: Scalars['Int']['output'];
};


/** A partner product. */
export type PartnerHealthArgs = {
  lastMinutes?: InputMaybe<Scalars['Int']['input']>;
};

/** A call that costs money or leaves a trace. Names, codes and times; never what was asked or answered. */
export type PartnerCall = {
  readonly __typename?: 'PartnerCall';
  /** Agreement on whose account it was made. */
  readonly agreement: Scalars['ID']['output'];
  /** Endpoint of the connector. */
  readonly endpoint: Scalars['String']['output'];
  /** Call id, as in the gateway's log lines. */
  readonly id: Scalars['ID']['output'];
  /** Code and named reason of what became of it. */
  readonly outcome?: Maybe<Scalars['String']['output']>;
  /** Connector id. */
  readonly partner: Scalars['ID']['output'];
  /** How they knew. */
  readonly reconciledBecause?: Maybe<Scalars['String']['output']>;
  /** Who said what became of it: a person, or `status-call` where the partner itself was asked. */
  readonly reconciledBy?: Maybe<Scalars['String']['output']>;
  /** When its state was last settled. */
  readonly settledAt?: Maybe<Scalars['Instant']['output']>;
  /** When it was written down, before it was made. */
  readonly startedAt: Scalars['Instant']['output'];
  /** What is known of it. */
  readonly state: PartnerCallState;
};

/** A page of calls. */
export type PartnerCallConnection = {
  readonly __typename?: 'PartnerCallConnection';
  /** The items. */
  readonly edges: ReadonlyArray<PartnerCallEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One call of a page. */
export type PartnerCallEdge = {
  readonly __typename?: 'PartnerCallEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The call. */
  readonly node: PartnerCall;
};

/** What is known of a call. While one is UNDER_WAY or UNKNOWN, nobody makes the same call. */
export type PartnerCallState =
  /** The partner answered, if only to say that it failed. */
  | 'ANSWERED'
  /** Certainly not served. */
  | 'NOT_HAPPENED'
  /** It was unknown until the partner was asked. */
  | 'RECONCILED'
  /** Being made. */
  | 'UNDER_WAY'
  /** Nobody knows whether the partner served it. */
  | 'UNKNOWN';

/** Whether a partner is being called. */
export type PartnerCircuit = {
  readonly __typename?: 'PartnerCircuit';
  /** Replicas that said so within the last minute. */
  readonly replicas: ReadonlyArray<ReplicaCircuit>;
  /** The worst of all replicas. Null while no replica has said. */
  readonly state?: Maybe<CircuitState>;
};

/** A page of partners. */
export type PartnerConnection = {
  readonly __typename?: 'PartnerConnection';
  /** The items. */
  readonly edges: ReadonlyArray<PartnerEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One partner of a page. */
export type PartnerEdge = {
  readonly __typename?: 'PartnerEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The partner. */
  readonly node: Partner;
};

/**
 * How a partner is doing, over all replicas. A call is what a request asked for: one that our own limits refused counts, a stored record
 * that saved it does not. A rate or percentile of fewer than 20 calls is null: too thin to say, neither 0 nor 100 %.
 */
export type PartnerHealth = {
  readonly __typename?: 'PartnerHealth';
  /** What is left of the partner's quotas and of the budgets of agreements in force. */
  readonly budgetLeft: ReadonlyArray<BudgetLeft>;
  /** Time of a call from asking to its outcome: waits for limits, budgets and tokens, and repetitions, are in it. Null under 20 calls. */
  readonly callMs?: Maybe<Latency>;
  /** Calls in them. */
  readonly calls: Scalars['Int']['output'];
  /** Its circuit. */
  readonly circuit: PartnerCircuit;
  /** The same by dataset. */
  readonly datasets: ReadonlyArray<DatasetHealth>;
  /** Ways in which its answers differ from what is usual. */
  readonly drift: ReadonlyArray<DriftAlert>;
  /** Time the partner took for a request, up to the end of its answer; our own waits are not in it. Null under 20 requests. */
  readonly latencyMs?: Maybe<Latency>;
  /** Calls by what came of them, most frequent first. */
  readonly outcomes: ReadonlyArray<OutcomeCount>;
  /** Fields withheld because their unit changed. */
  readonly quarantined: ReadonlyArray<QuarantinedField>;
  /** Share of calls that brought a record or that there is none, 0 to 1. Null under 20 calls. */
  readonly successRate?: Maybe<Scalars['Float']['output']>;
  /** Share of calls that the partner or our own limits throttled, 0 to 1. Null under 20 calls. */
  readonly throttledShare?: Maybe<Scalars['Float']['output']>;
  /** The minutes looked at. */
  readonly windowMinutes: Scalars['Int']['output'];
};

/** Somebody keeps a partner from being called. */
export type PartnerHold = {
  readonly __typename?: 'PartnerHold';
  /** Since when. */
  readonly at: Scalars['Instant']['output'];
  /** Why. */
  readonly because: Scalars['String']['output'];
  /** Who. */
  readonly by: Scalars['String']['output'];
};

/** What a partner brings. */
export type PartnerKind =
  /** Credit and cash-flow data. */
  | 'CREDIT'
  /** Market data. */
  | 'MARKET'
  /** Social data. */
  | 'SOCIAL';

/** A request to carry out. */
export type PerformRightsRequestInput = {
  /** Which request. */
  readonly id: Scalars['ID']['input'];
};

/** First and last day, both included. */
export type Period = {
  readonly __typename?: 'Period';
  /** First day. */
  readonly from: Scalars['LocalDate']['output'];
  /** Last day. */
  readonly to: Scalars['LocalDate']['output'];
};

/** A hold to place. */
export type PlaceLegalHoldInput = {
  /** Law, court or authority. */
  readonly authority: Scalars['String']['input'];
  /** Why. */
  readonly because: Scalars['String']['input'];
  /** Customer id. */
  readonly customerId: Scalars['ID']['input'];
  /** Ends; in the future, at most ten years away. */
  readonly until: Scalars['Instant']['input'];
};

/** The rules by which everything is decided, as one document. */
export type Policy = {
  readonly __typename?: 'Policy';
  /** The document, to be changed and proposed. */
  readonly document: Scalars['String']['output'];
  /** SHA-256, hex, of the document's canonical JSON (RFC 8785). */
  readonly documentHash: Scalars['String']['output'];
  /** False: somebody changed a part of it outside the gateway. Propose and approve the document again to repair it. */
  readonly isIntact: Scalars['Boolean']['output'];
  /** Counts the documents in force, from 1; 0: there is none yet. */
  readonly number: Scalars['Int']['output'];
  /** SHA-256, hex, of the schema that runs here; with one that is not among `schemas` every request is refused (POLICY_STALE). */
  readonly runningSchema: Scalars['String']['output'];
  /** SHA-256, hex, of each schema that it was made for. */
  readonly schemas: ReadonlyArray<Scalars['String']['output']>;
};


/** The rules by which everything is decided, as one document. */
export type PolicyDocumentArgs = {
  format?: PolicyFormat;
};

/** A document that somebody proposed and somebody else decides on. */
export type PolicyChange = {
  readonly __typename?: 'PolicyChange';
  /** Who proposed it. */
  readonly author: Scalars['String']['output'];
  /** Number of the policy it was made from. */
  readonly base: Scalars['Int']['output'];
  /** Why. */
  readonly because: Scalars['String']['output'];
  /** When. */
  readonly decidedAt?: Maybe<Scalars['Instant']['output']>;
  /** Who decided on it, or took it back. */
  readonly decidedBy?: Maybe<Scalars['String']['output']>;
  /** Where it differs from that policy, in the order of paths. */
  readonly differences: ReadonlyArray<PolicyDifference>;
  /** The document, with what it gives up. */
  readonly document: Scalars['String']['output'];
  /** SHA-256, hex, of its canonical JSON (RFC 8785): to be repeated by whoever approves it. */
  readonly documentHash: Scalars['String']['output'];
  /** Change id: the number it would have in force, and some letters. */
  readonly id: Scalars['ID']['output'];
  /** When. */
  readonly proposedAt: Scalars['Instant']['output'];
  /** Why it was refused. */
  readonly refusedBecause?: Maybe<Scalars['String']['output']>;
  /** Where it stands. */
  readonly state: PolicyChangeState;
  /** Version of this record. */
  readonly version: Scalars['Int']['output'];
};


/** A document that somebody proposed and somebody else decides on. */
export type PolicyChangeDocumentArgs = {
  format?: PolicyFormat;
};

/** A page of policy changes. */
export type PolicyChangeConnection = {
  readonly __typename?: 'PolicyChangeConnection';
  /** The items. */
  readonly edges: ReadonlyArray<PolicyChangeEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One policy change of a page. */
export type PolicyChangeEdge = {
  readonly __typename?: 'PolicyChangeEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The change. */
  readonly node: PolicyChange;
};

/** States of a policy change. What is in force stays so until the next one is approved. */
export type PolicyChangeState =
  /** Was approved and took effect. A later one may have replaced it since. */
  | 'IN_FORCE'
  /** Waits for somebody else. */
  | 'PROPOSED'
  /** Its author took it back. */
  | 'RECALLED'
  /** Somebody else refused it. */
  | 'REFUSED';

/** One place where two policy documents differ. */
export type PolicyDifference = {
  readonly __typename?: 'PolicyDifference';
  /** What would stand there, as JSON; null: nothing. */
  readonly after?: Maybe<Scalars['String']['output']>;
  /** What stands there, as JSON; null: nothing. */
  readonly before?: Maybe<Scalars['String']['output']>;
  /** Where: `roles.credit-officer.ceilings.C2`. */
  readonly path: Scalars['String']['output'];
};

/** How a policy document is spelled. */
export type PolicyFormat =
  /** Canonical JSON (RFC 8785): the text that is hashed. */
  | 'JSON'
  /** For people. */
  | 'YAML';

/** A contract document to read. */
export type ProposeAgreementFromContractInput = {
  /** Open Data Contract Standard v3.1, YAML or JSON: at most 200,000 characters, without aliases. Our own terms stand in `customProperties`. */
  readonly contract: Scalars['String']['input'];
};

/** Terms of a new agreement version. */
export type ProposeAgreementInput = {
  /** Agreement id: letters, digits and `-`. A new version of an existing one if it exists. */
  readonly agreementId: Scalars['ID']['input'];
  /** An impact assessment made for it. */
  readonly assessmentId?: InputMaybe<Scalars['ID']['input']>;
  /** Hours within which a breach must be reported: 1 to 720. */
  readonly breachNoticeHours: Scalars['Int']['input'];
  /** What may be called and spent. Left out: nothing is limited. */
  readonly budget?: InputMaybe<AgreementBudgetInput>;
  /** Who to talk to at the partner. */
  readonly contact: Scalars['String']['input'];
  /** May the bank compute from it? */
  readonly derivation: Scalars['Boolean']['input'];
  /** Binds from this instant on. */
  readonly effectiveFrom: Scalars['Instant']['input'];
  /** Binds until this instant. */
  readonly effectiveUntil: Scalars['Instant']['input'];
  /** What happens to the data at the end. */
  readonly endOfTerm: EndOfTerm;
  /** Days after the end within which the data must be returned or deleted: 0 to 365. Left out: 30. */
  readonly endOfTermDays?: InputMaybe<Scalars['Int']['input']>;
  /** At least one. */
  readonly grants: ReadonlyArray<GrantInput>;
  /** May the bank use it inside? */
  readonly internalUse: Scalars['Boolean']['input'];
  /** Whose law and courts: ISO 3166-1 alpha-2. */
  readonly jurisdiction?: InputMaybe<Scalars['String']['input']>;
  /** Who gives what to whom. */
  readonly kind: AgreementKind;
  /** Days before `effectiveUntil` by which notice must be given: 0 to 730. */
  readonly noticeDays?: InputMaybe<Scalars['Int']['input']>;
  /** Connector id of the partner. */
  readonly partner: Scalars['ID']['input'];
  /** May the bank pass it on? */
  readonly redistribution: Scalars['Boolean']['input'];
  /** What is agreed about going on afterwards. */
  readonly renewal?: InputMaybe<AgreementRenewal>;
  /** Where the data may be kept: ISO 3166-1 alpha-2. */
  readonly residency: Scalars['String']['input'];
  /** When the bank must look again; `agreementReminders` tells of it. */
  readonly reviewOn?: InputMaybe<Scalars['LocalDate']['input']>;
  /** Security measures agreed. */
  readonly securityMeasures: Scalars['String']['input'];
  /** Title. */
  readonly title: Scalars['String']['input'];
};

/** What was assessed, and what came of it (PIPL art. 56). */
export type ProposeAssessmentInput = {
  /** Classes of data; at least one. */
  readonly classes: ReadonlyArray<DataClass>;
  /** Findings and measures, in short: 1 to 500 characters. */
  readonly conclusion: Scalars['String']['input'];
  /** Registered purposes; at least one. */
  readonly purposes: ReadonlyArray<Scalars['ID']['input']>;
  /** The report itself. */
  readonly report: AssessmentReportInput;
  /** Partners, or `bank` for the bank's own facts. Left out: every source. */
  readonly sources?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Title: 1 to 500 characters. */
  readonly title: Scalars['String']['input'];
  /** Valid from this instant on. */
  readonly validFrom: Scalars['Instant']['input'];
  /** Valid until this instant; at most five years later. */
  readonly validUntil: Scalars['Instant']['input'];
};

/** A policy document to propose. */
export type ProposePolicyInput = {
  /** Number of the policy it was made from: `policy { number }`. */
  readonly base: Scalars['Int']['input'];
  /** Why: 1 to 500 characters. No customer data. */
  readonly because: Scalars['String']['input'];
  /** The whole document with `roles`, `purposes`, `applications` and `rules`, as YAML or JSON. */
  readonly document: Scalars['String']['input'];
};

/** A notice to publish. */
export type PublishNoticeInput = {
  /** Kinds of data: `Type.field`, `Type.*` or `*`. Unknown ones are refused. */
  readonly coordinates: ReadonlyArray<Scalars['String']['input']>;
  /** Notice id: 1 to 64 letters, digits, `-`, `_` and `.`. One that exists gets a new version. */
  readonly id: Scalars['ID']['input'];
  /** How the data is processed. A changed method asks for new consents. */
  readonly method: Scalars['String']['input'];
  /** Registered purposes. */
  readonly purposes: ReadonlyArray<Scalars['ID']['input']>;
  /** Who may receive the data. */
  readonly recipients: ReadonlyArray<RecipientClass>;
  /** Partners named as sources; leave out to name categories only. */
  readonly sources?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** The text in each language; customers in China read Chinese. */
  readonly texts: ReadonlyArray<NoticeTextInput>;
  /** Title. */
  readonly title: Scalars['String']['input'];
  /** How and where to withdraw. */
  readonly withdrawal: Scalars['String']['input'];
};

/** Why data is processed. */
export type Purpose = {
  readonly __typename?: 'Purpose';
  /** What it is for. */
  readonly description: Scalars['String']['output'];
  /** Purpose id. */
  readonly id: Scalars['ID']['output'];
  /** False when retired. */
  readonly isInUse: Scalars['Boolean']['output'];
  /** Lawful basis (PIPL art. 13; GDPR art. 6). */
  readonly lawfulBasis: LawfulBasis;
  /** Roles that may ask for it. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /** Title. */
  readonly title: Scalars['String']['output'];
  /** How calls to partners for it are treated where calls are scarce. */
  readonly urgency: Urgency;
};

/** A page of purposes. */
export type PurposeConnection = {
  readonly __typename?: 'PurposeConnection';
  /** The items. */
  readonly edges: ReadonlyArray<PurposeEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One purpose of a page. */
export type PurposeEdge = {
  readonly __typename?: 'PurposeEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The purpose. */
  readonly node: Purpose;
};

/** A place whose values are withheld until they return to the usual unit or a person accepts them. */
export type QuarantinedField = {
  readonly __typename?: 'QuarantinedField';
  /** Schema coordinates that are withheld. */
  readonly coordinates: ReadonlyArray<Scalars['String']['output']>;
  /** Endpoint of the connector. */
  readonly endpoint: Scalars['String']['output'];
  /** JSON pointer of declared names. */
  readonly field: Scalars['String']['output'];
  /** Why: `unit-shift`. */
  readonly reason: Scalars['String']['output'];
  /** Since when. */
  readonly since: Scalars['Instant']['output'];
};

/** Entry points for reading. */
export type Query = {
  readonly __typename?: 'Query';
  /**
   * What the bank holds about the customer, from whom, on what right and who read it (PIPL art. 44, 45; GDPR art. 15, 20): for an approved
   * request for ACCESS or COPY. Carries the request out; its digest is in the log before it leaves. May be read again for 7 days.
   */
  readonly accessStatement: AccessStatement;
  /** An agreement version as a contract document. Needs a role that may read agreements. */
  readonly agreementContract: Scalars['String']['output'];
  /**
   * What would be lost if this agreement version ended now: decided on the current rules, consents and customers, with it and without it. What
   * another agreement in force still permits is not lost. Counts only customers inside your own data scope; step-up elevations do not
   * count. Needs a role that may read agreements.
   */
  readonly agreementImpact: AgreementImpact;
  /**
   * What has to be done about agreements and impact assessments soon, or should have been done, the most urgent first. Needs a role that may
   * read agreements.
   */
  readonly agreementReminders: ReadonlyArray<AgreementReminder>;
  /** Agreements, newest change first. Needs a role that may read agreements. */
  readonly agreements: AgreementConnection;
  /**
   * Personal information protection impact assessments (PIPL art. 55 and 56; GDPR art. 35). Needs a role that may read assessments. Reports are
   * kept at least three years (PIPL art. 56): none of them is ever deleted here.
   */
  readonly assessments: AssessmentConnection;
  /** Who read what about whom, when, why and on what right; newest first. Auditors only; reading it is logged too. */
  readonly auditTrail: AuditConnection;
  /** Every version of one consent, oldest first: who recorded what, when. Needs a role that may read consents. */
  readonly consentHistory: ReadonlyArray<ConsentVersion>;
  /**
   * The same record, signed, for the customer to keep: a compact JWS (RFC 7515). Anybody verifies it with the keys published at
   * `/.well-known/jwks.json`. Needs a role that may read consents.
   */
  readonly consentReceipt: Scalars['String']['output'];
  /** The consent as a record in the form of ISO/IEC TS 27560, as JSON. Needs a role that may read consents. */
  readonly consentRecord: Scalars['String']['output'];
  /** Consents of one customer, newest change first. Needs a role that may read consents, and the customer inside its data scope. */
  readonly consents: ConsentConnection;
  /**
   * The merged view of one customer for one purpose. Every well-formed id returns a view; an unknown, a foreign and an erased
   * customer answer alike. Errors: INVALID_INPUT, STALE_AGREEMENT, STALE_CONSENT, AUDIT_UNAVAILABLE.
   */
  readonly customer: CustomerView;
  /** The views of 1 to 100 customers, in the order asked; an id asked twice answers twice and is read once. */
  readonly customers: ReadonlyArray<CustomerView>;
  /** Step-up requests: everybody's for roles that may approve them or read the log, of customers in their data scope; one's own otherwise. */
  readonly elevations: ElevationConnection;
  /**
   * How a past decision came about, in plain words and without values (PIPL art. 24; GDPR art. 15(1)(h), 22): for an approved request for
   * EXPLANATION.
   */
  readonly explainDecision: DecisionExplanation;
  /** Who may consent for a customer. Needs a role that may read consents, and the customer inside its data scope. */
  readonly guardianships: GuardianshipConnection;
  /** Legal holds of one customer. Needs a role that may read rights requests. */
  readonly legalHolds: LegalHoldConnection;
  /** One text of a notice; null where there is none. Needs a role that may read consents. */
  readonly notice?: Maybe<NoticeText>;
  /** What customers are told before they consent. Needs a role that may read consents. */
  readonly notices: NoticeConnection;
  /**
   * Word to recipients that a consent ended, by what became of it: what waits, what was delivered, what was given up. Needs a role that may
   * read consents.
   */
  readonly notifications: NotificationConnection;
  /**
   * Calls to partners that cost money or leave a trace, oldest first. Whom they were about is not told: the access log says it to auditors.
   * Needs a role that may operate partners.
   */
  readonly partnerCalls: PartnerCallConnection;
  /** Partners the gateway has connectors for. Needs a role that may read partners. */
  readonly partners: PartnerConnection;
  /** The policy in force: roles, purposes, applications and general rules. Needs a role that may read the policy. */
  readonly policy: Policy;
  /** One change of the policy. Needs a role that may read the policy. */
  readonly policyChange?: Maybe<PolicyChange>;
  /** Changes of the policy, proposed and decided, oldest first. Needs a role that may read the policy. */
  readonly policyChanges: PolicyChangeConnection;
  /** Registered purposes. */
  readonly purposes: PurposeConnection;
  /** Requests of customers about their own data, the one that is due first coming first. Needs a role that may read rights requests. */
  readonly rightsRequests: RightsRequestConnection;
  /**
   * What would somebody be shown, and what if a consent were withdrawn, an agreement ended or a proposed policy in force? Asks no partner, opens no
   * customer's data and releases nothing. Needs a role that may simulate, and the customer inside its data scope; logged.
   */
  readonly simulate: Simulation;
};


/** Entry points for reading. */
export type QueryAccessStatementArgs = {
  requestId: Scalars['ID']['input'];
};


/** Entry points for reading. */
export type QueryAgreementContractArgs = {
  format?: InputMaybe<ContractFormat>;
  id: Scalars['ID']['input'];
};


/** Entry points for reading. */
export type QueryAgreementImpactArgs = {
  id: Scalars['ID']['input'];
};


/** Entry points for reading. */
export type QueryAgreementRemindersArgs = {
  withinDays?: InputMaybe<Scalars['Int']['input']>;
};


/** Entry points for reading. */
export type QueryAgreementsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  partner?: InputMaybe<Scalars['ID']['input']>;
  state?: InputMaybe<AgreementState>;
};


/** Entry points for reading. */
export type QueryAssessmentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  state?: InputMaybe<AssessmentState>;
};


/** Entry points for reading. */
export type QueryAuditTrailArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Entry points for reading. */
export type QueryConsentHistoryArgs = {
  id: Scalars['ID']['input'];
};


/** Entry points for reading. */
export type QueryConsentReceiptArgs = {
  id: Scalars['ID']['input'];
  version?: InputMaybe<Scalars['Int']['input']>;
};


/** Entry points for reading. */
export type QueryConsentRecordArgs = {
  id: Scalars['ID']['input'];
  version?: InputMaybe<Scalars['Int']['input']>;
};


/** Entry points for reading. */
export type QueryConsentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  customerId: Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Entry points for reading. */
export type QueryCustomerArgs = {
  id: Scalars['ID']['input'];
  purpose: Scalars['ID']['input'];
};


/** Entry points for reading. */
export type QueryCustomersArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
  purpose: Scalars['ID']['input'];
};


/** Entry points for reading. */
export type QueryElevationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  customerId?: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  state?: InputMaybe<ElevationState>;
};


/** Entry points for reading. */
export type QueryExplainDecisionArgs = {
  entry: Scalars['ID']['input'];
  requestId: Scalars['ID']['input'];
};


/** Entry points for reading. */
export type QueryGuardianshipsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  customerId: Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Entry points for reading. */
export type QueryLegalHoldsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  customerId: Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Entry points for reading. */
export type QueryNoticeArgs = {
  id: Scalars['ID']['input'];
  language: Scalars['String']['input'];
  version?: InputMaybe<Scalars['Int']['input']>;
};


/** Entry points for reading. */
export type QueryNoticesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Entry points for reading. */
export type QueryNotificationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  state?: NotificationState;
};


/** Entry points for reading. */
export type QueryPartnerCallsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  partner?: InputMaybe<Scalars['ID']['input']>;
  state?: PartnerCallState;
};


/** Entry points for reading. */
export type QueryPartnersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Entry points for reading. */
export type QueryPolicyChangeArgs = {
  id: Scalars['ID']['input'];
};


/** Entry points for reading. */
export type QueryPolicyChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  state?: InputMaybe<PolicyChangeState>;
};


/** Entry points for reading. */
export type QueryPurposesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Entry points for reading. */
export type QueryRightsRequestsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<RightsFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Entry points for reading. */
export type QuerySimulateArgs = {
  input: SimulateInput;
};

/** Prices per share, in the trading currency of the listing. */
export type Quote = {
  readonly __typename?: 'Quote';
  /** Change since the previous close. */
  readonly change?: Maybe<Scalars['Decimal']['output']>;
  /** Change since the previous close, percent. */
  readonly changePercent?: Maybe<Scalars['Decimal']['output']>;
  /** Highest price of the day. */
  readonly high?: Maybe<Scalars['Decimal']['output']>;
  /** Lowest price of the day. */
  readonly low?: Maybe<Scalars['Decimal']['output']>;
  /** First price of the day. */
  readonly open?: Maybe<Scalars['Decimal']['output']>;
  /** Close of the day before. */
  readonly previousClose?: Maybe<Scalars['Decimal']['output']>;
  /** Latest price. */
  readonly price?: Maybe<Scalars['Decimal']['output']>;
  /** Time of the quote. */
  readonly quotedAt?: Maybe<Scalars['Instant']['output']>;
  /** Shares traded today. */
  readonly volume?: Maybe<Scalars['Decimal']['output']>;
};

/** Two inclusive bounds. */
export type Range = {
  readonly __typename?: 'Range';
  /** Lower bound. */
  readonly from: Scalars['Decimal']['output'];
  /** Upper bound. */
  readonly to: Scalars['Decimal']['output'];
};

/** Financial ratios of the company. */
export type Ratios = {
  readonly __typename?: 'Ratios';
  /** Day of the calculation. */
  readonly calculatedOn?: Maybe<Scalars['LocalDate']['output']>;
  /** Current assets to current liabilities. */
  readonly currentRatio?: Maybe<Scalars['Decimal']['output']>;
  /** Debt to equity. */
  readonly debtToEquity?: Maybe<Scalars['Decimal']['output']>;
  /** Dividend yield, percent. */
  readonly dividendYieldPercent?: Maybe<Scalars['Decimal']['output']>;
  /** Earnings per share, in the trading currency. */
  readonly earningsPerShare?: Maybe<Scalars['Decimal']['output']>;
  /** Price to book value. */
  readonly priceToBook?: Maybe<Scalars['Decimal']['output']>;
  /** Price to earnings. */
  readonly priceToEarnings?: Maybe<Scalars['Decimal']['output']>;
  /** Price to sales. */
  readonly priceToSales?: Maybe<Scalars['Decimal']['output']>;
  /** The same without inventories. */
  readonly quickRatio?: Maybe<Scalars['Decimal']['output']>;
  /** Return on assets, percent. */
  readonly returnOnAssetsPercent?: Maybe<Scalars['Decimal']['output']>;
  /** Return on equity, percent. */
  readonly returnOnEquityPercent?: Maybe<Scalars['Decimal']['output']>;
};

/** Why a field is as it is: one code per gate that spoke (success codes last). */
export type ReasonCode =
  /** The agreement does not cover the action. */
  | 'AGREEMENT_ACTION_OUT_OF_SCOPE'
  /** The agreement has a constraint the gateway does not know. */
  | 'AGREEMENT_CONSTRAINT_UNKNOWN'
  /** The agreement is outside its dates. */
  | 'AGREEMENT_EXPIRED'
  /** The agreement does not cover the field. */
  | 'AGREEMENT_FIELD_OUT_OF_SCOPE'
  /** The stored terms are not the signed ones. */
  | 'AGREEMENT_HASH_MISMATCH'
  /** No agreement with the partner. */
  | 'AGREEMENT_NONE'
  /** The agreement is not active. */
  | 'AGREEMENT_NOT_ACTIVE'
  /** The agreement does not cover the purpose. */
  | 'AGREEMENT_PURPOSE_OUT_OF_SCOPE'
  /** The agreement's quota leaves no use at all. One that is used up for the day or month is a gap: `PARTNER_BUDGET_SPENT`. */
  | 'AGREEMENT_QUOTA'
  /** The agreement does not cover the caller's recipient class. */
  | 'AGREEMENT_RECIPIENT_OUT_OF_SCOPE'
  /** Shown in clear. */
  | 'ALLOW_OK'
  /** No caller is known. */
  | 'AUTHN_MISSING'
  /** More customers at once than the policy or the purpose allows. */
  | 'BATCH_LIMIT'
  /** Authentication data is never disclosed. */
  | 'CLASS_C3_PROHIBITED'
  /** The consent has ended. */
  | 'CONSENT_EXPIRED'
  /** The consent does not cover the field. */
  | 'CONSENT_FIELD_OUT_OF_SCOPE'
  /** No consent of the customer for the purpose. Auditors only. */
  | 'CONSENT_NONE'
  /** The notice the consent rests on was replaced. */
  | 'CONSENT_NOTICE_SUPERSEDED'
  /** The data needs separate consent. */
  | 'CONSENT_NOT_SEPARATE'
  /** The data needs written consent. */
  | 'CONSENT_NOT_WRITTEN'
  /** The consent names other recipients or sources. */
  | 'CONSENT_RECIPIENT_MISMATCH'
  /** Outside the consent's window. */
  | 'CONSENT_WINDOW'
  /** The customer withdrew the consent. */
  | 'CONSENT_WITHDRAWN'
  /** The export was not approved. */
  | 'EXPORT_NOT_APPROVED'
  /** The field may never be disclosed. */
  | 'FIELD_PROHIBITED'
  /** The field has no classification. */
  | 'FIELD_UNCLASSIFIED'
  /** Together with what the same person saw of this customer today it would say too much. */
  | 'JOINT_MASK'
  /** The value has no form the mask knows, so it is withheld. */
  | 'MASK_FAILED'
  /** The mask would have hidden nothing, so the value is withheld. */
  | 'MASK_NOOP'
  /** Shown masked. */
  | 'MASK_OK'
  /** The field has no mask, so it is withheld. */
  | 'MASK_RULE_MISSING'
  /** Not permitted; more is told to auditors only, so that nobody learns whether a customer or a consent exists. */
  | 'NOT_PERMITTED'
  /** The partner may not be used now. */
  | 'PARTNER_SUSPENDED'
  /** No valid impact assessment. */
  | 'PIA_MISSING'
  /** A gate failed; failing means no. */
  | 'POLICY_EVAL_ERROR'
  /** The policy was made for another schema. */
  | 'POLICY_STALE'
  /** The request filters, sorts or groups by a field that may not be read in clear. */
  | 'PREDICATE_ON_PROTECTED'
  /** The application is not registered or is disabled. */
  | 'PRINCIPAL_DISABLED'
  /** No purpose was given. */
  | 'PURPOSE_MISSING'
  /** None of the caller's roles may ask for this purpose. */
  | 'PURPOSE_NOT_ALLOWED'
  /** The purpose is no longer in use. */
  | 'PURPOSE_RETIRED'
  /** The purpose is not registered. */
  | 'PURPOSE_UNKNOWN'
  /** Older than it may be kept or shown: an adverse credit fact past its years. */
  | 'RETENTION_EXPIRED'
  /** The role may see this class masked only. */
  | 'ROLE_MAX_MASK'
  /** The role may not see this class. */
  | 'ROLE_MAX_WITHHOLD'
  /** The role may see more of this where another person approves it, for a time. */
  | 'STEP_UP_REQUIRED'
  /** The customer's data was erased. Auditors only. */
  | 'SUBJECT_ERASED'
  /** A minor without a guardian's consent. */
  | 'SUBJECT_MINOR_NO_GUARDIAN'
  /** The customer is outside the caller's data scope. Auditors only. */
  | 'SUBJECT_OUT_OF_SCOPE'
  /** Processing of the customer's data is restricted. */
  | 'SUBJECT_RESTRICTED'
  /** The bank has no such customer. Auditors only. */
  | 'SUBJECT_UNKNOWN';

/** A step-up request to take back. */
export type RecallElevationInput = {
  /** Elevation id. */
  readonly id: Scalars['ID']['input'];
};

/** A policy change to take back. */
export type RecallPolicyInput = {
  /** Change id. */
  readonly id: Scalars['ID']['input'];
};

/** Who receives the data. */
export type RecipientClass =
  /** A company of the same group. */
  | 'AFFILIATE'
  /** The bank's own applications. */
  | 'BANK_INTERNAL'
  /** Somebody who processes on the bank's behalf. */
  | 'PROCESSOR'
  /** Anybody else. */
  | 'THIRD_PARTY';

/** Kinds of recipients. */
export type RecipientKind =
  /** An application to which data was released. */
  | 'APPLICATION'
  /** A partner that was asked about the customer. */
  | 'PARTNER';

/** What became of a call. */
export type ReconcilePartnerCallInput = {
  /** How you know: 1 to 500 characters. No customer data. */
  readonly because: Scalars['String']['input'];
  /** Whether the partner served it, according to the partner. */
  readonly happened: Scalars['Boolean']['input'];
  /** Call id. */
  readonly id: Scalars['ID']['input'];
};

/** A guardianship to record. Name the guardian by exactly one of `guardianId` and `documentNumber`. */
export type RecordGuardianshipInput = {
  /** Customer id of the minor. */
  readonly customerId: Scalars['ID']['input'];
  /** Number of the guardian's identity document; only a keyed digest is kept. */
  readonly documentNumber?: InputMaybe<Scalars['String']['input']>;
  /** What was seen: `household register, page 3`. No numbers of documents. */
  readonly evidence: Scalars['String']['input'];
  /** The guardian's own customer id. */
  readonly guardianId?: InputMaybe<Scalars['ID']['input']>;
  /** How they are related. */
  readonly relation: GuardianRelation;
};

/** A request to record. */
export type RecordRightsRequestInput = {
  /** EXPLANATION: which decision. COPY: the controller it goes to. */
  readonly about?: InputMaybe<Scalars['String']['input']>;
  /** How it came: `branch`, `app`, `letter`. */
  readonly channel: Scalars['String']['input'];
  /** CORRECTION: what is wrong, and what is right instead. */
  readonly claim?: InputMaybe<ClaimInput>;
  /** Customer id. */
  readonly customerId: Scalars['ID']['input'];
  /** When it arrived, where that was before now. */
  readonly receivedAt?: InputMaybe<Scalars['Instant']['input']>;
  /** What is asked for. */
  readonly right: CustomerRight;
};

/** The customer's no to what was asked. */
export type RefuseConsentInput = {
  /** Consent id of the request. */
  readonly id: Scalars['ID']['input'];
};

/** A step-up to refuse. */
export type RefuseElevationInput = {
  /** Why not: 1 to 500 characters. No customer data. */
  readonly because: Scalars['String']['input'];
  /** Elevation id. */
  readonly id: Scalars['ID']['input'];
};

/** A policy change to refuse. */
export type RefusePolicyInput = {
  /** Why not: 1 to 500 characters. No customer data. */
  readonly because: Scalars['String']['input'];
  /** Change id. */
  readonly id: Scalars['ID']['input'];
};

/** A hold to release. */
export type ReleaseLegalHoldInput = {
  /** Why. */
  readonly because: Scalars['String']['input'];
  /** Which hold. */
  readonly id: Scalars['ID']['input'];
};

/** A hold that ends. */
export type ReleasePartnerInput = {
  /** Why: 1 to 500 characters. */
  readonly because: Scalars['String']['input'];
  /** Refuse if the partner's record has another version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Connector id. */
  readonly partner: Scalars['ID']['input'];
  /** Forget the failures as well: closes the circuit on every replica, held or not. */
  readonly reset?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The circuit of one replica. */
export type ReplicaCircuit = {
  readonly __typename?: 'ReplicaCircuit';
  /** A name it has until it restarts. */
  readonly replica: Scalars['ID']['output'];
  /** Since when. */
  readonly since: Scalars['Instant']['output'];
  /** Its state. */
  readonly state: CircuitState;
};

/** A consent to ask for. */
export type RequestConsentInput = {
  /** How the customer is asked: `message in the app`. */
  readonly askedThrough: Scalars['String']['input'];
  /** Coordinates: `Type.field`, `Type.*` or `*`. Unknown ones are refused. */
  readonly coordinates: ReadonlyArray<Scalars['String']['input']>;
  /** Customer id. */
  readonly customerId: Scalars['ID']['input'];
  /** Ends, answered or not; must be in the future and at most ten years away. */
  readonly expiresAt: Scalars['Instant']['input'];
  /** In which form it must be given. */
  readonly form: ConsentForm;
  /** How old facts may be at the moment of use, 1 to 3650 days; left out: any age. */
  readonly lookBackDays?: InputMaybe<Scalars['Int']['input']>;
  /** Notice the customer is shown. */
  readonly noticeId: Scalars['ID']['input'];
  /** Its language, BCP 47: `zh-CN`, `en`. */
  readonly noticeLanguage: Scalars['String']['input'];
  /** Its version. */
  readonly noticeVersion: Scalars['Int']['input'];
  /** Registered purpose whose lawful basis is consent. */
  readonly purpose: Scalars['ID']['input'];
  /** Who may receive the data. */
  readonly recipients: ReadonlyArray<RecipientClass>;
  /** Partners named to the customer; leave out where the notice names categories only. */
  readonly sources?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** May be used from then on, not before; left out: at once. */
  readonly startsAt?: InputMaybe<Scalars['Instant']['input']>;
};

/** A step-up to ask for. */
export type RequestElevationInput = {
  /** Why: 1 to 500 characters. No customer data. */
  readonly because: Scalars['String']['input'];
  /** Fields: `Type.field` or `Type.*`. Unknown ones are refused. */
  readonly coordinates: ReadonlyArray<Scalars['String']['input']>;
  /** Customer id. */
  readonly customerId: Scalars['ID']['input'];
  /** 1 to 60, counted from the approval. */
  readonly minutes: Scalars['Int']['input'];
  /** Purpose, one of the caller's roles' own. */
  readonly purpose: Scalars['ID']['input'];
};

/** A notice to take out of use. */
export type RetireNoticeInput = {
  /** Why, 1 to 500 characters. */
  readonly because: Scalars['String']['input'];
  /** Notice id. */
  readonly id: Scalars['ID']['input'];
};

/** A step-up to end. */
export type RevokeElevationInput = {
  /** Elevation id. */
  readonly id: Scalars['ID']['input'];
};

/** Which requests. */
export type RightsFilter = {
  /** Of this customer. */
  readonly customerId?: InputMaybe<Scalars['ID']['input']>;
  /** True: open and past the day they were due. False: all others. */
  readonly overdue?: InputMaybe<Scalars['Boolean']['input']>;
  /** For this right. */
  readonly right?: InputMaybe<CustomerRight>;
  /** In this state. */
  readonly state?: InputMaybe<RightsRequestState>;
};

/** Why a request is refused: the law's own reasons. */
export type RightsRefusal =
  /** The data was checked and is correct (PIPL art. 46; GDPR art. 16). */
  | 'DATA_CORRECT'
  /** The same was answered a short time ago (GDPR art. 12(5)). */
  | 'EXCESSIVE'
  /** The bank could not make sure who is asking (GDPR art. 12(6)). */
  | 'IDENTITY_NOT_VERIFIED'
  /** Needed for a legal claim (GDPR art. 17(3)(e)). */
  | 'LEGAL_CLAIMS'
  /** A law obliges the bank to keep or use it (PIPL art. 47; GDPR art. 17(3)(b)). */
  | 'LEGAL_OBLIGATION'
  /** None of the law's grounds for this request is given (PIPL art. 47; GDPR art. 17(1), 18(1)). */
  | 'NO_GROUND'
  /** Would harm the rights of others (GDPR art. 15(4), 20(4)). */
  | 'OTHERS_RIGHTS'
  /** A task in the public interest (GDPR art. 17(3)(d), 23). */
  | 'PUBLIC_INTEREST'
  /** A law or an authority demands secrecy (PIPL art. 18, 45; GDPR art. 23). */
  | 'SECRECY'
  /** Manifestly unfounded (GDPR art. 12(5)). */
  | 'UNFOUNDED';

/** A refusal in plain words. */
export type RightsRefusalText = {
  readonly __typename?: 'RightsRefusalText';
  /** In English, with where to complain. */
  readonly en: Scalars['String']['output'];
  /** Articles of law. */
  readonly law: Scalars['String']['output'];
  /** The reason. */
  readonly reason: RightsRefusal;
  /** In Chinese, with where to complain. */
  readonly zh: Scalars['String']['output'];
};

/** What a customer asked, and how far it is. */
export type RightsRequest = {
  readonly __typename?: 'RightsRequest';
  /** Which decision, or which controller, it is about. */
  readonly about?: Maybe<Scalars['String']['output']>;
  /** Why it was decided so, in the officer's words. */
  readonly because?: Maybe<Scalars['String']['output']>;
  /** How it came. */
  readonly channel: Scalars['String']['output'];
  /** When the last one was reached. */
  readonly completedAt?: Maybe<Scalars['Instant']['output']>;
  /** Customer id. */
  readonly customerId: Scalars['ID']['output'];
  /** When it was decided. */
  readonly decidedAt?: Maybe<Scalars['Instant']['output']>;
  /** Who decided. */
  readonly decidedBy?: Maybe<Scalars['String']['output']>;
  /** Which field the customer says is wrong; what is right instead stays sealed. */
  readonly disputedField?: Maybe<Scalars['String']['output']>;
  /** Whose fact it is: `bank` or a partner. */
  readonly disputedSource?: Maybe<Scalars['String']['output']>;
  /** When it must be answered. */
  readonly dueAt: Scalars['Instant']['output'];
  /** Why it was extended. */
  readonly extendedBecause?: Maybe<Scalars['String']['output']>;
  /** When it was due before it was extended; null where it was not. */
  readonly extendedFrom?: Maybe<Scalars['Instant']['output']>;
  /** Request id. */
  readonly id: Scalars['ID']['output'];
  /** How the identity was verified. */
  readonly identityMethod?: Maybe<IdentityMethod>;
  /** Who verified it. */
  readonly identityVerifiedBy?: Maybe<Scalars['String']['output']>;
  /** When it arrived; the law counts from here. */
  readonly receivedAt: Scalars['Instant']['output'];
  /** Who recorded it. */
  readonly recordedBy: Scalars['String']['output'];
  /** Why it is refused, as the customer is told. */
  readonly refusal?: Maybe<RightsRefusalText>;
  /** A law keeps the data until then. */
  readonly retainUntil?: Maybe<Scalars['Instant']['output']>;
  /** What is asked for. */
  readonly right: CustomerRight;
  /** Where it stands. */
  readonly state: RightsRequestState;
  /** Every place and partner that it has to reach. */
  readonly steps: ReadonlyArray<RightsStep>;
  /** Version of this record. */
  readonly version: Scalars['Int']['output'];
};

/** A page of requests. */
export type RightsRequestConnection = {
  readonly __typename?: 'RightsRequestConnection';
  /** The items. */
  readonly edges: ReadonlyArray<RightsRequestEdge>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** One request of a page. */
export type RightsRequestEdge = {
  readonly __typename?: 'RightsRequestEdge';
  /** Its cursor. */
  readonly cursor: Scalars['String']['output'];
  /** The request. */
  readonly node: RightsRequest;
};

/** States of a request. */
export type RightsRequestState =
  /** To be carried out. */
  | 'APPROVED'
  /** A legal hold stops a deletion; the customer is restricted meanwhile. */
  | 'BLOCKED_LEGAL_HOLD'
  /** Everything was reached. Final. */
  | 'COMPLETE'
  /** The bank knows who asks. */
  | 'IDENTITY_VERIFIED'
  /** Being carried out. */
  | 'IN_PROGRESS'
  /** A place or a partner was not reached yet. */
  | 'PARTIAL'
  /** Recorded. */
  | 'RECEIVED'
  /** Not carried out, with a reason. Final. */
  | 'REFUSED'
  /** A period that a law sets stops a deletion; the customer is restricted meanwhile. */
  | 'RESTRICTED';

/** One place that a request has to reach. */
export type RightsStep = {
  readonly __typename?: 'RightsStep';
  /** Since when. */
  readonly at?: Maybe<Scalars['Instant']['output']>;
  /** A code or a reference. */
  readonly note?: Maybe<Scalars['String']['output']>;
  /** How far it is. */
  readonly state: RightsStepState;
  /** `bank:profile`, `partner:mx-credit`, `recipient:loan-desk`. */
  readonly target: Scalars['String']['output'];
};

/** What somebody says about a step. */
export type RightsStepOutcome =
  /** It was done. */
  | 'DONE'
  /** It could not be done. */
  | 'FAILED'
  /** They hold nothing of this customer. */
  | 'NOT_APPLICABLE';

/** How far a step is. */
export type RightsStepState =
  /** Done. */
  | 'DONE'
  /** Could not be done; it is tried again, or confirmed later. */
  | 'FAILED'
  /** Waits for a legal hold or a period to end. */
  | 'HELD'
  /** Nothing there to do. */
  | 'NOT_APPLICABLE'
  /** Not answered yet. */
  | 'PENDING';

/** Approve or refuse. */
export type RightsVerdict =
  /** Carry it out. */
  | 'APPROVE'
  /** Do not; needs a reason. */
  | 'REFUSE';

/** Sales within a period. */
export type SalesPeriod = {
  readonly __typename?: 'SalesPeriod';
  /** Turnover, in the business's own currency. */
  readonly amount?: Maybe<Scalars['Decimal']['output']>;
  /** The period. */
  readonly period: Period;
  /** Number of transactions. */
  readonly transactions?: Maybe<Scalars['Int']['output']>;
};

/** One driver of a score. */
export type ScoreReason = {
  readonly __typename?: 'ScoreReason';
  /** The model's name for it. */
  readonly code: Scalars['String']['output'];
  /** Weight, 0 to 100. */
  readonly weight?: Maybe<Scalars['Int']['output']>;
};

/** Mentions of the customer's listed company. */
export type Sentiment = {
  readonly __typename?: 'Sentiment';
  /** Number of mentions. */
  readonly mentions?: Maybe<Scalars['Int']['output']>;
  /** Negative ones. */
  readonly negativeMentions?: Maybe<Scalars['Int']['output']>;
  /** Latest observation. */
  readonly observedAt?: Maybe<Scalars['Instant']['output']>;
  /** Positive ones. */
  readonly positiveMentions?: Maybe<Scalars['Int']['output']>;
  /** From -1 (negative) to 1 (positive). */
  readonly score?: Maybe<Scalars['Decimal']['output']>;
};

/** A question to simulate. */
export type SimulateInput = {
  /** Through which application: `client_id` of the token. */
  readonly application: Scalars['String']['input'];
  /** What to assume; without it, the facts as they are. */
  readonly assume?: InputMaybe<AssumeInput>;
  /** Books of customers they keep, where the token would say so. */
  readonly books?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Branch they work for, where the token would say so. */
  readonly branch?: InputMaybe<Scalars['String']['input']>;
  /** Who would ask: `sub` of their token. */
  readonly caller: Scalars['String']['input'];
  /** Fields: `Type.field` or `Type.*`. */
  readonly coordinates: ReadonlyArray<Scalars['String']['input']>;
  /** About which customer. */
  readonly customerId: Scalars['ID']['input'];
  /** What for. */
  readonly purpose: Scalars['ID']['input'];
  /** In which roles. */
  readonly roles: ReadonlyArray<Scalars['String']['input']>;
};

/** What would happen to one field. */
export type SimulatedField = {
  readonly __typename?: 'SimulatedField';
  /** Schema coordinate. */
  readonly coordinate: Scalars['String']['output'];
  /** On what is assumed: the best that any source gives. */
  readonly outcome: Outcome;
  /** On the facts as they are. */
  readonly outcomeNow: Outcome;
  /** Why. Nothing is concealed here. */
  readonly reasons: ReadonlyArray<ReasonCode>;
  /** From each source that can supply it. */
  readonly sources: ReadonlyArray<SimulatedSource>;
};

/** What would happen to one field from one source. */
export type SimulatedSource = {
  readonly __typename?: 'SimulatedSource';
  /** Each gate in order. */
  readonly gates: ReadonlyArray<GateVerdict>;
  /** What it gives. */
  readonly outcome: Outcome;
  /** Connector id, or `bank`; empty where nobody supplies the field. */
  readonly source: Scalars['ID']['output'];
};

/** What would happen. */
export type Simulation = {
  readonly __typename?: 'Simulation';
  /** The moment for which it was worked out. */
  readonly decidedAt: Scalars['Instant']['output'];
  /** Each field asked about. */
  readonly fields: ReadonlyArray<SimulatedField>;
};

/** Social facts. */
export type Social = {
  readonly __typename?: 'Social';
  /** What the customer publishes, by network. */
  readonly activity?: Maybe<ReadonlyArray<SocialActivity>>;
  /** Who listens, by network. */
  readonly audience?: Maybe<ReadonlyArray<SocialAudience>>;
  /** Profiles on social networks. */
  readonly profiles?: Maybe<ReadonlyArray<SocialProfile>>;
  /** What is said about the customer's listed company. */
  readonly sentiment?: Maybe<Sentiment>;
};

/** Publishing on one network over the last 90 days. */
export type SocialActivity = {
  readonly __typename?: 'SocialActivity';
  /** Latest post. */
  readonly lastPostAt?: Maybe<Scalars['Instant']['output']>;
  /** Likes received. Masked: rounded down to 100. */
  readonly likesReceived?: Maybe<Scalars['Int']['output']>;
  /** Network. */
  readonly network?: Maybe<Scalars['String']['output']>;
  /** Connector id of the partner that gives this item, or `bank`. */
  readonly partner: Scalars['ID']['output'];
  /** Number of posts. Masked: rounded down to 10. */
  readonly posts?: Maybe<Scalars['Int']['output']>;
  /** Texts of up to five latest posts. Never masked: withheld instead. */
  readonly recentPosts?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Replies received. Masked: rounded down to 10. */
  readonly repliesReceived?: Maybe<Scalars['Int']['output']>;
};

/** Audience on one network. */
export type SocialAudience = {
  readonly __typename?: 'SocialAudience';
  /** Interactions in the last 30 days. Masked: rounded down to 100. */
  readonly engagements?: Maybe<Scalars['Int']['output']>;
  /** Followers. Masked: rounded down to 100. */
  readonly followers?: Maybe<Scalars['Int']['output']>;
  /** Accounts followed. Masked: rounded down to 100. */
  readonly following?: Maybe<Scalars['Int']['output']>;
  /** Times shown in the last 30 days. Masked: rounded down to 100. */
  readonly impressions?: Maybe<Scalars['Int']['output']>;
  /** Views a month. Masked: rounded down to 100. */
  readonly monthlyViews?: Maybe<Scalars['Int']['output']>;
  /** Network. */
  readonly network?: Maybe<Scalars['String']['output']>;
  /** Connector id of the partner that gives this item, or `bank`. */
  readonly partner: Scalars['ID']['output'];
};

/** Profile on one network. */
export type SocialProfile = {
  readonly __typename?: 'SocialProfile';
  /** The customer's own words about themselves. Never masked: withheld instead. */
  readonly about?: Maybe<Scalars['String']['output']>;
  /** Name shown on the network. */
  readonly displayName?: Maybe<Scalars['String']['output']>;
  /** Account name. Masked: a pseudonym that differs per purpose. */
  readonly handle?: Maybe<Scalars['String']['output']>;
  /** True for business accounts. */
  readonly isBusiness?: Maybe<Scalars['Boolean']['output']>;
  /** When the account was made. */
  readonly joinedAt?: Maybe<Scalars['Instant']['output']>;
  /** Network: `bluesky`, `pinterest`. */
  readonly network?: Maybe<Scalars['String']['output']>;
  /** Connector id of the partner that gives this item, or `bank`. */
  readonly partner: Scalars['ID']['output'];
  /** Website. */
  readonly website?: Maybe<Scalars['String']['output']>;
};

/** How full a meter of an agreement is. */
export type Spending = {
  readonly __typename?: 'Spending';
  /** The limit of this version of the agreement. */
  readonly limit: Scalars['Decimal']['output'];
  /** Which: `calls-per-day`, `unattended-calls-per-month`, `money-per-month` and the like. */
  readonly meter: Scalars['String']['output'];
  /** UTC day or month: `2026-11-22` or `2026-11`. */
  readonly period: Scalars['String']['output'];
  /** When the meter starts anew. */
  readonly resetsAt: Scalars['Instant']['output'];
  /** Spent so far, calls under way included. */
  readonly spent: Scalars['Decimal']['output'];
  /** `calls`, or an ISO 4217 currency. */
  readonly unit: Scalars['String']['output'];
};

/** Why a budget or quota did not allow a call. Amounts of the bank's own, no fact about a customer. */
export type SpentBudget = {
  readonly __typename?: 'SpentBudget';
  /** What is left. Less than `wouldCost`. */
  readonly left: Scalars['Decimal']['output'];
  /** Which: `calls-per-day` and the like of the agreement, `quota-per-day` and the like of the partner's contract. */
  readonly meter: Scalars['String']['output'];
  /** When the meter starts anew. */
  readonly resetsAt: Scalars['Instant']['output'];
  /** `calls`, or an ISO 4217 currency. */
  readonly unit: Scalars['String']['output'];
  /** What the call would have taken. */
  readonly wouldCost: Scalars['Decimal']['output'];
};

/** Why a source's value survived the merge. */
export type SurvivorshipReason =
  /** All sources whose value is shown in clear agree. */
  | 'AGREED'
  /** The fullest record of equal rank and age. */
  | 'COMPLETENESS'
  /** No other permitted source has the field. */
  | 'ONLY_SOURCE'
  /** The newest of equal rank. */
  | 'RECENCY'
  /** The source ranks first for this field. */
  | 'SOURCE_PRIORITY';

/** How a call to a partner is treated where calls are scarce. */
export type Urgency =
  /** Nobody waits: goes last, and counts as unattended (PSD2 RTS art. 36(5)). */
  | 'BATCH'
  /** May use what limits hold in reserve. */
  | 'CRITICAL'
  /** Somebody waits for the answer. */
  | 'INTERACTIVE';

/** An identity that was verified. */
export type VerifyIdentityInput = {
  /** Which request. */
  readonly id: Scalars['ID']['input'];
  /** How it was verified. */
  readonly method: IdentityMethod;
};

/** A consent to withdraw. */
export type WithdrawConsentInput = {
  /** Consent id. */
  readonly id: Scalars['ID']['input'];
};

/** Consents to withdraw together. */
export type WithdrawConsentsInput = {
  /** Customer id. */
  readonly customerId: Scalars['ID']['input'];
  /** Only for this purpose; left out: for all. */
  readonly purpose?: InputMaybe<Scalars['ID']['input']>;
};

/** Languages of reasons in words. */
export type WordLanguage =
  /** English. */
  | 'EN'
  /** Chinese. */
  | 'ZH';



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AcceptPartnerBaselineInput: AcceptPartnerBaselineInput;
  AcceptedBaseline: ResolverTypeWrapper<AcceptedBaseline>;
  AccessStatement: ResolverTypeWrapper<AccessStatement>;
  Address: ResolverTypeWrapper<Address>;
  AddressInput: AddressInput;
  Agreement: ResolverTypeWrapper<Agreement>;
  AgreementAction: AgreementAction;
  AgreementBudget: ResolverTypeWrapper<AgreementBudget>;
  AgreementBudgetInput: AgreementBudgetInput;
  AgreementCertificate: ResolverTypeWrapper<AgreementCertificate>;
  AgreementCertificateInput: AgreementCertificateInput;
  AgreementConnection: ResolverTypeWrapper<AgreementConnection>;
  AgreementEdge: ResolverTypeWrapper<AgreementEdge>;
  AgreementEnd: ResolverTypeWrapper<AgreementEnd>;
  AgreementEnding: AgreementEnding;
  AgreementImpact: ResolverTypeWrapper<AgreementImpact>;
  AgreementImpactPlace: ResolverTypeWrapper<AgreementImpactPlace>;
  AgreementKind: AgreementKind;
  AgreementLoss: ResolverTypeWrapper<AgreementLoss>;
  AgreementLossField: ResolverTypeWrapper<AgreementLossField>;
  AgreementPlace: ResolverTypeWrapper<AgreementPlace>;
  AgreementPlaceName: AgreementPlaceName;
  AgreementPlaceState: AgreementPlaceState;
  AgreementRemark: ResolverTypeWrapper<AgreementRemark>;
  AgreementRemarkStep: AgreementRemarkStep;
  AgreementReminder: ResolverTypeWrapper<AgreementReminder>;
  AgreementReminderKind: AgreementReminderKind;
  AgreementRenewal: AgreementRenewal;
  AgreementSettlement: ResolverTypeWrapper<AgreementSettlement>;
  AgreementState: AgreementState;
  Approval: ResolverTypeWrapper<Approval>;
  ApproveElevationInput: ApproveElevationInput;
  ApprovePolicyInput: ApprovePolicyInput;
  Assessment: ResolverTypeWrapper<Assessment>;
  AssessmentConnection: ResolverTypeWrapper<AssessmentConnection>;
  AssessmentEdge: ResolverTypeWrapper<AssessmentEdge>;
  AssessmentReport: ResolverTypeWrapper<AssessmentReport>;
  AssessmentReportInput: AssessmentReportInput;
  AssessmentState: AssessmentState;
  AssumeInput: AssumeInput;
  AuditConnection: ResolverTypeWrapper<Omit<AuditConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['AuditEdge']> }>;
  AuditEdge: ResolverTypeWrapper<Omit<AuditEdge, 'node'> & { node: ResolversTypes['AuditEntry'] }>;
  AuditEntry: ResolverTypeWrapper<Audited>;
  AuditFilter: AuditFilter;
  AuditKind: AuditKind;
  AuditedFields: ResolverTypeWrapper<AuditedFields>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  BudgetLeft: ResolverTypeWrapper<BudgetLeft>;
  BusinessSales: ResolverTypeWrapper<BusinessSales>;
  CacheState: CacheState;
  CashFlow: ResolverTypeWrapper<CashFlow>;
  ChangeAgreementInput: ChangeAgreementInput;
  ChangeAssessmentInput: ChangeAssessmentInput;
  CircuitState: CircuitState;
  ClaimInput: ClaimInput;
  ConfirmAgreementReturnInput: ConfirmAgreementReturnInput;
  ConfirmConsentInput: ConfirmConsentInput;
  ConfirmRightsStepInput: ConfirmRightsStepInput;
  Conflict: ResolverTypeWrapper<Conflict>;
  Consent: ResolverTypeWrapper<Consent>;
  ConsentConnection: ResolverTypeWrapper<ConsentConnection>;
  ConsentEdge: ResolverTypeWrapper<ConsentEdge>;
  ConsentEvidence: ResolverTypeWrapper<ConsentEvidence>;
  ConsentEvidenceInput: ConsentEvidenceInput;
  ConsentForm: ConsentForm;
  ConsentGiverInput: ConsentGiverInput;
  ConsentGiverKind: ConsentGiverKind;
  ConsentState: ConsentState;
  ConsentVersion: ResolverTypeWrapper<ConsentVersion>;
  ConsideredFact: ResolverTypeWrapper<ExplainedFact>;
  ContractFormat: ContractFormat;
  ContractProposal: ResolverTypeWrapper<ContractProposal>;
  Credit: ResolverTypeWrapper<Credit>;
  CreditAccount: ResolverTypeWrapper<CreditAccount>;
  CreditScore: ResolverTypeWrapper<CreditScore>;
  CurrencyRate: ResolverTypeWrapper<CurrencyRate>;
  CustomerKind: CustomerKind;
  CustomerRight: CustomerRight;
  CustomerView: ResolverTypeWrapper<ReleasedView>;
  DataClass: DataClass;
  DataKind: DataKind;
  DatasetHealth: ResolverTypeWrapper<Omit<DatasetHealth, 'drift'> & { drift: ReadonlyArray<ResolversTypes['DriftAlert']> }>;
  DecideRightsRequestInput: DecideRightsRequestInput;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  DecisionExplanation: ResolverTypeWrapper<DecisionExplanation>;
  Disclosure: ResolverTypeWrapper<Omit<Disclosure, 'survivedBy'> & { survivedBy?: Maybe<ResolversTypes['SurvivorshipReason']> }>;
  DriftAlert: ResolverTypeWrapper<Omit<DriftAlert, 'kind'> & { kind: ResolversTypes['DriftKind'] }>;
  DriftKind: ResolverTypeWrapper<Drift>;
  Elevation: ResolverTypeWrapper<Elevation>;
  ElevationConnection: ResolverTypeWrapper<ElevationConnection>;
  ElevationEdge: ResolverTypeWrapper<ElevationEdge>;
  ElevationState: ElevationState;
  EndGuardianshipInput: EndGuardianshipInput;
  EndOfTerm: EndOfTerm;
  ErrorCode: ErrorCode;
  ExplainedFields: ResolverTypeWrapper<ExplainedFields>;
  ExplainedReason: ResolverTypeWrapper<ExplainedReason>;
  ExtendRightsRequestInput: ExtendRightsRequestInput;
  FieldValue: ResolverTypeWrapper<Scalars['FieldValue']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Freshness: ResolverTypeWrapper<Freshness>;
  Gap: ResolverTypeWrapper<Gap>;
  GapCode: GapCode;
  GateVerdict: ResolverTypeWrapper<Verdict>;
  Grant: ResolverTypeWrapper<Grant>;
  GrantConsentInput: GrantConsentInput;
  GrantInput: GrantInput;
  GuardianRelation: GuardianRelation;
  Guardianship: ResolverTypeWrapper<Guardianship>;
  GuardianshipConnection: ResolverTypeWrapper<GuardianshipConnection>;
  GuardianshipEdge: ResolverTypeWrapper<GuardianshipEdge>;
  GuardianshipState: GuardianshipState;
  HoldPartnerInput: HoldPartnerInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Identity: ResolverTypeWrapper<Identity>;
  IdentityMethod: IdentityMethod;
  Instant: ResolverTypeWrapper<Scalars['Instant']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InvalidateConsentInput: InvalidateConsentInput;
  Latency: ResolverTypeWrapper<Latency>;
  LawfulBasis: LawfulBasis;
  LegalHold: ResolverTypeWrapper<LegalHold>;
  LegalHoldConnection: ResolverTypeWrapper<LegalHoldConnection>;
  LegalHoldEdge: ResolverTypeWrapper<LegalHoldEdge>;
  LegalHoldState: LegalHoldState;
  LocalDate: ResolverTypeWrapper<Scalars['LocalDate']['output']>;
  MacroIndicators: ResolverTypeWrapper<MacroIndicators>;
  Market: ResolverTypeWrapper<Market>;
  MarketProfile: ResolverTypeWrapper<MarketProfile>;
  MaskRule: MaskRule;
  MaxDisclosure: MaxDisclosure;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Notice: ResolverTypeWrapper<Notice>;
  NoticeConnection: ResolverTypeWrapper<NoticeConnection>;
  NoticeEdge: ResolverTypeWrapper<NoticeEdge>;
  NoticeText: ResolverTypeWrapper<NoticeText>;
  NoticeTextInput: NoticeTextInput;
  NoticeVersion: ResolverTypeWrapper<NoticeVersion>;
  Notification: ResolverTypeWrapper<Notification>;
  NotificationConnection: ResolverTypeWrapper<NotificationConnection>;
  NotificationEdge: ResolverTypeWrapper<NotificationEdge>;
  NotificationEvent: NotificationEvent;
  NotificationState: NotificationState;
  Outcome: Outcome;
  OutcomeCount: ResolverTypeWrapper<OutcomeCount>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Partner: ResolverTypeWrapper<PartnerNode>;
  PartnerCall: ResolverTypeWrapper<PartnerCall>;
  PartnerCallConnection: ResolverTypeWrapper<PartnerCallConnection>;
  PartnerCallEdge: ResolverTypeWrapper<PartnerCallEdge>;
  PartnerCallState: PartnerCallState;
  PartnerCircuit: ResolverTypeWrapper<PartnerCircuit>;
  PartnerConnection: ResolverTypeWrapper<Omit<PartnerConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['PartnerEdge']> }>;
  PartnerEdge: ResolverTypeWrapper<Omit<PartnerEdge, 'node'> & { node: ResolversTypes['Partner'] }>;
  PartnerHealth: ResolverTypeWrapper<Health>;
  PartnerHold: ResolverTypeWrapper<PartnerHold>;
  PartnerKind: PartnerKind;
  PerformRightsRequestInput: PerformRightsRequestInput;
  Period: ResolverTypeWrapper<Period>;
  PlaceLegalHoldInput: PlaceLegalHoldInput;
  Policy: ResolverTypeWrapper<InForce>;
  PolicyChange: ResolverTypeWrapper<PolicyChangeNode>;
  PolicyChangeConnection: ResolverTypeWrapper<Omit<PolicyChangeConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['PolicyChangeEdge']> }>;
  PolicyChangeEdge: ResolverTypeWrapper<Omit<PolicyChangeEdge, 'node'> & { node: ResolversTypes['PolicyChange'] }>;
  PolicyChangeState: PolicyChangeState;
  PolicyDifference: ResolverTypeWrapper<PolicyDifference>;
  PolicyFormat: PolicyFormat;
  ProposeAgreementFromContractInput: ProposeAgreementFromContractInput;
  ProposeAgreementInput: ProposeAgreementInput;
  ProposeAssessmentInput: ProposeAssessmentInput;
  ProposePolicyInput: ProposePolicyInput;
  PublishNoticeInput: PublishNoticeInput;
  Purpose: ResolverTypeWrapper<Purpose>;
  PurposeConnection: ResolverTypeWrapper<PurposeConnection>;
  PurposeEdge: ResolverTypeWrapper<PurposeEdge>;
  QuarantinedField: ResolverTypeWrapper<QuarantinedField>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Quote: ResolverTypeWrapper<Quote>;
  Range: ResolverTypeWrapper<Range>;
  Ratios: ResolverTypeWrapper<Ratios>;
  ReasonCode: ReasonCode;
  RecallElevationInput: RecallElevationInput;
  RecallPolicyInput: RecallPolicyInput;
  RecipientClass: RecipientClass;
  RecipientKind: RecipientKind;
  ReconcilePartnerCallInput: ReconcilePartnerCallInput;
  RecordGuardianshipInput: RecordGuardianshipInput;
  RecordRightsRequestInput: RecordRightsRequestInput;
  RefuseConsentInput: RefuseConsentInput;
  RefuseElevationInput: RefuseElevationInput;
  RefusePolicyInput: RefusePolicyInput;
  ReleaseLegalHoldInput: ReleaseLegalHoldInput;
  ReleasePartnerInput: ReleasePartnerInput;
  ReplicaCircuit: ResolverTypeWrapper<ReplicaCircuit>;
  RequestConsentInput: RequestConsentInput;
  RequestElevationInput: RequestElevationInput;
  RetireNoticeInput: RetireNoticeInput;
  RevokeElevationInput: RevokeElevationInput;
  RightsFilter: RightsFilter;
  RightsRefusal: RightsRefusal;
  RightsRefusalText: ResolverTypeWrapper<RightsRefusalText>;
  RightsRequest: ResolverTypeWrapper<RightsRequest>;
  RightsRequestConnection: ResolverTypeWrapper<RightsRequestConnection>;
  RightsRequestEdge: ResolverTypeWrapper<RightsRequestEdge>;
  RightsRequestState: RightsRequestState;
  RightsStep: ResolverTypeWrapper<RightsStep>;
  RightsStepOutcome: RightsStepOutcome;
  RightsStepState: RightsStepState;
  RightsVerdict: RightsVerdict;
  SalesPeriod: ResolverTypeWrapper<SalesPeriod>;
  ScoreReason: ResolverTypeWrapper<ScoreReason>;
  Sentiment: ResolverTypeWrapper<Sentiment>;
  SimulateInput: SimulateInput;
  SimulatedField: ResolverTypeWrapper<Omit<SimulatedField, 'sources'> & { sources: ReadonlyArray<ResolversTypes['SimulatedSource']> }>;
  SimulatedSource: ResolverTypeWrapper<Omit<SimulatedSource, 'gates'> & { gates: ReadonlyArray<ResolversTypes['GateVerdict']> }>;
  Simulation: ResolverTypeWrapper<Omit<Simulation, 'fields'> & { fields: ReadonlyArray<ResolversTypes['SimulatedField']> }>;
  Social: ResolverTypeWrapper<Social>;
  SocialActivity: ResolverTypeWrapper<SocialActivity>;
  SocialAudience: ResolverTypeWrapper<SocialAudience>;
  SocialProfile: ResolverTypeWrapper<SocialProfile>;
  Spending: ResolverTypeWrapper<Spending>;
  SpentBudget: ResolverTypeWrapper<SpentBudget>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  SurvivorshipReason: ResolverTypeWrapper<SurvivedBy>;
  Urgency: Urgency;
  VerifyIdentityInput: VerifyIdentityInput;
  WithdrawConsentInput: WithdrawConsentInput;
  WithdrawConsentsInput: WithdrawConsentsInput;
  WordLanguage: WordLanguage;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AcceptPartnerBaselineInput: AcceptPartnerBaselineInput;
  AcceptedBaseline: AcceptedBaseline;
  AccessStatement: AccessStatement;
  Address: Address;
  AddressInput: AddressInput;
  Agreement: Agreement;
  AgreementBudget: AgreementBudget;
  AgreementBudgetInput: AgreementBudgetInput;
  AgreementCertificate: AgreementCertificate;
  AgreementCertificateInput: AgreementCertificateInput;
  AgreementConnection: AgreementConnection;
  AgreementEdge: AgreementEdge;
  AgreementEnd: AgreementEnd;
  AgreementImpact: AgreementImpact;
  AgreementImpactPlace: AgreementImpactPlace;
  AgreementLoss: AgreementLoss;
  AgreementLossField: AgreementLossField;
  AgreementPlace: AgreementPlace;
  AgreementRemark: AgreementRemark;
  AgreementReminder: AgreementReminder;
  AgreementSettlement: AgreementSettlement;
  Approval: Approval;
  ApproveElevationInput: ApproveElevationInput;
  ApprovePolicyInput: ApprovePolicyInput;
  Assessment: Assessment;
  AssessmentConnection: AssessmentConnection;
  AssessmentEdge: AssessmentEdge;
  AssessmentReport: AssessmentReport;
  AssessmentReportInput: AssessmentReportInput;
  AssumeInput: AssumeInput;
  AuditConnection: Omit<AuditConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['AuditEdge']> };
  AuditEdge: Omit<AuditEdge, 'node'> & { node: ResolversParentTypes['AuditEntry'] };
  AuditEntry: Audited;
  AuditFilter: AuditFilter;
  AuditedFields: AuditedFields;
  Boolean: Scalars['Boolean']['output'];
  BudgetLeft: BudgetLeft;
  BusinessSales: BusinessSales;
  CashFlow: CashFlow;
  ChangeAgreementInput: ChangeAgreementInput;
  ChangeAssessmentInput: ChangeAssessmentInput;
  ClaimInput: ClaimInput;
  ConfirmAgreementReturnInput: ConfirmAgreementReturnInput;
  ConfirmConsentInput: ConfirmConsentInput;
  ConfirmRightsStepInput: ConfirmRightsStepInput;
  Conflict: Conflict;
  Consent: Consent;
  ConsentConnection: ConsentConnection;
  ConsentEdge: ConsentEdge;
  ConsentEvidence: ConsentEvidence;
  ConsentEvidenceInput: ConsentEvidenceInput;
  ConsentGiverInput: ConsentGiverInput;
  ConsentVersion: ConsentVersion;
  ConsideredFact: ExplainedFact;
  ContractProposal: ContractProposal;
  Credit: Credit;
  CreditAccount: CreditAccount;
  CreditScore: CreditScore;
  CurrencyRate: CurrencyRate;
  CustomerView: ReleasedView;
  DatasetHealth: Omit<DatasetHealth, 'drift'> & { drift: ReadonlyArray<ResolversParentTypes['DriftAlert']> };
  DecideRightsRequestInput: DecideRightsRequestInput;
  Decimal: Scalars['Decimal']['output'];
  DecisionExplanation: DecisionExplanation;
  Disclosure: Disclosure;
  DriftAlert: DriftAlert;
  Elevation: Elevation;
  ElevationConnection: ElevationConnection;
  ElevationEdge: ElevationEdge;
  EndGuardianshipInput: EndGuardianshipInput;
  ExplainedFields: ExplainedFields;
  ExplainedReason: ExplainedReason;
  ExtendRightsRequestInput: ExtendRightsRequestInput;
  FieldValue: Scalars['FieldValue']['output'];
  Float: Scalars['Float']['output'];
  Freshness: Freshness;
  Gap: Gap;
  GateVerdict: Verdict;
  Grant: Grant;
  GrantConsentInput: GrantConsentInput;
  GrantInput: GrantInput;
  Guardianship: Guardianship;
  GuardianshipConnection: GuardianshipConnection;
  GuardianshipEdge: GuardianshipEdge;
  HoldPartnerInput: HoldPartnerInput;
  ID: Scalars['ID']['output'];
  Identity: Identity;
  Instant: Scalars['Instant']['output'];
  Int: Scalars['Int']['output'];
  InvalidateConsentInput: InvalidateConsentInput;
  Latency: Latency;
  LegalHold: LegalHold;
  LegalHoldConnection: LegalHoldConnection;
  LegalHoldEdge: LegalHoldEdge;
  LocalDate: Scalars['LocalDate']['output'];
  MacroIndicators: MacroIndicators;
  Market: Market;
  MarketProfile: MarketProfile;
  Money: Money;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  Notice: Notice;
  NoticeConnection: NoticeConnection;
  NoticeEdge: NoticeEdge;
  NoticeText: NoticeText;
  NoticeTextInput: NoticeTextInput;
  NoticeVersion: NoticeVersion;
  Notification: Notification;
  NotificationConnection: NotificationConnection;
  NotificationEdge: NotificationEdge;
  OutcomeCount: OutcomeCount;
  PageInfo: PageInfo;
  Partner: PartnerNode;
  PartnerCall: PartnerCall;
  PartnerCallConnection: PartnerCallConnection;
  PartnerCallEdge: PartnerCallEdge;
  PartnerCircuit: PartnerCircuit;
  PartnerConnection: Omit<PartnerConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['PartnerEdge']> };
  PartnerEdge: Omit<PartnerEdge, 'node'> & { node: ResolversParentTypes['Partner'] };
  PartnerHealth: Health;
  PartnerHold: PartnerHold;
  PerformRightsRequestInput: PerformRightsRequestInput;
  Period: Period;
  PlaceLegalHoldInput: PlaceLegalHoldInput;
  Policy: InForce;
  PolicyChange: PolicyChangeNode;
  PolicyChangeConnection: Omit<PolicyChangeConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['PolicyChangeEdge']> };
  PolicyChangeEdge: Omit<PolicyChangeEdge, 'node'> & { node: ResolversParentTypes['PolicyChange'] };
  PolicyDifference: PolicyDifference;
  ProposeAgreementFromContractInput: ProposeAgreementFromContractInput;
  ProposeAgreementInput: ProposeAgreementInput;
  ProposeAssessmentInput: ProposeAssessmentInput;
  ProposePolicyInput: ProposePolicyInput;
  PublishNoticeInput: PublishNoticeInput;
  Purpose: Purpose;
  PurposeConnection: PurposeConnection;
  PurposeEdge: PurposeEdge;
  QuarantinedField: QuarantinedField;
  Query: Record<PropertyKey, never>;
  Quote: Quote;
  Range: Range;
  Ratios: Ratios;
  RecallElevationInput: RecallElevationInput;
  RecallPolicyInput: RecallPolicyInput;
  ReconcilePartnerCallInput: ReconcilePartnerCallInput;
  RecordGuardianshipInput: RecordGuardianshipInput;
  RecordRightsRequestInput: RecordRightsRequestInput;
  RefuseConsentInput: RefuseConsentInput;
  RefuseElevationInput: RefuseElevationInput;
  RefusePolicyInput: RefusePolicyInput;
  ReleaseLegalHoldInput: ReleaseLegalHoldInput;
  ReleasePartnerInput: ReleasePartnerInput;
  ReplicaCircuit: ReplicaCircuit;
  RequestConsentInput: RequestConsentInput;
  RequestElevationInput: RequestElevationInput;
  RetireNoticeInput: RetireNoticeInput;
  RevokeElevationInput: RevokeElevationInput;
  RightsFilter: RightsFilter;
  RightsRefusalText: RightsRefusalText;
  RightsRequest: RightsRequest;
  RightsRequestConnection: RightsRequestConnection;
  RightsRequestEdge: RightsRequestEdge;
  RightsStep: RightsStep;
  SalesPeriod: SalesPeriod;
  ScoreReason: ScoreReason;
  Sentiment: Sentiment;
  SimulateInput: SimulateInput;
  SimulatedField: Omit<SimulatedField, 'sources'> & { sources: ReadonlyArray<ResolversParentTypes['SimulatedSource']> };
  SimulatedSource: Omit<SimulatedSource, 'gates'> & { gates: ReadonlyArray<ResolversParentTypes['GateVerdict']> };
  Simulation: Omit<Simulation, 'fields'> & { fields: ReadonlyArray<ResolversParentTypes['SimulatedField']> };
  Social: Social;
  SocialActivity: SocialActivity;
  SocialAudience: SocialAudience;
  SocialProfile: SocialProfile;
  Spending: Spending;
  SpentBudget: SpentBudget;
  String: Scalars['String']['output'];
  VerifyIdentityInput: VerifyIdentityInput;
  WithdrawConsentInput: WithdrawConsentInput;
  WithdrawConsentsInput: WithdrawConsentsInput;
};

export type ClassifiedDirectiveArgs = {
  adverseSince?: Maybe<Scalars['String']['input']>;
  class: DataClass;
  kind: DataKind;
  mask?: Maybe<MaskRule>;
  prohibited?: Maybe<Scalars['Boolean']['input']>;
  step?: Maybe<Scalars['String']['input']>;
};

export type ClassifiedDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = ClassifiedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GovernedDirectiveArgs = {
  dataset: Scalars['String']['input'];
};

export type GovernedDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = GovernedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AcceptedBaselineResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AcceptedBaseline'] = ResolversParentTypes['AcceptedBaseline']> = {
  at?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  because?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  endpoint?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AccessStatementResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AccessStatement'] = ResolversParentTypes['AccessStatement']> = {
  html?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  json?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  jws?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requestId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AddressResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Address'] = ResolversParentTypes['Address']> = {
  city?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  country?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  postalCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  province?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  street?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AgreementResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Agreement'] = ResolversParentTypes['Agreement']> = {
  approvals?: Resolver<ReadonlyArray<ResolversTypes['Approval']>, ParentType, ContextType>;
  assessmentId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  author?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  breachNoticeHours?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  budget?: Resolver<Maybe<ResolversTypes['AgreementBudget']>, ParentType, ContextType>;
  contact?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  derivation?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  effectiveFrom?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  effectiveUntil?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  endOfTerm?: Resolver<ResolversTypes['EndOfTerm'], ParentType, ContextType>;
  endOfTermDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  ended?: Resolver<Maybe<ResolversTypes['AgreementEnd']>, ParentType, ContextType>;
  grants?: Resolver<ReadonlyArray<ResolversTypes['Grant']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  internalUse?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  jurisdiction?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AgreementKind'], ParentType, ContextType>;
  noticeDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  partner?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  redistribution?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  remarks?: Resolver<ReadonlyArray<ResolversTypes['AgreementRemark']>, ParentType, ContextType>;
  renewal?: Resolver<Maybe<ResolversTypes['AgreementRenewal']>, ParentType, ContextType>;
  residency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reviewOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  securityMeasures?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  settlement?: Resolver<Maybe<ResolversTypes['AgreementSettlement']>, ParentType, ContextType>;
  signedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  spending?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Spending']>>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['AgreementState'], ParentType, ContextType>;
  supersededFrom?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  suspendedBecause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  termsHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AgreementBudgetResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementBudget'] = ResolversParentTypes['AgreementBudget']> = {
  callsPerDay?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  callsPerMonth?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  moneyPerDay?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  moneyPerMonth?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  pricePerCall?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  unattendedCallsPerDay?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unattendedCallsPerMonth?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type AgreementCertificateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementCertificate'] = ResolversParentTypes['AgreementCertificate']> = {
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reference?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AgreementConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementConnection'] = ResolversParentTypes['AgreementConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AgreementEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AgreementEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementEdge'] = ResolversParentTypes['AgreementEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Agreement'], ParentType, ContextType>;
};

export type AgreementEndResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementEnd'] = ResolversParentTypes['AgreementEnd']> = {
  at?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  how?: Resolver<ResolversTypes['AgreementEnding'], ParentType, ContextType>;
};

export type AgreementImpactResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementImpact'] = ResolversParentTypes['AgreementImpact']> = {
  agreement?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  customers?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  decidedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  endingDatasets?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  losses?: Resolver<ReadonlyArray<ResolversTypes['AgreementLoss']>, ParentType, ContextType>;
  partner?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  places?: Resolver<ReadonlyArray<ResolversTypes['AgreementImpactPlace']>, ParentType, ContextType>;
  storedRecords?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AgreementImpactPlaceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementImpactPlace'] = ResolversParentTypes['AgreementImpactPlace']> = {
  branch?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  customers?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  legalEntity?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AgreementLossResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementLoss'] = ResolversParentTypes['AgreementLoss']> = {
  application?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  customers?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['AgreementLossField']>, ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type AgreementLossFieldResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementLossField'] = ResolversParentTypes['AgreementLossField']> = {
  coordinate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  masked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  withheld?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AgreementPlaceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementPlace'] = ResolversParentTypes['AgreementPlace']> = {
  certificate?: Resolver<Maybe<ResolversTypes['AgreementCertificate']>, ParentType, ContextType>;
  doneAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  doneBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['AgreementPlaceName'], ParentType, ContextType>;
  removed?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['AgreementPlaceState'], ParentType, ContextType>;
};

export type AgreementRemarkResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementRemark'] = ResolversParentTypes['AgreementRemark']> = {
  at?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  because?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  step?: Resolver<ResolversTypes['AgreementRemarkStep'], ParentType, ContextType>;
};

export type AgreementReminderResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementReminder'] = ResolversParentTypes['AgreementReminder']> = {
  agreement?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  assessment?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  dueAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  isOverdue?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AgreementReminderKind'], ParentType, ContextType>;
  partner?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  whoActs?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AgreementSettlementResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AgreementSettlement'] = ResolversParentTypes['AgreementSettlement']> = {
  dueAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  places?: Resolver<ReadonlyArray<ResolversTypes['AgreementPlace']>, ParentType, ContextType>;
};

export type ApprovalResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Approval'] = ResolversParentTypes['Approval']> = {
  at?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AssessmentResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Assessment'] = ResolversParentTypes['Assessment']> = {
  approval?: Resolver<Maybe<ResolversTypes['Approval']>, ParentType, ContextType>;
  author?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  classes?: Resolver<ReadonlyArray<ResolversTypes['DataClass']>, ParentType, ContextType>;
  conclusion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  purposes?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  report?: Resolver<ResolversTypes['AssessmentReport'], ParentType, ContextType>;
  sources?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['AssessmentState'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  validUntil?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  withdrawnBecause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AssessmentConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AssessmentConnection'] = ResolversParentTypes['AssessmentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AssessmentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AssessmentEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AssessmentEdge'] = ResolversParentTypes['AssessmentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Assessment'], ParentType, ContextType>;
};

export type AssessmentReportResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AssessmentReport'] = ResolversParentTypes['AssessmentReport']> = {
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reference?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AuditConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditConnection'] = ResolversParentTypes['AuditConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AuditEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditEdge'] = ResolversParentTypes['AuditEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEntry'], ParentType, ContextType>;
};

export type AuditEntryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditEntry'] = ResolversParentTypes['AuditEntry']> = {
  application?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  because?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  caller?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  customerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  event?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  facts?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['AuditedFields']>, ParentType, ContextType>;
  gaps?: Resolver<ReadonlyArray<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AuditKind'], ParentType, ContextType>;
  purpose?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  requestId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  subjectDigest?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  target?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AuditedFieldsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditedFields'] = ResolversParentTypes['AuditedFields']> = {
  agreement?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cache?: Resolver<Maybe<ResolversTypes['CacheState']>, ParentType, ContextType>;
  consent?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  coordinates?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['Outcome'], ParentType, ContextType>;
  partner?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reasons?: Resolver<ReadonlyArray<ResolversTypes['ReasonCode']>, ParentType, ContextType>;
  treatment?: Resolver<Maybe<ResolversTypes['MaskRule']>, ParentType, ContextType>;
};

export type BudgetLeftResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['BudgetLeft'] = ResolversParentTypes['BudgetLeft']> = {
  agreement?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  left?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  meter?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  resetsAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  spent?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  unit?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BusinessSalesResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['BusinessSales'] = ResolversParentTypes['BusinessSales']> = {
  firstSaleOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  industry?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastSaleOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  periods?: Resolver<Maybe<ReadonlyArray<ResolversTypes['SalesPeriod']>>, ParentType, ContextType>;
};

export type CashFlowResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CashFlow'] = ResolversParentTypes['CashFlow']> = {
  monthlyExpenses?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  monthlyIncome?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  monthlySavingsGoal?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
};

export type ConflictResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Conflict'] = ResolversParentTypes['Conflict']> = {
  asOf?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  coordinate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['FieldValue']>, ParentType, ContextType>;
};

export type ConsentResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Consent'] = ResolversParentTypes['Consent']> = {
  coordinates?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  customerId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  endedBecause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  evidence?: Resolver<Maybe<ResolversTypes['ConsentEvidence']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  expressedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  form?: Resolver<ResolversTypes['ConsentForm'], ParentType, ContextType>;
  givenBy?: Resolver<ResolversTypes['ConsentGiverKind'], ParentType, ContextType>;
  grantedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  guardianshipId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lookBackDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  noticeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  noticeLanguage?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  noticeVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  recipients?: Resolver<ReadonlyArray<ResolversTypes['RecipientClass']>, ParentType, ContextType>;
  requestedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  sources?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  startsAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ConsentState'], ParentType, ContextType>;
  supersededBy?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  withdrawnAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
};

export type ConsentConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ConsentConnection'] = ResolversParentTypes['ConsentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ConsentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConsentEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ConsentEdge'] = ResolversParentTypes['ConsentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Consent'], ParentType, ContextType>;
};

export type ConsentEvidenceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ConsentEvidence'] = ResolversParentTypes['ConsentEvidence']> = {
  reference?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ConsentVersionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ConsentVersion'] = ResolversParentTypes['ConsentVersion']> = {
  consent?: Resolver<ResolversTypes['Consent'], ParentType, ContextType>;
  isIntact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  recordedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ConsideredFactResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ConsideredFact'] = ResolversParentTypes['ConsideredFact']> = {
  hash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isIntact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isRequired?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContractProposalResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContractProposal'] = ResolversParentTypes['ContractProposal']> = {
  agreement?: Resolver<ResolversTypes['Agreement'], ParentType, ContextType>;
  notTaken?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreditResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Credit'] = ResolversParentTypes['Credit']> = {
  accounts?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CreditAccount']>>, ParentType, ContextType>;
  businessSales?: Resolver<Maybe<ResolversTypes['BusinessSales']>, ParentType, ContextType>;
  cashFlow?: Resolver<Maybe<ResolversTypes['CashFlow']>, ParentType, ContextType>;
  scores?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CreditScore']>>, ParentType, ContextType>;
};

export type CreditAccountResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CreditAccount'] = ResolversParentTypes['CreditAccount']> = {
  accountName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  accountNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  accountType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  availableBalance?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  balance?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  creditLimit?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  institution?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  interestRatePercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  isClosed?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  maturesOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  openedOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  ownership?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partner?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type CreditScoreResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CreditScore'] = ResolversParentTypes['CreditScore']> = {
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partner?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  range?: Resolver<Maybe<ResolversTypes['Range']>, ParentType, ContextType>;
  rating?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reasons?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ScoreReason']>>, ParentType, ContextType>;
  scoredOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CurrencyRateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CurrencyRate'] = ResolversParentTypes['CurrencyRate']> = {
  base?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partner?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  quote?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quotedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  rate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
};

export type CustomerViewResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CustomerView'] = ResolversParentTypes['CustomerView']> = {
  conflicts?: Resolver<ReadonlyArray<ResolversTypes['Conflict']>, ParentType, ContextType>;
  credit?: Resolver<Maybe<ResolversTypes['Credit']>, ParentType, ContextType>;
  disclosures?: Resolver<ReadonlyArray<ResolversTypes['Disclosure']>, ParentType, ContextType>;
  gaps?: Resolver<ReadonlyArray<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identity?: Resolver<Maybe<ResolversTypes['Identity']>, ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['CustomerKind']>, ParentType, ContextType>;
  market?: Resolver<Maybe<ResolversTypes['Market']>, ParentType, ContextType>;
  social?: Resolver<Maybe<ResolversTypes['Social']>, ParentType, ContextType>;
};

export type DatasetHealthResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DatasetHealth'] = ResolversParentTypes['DatasetHealth']> = {
  accepted?: Resolver<Maybe<ResolversTypes['AcceptedBaseline']>, ParentType, ContextType>;
  baselineAnswers?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  callMs?: Resolver<Maybe<ResolversTypes['Latency']>, ParentType, ContextType>;
  calls?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  dataset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  drift?: Resolver<ReadonlyArray<ResolversTypes['DriftAlert']>, ParentType, ContextType>;
  endpoints?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  latencyMs?: Resolver<Maybe<ResolversTypes['Latency']>, ParentType, ContextType>;
  outcomes?: Resolver<ReadonlyArray<ResolversTypes['OutcomeCount']>, ParentType, ContextType>;
  quarantined?: Resolver<ReadonlyArray<ResolversTypes['QuarantinedField']>, ParentType, ContextType>;
  successRate?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  throttledShare?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  watchedShare?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type DecisionExplanationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DecisionExplanation'] = ResolversParentTypes['DecisionExplanation']> = {
  application?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  entry?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  facts?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['ExplainedFields']>, ParentType, ContextType>;
  isAutomatedDecision?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  json?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  jws?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  personEn?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  personZh?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  purpose?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  requestId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DisclosureResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Disclosure'] = ResolversParentTypes['Disclosure']> = {
  ageS?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  agreement?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  asOf?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  cache?: Resolver<Maybe<ResolversTypes['CacheState']>, ParentType, ContextType>;
  consent?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  coordinate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fetchedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  isEmpty?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['Outcome'], ParentType, ContextType>;
  partner?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reasons?: Resolver<ReadonlyArray<ResolversTypes['ReasonCode']>, ParentType, ContextType>;
  survivedBy?: Resolver<Maybe<ResolversTypes['SurvivorshipReason']>, ParentType, ContextType>;
  treatment?: Resolver<Maybe<ResolversTypes['MaskRule']>, ParentType, ContextType>;
};

export type DriftAlertResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DriftAlert'] = ResolversParentTypes['DriftAlert']> = {
  endpoint?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['DriftKind'], ParentType, ContextType>;
  present?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  since?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  usual?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type DriftKindResolvers = EnumResolverSignature<{ NEW_MEMBER?: any, NULL_RATE?: any, RANGE_SHIFT?: any, UNIT_SHIFT?: any, UNKNOWN_KEY?: any, WRONG_TYPE?: any }, ResolversTypes['DriftKind']>;

export type ElevationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Elevation'] = ResolversParentTypes['Elevation']> = {
  application?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  because?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  caller?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  coordinates?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  customerId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  decidedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  endedBecause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  minutes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ElevationState'], ParentType, ContextType>;
  until?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ElevationConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ElevationConnection'] = ResolversParentTypes['ElevationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ElevationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ElevationEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ElevationEdge'] = ResolversParentTypes['ElevationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Elevation'], ParentType, ContextType>;
};

export type ExplainedFieldsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ExplainedFields'] = ResolversParentTypes['ExplainedFields']> = {
  agreement?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  consent?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  coordinates?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['Outcome'], ParentType, ContextType>;
  reasons?: Resolver<ReadonlyArray<ResolversTypes['ExplainedReason']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  treatment?: Resolver<Maybe<ResolversTypes['MaskRule']>, ParentType, ContextType>;
};

export type ExplainedReasonResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ExplainedReason'] = ResolversParentTypes['ExplainedReason']> = {
  code?: Resolver<ResolversTypes['ReasonCode'], ParentType, ContextType>;
  en?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  law?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  zh?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface FieldValueScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['FieldValue'], any> {
  name: 'FieldValue';
}

export type FreshnessResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Freshness'] = ResolversParentTypes['Freshness']> = {
  freshShare?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  lastAnswerAgeS?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  lastAnswerAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  liveShare?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  served?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  staleShare?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type GapResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Gap'] = ResolversParentTypes['Gap']> = {
  budget?: Resolver<Maybe<ResolversTypes['SpentBudget']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['GapCode'], ParentType, ContextType>;
  dataset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fields?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  partner?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryAfterMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  servedStale?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type GateVerdictResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GateVerdict'] = ResolversParentTypes['GateVerdict']> = {
  facts?: Resolver<ReadonlyArray<ResolversTypes['ConsideredFact']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['Outcome'], ParentType, ContextType>;
  reasons?: Resolver<ReadonlyArray<ResolversTypes['ReasonCode']>, ParentType, ContextType>;
  words?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType, RequireFields<GateVerdictWordsArgs, 'language'>>;
};

export type GrantResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Grant'] = ResolversParentTypes['Grant']> = {
  actions?: Resolver<ReadonlyArray<ResolversTypes['AgreementAction']>, ParentType, ContextType>;
  cacheTtlS?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coordinates?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  maxDisclosure?: Resolver<ResolversTypes['MaxDisclosure'], ParentType, ContextType>;
  purposes?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  recipients?: Resolver<ReadonlyArray<ResolversTypes['RecipientClass']>, ParentType, ContextType>;
  retentionDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type GuardianshipResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Guardianship'] = ResolversParentTypes['Guardianship']> = {
  customerId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  endedBecause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  evidence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  guardianId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  recordedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  relation?: Resolver<ResolversTypes['GuardianRelation'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['GuardianshipState'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type GuardianshipConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GuardianshipConnection'] = ResolversParentTypes['GuardianshipConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['GuardianshipEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GuardianshipEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GuardianshipEdge'] = ResolversParentTypes['GuardianshipEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Guardianship'], ParentType, ContextType>;
};

export type IdentityResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Identity'] = ResolversParentTypes['Identity']> = {
  addresses?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Address']>>, ParentType, ContextType>;
  birthDate?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  companyRegistration?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  documentNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  emails?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phones?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export interface InstantScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Instant'], any> {
  name: 'Instant';
}

export type LatencyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Latency'] = ResolversParentTypes['Latency']> = {
  p50?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  p95?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  p99?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type LegalHoldResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegalHold'] = ResolversParentTypes['LegalHold']> = {
  authority?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  because?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  customerId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  releasedBecause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  releasedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  setAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  setBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['LegalHoldState'], ParentType, ContextType>;
  until?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LegalHoldConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegalHoldConnection'] = ResolversParentTypes['LegalHoldConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['LegalHoldEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type LegalHoldEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegalHoldEdge'] = ResolversParentTypes['LegalHoldEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['LegalHold'], ParentType, ContextType>;
};

export interface LocalDateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LocalDate'], any> {
  name: 'LocalDate';
}

export type MacroIndicatorsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MacroIndicators'] = ResolversParentTypes['MacroIndicators']> = {
  consumerPriceIndex?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  inflationYearOnYearPercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  observedOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  treasuryYield1YearPercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  treasuryYield10YearPercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
};

export type MarketResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Market'] = ResolversParentTypes['Market']> = {
  currencyRates?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CurrencyRate']>>, ParentType, ContextType>;
  macro?: Resolver<Maybe<ResolversTypes['MacroIndicators']>, ParentType, ContextType>;
  profile?: Resolver<Maybe<ResolversTypes['MarketProfile']>, ParentType, ContextType>;
  quote?: Resolver<Maybe<ResolversTypes['Quote']>, ParentType, ContextType>;
  ratios?: Resolver<Maybe<ResolversTypes['Ratios']>, ParentType, ContextType>;
};

export type MarketProfileResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MarketProfile'] = ResolversParentTypes['MarketProfile']> = {
  country?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  employees?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  exchange?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  headquarters?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  industry?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  listedOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  marketCapitalization?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sharesOutstanding?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  ticker?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  website?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  acceptPartnerBaseline?: Resolver<ResolversTypes['Partner'], ParentType, ContextType, RequireFields<MutationAcceptPartnerBaselineArgs, 'input'>>;
  activateAgreement?: Resolver<ResolversTypes['Agreement'], ParentType, ContextType, RequireFields<MutationActivateAgreementArgs, 'input'>>;
  approveAgreement?: Resolver<ResolversTypes['Agreement'], ParentType, ContextType, RequireFields<MutationApproveAgreementArgs, 'input'>>;
  approveAssessment?: Resolver<ResolversTypes['Assessment'], ParentType, ContextType, RequireFields<MutationApproveAssessmentArgs, 'input'>>;
  approveElevation?: Resolver<ResolversTypes['Elevation'], ParentType, ContextType, RequireFields<MutationApproveElevationArgs, 'input'>>;
  approvePolicy?: Resolver<ResolversTypes['PolicyChange'], ParentType, ContextType, RequireFields<MutationApprovePolicyArgs, 'input'>>;
  closeAgreement?: Resolver<ResolversTypes['Agreement'], ParentType, ContextType, RequireFields<MutationCloseAgreementArgs, 'input'>>;
  confirmAgreementReturn?: Resolver<ResolversTypes['Agreement'], ParentType, ContextType, RequireFields<MutationConfirmAgreementReturnArgs, 'input'>>;
  confirmConsent?: Resolver<ResolversTypes['Consent'], ParentType, ContextType, RequireFields<MutationConfirmConsentArgs, 'input'>>;
  confirmRightsStep?: Resolver<ResolversTypes['RightsRequest'], ParentType, ContextType, RequireFields<MutationConfirmRightsStepArgs, 'input'>>;
  decideRightsRequest?: Resolver<ResolversTypes['RightsRequest'], ParentType, ContextType, RequireFields<MutationDecideRightsRequestArgs, 'input'>>;
  endGuardianship?: Resolver<ResolversTypes['Guardianship'], ParentType, ContextType, RequireFields<MutationEndGuardianshipArgs, 'input'>>;
  extendRightsRequest?: Resolver<ResolversTypes['RightsRequest'], ParentType, ContextType, RequireFields<MutationExtendRightsRequestArgs, 'input'>>;
  grantConsent?: Resolver<ResolversTypes['Consent'], ParentType, ContextType, RequireFields<MutationGrantConsentArgs, 'input'>>;
  holdPartner?: Resolver<ResolversTypes['Partner'], ParentType, ContextType, RequireFields<MutationHoldPartnerArgs, 'input'>>;
  invalidateConsent?: Resolver<ResolversTypes['Consent'], ParentType, ContextType, RequireFields<MutationInvalidateConsentArgs, 'input'>>;
  performRightsRequest?: Resolver<ResolversTypes['RightsRequest'], ParentType, ContextType, RequireFields<MutationPerformRightsRequestArgs, 'input'>>;
  placeLegalHold?: Resolver<ResolversTypes['LegalHold'], ParentType, ContextType, RequireFields<MutationPlaceLegalHoldArgs, 'input'>>;
  proposeAgreement?: Resolver<ResolversTypes['Agreement'], ParentType, ContextType, RequireFields<MutationProposeAgreementArgs, 'input'>>;
  proposeAgreementFromContract?: Resolver<ResolversTypes['ContractProposal'], ParentType, ContextType, RequireFields<MutationProposeAgreementFromContractArgs, 'input'>>;
  proposeAssessment?: Resolver<ResolversTypes['Assessment'], ParentType, ContextType, RequireFields<MutationProposeAssessmentArgs, 'input'>>;
  proposePolicy?: Resolver<ResolversTypes['PolicyChange'], ParentType, ContextType, RequireFields<MutationProposePolicyArgs, 'input'>>;
  publishNotice?: Resolver<ResolversTypes['Notice'], ParentType, ContextType, RequireFields<MutationPublishNoticeArgs, 'input'>>;
  recallElevation?: Resolver<ResolversTypes['Elevation'], ParentType, ContextType, RequireFields<MutationRecallElevationArgs, 'input'>>;
  recallPolicy?: Resolver<ResolversTypes['PolicyChange'], ParentType, ContextType, RequireFields<MutationRecallPolicyArgs, 'input'>>;
  reconcilePartnerCall?: Resolver<ResolversTypes['PartnerCall'], ParentType, ContextType, RequireFields<MutationReconcilePartnerCallArgs, 'input'>>;
  recordGuardianship?: Resolver<ResolversTypes['Guardianship'], ParentType, ContextType, RequireFields<MutationRecordGuardianshipArgs, 'input'>>;
  recordRightsRequest?: Resolver<ResolversTypes['RightsRequest'], ParentType, ContextType, RequireFields<MutationRecordRightsRequestArgs, 'input'>>;
  refuseConsent?: Resolver<ResolversTypes['Consent'], ParentType, ContextType, RequireFields<MutationRefuseConsentArgs, 'input'>>;
  refuseElevation?: Resolver<ResolversTypes['Elevation'], ParentType, ContextType, RequireFields<MutationRefuseElevationArgs, 'input'>>;
  refusePolicy?: Resolver<ResolversTypes['PolicyChange'], ParentType, ContextType, RequireFields<MutationRefusePolicyArgs, 'input'>>;
  releaseLegalHold?: Resolver<ResolversTypes['LegalHold'], ParentType, ContextType, RequireFields<MutationReleaseLegalHoldArgs, 'input'>>;
  releasePartner?: Resolver<ResolversTypes['Partner'], ParentType, ContextType, RequireFields<MutationReleasePartnerArgs, 'input'>>;
  requestConsent?: Resolver<ResolversTypes['Consent'], ParentType, ContextType, RequireFields<MutationRequestConsentArgs, 'input'>>;
  requestElevation?: Resolver<ResolversTypes['Elevation'], ParentType, ContextType, RequireFields<MutationRequestElevationArgs, 'input'>>;
  retireNotice?: Resolver<ResolversTypes['Notice'], ParentType, ContextType, RequireFields<MutationRetireNoticeArgs, 'input'>>;
  returnAgreement?: Resolver<ResolversTypes['Agreement'], ParentType, ContextType, RequireFields<MutationReturnAgreementArgs, 'input'>>;
  revokeElevation?: Resolver<ResolversTypes['Elevation'], ParentType, ContextType, RequireFields<MutationRevokeElevationArgs, 'input'>>;
  signAgreement?: Resolver<ResolversTypes['Agreement'], ParentType, ContextType, RequireFields<MutationSignAgreementArgs, 'input'>>;
  submitAgreement?: Resolver<ResolversTypes['Agreement'], ParentType, ContextType, RequireFields<MutationSubmitAgreementArgs, 'input'>>;
  suspendAgreement?: Resolver<ResolversTypes['Agreement'], ParentType, ContextType, RequireFields<MutationSuspendAgreementArgs, 'input'>>;
  terminateAgreement?: Resolver<ResolversTypes['Agreement'], ParentType, ContextType, RequireFields<MutationTerminateAgreementArgs, 'input'>>;
  verifyIdentity?: Resolver<ResolversTypes['RightsRequest'], ParentType, ContextType, RequireFields<MutationVerifyIdentityArgs, 'input'>>;
  withdrawAssessment?: Resolver<ResolversTypes['Assessment'], ParentType, ContextType, RequireFields<MutationWithdrawAssessmentArgs, 'input'>>;
  withdrawConsent?: Resolver<ResolversTypes['Consent'], ParentType, ContextType, RequireFields<MutationWithdrawConsentArgs, 'input'>>;
  withdrawConsents?: Resolver<ReadonlyArray<ResolversTypes['Consent']>, ParentType, ContextType, RequireFields<MutationWithdrawConsentsArgs, 'input'>>;
};

export type NoticeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Notice'] = ResolversParentTypes['Notice']> = {
  acceptedFrom?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isInUse?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  versions?: Resolver<ReadonlyArray<ResolversTypes['NoticeVersion']>, ParentType, ContextType>;
};

export type NoticeConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NoticeConnection'] = ResolversParentTypes['NoticeConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['NoticeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type NoticeEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NoticeEdge'] = ResolversParentTypes['NoticeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Notice'], ParentType, ContextType>;
};

export type NoticeTextResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NoticeText'] = ResolversParentTypes['NoticeText']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isIntact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  language?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type NoticeVersionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NoticeVersion'] = ResolversParentTypes['NoticeVersion']> = {
  coordinates?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  languages?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  method?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  publishedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  publishedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  purposes?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  recipients?: Resolver<ReadonlyArray<ResolversTypes['RecipientClass']>, ParentType, ContextType>;
  sources?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  withdrawal?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type NotificationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Notification'] = ResolversParentTypes['Notification']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  consentId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  customerId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  dueAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  event?: Resolver<ResolversTypes['NotificationEvent'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastOutcome?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recipient?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  recipientKind?: Resolver<ResolversTypes['RecipientKind'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['NotificationState'], ParentType, ContextType>;
};

export type NotificationConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NotificationConnection'] = ResolversParentTypes['NotificationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['NotificationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type NotificationEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NotificationEdge'] = ResolversParentTypes['NotificationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Notification'], ParentType, ContextType>;
};

export type OutcomeCountResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OutcomeCount'] = ResolversParentTypes['OutcomeCount']> = {
  calls?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PartnerResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Partner'] = ResolversParentTypes['Partner']> = {
  datasets?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  health?: Resolver<ResolversTypes['PartnerHealth'], ParentType, ContextType, RequireFields<PartnerHealthArgs, 'lastMinutes'>>;
  hold?: Resolver<Maybe<ResolversTypes['PartnerHold']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['PartnerKind'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PartnerCallResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PartnerCall'] = ResolversParentTypes['PartnerCall']> = {
  agreement?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  endpoint?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partner?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reconciledBecause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reconciledBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  settledAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PartnerCallState'], ParentType, ContextType>;
};

export type PartnerCallConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PartnerCallConnection'] = ResolversParentTypes['PartnerCallConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PartnerCallEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PartnerCallEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PartnerCallEdge'] = ResolversParentTypes['PartnerCallEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PartnerCall'], ParentType, ContextType>;
};

export type PartnerCircuitResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PartnerCircuit'] = ResolversParentTypes['PartnerCircuit']> = {
  replicas?: Resolver<ReadonlyArray<ResolversTypes['ReplicaCircuit']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['CircuitState']>, ParentType, ContextType>;
};

export type PartnerConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PartnerConnection'] = ResolversParentTypes['PartnerConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PartnerEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PartnerEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PartnerEdge'] = ResolversParentTypes['PartnerEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Partner'], ParentType, ContextType>;
};

export type PartnerHealthResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PartnerHealth'] = ResolversParentTypes['PartnerHealth']> = {
  budgetLeft?: Resolver<ReadonlyArray<ResolversTypes['BudgetLeft']>, ParentType, ContextType>;
  callMs?: Resolver<Maybe<ResolversTypes['Latency']>, ParentType, ContextType>;
  calls?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  circuit?: Resolver<ResolversTypes['PartnerCircuit'], ParentType, ContextType>;
  datasets?: Resolver<ReadonlyArray<ResolversTypes['DatasetHealth']>, ParentType, ContextType>;
  drift?: Resolver<ReadonlyArray<ResolversTypes['DriftAlert']>, ParentType, ContextType>;
  latencyMs?: Resolver<Maybe<ResolversTypes['Latency']>, ParentType, ContextType>;
  outcomes?: Resolver<ReadonlyArray<ResolversTypes['OutcomeCount']>, ParentType, ContextType>;
  quarantined?: Resolver<ReadonlyArray<ResolversTypes['QuarantinedField']>, ParentType, ContextType>;
  successRate?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  throttledShare?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  windowMinutes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PartnerHoldResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PartnerHold'] = ResolversParentTypes['PartnerHold']> = {
  at?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  because?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PeriodResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Period'] = ResolversParentTypes['Period']> = {
  from?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
};

export type PolicyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Policy'] = ResolversParentTypes['Policy']> = {
  document?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<PolicyDocumentArgs, 'format'>>;
  documentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isIntact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  runningSchema?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  schemas?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PolicyChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyChange'] = ResolversParentTypes['PolicyChange']> = {
  author?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  base?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  because?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  decidedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  differences?: Resolver<ReadonlyArray<ResolversTypes['PolicyDifference']>, ParentType, ContextType>;
  document?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<PolicyChangeDocumentArgs, 'format'>>;
  documentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  proposedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  refusedBecause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PolicyChangeState'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PolicyChangeConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyChangeConnection'] = ResolversParentTypes['PolicyChangeConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PolicyChangeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PolicyChangeEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyChangeEdge'] = ResolversParentTypes['PolicyChangeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PolicyChange'], ParentType, ContextType>;
};

export type PolicyDifferenceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyDifference'] = ResolversParentTypes['PolicyDifference']> = {
  after?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PurposeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Purpose'] = ResolversParentTypes['Purpose']> = {
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isInUse?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lawfulBasis?: Resolver<ResolversTypes['LawfulBasis'], ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  urgency?: Resolver<ResolversTypes['Urgency'], ParentType, ContextType>;
};

export type PurposeConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PurposeConnection'] = ResolversParentTypes['PurposeConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PurposeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PurposeEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PurposeEdge'] = ResolversParentTypes['PurposeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Purpose'], ParentType, ContextType>;
};

export type QuarantinedFieldResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['QuarantinedField'] = ResolversParentTypes['QuarantinedField']> = {
  coordinates?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  endpoint?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  accessStatement?: Resolver<ResolversTypes['AccessStatement'], ParentType, ContextType, RequireFields<QueryAccessStatementArgs, 'requestId'>>;
  agreementContract?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<QueryAgreementContractArgs, 'format' | 'id'>>;
  agreementImpact?: Resolver<ResolversTypes['AgreementImpact'], ParentType, ContextType, RequireFields<QueryAgreementImpactArgs, 'id'>>;
  agreementReminders?: Resolver<ReadonlyArray<ResolversTypes['AgreementReminder']>, ParentType, ContextType, RequireFields<QueryAgreementRemindersArgs, 'withinDays'>>;
  agreements?: Resolver<ResolversTypes['AgreementConnection'], ParentType, ContextType, RequireFields<QueryAgreementsArgs, 'first'>>;
  assessments?: Resolver<ResolversTypes['AssessmentConnection'], ParentType, ContextType, RequireFields<QueryAssessmentsArgs, 'first'>>;
  auditTrail?: Resolver<ResolversTypes['AuditConnection'], ParentType, ContextType, RequireFields<QueryAuditTrailArgs, 'first'>>;
  consentHistory?: Resolver<ReadonlyArray<ResolversTypes['ConsentVersion']>, ParentType, ContextType, RequireFields<QueryConsentHistoryArgs, 'id'>>;
  consentReceipt?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<QueryConsentReceiptArgs, 'id'>>;
  consentRecord?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<QueryConsentRecordArgs, 'id'>>;
  consents?: Resolver<ResolversTypes['ConsentConnection'], ParentType, ContextType, RequireFields<QueryConsentsArgs, 'customerId' | 'first'>>;
  customer?: Resolver<ResolversTypes['CustomerView'], ParentType, ContextType, RequireFields<QueryCustomerArgs, 'id' | 'purpose'>>;
  customers?: Resolver<ReadonlyArray<ResolversTypes['CustomerView']>, ParentType, ContextType, RequireFields<QueryCustomersArgs, 'ids' | 'purpose'>>;
  elevations?: Resolver<ResolversTypes['ElevationConnection'], ParentType, ContextType, RequireFields<QueryElevationsArgs, 'first'>>;
  explainDecision?: Resolver<ResolversTypes['DecisionExplanation'], ParentType, ContextType, RequireFields<QueryExplainDecisionArgs, 'entry' | 'requestId'>>;
  guardianships?: Resolver<ResolversTypes['GuardianshipConnection'], ParentType, ContextType, RequireFields<QueryGuardianshipsArgs, 'customerId' | 'first'>>;
  legalHolds?: Resolver<ResolversTypes['LegalHoldConnection'], ParentType, ContextType, RequireFields<QueryLegalHoldsArgs, 'customerId' | 'first'>>;
  notice?: Resolver<Maybe<ResolversTypes['NoticeText']>, ParentType, ContextType, RequireFields<QueryNoticeArgs, 'id' | 'language'>>;
  notices?: Resolver<ResolversTypes['NoticeConnection'], ParentType, ContextType, RequireFields<QueryNoticesArgs, 'first'>>;
  notifications?: Resolver<ResolversTypes['NotificationConnection'], ParentType, ContextType, RequireFields<QueryNotificationsArgs, 'first' | 'state'>>;
  partnerCalls?: Resolver<ResolversTypes['PartnerCallConnection'], ParentType, ContextType, RequireFields<QueryPartnerCallsArgs, 'first' | 'state'>>;
  partners?: Resolver<ResolversTypes['PartnerConnection'], ParentType, ContextType, RequireFields<QueryPartnersArgs, 'first'>>;
  policy?: Resolver<ResolversTypes['Policy'], ParentType, ContextType>;
  policyChange?: Resolver<Maybe<ResolversTypes['PolicyChange']>, ParentType, ContextType, RequireFields<QueryPolicyChangeArgs, 'id'>>;
  policyChanges?: Resolver<ResolversTypes['PolicyChangeConnection'], ParentType, ContextType, RequireFields<QueryPolicyChangesArgs, 'first'>>;
  purposes?: Resolver<ResolversTypes['PurposeConnection'], ParentType, ContextType, RequireFields<QueryPurposesArgs, 'first'>>;
  rightsRequests?: Resolver<ResolversTypes['RightsRequestConnection'], ParentType, ContextType, RequireFields<QueryRightsRequestsArgs, 'first'>>;
  simulate?: Resolver<ResolversTypes['Simulation'], ParentType, ContextType, RequireFields<QuerySimulateArgs, 'input'>>;
};

export type QuoteResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Quote'] = ResolversParentTypes['Quote']> = {
  change?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  changePercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  high?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  low?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  open?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  previousClose?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  quotedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  volume?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
};

export type RangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Range'] = ResolversParentTypes['Range']> = {
  from?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
};

export type RatiosResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Ratios'] = ResolversParentTypes['Ratios']> = {
  calculatedOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  currentRatio?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  debtToEquity?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  dividendYieldPercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  earningsPerShare?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  priceToBook?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  priceToEarnings?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  priceToSales?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  quickRatio?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  returnOnAssetsPercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  returnOnEquityPercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
};

export type ReplicaCircuitResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReplicaCircuit'] = ResolversParentTypes['ReplicaCircuit']> = {
  replica?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CircuitState'], ParentType, ContextType>;
};

export type RightsRefusalTextResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RightsRefusalText'] = ResolversParentTypes['RightsRefusalText']> = {
  en?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  law?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['RightsRefusal'], ParentType, ContextType>;
  zh?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RightsRequestResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RightsRequest'] = ResolversParentTypes['RightsRequest']> = {
  about?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  because?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  completedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  customerId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  decidedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  disputedField?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  disputedSource?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dueAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  extendedBecause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  extendedFrom?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identityMethod?: Resolver<Maybe<ResolversTypes['IdentityMethod']>, ParentType, ContextType>;
  identityVerifiedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  recordedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes['RightsRefusalText']>, ParentType, ContextType>;
  retainUntil?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  right?: Resolver<ResolversTypes['CustomerRight'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['RightsRequestState'], ParentType, ContextType>;
  steps?: Resolver<ReadonlyArray<ResolversTypes['RightsStep']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RightsRequestConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RightsRequestConnection'] = ResolversParentTypes['RightsRequestConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RightsRequestEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RightsRequestEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RightsRequestEdge'] = ResolversParentTypes['RightsRequestEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['RightsRequest'], ParentType, ContextType>;
};

export type RightsStepResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RightsStep'] = ResolversParentTypes['RightsStep']> = {
  at?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['RightsStepState'], ParentType, ContextType>;
  target?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SalesPeriodResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SalesPeriod'] = ResolversParentTypes['SalesPeriod']> = {
  amount?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  period?: Resolver<ResolversTypes['Period'], ParentType, ContextType>;
  transactions?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ScoreReasonResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ScoreReason'] = ResolversParentTypes['ScoreReason']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  weight?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type SentimentResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Sentiment'] = ResolversParentTypes['Sentiment']> = {
  mentions?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  negativeMentions?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  observedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  positiveMentions?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  score?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
};

export type SimulatedFieldResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SimulatedField'] = ResolversParentTypes['SimulatedField']> = {
  coordinate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['Outcome'], ParentType, ContextType>;
  outcomeNow?: Resolver<ResolversTypes['Outcome'], ParentType, ContextType>;
  reasons?: Resolver<ReadonlyArray<ResolversTypes['ReasonCode']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['SimulatedSource']>, ParentType, ContextType>;
};

export type SimulatedSourceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SimulatedSource'] = ResolversParentTypes['SimulatedSource']> = {
  gates?: Resolver<ReadonlyArray<ResolversTypes['GateVerdict']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['Outcome'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SimulationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Simulation'] = ResolversParentTypes['Simulation']> = {
  decidedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['SimulatedField']>, ParentType, ContextType>;
};

export type SocialResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Social'] = ResolversParentTypes['Social']> = {
  activity?: Resolver<Maybe<ReadonlyArray<ResolversTypes['SocialActivity']>>, ParentType, ContextType>;
  audience?: Resolver<Maybe<ReadonlyArray<ResolversTypes['SocialAudience']>>, ParentType, ContextType>;
  profiles?: Resolver<Maybe<ReadonlyArray<ResolversTypes['SocialProfile']>>, ParentType, ContextType>;
  sentiment?: Resolver<Maybe<ResolversTypes['Sentiment']>, ParentType, ContextType>;
};

export type SocialActivityResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SocialActivity'] = ResolversParentTypes['SocialActivity']> = {
  lastPostAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  likesReceived?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  network?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partner?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  posts?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  recentPosts?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  repliesReceived?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type SocialAudienceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SocialAudience'] = ResolversParentTypes['SocialAudience']> = {
  engagements?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  followers?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  following?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  impressions?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  monthlyViews?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  network?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partner?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SocialProfileResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SocialProfile'] = ResolversParentTypes['SocialProfile']> = {
  about?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  handle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isBusiness?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  joinedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  network?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partner?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  website?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SpendingResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Spending'] = ResolversParentTypes['Spending']> = {
  limit?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  meter?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  period?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  resetsAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  spent?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  unit?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SpentBudgetResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SpentBudget'] = ResolversParentTypes['SpentBudget']> = {
  left?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  meter?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  resetsAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  unit?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  wouldCost?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
};

export type SurvivorshipReasonResolvers = EnumResolverSignature<{ AGREED?: any, COMPLETENESS?: any, ONLY_SOURCE?: any, RECENCY?: any, SOURCE_PRIORITY?: any }, ResolversTypes['SurvivorshipReason']>;

export type Resolvers<ContextType = RequestContext> = {
  AcceptedBaseline?: AcceptedBaselineResolvers<ContextType>;
  AccessStatement?: AccessStatementResolvers<ContextType>;
  Address?: AddressResolvers<ContextType>;
  Agreement?: AgreementResolvers<ContextType>;
  AgreementBudget?: AgreementBudgetResolvers<ContextType>;
  AgreementCertificate?: AgreementCertificateResolvers<ContextType>;
  AgreementConnection?: AgreementConnectionResolvers<ContextType>;
  AgreementEdge?: AgreementEdgeResolvers<ContextType>;
  AgreementEnd?: AgreementEndResolvers<ContextType>;
  AgreementImpact?: AgreementImpactResolvers<ContextType>;
  AgreementImpactPlace?: AgreementImpactPlaceResolvers<ContextType>;
  AgreementLoss?: AgreementLossResolvers<ContextType>;
  AgreementLossField?: AgreementLossFieldResolvers<ContextType>;
  AgreementPlace?: AgreementPlaceResolvers<ContextType>;
  AgreementRemark?: AgreementRemarkResolvers<ContextType>;
  AgreementReminder?: AgreementReminderResolvers<ContextType>;
  AgreementSettlement?: AgreementSettlementResolvers<ContextType>;
  Approval?: ApprovalResolvers<ContextType>;
  Assessment?: AssessmentResolvers<ContextType>;
  AssessmentConnection?: AssessmentConnectionResolvers<ContextType>;
  AssessmentEdge?: AssessmentEdgeResolvers<ContextType>;
  AssessmentReport?: AssessmentReportResolvers<ContextType>;
  AuditConnection?: AuditConnectionResolvers<ContextType>;
  AuditEdge?: AuditEdgeResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditedFields?: AuditedFieldsResolvers<ContextType>;
  BudgetLeft?: BudgetLeftResolvers<ContextType>;
  BusinessSales?: BusinessSalesResolvers<ContextType>;
  CashFlow?: CashFlowResolvers<ContextType>;
  Conflict?: ConflictResolvers<ContextType>;
  Consent?: ConsentResolvers<ContextType>;
  ConsentConnection?: ConsentConnectionResolvers<ContextType>;
  ConsentEdge?: ConsentEdgeResolvers<ContextType>;
  ConsentEvidence?: ConsentEvidenceResolvers<ContextType>;
  ConsentVersion?: ConsentVersionResolvers<ContextType>;
  ConsideredFact?: ConsideredFactResolvers<ContextType>;
  ContractProposal?: ContractProposalResolvers<ContextType>;
  Credit?: CreditResolvers<ContextType>;
  CreditAccount?: CreditAccountResolvers<ContextType>;
  CreditScore?: CreditScoreResolvers<ContextType>;
  CurrencyRate?: CurrencyRateResolvers<ContextType>;
  CustomerView?: CustomerViewResolvers<ContextType>;
  DatasetHealth?: DatasetHealthResolvers<ContextType>;
  Decimal?: GraphQLScalarType;
  DecisionExplanation?: DecisionExplanationResolvers<ContextType>;
  Disclosure?: DisclosureResolvers<ContextType>;
  DriftAlert?: DriftAlertResolvers<ContextType>;
  DriftKind?: DriftKindResolvers;
  Elevation?: ElevationResolvers<ContextType>;
  ElevationConnection?: ElevationConnectionResolvers<ContextType>;
  ElevationEdge?: ElevationEdgeResolvers<ContextType>;
  ExplainedFields?: ExplainedFieldsResolvers<ContextType>;
  ExplainedReason?: ExplainedReasonResolvers<ContextType>;
  FieldValue?: GraphQLScalarType;
  Freshness?: FreshnessResolvers<ContextType>;
  Gap?: GapResolvers<ContextType>;
  GateVerdict?: GateVerdictResolvers<ContextType>;
  Grant?: GrantResolvers<ContextType>;
  Guardianship?: GuardianshipResolvers<ContextType>;
  GuardianshipConnection?: GuardianshipConnectionResolvers<ContextType>;
  GuardianshipEdge?: GuardianshipEdgeResolvers<ContextType>;
  Identity?: IdentityResolvers<ContextType>;
  Instant?: GraphQLScalarType;
  Latency?: LatencyResolvers<ContextType>;
  LegalHold?: LegalHoldResolvers<ContextType>;
  LegalHoldConnection?: LegalHoldConnectionResolvers<ContextType>;
  LegalHoldEdge?: LegalHoldEdgeResolvers<ContextType>;
  LocalDate?: GraphQLScalarType;
  MacroIndicators?: MacroIndicatorsResolvers<ContextType>;
  Market?: MarketResolvers<ContextType>;
  MarketProfile?: MarketProfileResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Notice?: NoticeResolvers<ContextType>;
  NoticeConnection?: NoticeConnectionResolvers<ContextType>;
  NoticeEdge?: NoticeEdgeResolvers<ContextType>;
  NoticeText?: NoticeTextResolvers<ContextType>;
  NoticeVersion?: NoticeVersionResolvers<ContextType>;
  Notification?: NotificationResolvers<ContextType>;
  NotificationConnection?: NotificationConnectionResolvers<ContextType>;
  NotificationEdge?: NotificationEdgeResolvers<ContextType>;
  OutcomeCount?: OutcomeCountResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Partner?: PartnerResolvers<ContextType>;
  PartnerCall?: PartnerCallResolvers<ContextType>;
  PartnerCallConnection?: PartnerCallConnectionResolvers<ContextType>;
  PartnerCallEdge?: PartnerCallEdgeResolvers<ContextType>;
  PartnerCircuit?: PartnerCircuitResolvers<ContextType>;
  PartnerConnection?: PartnerConnectionResolvers<ContextType>;
  PartnerEdge?: PartnerEdgeResolvers<ContextType>;
  PartnerHealth?: PartnerHealthResolvers<ContextType>;
  PartnerHold?: PartnerHoldResolvers<ContextType>;
  Period?: PeriodResolvers<ContextType>;
  Policy?: PolicyResolvers<ContextType>;
  PolicyChange?: PolicyChangeResolvers<ContextType>;
  PolicyChangeConnection?: PolicyChangeConnectionResolvers<ContextType>;
  PolicyChangeEdge?: PolicyChangeEdgeResolvers<ContextType>;
  PolicyDifference?: PolicyDifferenceResolvers<ContextType>;
  Purpose?: PurposeResolvers<ContextType>;
  PurposeConnection?: PurposeConnectionResolvers<ContextType>;
  PurposeEdge?: PurposeEdgeResolvers<ContextType>;
  QuarantinedField?: QuarantinedFieldResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Quote?: QuoteResolvers<ContextType>;
  Range?: RangeResolvers<ContextType>;
  Ratios?: RatiosResolvers<ContextType>;
  ReplicaCircuit?: ReplicaCircuitResolvers<ContextType>;
  RightsRefusalText?: RightsRefusalTextResolvers<ContextType>;
  RightsRequest?: RightsRequestResolvers<ContextType>;
  RightsRequestConnection?: RightsRequestConnectionResolvers<ContextType>;
  RightsRequestEdge?: RightsRequestEdgeResolvers<ContextType>;
  RightsStep?: RightsStepResolvers<ContextType>;
  SalesPeriod?: SalesPeriodResolvers<ContextType>;
  ScoreReason?: ScoreReasonResolvers<ContextType>;
  Sentiment?: SentimentResolvers<ContextType>;
  SimulatedField?: SimulatedFieldResolvers<ContextType>;
  SimulatedSource?: SimulatedSourceResolvers<ContextType>;
  Simulation?: SimulationResolvers<ContextType>;
  Social?: SocialResolvers<ContextType>;
  SocialActivity?: SocialActivityResolvers<ContextType>;
  SocialAudience?: SocialAudienceResolvers<ContextType>;
  SocialProfile?: SocialProfileResolvers<ContextType>;
  Spending?: SpendingResolvers<ContextType>;
  SpentBudget?: SpentBudgetResolvers<ContextType>;
  SurvivorshipReason?: SurvivorshipReasonResolvers;
};

export type DirectiveResolvers<ContextType = RequestContext> = {
  classified?: ClassifiedDirectiveResolver<any, any, ContextType>;
  governed?: GovernedDirectiveResolver<any, any, ContextType>;
};

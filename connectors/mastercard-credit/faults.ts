/**
 * Failures that Mastercard hides in a 200, and statuses whose meaning only its error codes tell. Codes come as text although
 * the schema says object, and may come as numbers. Reads codes, one status word and one message; repeats none of them.
 */
import { aboutCustomer, type CustomerFault, type FaultRule, type GapCode, NumberLexeme } from '../../src/sdk/index.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Keyed by HTTP status and error code. */
const MEANINGS: Readonly<Record<string, GapCode | CustomerFault | 'NO_RECORD'>> = {
  '404 14001': 'NO_RECORD',
  '404 10100': 'NO_RECORD',
  '404 38007': 'NO_RECORD',
  '404 50051': 'PARTNER_REFUSED_CREDENTIALS',
  // A consumer's security freeze: data exists, the partner may not hand it out now. Left alone, 403 would blame our credentials.
  '403 10405': aboutCustomer('PARTNER_UNAVAILABLE'),
  // The report limit of one customer, sent as a bad request.
  '400 20400': aboutCustomer('PARTNER_THROTTLED'),
};

export const faults: FaultRule = ({ status, body }) => {
  // A 404 that is not one of the vendor's own answers says nothing about the customer: a proxy, or a wrong address.
  const unnamed = status === 404 ? 'PARTNER_BROKE_CONTRACT' : null;
  if (!isFields(body)) return unnamed;
  // One customer's report is not ready or not to be had; the next customer's may be.
  if (status === 200) return isUnfinished(body) || hasOnlyErrors(body) ? aboutCustomer('PARTNER_UNAVAILABLE') : null;
  const code = codeOf(body);
  // The same code also says that a field is malformed, which is our defect and no statement about the customer.
  if (status === 400 && code === '10010') return isUnknownCustomer(body) ? 'NO_RECORD' : null;
  return MEANINGS[`${status} ${code}`] ?? unnamed;
};

/** Scores write `IN PROGRESS` and `FAILURE`, reports `inProgress` and `failure`. */
function isUnfinished({ status }: Fields): boolean {
  const word = typeof status === 'string' ? status.replace(/[^a-z]/gi, '').toLowerCase() : '';
  return word === 'inprogress' || word === 'failure';
}

/** SUCCESS as a whole, yet every risk in it is an error: there is no score, which is not the same as no record. */
function hasOnlyErrors({ nsfReturnRisk, unauthorizedReturnRisk }: Fields): boolean {
  const nested = isFields(nsfReturnRisk) ? nsfReturnRisk['unauthorizedReturnRisk'] : undefined;
  const risks = [nsfReturnRisk, unauthorizedReturnRisk, nested].filter(isFields);
  return risks.some((risk) => risk['error'] != null) && risks.every((risk) => !hasScore(risk));
}

const hasScore = (risk: Fields): boolean => risk['result'] != null || risk['score'] != null;

const isUnknownCustomer = ({ message }: Fields): boolean =>
  typeof message === 'string' && message.startsWith('Customer ID does not exist');

function codeOf({ code }: Fields): string | undefined {
  if (code instanceof NumberLexeme) return code.text;
  return typeof code === 'string' ? code : undefined;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberLexeme);

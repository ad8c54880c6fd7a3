/**
 * Claims of a verified token → Caller (RFC 9068 §2.2). Names must be printable: they go into the access log, which cannot
 * keep NUL or half a surrogate pair. Of claims given twice the last one counts (RFC 7519 §4).
 */
import type { JWTPayload } from 'jose';
import type { Caller } from '../domain/caller.ts';
import { refuseToken } from './refuse-token.ts';

const NAME = /^[^\p{Cc}\p{Cs}]{1,256}$/u;

const MAX_BOOKS = 100;

export function readClaims(payload: JWTPayload): Caller {
  const { sub, exp } = payload;
  const application = payload['client_id'] ?? payload['azp'];
  const roles = payload['roles'] ?? [];
  if (!isName(sub)) throw refuseToken('The access token must name its subject in the claim "sub".', 'claim-sub');
  if (!isName(application))
    throw refuseToken('The access token must name the application in the claim "client_id".', 'claim-client_id');
  if (!Array.isArray(roles) || !roles.every(isName))
    throw refuseToken('The access token\'s claim "roles" must be a list of role names.', 'claim-roles');
  if (!Number.isFinite(exp)) throw refuseToken('The access token must say when it expires.', 'claim-exp');
  return { subject: sub, application, roles: [...new Set(roles)].sort(), expiresAtS: exp ?? 0, ...readPlace(payload) };
}

/** Where the caller works and whose customers they keep: RFC 9068 lets an issuer add such claims. Half of a list is no list. */
function readPlace({ branch, books }: JWTPayload): Pick<Caller, 'branch' | 'books'> {
  if (branch !== undefined && !isName(branch))
    throw refuseToken('The access token\'s claim "branch" must be the name of a branch.', 'claim-branch');
  if (books !== undefined && !(Array.isArray(books) && books.length <= MAX_BOOKS && books.every(isName)))
    throw refuseToken(`The access token's claim "books" must be a list of at most ${MAX_BOOKS} names.`, 'claim-books');
  return {
    ...(branch === undefined ? {} : { branch }),
    ...(books === undefined ? {} : { books: [...new Set(books)].sort() }),
  };
}

const isName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value);

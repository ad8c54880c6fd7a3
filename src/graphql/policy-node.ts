/**
 * A policy change as its resolvers carry it: the document is spelled only where it is asked for.
 */
import type { PolicyChange } from '../domain/policy.ts';

export type PolicyChangeNode = PolicyChange & { readonly id: string; readonly version: number };

/**
 * What a loaded folder must be before anything may look into it: the types promise this, but a module that loads may export anything.
 * Returns the first objection in words an author can act on, or null. What a declaration means is judged by the registry.
 */
export function objectionToFolder(folder: string, connector: unknown, sandbox: unknown): string | null {
  if (!isObject(connector))
    return 'connector.ts has no default export: end it with `export default defineConnector({ … })`';
  if (connector['id'] !== folder)
    return `connector.ts declares the id ${quoted(connector['id'])}, the folder is called "${folder}"`;
  if (typeof sandbox !== 'function') return 'sandbox.ts does not export `sandbox`';
  return objectionToParts(connector) ?? objectionToEndpoints(connector['endpoints']);
}

function objectionToParts({ kind, baseUrl, displayName, allowedHosts, auth, limits, price }: Loose): string | null {
  if (!['CREDIT', 'MARKET', 'SOCIAL'].includes(String(kind)))
    return `kind ${quoted(kind)} is not CREDIT, MARKET or SOCIAL`;
  if (typeof displayName !== 'string' || typeof baseUrl !== 'string') return 'displayName and baseUrl must be text';
  if (!Array.isArray(allowedHosts)) return 'allowedHosts must be a list';
  if (!isObject(auth) || typeof auth['type'] !== 'string') return 'auth has no type';
  if (!isObject(limits) || !Array.isArray(limits['windows'])) return 'limits.windows must be a list';
  if (!isObject(price)) return 'price is missing';
  return null;
}

function objectionToEndpoints(endpoints: unknown): string | null {
  if (!Array.isArray(endpoints)) return 'endpoints must be a list';
  for (const endpoint of endpoints as unknown[]) {
    if (!isObject(endpoint)) return 'an endpoint is no object';
    const named = `endpoint ${quoted(endpoint['name'])}`;
    for (const part of ['request', 'map'])
      if (typeof endpoint[part] !== 'function') return `${named} has no function \`${part}\``;
    for (const part of ['supplies', 'references'])
      if (!Array.isArray(endpoint[part])) return `${named}: \`${part}\` must be a list`;
    if (!isObject(endpoint['wire']) || typeof endpoint['wire']['safeParse'] !== 'function')
      return `${named}: \`wire\` is no zod schema`;
  }
  return null;
}

type Loose = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

const quoted = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : 'that is no text');

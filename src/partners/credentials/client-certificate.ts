/**
 * The certificate a connector shows its partner (mutual TLS), made of the secrets it names. Read per call, opened only when it changed,
 * so that a renewed one counts without a restart; the former one serves while the new one cannot be opened. Without any it is a fault of this
 * partner alone. Holds no PEM.
 */
import { hash } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { ClientCertificate, Secrets } from '../../sdk/index.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import { nameOf, type PartnersLog } from '../log.ts';
import type { WithSecrets } from './read-secrets.ts';

/** The same object for as long as the certificate is the same. */
export interface OpenedCertificate {
  readonly context: SecureContext;
}

export type CurrentCertificate = () => Attempt<OpenedCertificate>;

export interface CertificateParts {
  readonly partner: string;
  readonly withSecrets: WithSecrets;
  readonly log: PartnersLog;
}

export function createCertificate(
  declared: ClientCertificate,
  { partner, withSecrets, log }: CertificateParts,
): CurrentCertificate {
  let current: { readonly digest: string; readonly attempt: Attempt<OpenedCertificate> } | null = null;
  const open = (pem: Pem): Attempt<OpenedCertificate> => {
    try {
      return { value: { context: createSecureContext({ ...pem, minVersion: 'TLSv1.2' }) } };
    } catch (error) {
      const about = { partner, reason: 'certificate-unusable', error: nameOf(error) };
      log.warn(about, 'a client certificate or its key cannot be used');
      return failed('PARTNER_REFUSED_CREDENTIALS', 'certificate-unusable');
    }
  };
  return () => {
    const pem = withSecrets((secrets) => pemOf(declared, secrets));
    if (hasFailed(pem)) return pem;
    const digest = hash('sha256', JSON.stringify(pem.value), 'base64url');
    if (current?.digest === digest) return current.attempt;
    const opened = open(pem.value);
    // Certificate and key are renewed one after the other: until they fit each other, the former pair serves.
    const isFormerKept = hasFailed(opened) && current !== null && !hasFailed(current.attempt);
    if (current !== null && !hasFailed(opened))
      log.info({ partner, reason: 'certificate-changed' }, 'showing another client certificate');
    current = { digest, attempt: isFormerKept ? current!.attempt : opened };
    return current.attempt;
  };
}

interface Pem {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
  readonly ca?: string;
}

const pemOf = ({ certificate, key, passphrase, authorities }: ClientCertificate, secrets: Secrets): Pem => ({
  cert: secrets(certificate),
  key: secrets(key),
  ...(passphrase === undefined ? {} : { passphrase: secrets(passphrase) }),
  ...(authorities === undefined ? {} : { ca: secrets(authorities) }),
});

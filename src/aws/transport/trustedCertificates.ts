import { X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import { fileStamp } from '../../base/fileStamp.ts';
import { readOrdinaryFile } from './ordinaryFile.ts';

/** Whom a connection may be with. */
export interface Trust {
  /** Another one for each content of the file. */
  readonly stamp: string;
  /** PEM: Node's own authorities and those of the file. */
  readonly authorities: string[];
}

/** The authorities of a file of certificates (`ca_bundle`, `AWS_CA_BUNDLE`), read again after a while. */
export interface TrustedCertificates {
  /** Rejects where the file can't be read or holds no certificate. */
  read(path: string): Promise<Trust>;
}

/** In milliseconds: so long a file is not looked at again. */
const READ_AGAIN_AFTER = 5_000;
const MOST_BYTES = 64 * 1024 * 1024;

interface Known {
  readonly readAt: number;
  readonly trust: Promise<Trust>;
}

/** The certificates of the files that profiles name as `ca_bundle`, read once and again when they have changed: the same {@link Trust} as long as they haven't. */
export function trustedCertificates(now: () => number): TrustedCertificates {
  const known = new Map<string, Known>();
  const readIfChanged = async (path: string, before: Promise<Trust> | undefined): Promise<Trust> => {
    const stamp = fileStamp(await stat(path));
    const last = await before?.catch(() => undefined);
    if (last?.stamp === stamp) return last;
    const blocks = (await readOrdinaryFile(path, MOST_BYTES))
      .toString('latin1')
      .match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g);
    const own = (blocks ?? []).filter(isCertificate);
    if (own.length === 0) throw new Error('There is no certificate in it.');
    return { stamp, authorities: [...rootCertificates, ...own] };
  };
  return {
    read(path) {
      const before = known.get(path);
      if (before !== undefined && now() - before.readAt < READ_AGAIN_AFTER) return before.trust;
      const trust = readIfChanged(path, before?.trust);
      known.set(path, { readAt: now(), trust });
      return trust;
    },
  };
}

/** One that can't be read is no reason to distrust the others. */
function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

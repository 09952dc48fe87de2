import { member, parseJson, text, time } from '../../base/untrusted.ts';
import type { Credentials } from './credentials.ts';
import { FaultyCredentials } from './step.ts';

/**
 * The credentials in an answer of an instance or a container. Throws where a part is missing, as in an error, which is JSON, too. Such credentials
 * always have an end: with an unreadable one, keys would be used for ever or be fetched anew for each request, and AWS's tools refuse them as well.
 */
export function machineKeysIn(answer: string): Credentials & { readonly expiration: Date } {
  const told = parseJson(answer);
  const of = (key: string): string | undefined => text(member(told, key));
  const [accessKeyId, secretAccessKey, sessionToken] = [of('AccessKeyId'), of('SecretAccessKey'), of('Token')];
  if (!accessKeyId || !secretAccessKey || !sessionToken) throw new FaultyCredentials({ kind: 'no-key' });
  const ends = time(of('Expiration'));
  if (ends === undefined) throw new FaultyCredentials({ kind: 'no-end' });
  const accountId = of('AccountId');
  const expiration = new Date(ends);
  return { accessKeyId, secretAccessKey, sessionToken, expiration, ...(accountId !== undefined && { accountId }) };
}

/** Tries the work up to `attempts` times, with a pause before each further one. */
export async function tried<T>(
  attempts: number,
  work: () => Promise<T>,
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  for (let left = attempts - 1; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left <= 0) throw error;
      await pause();
    }
  }
}

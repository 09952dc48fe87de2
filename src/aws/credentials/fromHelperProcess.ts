import type { Clock } from '../../base/clock.ts';
import { identifier, member, parseJson } from '../../base/untrusted.ts';
import type { HelperEnd, HelperProcesses } from './helperProcesses.ts';
import { harmless } from './complaint.ts';
import type { Credentials } from './credentials.ts';
import type { Section } from './sharedConfigParser.ts';

/**
 * The credentials that a profile's `credential_process` writes. Rejects with a sentence that holds nothing of its output, and of its complaint only what can't
 * be a secret. Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
export async function fromHelperProcess(
  profile: { readonly name: string; readonly section: Section },
  processes: HelperProcesses,
  clock: Clock,
): Promise<Credentials> {
  const command = profile.section['credential_process'] ?? '';
  const end = await processes.run(profile.name, command);
  const failing = (what: string): Error => new Error(`The credential_process of profile "${profile.name}" ${what}`);
  if (end.kind !== 'exited' || end.code !== 0) throw failing(whyNot(end, command));
  const answer = parseJson(end.output.trim());
  if (member(answer, 'Version') !== 1) throw failing('did not write credentials of version 1.');
  const accessKeyId = identifier(member(answer, 'AccessKeyId'));
  const secretAccessKey = identifier(member(answer, 'SecretAccessKey'));
  if (accessKeyId === undefined || secretAccessKey === undefined) throw failing('wrote credentials without a key.');
  const stated = member(answer, 'Expiration');
  const expiration = typeof stated === 'string' ? Date.parse(stated) : undefined;
  if (stated !== undefined && stated !== null && !Number.isFinite(expiration))
    throw failing('wrote a time that can’t be read for the end of its credentials.');
  if (expiration !== undefined && expiration < clock.now()) throw failing('wrote credentials that have run out.');
  const token: unknown = member(answer, 'SessionToken');
  const accountId = identifier(member(answer, 'AccountId')) ?? profile.section['aws_account_id'];
  return {
    accessKeyId,
    secretAccessKey,
    ...(typeof token === 'string' && token !== '' && { sessionToken: token }),
    ...(expiration !== undefined && { expiration: new Date(expiration) }),
    ...(accountId !== undefined && { accountId }),
  };
}

function whyNot(end: HelperEnd, command: string): string {
  switch (end.kind) {
    case 'late':
      return 'was still at work after its time, and was ended. It can’t ask for anything: run it in a terminal first.';
    case 'too-much':
      return 'wrote more than 1 MB, and was ended.';
    case 'not-started':
      return `could not be started${end.code === undefined ? '.' : ` (${end.code}).`}`;
    case 'no-command':
      return 'has no program in it, or a quote that isn’t closed.';
    case 'batch-file':
      return 'is a batch file, which Windows runs only in a shell. Name the program that it starts.';
    case 'given-up':
      return 'was ended, for nobody needs it any more.';
    case 'exited': {
      const how = end.code === null ? 'was ended by a signal' : `ended with code ${end.code}`;
      const hint = harmless(end.complaint, command);
      return hint === '' ? `${how}.` : `${how}: ${hint}`;
    }
  }
}

import type { Clock } from '../../base/clock.ts';
import type { HelperFault } from '../../model/credentialFault.ts';
import { identifier, member, parseJson } from '../../base/untrusted.ts';
import type { HelperEnd, HelperProcesses } from './helper/helperProcesses.ts';
import { harmless } from './helper/complaint.ts';
import type { Credentials } from './credentials.ts';
import { FaultyCredentials } from './step.ts';
import type { Section } from './sharedConfigParser.ts';

/**
 * The credentials that the program named by a profile's `credential_process` writes. Rejects with a sentence that contains nothing of the program's
 * standard output, and of its error output only what can't be a secret. Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
export async function fromHelperProcess(
  profile: { readonly name: string; readonly section: Section },
  processes: HelperProcesses,
  clock: Clock,
): Promise<Credentials> {
  const command = profile.section['credential_process'] ?? '';
  const end = await processes.run(profile.name, command);
  const failing = (fault: HelperFault): Error =>
    new FaultyCredentials({ kind: 'helper', profile: profile.name, fault });
  if (end.kind === 'no-command')
    throw new FaultyCredentials({ kind: 'unusable', profile: profile.name, setting: 'credential_process' });
  if (end.kind !== 'exited' || end.code !== 0) throw failing(whyNot(end, command));
  const answer = parseJson(end.output.trim());
  if (member(answer, 'Version') !== 1) throw failing({ kind: 'no-credentials' });
  const accessKeyId = identifier(member(answer, 'AccessKeyId'));
  const secretAccessKey = identifier(member(answer, 'SecretAccessKey'));
  if (accessKeyId === undefined || secretAccessKey === undefined) throw failing({ kind: 'no-credentials' });
  const stated = member(answer, 'Expiration');
  const expiration = typeof stated === 'string' ? Date.parse(stated) : undefined;
  if (stated !== undefined && stated !== null && !Number.isFinite(expiration))
    throw failing({ kind: 'no-credentials' });
  if (expiration !== undefined && expiration < clock.now()) throw failing({ kind: 'expired' });
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

function whyNot(end: Exclude<HelperEnd, { kind: 'no-command' }>, command: string): HelperFault {
  switch (end.kind) {
    case 'exited':
      return { kind: 'exited', code: end.code ?? 'SIGNAL', hint: harmless(end.complaint, command) };
    case 'not-started':
      return { kind: 'exited', code: end.code ?? 'ENOENT', hint: '' };
    default:
      return end;
  }
}

import { join } from 'node:path';
import type { FailureKind } from '../../../src/model/failure.ts';
import { createHome, type Home } from '../aws.ts';
import { accountOfKey, type SeenCall, type SimulatedSide } from './simulatedSide.ts';
import { AWS_CERTIFICATE, type Ended, type Proxy, runAws } from './awsCli.ts';
import type { Ability, ProfileCase } from './profileCase.ts';

/** What a profile did. */
export interface Outcome {
  /** What signed the question who it is. */
  readonly accessKeyId: string | null;
  readonly hasToken: boolean;
  readonly account: string | null;
  /** `Operation host/path region`, the region of the signature where there is one. */
  readonly hops: readonly string[];
  /** Where it was asked: `host/path region`. */
  readonly sts: string | null;
  readonly error: ErrorKind | null;
}

export type ErrorKind = Extract<
  FailureKind,
  'profile-unknown' | 'config-broken' | 'signin-expired' | 'mfa-needed' | 'credentials-missing' | 'credentials-wrong'
>;

export interface AwsCli {
  readonly program: string;
  readonly version: string;
  readonly abilities: readonly Ability[];
}

/** Undefined where there is no such program. */
export async function findAwsCli(program: string): Promise<AwsCli | undefined> {
  const told = await runAws(program, ['--version'], { PATH: process.env['PATH'] ?? '', HOME: '/' }).catch(
    () => undefined,
  );
  const [, version, first, second] = /aws-cli\/((\d+)\.(\d+)\S*)/.exec(`${told?.output} ${told?.complaint}`) ?? [];
  if (version === undefined) return undefined;
  const [major, minor] = [Number(first), Number(second)];
  const abilities: Ability[] = [];
  if (major === 2 ? minor >= 13 : minor >= 29) abilities.push('endpoints');
  if (major === 2) abilities.push('new region');
  // The first one needs a library for it that is not a part of it.
  if (major === 2 && minor >= 32) abilities.push('login');
  return { program, version, abilities };
}

/** Puts a case on disk. */
export async function homeOf(
  about: ProfileCase,
): Promise<{ readonly home: Home; readonly env: Readonly<Record<string, string>> }> {
  const home = await createHome();
  const path = home.env['HOME'] ?? '';
  const filled = (text: string): string => text.replaceAll('{home}', path).replaceAll('{aws.pem}', AWS_CERTIFICATE);
  for (const [name, text] of Object.entries(about.files)) await home.write(name, filled(text));
  // A folder that is a part of each: AWS's tools don't ask for it, and the person's own never counts.
  await home.write(join('.aws', 'cli', 'nothing'), '');
  const own = Object.fromEntries(Object.entries(about.env).map(([name, value]) => [name, filled(value)]));
  return { home, env: { ...home.env, ...own } };
}

/** What the AWS CLI does with a case, the simulated side answering under all of AWS's names. */
export async function cliOutcome(
  about: ProfileCase,
  cli: AwsCli,
  { side, proxy }: { readonly side: SimulatedSide; readonly proxy: Proxy },
): Promise<Outcome> {
  const { home, env } = await homeOf(about);
  const named = about.profile === undefined ? [] : ['--profile', about.profile];
  const trusted = Object.values(about.files).some((text) => text.includes('ca_bundle'))
    ? {}
    : { AWS_CA_BUNDLE: AWS_CERTIFICATE };
  side.clear();
  try {
    const ended = await runAws(cli.program, ['sts', 'get-caller-identity', '--output', 'json', ...named], {
      ...trusted,
      HTTPS_PROXY: proxy.url,
      HTTP_PROXY: proxy.url,
      LC_ALL: 'C.UTF-8',
      AWS_PAGER: '',
      AWS_MAX_ATTEMPTS: '1',
      ...env,
    });
    return outcomeOf(side.calls, ended.status === 0 ? null : cliError(ended));
  } finally {
    await home.remove();
  }
}

/** What was seen of one profile, and how it ended. */
export function outcomeOf(calls: readonly SeenCall[], error: ErrorKind | null): Outcome {
  const asked = calls.findLast(({ operation }) => operation === 'GetCallerIdentity');
  return {
    accessKeyId: asked?.accessKeyId ?? null,
    hasToken: asked?.hasToken ?? false,
    account: error === null ? (accountOfKey(asked?.accessKeyId) ?? null) : null,
    hops: calls
      .filter((it) => it.operation !== 'GetCallerIdentity' && it.operation !== 'ListAccountAliases')
      .map(hopOf),
    sts: asked === undefined ? null : placeOf(asked),
    error,
  };
}

const hopOf = (call: SeenCall): string => `${call.operation} ${placeOf(call)}`;

const placeOf = ({ host, path, region }: SeenCall): string =>
  [`${host}${path.replace(/\/$/, '')}`, ...(region === undefined ? [] : [region])].join(' ');

const cliErrors: readonly (readonly [RegExp, ErrorKind])[] = [
  [/config profile \(.*\) could not be found/s, 'profile-unknown'],
  [
    /Unable to parse config file|doesn't match a supported format|services configuration does not exist|must specify a region|Invalid endpoint|not enough values to unpack/s,
    'config-broken',
  ],
  [
    /Token has expired|Error loading SSO Token|token.*expired|session.*expired|UnauthorizedException|reauthenticate/is,
    'signin-expired',
  ],
  [/MFA|EOF when reading/, 'mfa-needed'],
  [/\((?:InvalidClientTokenId|SignatureDoesNotMatch)\) when calling the GetCallerIdentity/, 'credentials-wrong'],
];

function cliError({ output, complaint }: Ended): ErrorKind {
  const text = `${output}\n${complaint}`;
  return cliErrors.find(([pattern]) => pattern.test(text))?.[1] ?? 'credentials-missing';
}

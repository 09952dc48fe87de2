import type { Clock } from '../../base/clock.ts';
import { fromTemporaryCredentials, fromWebToken } from '@aws-sdk/credential-providers';
import {
  addCredentials,
  type ConfigureClient,
  ENVIRONMENT,
  knownFailure,
  missing,
  step,
  type Step,
  type StepOptions,
  tokenIn,
} from './step.ts';
import { defined } from '../../base/untrusted.ts';
import type { Machine } from '../../model/failure.ts';
import type { ConfiguredSource } from '../../model/profileDiagnosis.ts';
import { sharedPaths } from './sharedConfig.ts';
import type { Environment } from './environment.ts';
import type { Profile } from './profiles.ts';
import type { Credentials } from './credentials.ts';
import { fromContainer, isContainer } from './fromContainer.ts';
import { configuredRegion, stsRegion } from './endpoints.ts';
import { fromHelperProcess } from './fromHelperProcess.ts';
import { fromIdentityCenter } from './fromIdentityCenter.ts';
import { fromInstance } from './fromInstance.ts';
import { fromLogin } from './fromLogin.ts';
import type { RenewalParts } from './keptSignIn.ts';
import { ambiguityOf, hasKeys, keysOf, missingHalf, sourcesOf } from './sources.ts';
import type { Section } from './sharedConfigParser.ts';

export interface ChainOptions extends StepOptions, RenewalParts {
  /** Asks the person for a code of the MFA device `serial`; undefined when the person must not be asked now, or doesn't answer. */
  readonly mfaCode: (profile: string, serial: string) => Promise<string | undefined>;
}

/**
 * The credentials of a profile, found as the AWS CLI does, if need be by way of its source profiles. Every step uses the region and the endpoints of
 * the profile that was asked for. Rejects with a `KnownFailure`. Source:
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export async function resolveCredentials(profile: Profile, options: ChainOptions): Promise<Credentials> {
  if (profile.simulation !== undefined) {
    const { accessKeyId, secretAccessKey } = profile.simulation;
    options.secrets.add(accessKeyId, secretAccessKey);
    return { accessKeyId, secretAccessKey };
  }
  const given = await (profile.fromEnvironment
    ? environmentKeys(profile.name, options)
    : resolve({ name: profile.name, asked: profile, options, visited: [profile.name] }));
  addCredentials(options.secrets, given);
  return given;
}

/** One profile (`name`) of a chain of source profiles. `visited`: the chain so far, from the profile that was asked for to this one. */
interface Link {
  readonly name: string;
  readonly asked: Profile;
  readonly options: ChainOptions;
  readonly visited: readonly string[];
}

async function resolve(link: Link): Promise<Credentials> {
  const { name, asked, visited } = link;
  const section = asked.shared.profiles.get(name) ?? {};
  const places = asked.shared.places.get(name);
  const doubtful = ambiguityOf(places);
  if (doubtful !== undefined) throw missing({ kind: 'contradiction', profile: name, setting: doubtful });
  const forRole = visited.length > 1;
  const [source] = sourcesOf(section, places, forRole);
  if (source === undefined) {
    if (forRole) throw missing({ kind: 'no-way', profile: name });
    return ambient(link, section);
  }
  return fromSource(source, link, section);
}

async function fromSource(source: ConfiguredSource, link: Link, section: Section): Promise<Credentials> {
  const { name, asked, options } = link;
  const { env } = options;
  const places = asked.shared.places.get(name);
  const region = configuredRegion(asked.section, env);
  const about = (way: Step['way']): Step => ({ asked, name, way, secrets: secretsOf(section) });
  switch (source) {
    case 'assume-role':
      return assumeRole(link, section);
    case 'web-identity':
      return step(about('STS'), options, (configure) => webIdentity(name, section, { ...options, region }, configure));
    case 'identity-center': {
      const { ssoCache } = sharedPaths(env);
      const profile = { name, section, shared: asked.shared };
      return step(about('SSO'), options, (configure) => fromIdentityCenter(profile, ssoCache, options, configure));
    }
    case 'credentials-file':
    case 'config-file': {
      const from = (source === 'config-file' ? places?.config : places?.credentials)?.section;
      const keys = keysOf(from);
      if (keys === undefined) throw missing({ kind: 'lacks', profile: name, setting: missingHalf(from) });
      return keys;
    }
    case 'login': {
      const profile = { name, session: section['login_session'] ?? '', region: stsRegion(region, undefined) };
      const { loginCache } = sharedPaths(env);
      return step(about('Signin'), options, (configure) => fromLogin(profile, loginCache, options, configure));
    }
    case 'credential-process':
      return step(about('credential_process'), options, () =>
        fromHelperProcess({ name, section }, options.processes, options.clock),
      );
  }
}

async function webIdentity(
  name: string,
  section: Section,
  { region, secrets, clock }: Pick<ChainOptions, 'secrets' | 'clock'> & { readonly region: string | undefined },
  configure: ConfigureClient,
): Promise<Credentials> {
  const { role_arn: roleArn, web_identity_token_file: file = '' } = section;
  if (!roleArn) throw missing({ kind: 'lacks', profile: name, setting: 'role_arn' });
  const webIdentityToken = await tokenIn(file, 'ascii');
  secrets.add(webIdentityToken);
  const given = await fromWebToken(
    defined({
      webIdentityToken,
      roleArn,
      // Always set: without it the SDK takes the environment's name, which is meant for calls without a profile.
      roleSessionName: sessionName(section, clock),
      clientConfig: configure('STS', stsRegion(region, roleArn)),
    }),
  )();
  return withAccount(given, roleArn);
}

const sessionName = (section: Section, clock: Clock): string => section['role_session_name'] || `halt-${clock.now()}`;

function withAccount(credentials: Credentials, roleArn: string): Credentials {
  const account = roleArn.split(':')[4];
  return account === undefined || account === '' ? credentials : { ...credentials, accountId: account };
}

async function assumeRole(link: Link, section: Section): Promise<Credentials> {
  const { name, asked, options } = link;
  const base = await sourceOfRole(link, section);
  const { role_arn: roleArn = '', mfa_serial: serial } = section;
  const code = serial === undefined ? undefined : await options.mfaCode(name, serial);
  if (serial !== undefined && code === undefined) {
    throw knownFailure('mfa-needed', `Profile "${name}" asks for a code of the MFA device ${serial}.`);
  }
  const region = stsRegion(configuredRegion(asked.section, options.env), roleArn);
  addCredentials(options.secrets, base);
  const secrets = [...secretsOf(section), code ?? ''];
  const keys = keysSourceOf(section);
  const about: Step = { asked, name, way: 'STS', secrets, ...(keys && { keys }) };
  const credentials = await step(about, options, (configure) =>
    fromTemporaryCredentials({
      masterCredentials: base,
      params: defined({
        RoleArn: roleArn,
        RoleSessionName: sessionName(section, options.clock),
        ExternalId: section['external_id'],
        DurationSeconds: wholeNumber(section['duration_seconds']),
        SerialNumber: serial,
      }),
      ...(code !== undefined && { mfaCodeProvider: () => Promise.resolve(code) }),
      clientConfig: configure('STS', region),
    })(),
  );
  return withAccount(credentials, roleArn);
}

function keysSourceOf({ source_profile: profile, credential_source: place }: Section): Step['keys'] {
  if (profile !== undefined) return { kind: 'profile', name: profile };
  return place === undefined ? undefined : { kind: 'place', name: place };
}

async function sourceOfRole(link: Link, section: Section): Promise<Credentials> {
  const { name, asked, visited } = link;
  const { source_profile: source, credential_source: place } = section;
  if (source !== undefined && place !== undefined)
    throw missing({ kind: 'contradiction', profile: name, setting: 'source_profile, credential_source' });
  if (place !== undefined) return fromPlace(place, link, section);
  if (source === undefined) throw missing({ kind: 'lacks', profile: name, setting: 'source_profile' });
  const sourceSection = asked.shared.profiles.get(source);
  if (sourceSection === undefined) throw missing({ kind: 'absent', profile: name, named: source });
  // A profile may name itself, to assume its role with its own keys.
  if (visited.includes(source) && !(source === name && hasKeys(sourceSection))) {
    throw missing({
      kind: 'contradiction',
      profile: visited[0] ?? name,
      setting: `source_profile (${[...visited, source].join(' → ')})`,
    });
  }
  return resolve({ ...link, name: source, visited: [...visited, source] });
}

function fromPlace(place: string, { name, asked, options }: Link, section: Section): Promise<Credentials> {
  const about = (way: Step['way']): Step => ({ asked, name, way, secrets: secretsOf(section) });
  switch (place) {
    case ENVIRONMENT:
      return environmentKeys(name, options);
    case 'Ec2InstanceMetadata':
      // The SDK's provider asks the metadata service even where AWS_EC2_METADATA_DISABLED forbids it.
      if (isMetadataDisabled(options))
        return Promise.reject(missing({ kind: 'unusable', profile: name, setting: 'credential_source' }));
      return step(about('instance metadata'), options, () => fromInstance(asked, options, 2));
    case 'EcsContainer':
      return step(about('container'), options, () => fromContainer(name, options));
    default:
      return Promise.reject(missing({ kind: 'unusable', profile: name, setting: 'credential_source' }));
  }
}

/** The keys of the environment's variables, in the order in which AWS's tools take the two names of the token. */
async function environmentKeys(name: string, { env }: ChainOptions): Promise<Credentials> {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  if (!accessKeyId || !secretAccessKey)
    throw missing({
      kind: 'lacks',
      profile: name,
      setting: accessKeyId ? 'AWS_SECRET_ACCESS_KEY' : 'AWS_ACCESS_KEY_ID',
    });
  const expiration = Date.parse(env['AWS_CREDENTIAL_EXPIRATION'] ?? '');
  return defined<Credentials>({
    accessKeyId,
    secretAccessKey,
    sessionToken: env['AWS_SECURITY_TOKEN'] || env['AWS_SESSION_TOKEN'] || undefined,
    expiration: Number.isNaN(expiration) ? undefined : new Date(expiration),
    accountId: env['AWS_ACCOUNT_ID'] || undefined,
  });
}

/** Whether the person has said that this machine isn't one of AWS's, so that no metadata service is asked. */
const isMetadataDisabled = ({ env }: ChainOptions): boolean =>
  env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true';

/** Credentials for a profile that has none of its own: those of the machine, if it is one of AWS's. */
function ambient({ name, asked, options }: Link, section: Section): Promise<Credentials> {
  const { env } = options;
  const about = (way: Step['way']): Step => ({ asked, name, way, secrets: [] });
  if (isContainer(env)) return step(about('container'), options, () => fromContainer(name, options));
  const half = ['aws_secret_access_key', 'source_profile', 'credential_source', 'mfa_serial', 'sso_session'];
  if (half.some((key) => Object.hasOwn(section, key)) || isMetadataDisabled(options)) {
    return Promise.reject(missing({ kind: 'no-way', profile: name }));
  }
  return step(about('instance metadata'), options, () => fromInstance(asked, options, 1));
}

/** The machine whose role a profile takes for want of credentials of its own; undefined for another profile. */
export function machineOf(
  { name, shared, simulation, fromEnvironment }: Profile,
  env: Environment,
): Machine | undefined {
  if (simulation !== undefined || fromEnvironment) return undefined;
  if (sourcesOf(shared.profiles.get(name) ?? {}, shared.places.get(name), false).length > 0) return undefined;
  return isContainer(env) ? 'container' : 'instance';
}

function secretsOf(section: Section): readonly string[] {
  return [
    'aws_access_key_id',
    'aws_secret_access_key',
    'aws_session_token',
    'aws_security_token',
    'external_id',
  ].flatMap((property) => section[property] || []);
}

/** A whole number as Python reads it. Anything else is left out, as AWS's tools do. */
function wholeNumber(source: string | undefined): number | undefined {
  return source !== undefined && /^[+-]?\d+$/.test(source) ? Number(source) : undefined;
}

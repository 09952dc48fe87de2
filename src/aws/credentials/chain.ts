import {
  fromContainerMetadata,
  fromEnv,
  fromHttp,
  fromInstanceMetadata,
  fromLoginCredentials,
  fromSSO,
  fromTemporaryCredentials,
  fromTokenFile,
} from '@aws-sdk/credential-providers';
import { type ClientConfig, known, missing, type Provider, step, type StepOptions, stsRegion } from './step.ts';
import { defined } from '../../base/untrusted.ts';
import { type Environment, sharedPaths } from './sharedConfig.ts';
import { type Profile, sourceOf } from './profiles.ts';
import type { Credentials } from './credentials.ts';
import { fromHelperProcess } from './fromHelperProcess.ts';
import type { Section } from './sharedConfigParser.ts';

export interface ChainOptions extends StepOptions {
  /** Asks the person for a code of the device; undefined when nobody may be asked now, or nobody answers. */
  readonly mfaCode: (profile: string, serial: string) => Promise<string | undefined>;
}

/**
 * The credentials of a profile, by way of its chain of source profiles, as AWS's command line takes them. Rejects with a
 * `KnownFailure`. Source: https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export async function resolveCredentials(profile: Profile, options: ChainOptions): Promise<Credentials> {
  if (profile.simulation !== undefined) {
    const { accessKeyId, secretAccessKey } = profile.simulation;
    return { accessKeyId, secretAccessKey };
  }
  if (profile.fromEnvironment) return step(profile, 'environment', options, () => fromEnv());
  return resolve(profile.name, profile, options, []);
}

async function resolve(
  name: string,
  top: Profile,
  options: ChainOptions,
  visited: readonly string[],
): Promise<Credentials> {
  const section = top.shared.profiles.get(name);
  if (section === undefined) {
    throw missing(`Profile "${visited.at(-1) ?? name}" takes its credentials from "${name}", which does not exist.`);
  }
  const isSource = visited.length > 0;
  const keys = staticKeys(section);
  if (isSource && keys !== undefined) return keys;
  const profile: Profile = { ...top, name, section, source: sourceOf(section), region: section['region'] };
  switch (profile.source) {
    case 'assume-role':
      return assumeRole(profile, options, [...visited, name]);
    case 'static':
      if (keys === undefined) throw missing(`Profile "${name}" has only a part of a key.`);
      return keys;
    case 'web-identity':
      return step(profile, 'STS', options, (clientConfig) =>
        fromTokenFile(
          defined({
            webIdentityTokenFile: section['web_identity_token_file'],
            roleArn: section['role_arn'],
            roleSessionName: section['role_session_name'],
            clientConfig: { ...clientConfig, region: stsRegion(profile, options.env) },
          }),
        ),
      );
    case 'process':
      return step(profile, 'credential_process', options, () => () => fromHelperProcess(profile, options.processes));
    case 'sso':
      return step(profile, 'SSO', options, (clientConfig) => ssoProvider(profile, clientConfig, options.env));
    case 'login':
      return step(profile, 'Signin', options, (clientConfig) =>
        fromLoginCredentials({ profile: name, ...filesOf(options.env), clientConfig }),
      );
    case 'environment':
    case 'unknown':
      return ambient(profile, options);
  }
}

/** The files that were read here, for those providers that read them again, past the SDK's own lasting cache. */
function filesOf(env: Environment) {
  const { config, credentials } = sharedPaths(env);
  return { configFilepath: config, filepath: credentials, ignoreCache: true };
}

function staticKeys(section: Section): Credentials | undefined {
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = section;
  if (!accessKeyId || !secretAccessKey) return undefined;
  const sessionToken = section['aws_session_token'] || undefined;
  return defined<Credentials>({
    accessKeyId,
    secretAccessKey,
    sessionToken,
    accountId: section['aws_account_id'],
    expiration: undefined,
  });
}

async function assumeRole(profile: Profile, options: ChainOptions, visited: readonly string[]): Promise<Credentials> {
  const { section, name } = profile;
  const source = section['source_profile'];
  const ownKeys = source === name && staticKeys(section) !== undefined;
  if (source !== undefined && !ownKeys && visited.includes(source)) {
    throw missing(
      `The source profiles of "${visited[0] ?? name}" go round in a circle: ${[...visited, source].join(' → ')}.`,
    );
  }
  const base =
    source === undefined ? await fromSource(profile, options) : await resolve(source, profile, options, visited);
  const serial = section['mfa_serial'];
  const code = serial === undefined ? undefined : await options.mfaCode(name, serial);
  if (serial !== undefined && code === undefined) {
    throw known('mfa-needed', `Profile "${name}" asks for a code of the MFA device ${serial}.`);
  }
  const credentials = await step(profile, 'STS', options, (clientConfig) =>
    fromTemporaryCredentials({
      masterCredentials: base,
      params: defined({
        RoleArn: section['role_arn'],
        RoleSessionName: section['role_session_name'] || `halt-${Date.now()}`,
        ExternalId: section['external_id'],
        DurationSeconds: wholeNumber(section['duration_seconds']),
        SerialNumber: serial,
      }),
      ...(code !== undefined && { mfaCodeProvider: () => Promise.resolve(code) }),
      clientConfig: { ...clientConfig, region: stsRegion(profile, options.env) },
    }),
  );
  const account = section['role_arn']?.split(':')[4];
  return account === undefined ? credentials : { ...credentials, accountId: account };
}

function fromSource(profile: Profile, options: ChainOptions): Promise<Credentials> {
  switch (profile.section['credential_source']) {
    case 'Environment':
      return step(profile, 'environment', options, () => fromEnv());
    case 'Ec2InstanceMetadata':
      return step(profile, 'instance metadata', options, () => fromInstanceMetadata({ timeout: 1000, maxRetries: 1 }));
    case 'EcsContainer':
      return step(profile, 'container', options, () => containerProvider(options.env));
    default:
      throw missing(`Profile "${profile.name}" names a credential_source that AWS does not know.`);
  }
}

/** A profile without any credentials of its own takes those of the machine, if it is one of AWS's. */
function ambient(profile: Profile, options: ChainOptions): Promise<Credentials> {
  const { section, name } = profile;
  const half = [
    'aws_access_key_id',
    'aws_secret_access_key',
    'role_arn',
    'source_profile',
    'sso_account_id',
    'mfa_serial',
  ];
  if (
    half.some((key) => section[key] !== undefined) ||
    options.env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true'
  ) {
    throw missing(`Profile "${name}" is incomplete: it gives no way to get credentials.`);
  }
  const { env } = options;
  if (env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || env['AWS_CONTAINER_CREDENTIALS_FULL_URI']) {
    return step(profile, 'container', options, () => containerProvider(env));
  }
  return step(profile, 'instance metadata', options, () => fromInstanceMetadata({ timeout: 1000, maxRetries: 0 }));
}

function containerProvider(env: Environment): Provider {
  return env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] || env['AWS_CONTAINER_AUTHORIZATION_TOKEN']
    ? fromHttp()
    : fromContainerMetadata();
}

function ssoProvider({ name, section, shared }: Profile, clientConfig: ClientConfig, env: Environment): Provider {
  const session = section['sso_session'] === undefined ? undefined : shared.ssoSessions.get(section['sso_session']);
  if (section['sso_session'] !== undefined && session === undefined) {
    throw missing(`Profile "${name}" names the sso-session "${section['sso_session']}", which does not exist.`);
  }
  const ssoStartUrl = session?.['sso_start_url'] ?? section['sso_start_url'];
  const ssoRegion = session?.['sso_region'] ?? section['sso_region'];
  const ssoAccountId = section['sso_account_id'];
  const ssoRoleName = section['sso_role_name'];
  if (!ssoStartUrl || !ssoRegion || !ssoAccountId || !ssoRoleName) {
    throw missing(`Profile "${name}" lacks a part of its IAM Identity Center settings.`);
  }
  const ssoSession = section['sso_session'];
  return fromSSO({
    profile: name,
    ...filesOf(env),
    ssoStartUrl,
    ssoRegion,
    ssoAccountId,
    ssoRoleName,
    ...(ssoSession !== undefined && { ssoSession }),
    clientConfig: { ...clientConfig, region: ssoRegion },
  });
}

function wholeNumber(source: string | undefined): number | undefined {
  const value = Number.parseInt(source ?? '', 10);
  return Number.isNaN(value) ? undefined : value;
}

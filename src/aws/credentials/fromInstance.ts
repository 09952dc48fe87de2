import { type Timeouts, TransportError, type WireResponse } from '../transport/transport.ts';
import type { Credentials } from './credentials.ts';
import { machineKeysIn, tried } from './machineKeys.ts';
import type { Profile } from './profiles.ts';
import { FaultyCredentials, missing, type StepOptions } from './step.ts';

const endpoints = { ipv4: 'http://169.254.169.254', ipv6: 'http://[fd00:ec2::254]' } as const;
const ROLES = '/latest/meta-data/iam/security-credentials/';
/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html (RoleName) */
const ROLE = /^[\w+=,.@-]{1,128}$/;
/** How many seconds each request may take by default, as in AWS's tools. */
const TIMEOUT = 1;
/** How long the token is valid, in seconds. */
const TOKEN_LIFE = '21600';
/**
 * In milliseconds. Where credentials have less time than this left, the instance could not renew them: they are used on, and asked for again after
 * this time.
 */
const RENEWAL = 10 * 60_000;

type Asked = Pick<Profile, 'name' | 'section'>;
type Options = Pick<StepOptions, 'env' | 'clock' | 'transport' | 'secrets'>;
/** `limits`: how many milliseconds each request may take. */
type LimitedOptions = Options & { readonly limits: Timeouts };

/**
 * The credentials of the instance's role, from the metadata service of the profile that was asked for; the service's token is sent nowhere else.
 * Variables and properties are those of the AWS CLI; a variable, even an empty one, comes before a property. Source:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
 * @param usualAttempts how often each request is tried where no setting says otherwise.
 */
export async function fromInstance(asked: Asked, given: Options, usualAttempts: number): Promise<Credentials> {
  const base = metadataEndpoint(asked, given.env);
  const attempts = countOf(asked, given.env, 'metadata_service_num_attempts', usualAttempts);
  const timeout = 1_000 * countOf(asked, given.env, 'metadata_service_timeout', TIMEOUT);
  const options = { ...given, limits: { connect: timeout, request: timeout } };
  const token = await tokenAt(base, options, attempts);
  if (token === undefined && settingOf(asked, options.env, 'ec2_metadata_v1_disabled')?.toLowerCase() === 'true')
    throw new Error('The instance metadata service gives no token, and version 1 is disabled.');
  options.secrets.add(token);
  const get = async (path: string): Promise<string> => {
    const headers = token === undefined ? undefined : { 'x-aws-ec2-metadata-token': token };
    const answer = await tried(attempts, () => ask(options, 'GET', `${base}${path}`, headers));
    return new TextDecoder().decode(answer.body);
  };
  const role = (await get(ROLES)).trim();
  if (!ROLE.test(role)) throw new FaultyCredentials({ kind: 'no-key' });
  return usedOn(await get(`${ROLES}${role}`), options);
}

/** The address of the metadata service, without a slash at its end. Throws for a setting that is no address, and for an unknown mode. */
export function metadataEndpoint(asked: Asked, env: StepOptions['env']): string {
  const usual = settingOf(asked, env, 'imds_use_ipv6')?.toLowerCase() === 'true' ? 'ipv6' : 'ipv4';
  const mode = settingOf(asked, env, 'ec2_metadata_service_endpoint_mode')?.toLowerCase() ?? usual;
  if (mode !== 'ipv4' && mode !== 'ipv6') throw unusable(asked, 'ec2_metadata_service_endpoint_mode');
  const custom = settingOf(asked, env, 'ec2_metadata_service_endpoint');
  if (!custom) return endpoints[mode];
  const address = URL.canParse(custom) ? new URL(custom) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol) || hasMore(address))
    throw unusable(asked, 'ec2_metadata_service_endpoint');
  return `${address.origin}${address.pathname.replace(/\/$/, '')}`;
}

/** Whether an address has parts that would be lost or sent along when a path is appended to it. */
const hasMore = ({ search, hash, username }: URL): boolean => `${search}${hash}${username}` !== '';

const unusable = ({ name }: Asked, setting: string) => missing({ kind: 'unusable', profile: name, setting });

const settingOf = ({ section }: Asked, env: StepOptions['env'], property: string): string | undefined =>
  env[`AWS_${property.toUpperCase()}`] ?? section[property];

/**
 * A setting of the metadata service that is a whole number from 1. Throws for another value. Source:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ec2-instance-metadata.html
 */
function countOf(asked: Asked, env: StepOptions['env'], setting: string, usual: number): number {
  const told = settingOf(asked, env, setting);
  if (told === undefined) return usual;
  const count = /^\s*\+?\d{1,6}\s*$/.test(told) ? Number(told) : 0;
  if (count < 1) throw unusable(asked, setting);
  return count;
}

/** The token of version 2 of the metadata service; undefined where the service is of version 1, which has none. */
async function tokenAt(base: string, options: LimitedOptions, attempts: number): Promise<string | undefined> {
  const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_LIFE };
  try {
    const { body } = await tried(attempts, () => ask(options, 'PUT', `${base}/latest/api/token`, headers));
    return new TextDecoder().decode(body);
  } catch (error) {
    if (error instanceof Refused && error.status === 400) throw error;
    return undefined;
  }
}

class Refused extends Error {
  readonly status: number;
  constructor(status: number) {
    super('Error response received from instance metadata service');
    this.status = status;
  }
}

async function ask(
  { transport, limits }: LimitedOptions,
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<WireResponse> {
  const answer = await transport.send({ method, url, headers }, limits, undefined).catch((error: unknown) => {
    if (error instanceof TransportError && error.code !== 'ETIMEDOUT')
      throw new Error('Unable to connect to instance metadata service', { cause: error });
    throw error;
  });
  if (answer.status !== 200 || answer.body.byteLength === 0) throw new Refused(answer.status);
  return answer;
}

/** The credentials in the answer. Where the instance could not renew them in time, their end is put off, so that they are used on. */
function usedOn(answer: string, { clock }: Options): Credentials {
  const given = machineKeysIn(answer);
  const renewal = clock.now() + RENEWAL;
  return given.expiration.getTime() > renewal ? given : { ...given, expiration: new Date(renewal) };
}

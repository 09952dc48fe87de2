import { isLoopback } from '../transport/loopback.ts';
import type { Credentials } from './credentials.ts';
import { machineKeysIn, tried } from './machineKeys.ts';
import { FaultyCredentials, type StepOptions, tokenIn } from './step.ts';

const RELATIVE = 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI';
const FULL = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
const TOKEN = 'AWS_CONTAINER_AUTHORIZATION_TOKEN';
const TOKEN_FILE = 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE';

const RELATIVE_TO = 'http://169.254.170.2';
/** Hosts that may be asked without TLS besides this machine: the agents of ECS and of EKS. */
const agentHosts = ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]'];
/** The values of the AWS CLI; pause and limits in milliseconds. */
const ATTEMPTS = 3;
const PAUSE = 1_000;
const limits = { connect: 2_000, request: 2_000 } as const;

type Options = Pick<StepOptions, 'env' | 'clock' | 'transport' | 'secrets'>;

const unusable = (profile: string, setting: string): Error =>
  new FaultyCredentials({ kind: 'unusable', profile, setting });

/** Whether the environment says that a container gives credentials. */
export const isContainer = (env: StepOptions['env']): boolean => !!env[RELATIVE] || !!env[FULL];

/**
 * The credentials of the container that the environment tells of, by either of its two variables. A file with the authorization comes before the
 * variable with it, and is read anew each time, as whoever writes it renews it. Source:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 * @param profile The profile that uses the credentials, for failures.
 */
export async function fromContainer(profile: string, options: Options): Promise<Credentials> {
  const { env, clock, transport } = options;
  const url = containerUrl(profile, env);
  const authorization = await authorizationFor(profile, options);
  const headers = { accept: 'application/json', ...(authorization !== undefined && { authorization }) };
  const pause = () => new Promise<void>((resolve) => clock.after(PAUSE, resolve));
  const ask = async (): Promise<string> => {
    const { status, body } = await transport.send({ method: 'GET', url, headers }, limits, undefined);
    if (status !== 200) throw new Error(`The container’s credentials were answered with HTTP ${status}.`);
    return new TextDecoder().decode(body);
  };
  return machineKeysIn(await tried(ATTEMPTS, ask, pause));
}

/** The address to ask. Throws for a setting that is no address, or by which the authorization would be sent unprotected or to an untrusted host. */
export function containerUrl(profile: string, env: StepOptions['env']): string {
  const relative = env[RELATIVE];
  const setting = relative ? RELATIVE : FULL;
  // A path without a slash at its start would become a part of the host name before it.
  if (relative && !relative.startsWith('/')) throw unusable(profile, setting);
  const written = relative ? `${RELATIVE_TO}${relative}` : (env[FULL] ?? '');
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url || !isTrusted(url) || url.username !== '' || url.password !== '') throw unusable(profile, setting);
  url.hash = '';
  return url.href;
}

const isTrusted = ({ protocol, hostname, href }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && (agentHosts.includes(hostname) || isLoopback(href)));

async function authorizationFor(profile: string, { env, secrets }: Options): Promise<string | undefined> {
  const file = env[TOKEN_FILE];
  const token = file ? await tokenIn(file, 'utf8') : env[TOKEN];
  if (!token) return undefined;
  // An error may quote `Bearer abc` without its first word.
  secrets.add(token, token.trim().split(' ').at(-1));
  // A line end would end the header.
  if (/[\r\n]/.test(token)) throw unusable(profile, file ? TOKEN_FILE : TOKEN);
  return token;
}

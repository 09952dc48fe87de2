import type { Failure, FailureKind } from '../../model/failure.ts';
import { effectiveEndpoint, homeRegion, type ServiceId } from './endpoints.ts';
import { failureOf, KnownFailure } from '../sdk/failures.ts';
import type { Environment } from './sharedConfig.ts';
import type { Profile } from './profiles.ts';
import { newTrace, sdkHandler } from '../sdk/sdkHandler.ts';
import type { Timeouts, Transport } from '../transport/transport.ts';
import type { Credentials } from './credentials.ts';
import type { HelperProcesses } from './helperProcesses.ts';

export interface StepOptions {
  readonly env: Environment;
  readonly transport: Transport;
  readonly timeouts: Timeouts;
  readonly processes: HelperProcesses;
}

export type Provider = () => Promise<Credentials>;
export type ClientConfig = ReturnType<typeof clientConfigOf>;

/** Milliseconds that a step may take; a helper program has as long. */
export const STEP_LIMIT = 60_000;

/** Where a step's credentials come from. */
export type Way = 'STS' | 'SSO' | 'Signin' | 'credential_process' | 'environment' | 'instance metadata' | 'container';

/** One provider at work, its inner clients on our transport, and what it throws told as a failure. */
export async function step(
  profile: Profile,
  way: Way,
  options: StepOptions,
  provide: (clientConfig: ClientConfig) => Provider,
): Promise<Credentials> {
  const trace = newTrace();
  try {
    const clientConfig = clientConfigOf(profile, way, options, trace);
    const given = await within(way === 'credential_process' ? undefined : STEP_LIMIT, provide(clientConfig)());
    if (!given.accessKeyId || !given.secretAccessKey)
      throw missing(`Profile "${profile.name}" gave credentials without a key.`);
    return given;
  } catch (error) {
    if (error instanceof KnownFailure) throw error;
    throw new KnownFailure(told(error, profile, way, trace));
  }
}

function clientConfigOf(profile: Profile, way: Way, options: StepOptions, trace: ReturnType<typeof newTrace>) {
  const { env, transport, timeouts } = options;
  const custom = (service: ServiceId): string | undefined => effectiveEndpoint(profile, service, env);
  const endpoint = way === 'STS' || way === 'Signin' ? custom(way) : undefined;
  const handler = sdkHandler({
    transport,
    timeouts,
    // The SDK gives one configuration to both of these services; neither signs its requests.
    route: (hostname) =>
      way !== 'SSO'
        ? undefined
        : hostname.startsWith('oidc.')
          ? custom('SSO OIDC')
          : hostname.startsWith('portal.sso')
            ? custom('SSO')
            : undefined,
  });
  return {
    requestHandler: {
      ...handler,
      handle: (request: Parameters<typeof handler.handle>[0], sent: Parameters<typeof handler.handle>[1]) =>
        handler.handle(request, { ...sent, trace }),
    },
    maxAttempts: 3,
    retryMode: 'standard',
    defaultsMode: 'legacy' as const,
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    ...(endpoint !== undefined && { endpoint }),
  };
}

/** Where STS is asked: the profile's region, or one that is in the role's partition. */
export function stsRegion(profile: Profile, env: Environment): string {
  const stated = profile.section['region'] || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
  if (stated) return stated;
  const partition = profile.section['role_arn']?.split(':')[1];
  if (partition === 'aws-cn') return homeRegion('cn-');
  if (partition === 'aws-us-gov') return homeRegion('us-gov-');
  return homeRegion(undefined);
}

function told(error: unknown, profile: Profile, way: Way, trace: ReturnType<typeof newTrace>): Failure {
  const secrets = [profile.section['aws_secret_access_key'], profile.section['aws_session_token']].flatMap(
    (it) => it ?? [],
  );
  // The providers turn what happened on the way into sentences; the way itself is the better witness.
  const cause = trace.lastTrouble ?? error;
  const failure = failureOf(cause, {
    operation: `${way}: ${profile.name}`,
    mutating: false,
    trace,
    secrets,
    now: Date.now(),
  });
  const { message } = failure;
  const as = (kind: FailureKind, words = message): Failure => ({ ...failure, kind, message: words });
  if (trace.lastTrouble !== undefined || failure.kind === 'cancelled') return failure;
  switch (way) {
    case 'SSO':
      if (/ForbiddenException|No access/i.test(message)) return as('credentials-missing');
      if (/expired|not found or is invalid|is invalid|sso login|UnauthorizedException/i.test(message))
        return as('signin-expired');
      break;
    case 'Signin':
      if (/re-?authenticate|aws login|Failed to load token|expired|validation failed/i.test(message))
        return as('signin-expired');
      break;
    case 'STS':
      if (failure.kind === 'denied' && /MultiFactorAuthentication failed/i.test(message)) return as('mfa-needed');
      if (failure.kind === 'denied' || failure.kind === 'refused' || failure.kind === 'unknown')
        return as('credentials-missing');
      return failure;
    case 'credential_process':
    case 'environment':
    case 'instance metadata':
    case 'container':
      return as('credentials-missing');
  }
  return failure.kind === 'unknown' || failure.kind === 'malformed' ? as('credentials-missing') : failure;
}

/** A helper program's own owner sees to its time. */
function within<T>(milliseconds: number | undefined, work: Promise<T>): Promise<T> {
  if (milliseconds === undefined) return work;
  return new Promise((resolvePromise, reject) => {
    const timer = setTimeout(() => reject(new Error(`No credentials within ${milliseconds / 1000} s.`)), milliseconds);
    work.then(resolvePromise, reject).finally(() => clearTimeout(timer));
  });
}

export function known(kind: FailureKind, message: string): KnownFailure {
  return new KnownFailure({ kind, message, mayHaveHappened: false });
}

export const missing = (message: string): KnownFailure => known('credentials-missing', message);

import { isRegion } from '../../model/scope.ts';
import { setMaxListeners } from 'node:events';
import { asUrgent, isUrgent } from '../../base/urgency.ts';
import { type Failure, type FailureKind, failed, type Outcome, succeeded } from '../../model/failure.ts';
import { type Answerer, answererOf, AT_AWS, elsewhereOf, type RoutedService } from '../../model/destination.ts';
import { createListTokens, type ListTokens } from '../../model/listTokens.ts';
import type { Permit } from '../../model/permit.ts';
import type { Scope } from '../../model/scope.ts';
import { ENVIRONMENT, withKeysOf } from '../credentials/step.ts';
import type { CredentialBroker, Lease, LeaseOwner } from '../credentials/broker.ts';
import { failureOf, requestIdOfResponse, withoutSecrets } from '../sdk/failures.ts';
import type { RateLimiter } from './rateLimiter.ts';
import type { Profiles } from '../credentials/profiles.ts';
import type { FailureDiagnosis } from './failureDiagnosis.ts';
import type { Secrets } from '../sdk/secrets.ts';
import { newTrace, sdkHandler, type SdkRequest } from '../sdk/sdkHandler.ts';
import {
  abortError,
  type SignedChange,
  type Timeouts,
  type Transport,
  type WireResponse,
} from '../transport/transport.ts';
import type { Clock } from '../../base/clock.ts';
import { ofWhom, type Sight, type Whose } from '../../model/sight.ts';
import { type Ask, type Answer, type CallTools, type ClientConfig } from './call.ts';

/** The way to AWS that reads and changes share: profile, credentials, rate, failure. */
export interface Caller {
  readonly profiles: Profiles;
  /** Milliseconds since the epoch. */
  now(): number;
  /** For one list. Operation as in `fis:ListExperiments`. */
  listTokens(operation: string): ListTokens;
  /** A failure that was made of a good answer's text, as it may be told. */
  withoutSecrets(failure: Failure): Failure;
  /** A text of a good answer that is written to the disk, as it may be told: whoever answers could quote the request in it. */
  struck(told: string): string;
  /** Who would answer a profile's question of a service now; undefined where its credentials can't be had. */
  answerer(profile: string, service: RoutedService, signal: AbortSignal | undefined): Promise<Answerer | undefined>;
  perform<T>(ask: Ask, work: (tools: CallTools) => Promise<T>): Promise<Outcome<Answer<T>>>;
}

export interface CallerOptions {
  readonly profiles: Profiles;
  readonly broker: CredentialBroker;
  readonly limiter: RateLimiter;
  readonly transport: Transport;
  readonly timeouts: Timeouts;
  /** How often a call is tried when a fault may pass. */
  readonly attempts: number;
  /** How many pages a list has at most, where it isn't {@link createListTokens}' own number. */
  readonly mostPages?: number;
  readonly clock: Clock;
  readonly diagnosis: FailureDiagnosis;
  /** Whose a lease's credentials are: from memory, or asked with that very lease, which remembers it. */
  readonly whoseIs: (lease: Lease, scope: Scope, signal: AbortSignal | undefined) => Promise<Outcome<LeaseOwner>>;
  readonly secrets: Secrets;
}

/** So long an answer waits for AWS to say whose its credentials are, and so long nobody asks again after that failed. Milliseconds. */
const NAMING_PATIENCE = 3_000;
const NAMING_PAUSE = 60_000;

/** So long each attempt of a call may take that only reads and for which a person waits, the last for all that follow it: they are told sooner what can't be read, and may try again. Milliseconds. */
const awaitedAttempts = [10_000, 4_000, 1_000] as const;

/** By how often the call was tried. */
function whileAwaited({ timeouts }: Pick<CallerOptions, 'timeouts'>, trace: { readonly attempts: number }): Timeouts {
  const most = (own: number): number => Math.min(own, awaitedAttempts[trace.attempts - 1] ?? awaitedAttempts[2]);
  return {
    get connect() {
      return most(timeouts.connect);
    },
    get request() {
      return most(timeouts.request);
    },
  };
}

const operationName = ({ service, operation }: Ask): string => `${service.toLowerCase()}:${operation}`;

/**
 * A call finds the profile, leases its credentials, waits for its rate, sends, and waits up to three seconds until it is known whose the credentials are.
 * Whatever `work` throws comes out as a {@link Failure}.
 */
export function createCaller(options: CallerOptions): Caller {
  const { profiles, broker, limiter, whoseIs, secrets, clock } = options;

  const configOf = (
    ask: Ask,
    lease: Lease,
    trace: { readonly attempts: number },
    guard: (request: SdkRequest, body: string) => void,
  ): ClientConfig => {
    const { caBundle, to } = lease.routes;
    const { endpoint, ...variants } = to[ask.service];
    return {
      region: ask.scope.region,
      credentials: () => Promise.resolve(lease.credentials),
      ...(endpoint !== undefined && { endpoint }),
      ignoreConfiguredEndpointUrls: true,
      userAgentAppId: () => Promise.resolve(undefined),
      authSchemePreference: () => Promise.resolve([]),
      ...variants,
      maxAttempts: options.attempts,
      retryMode: 'standard',
      defaultsMode: 'legacy',
      requestHandler: sdkHandler({
        transport: options.transport,
        timeouts: ask.mutating || !isUrgent(ask.signal) ? options.timeouts : whileAwaited(options, trace),
        guard,
        caBundle,
        answers: secrets.inAnswers,
        ...(ask.permit !== undefined && { change: signedBy(lease, ask.permit) }),
      }),
    };
  };

  const nameOwner = ownersNamer(options);

  return {
    profiles,
    now: () => clock.now(),
    listTokens: (operation) => createListTokens(operation, options.mostPages),
    withoutSecrets: (failure) => withoutSecrets(failure, secrets),
    struck: (told) => secrets.strike(told),
    answerer: (...asked) => answererBy(options, ...asked),
    async perform(ask, work) {
      const { scope, signal } = ask;
      // One signal of the caller's can stand for many calls at a time.
      if (signal !== undefined) setMaxListeners(0, signal);
      const operation = operationName(ask);
      // The last border: a region is a part of the host that a signed request goes to.
      if (!isRegion(scope.region)) return failed({ ...noRegion(scope.region), operation });
      const found = await profiles.find(scope.profile);
      if (!found.ok) return failed({ ...found.failure, operation });
      const profile = found.value;
      const leased =
        ask.lease === undefined ? await broker.lease(profile, ask.interactive, signal) : succeeded(ask.lease);
      if (!leased.ok) return failed(leased.failure);
      if (ask.permit !== undefined) {
        const whose = await whoseIs(leased.value, scope, signal ?? awaited());
        if (!whose.ok) return failed({ ...unknownAccount(whose.failure), operation });
      }
      const { credentials } = leased.value;
      // What is used is remembered longer than what was used before.
      secrets.add(credentials.accessKeyId, credentials.secretAccessKey, credentials.sessionToken);
      const owner = ownerOf(leased.value, ask);
      const trace = newTrace(ask.shape);
      let alsoTaken: Ask['also'];
      try {
        await limiter.take(owner, ask.rate, 1, signal);
        if (!(await tookSpare(limiter, owner, ask))) return failed({ ...noneToSpare, operation });
        if (ask.also !== undefined) {
          await limiter.take(owner, ask.also.rate, ask.also.cost, signal);
          alsoTaken = ask.also;
        }
        if (signal?.aborted === true) throw abortError();
        const output = await work({
          options: { ...(signal !== undefined && { abortSignal: signal }), trace },
          lease: leased.value,
          config: (guard) => configOf(ask, leased.value, trace, guard),
        });
        // Before anything else is waited for: AWS's date is compared with it.
        const arrived = clock.now();
        const response = trace.lastResponse;
        if (response === undefined) throw new TypeError('The call ended without an answer.');
        if (namesOwner(ask)) await nameOwner(leased.value, scope);
        // Goes into the audit log: whoever answers could quote the request in it.
        const stated = requestIdOfResponse(response);
        // Of what only reads nobody asks for it, and striking takes longer than reading a small answer.
        const requestId = stated === undefined || !ask.mutating ? undefined : secrets.strike(stated);
        const seen = sightOf(leased.value, response, arrived);
        return succeeded({
          output,
          response,
          seen,
          lease: leased.value,
          ...(requestId !== undefined && { requestId }),
        });
      } catch (error) {
        const told = failureOf(error, { operation, mutating: ask.mutating, trace, secrets, now: clock.now() });
        const { machine } = leased.value;
        const failure = profile.fromEnvironment
          ? withKeysOf(told, { kind: 'place', name: ENVIRONMENT })
          : machine
            ? withKeysOf(told, { kind: 'machine', machine })
            : told;
        if (failure.kind === 'throttled') limiter.drain(owner, ask.rate);
        if (alsoTaken !== undefined && !failure.mayHaveHappened)
          limiter.giveBack(owner, alsoTaken.rate, alsoTaken.cost);
        if (failure.kind === 'credentials-expired') broker.spent(scope.profile, leased.value.generation);
        const judged = await options.diagnosis.judge(failure, ask, leased.value.generation);
        if (!isAwsWord(judged) || !namesOwner(ask)) return failed(judged);
        await nameOwner(leased.value, scope);
        return failed({ ...judged, ...ofWhom(whoseLease(leased.value)) });
      }
    },
  };
}

/**
 * With the first answer that a lease brings, AWS is asked whose it is, once for all who read with it. Resolves when it has said so, or when that takes
 * too long: then the account of what was read is unknown.
 */
function ownersNamer({ whoseIs, clock }: Pick<CallerOptions, 'whoseIs' | 'clock'>) {
  const namings = new WeakMap<Lease, { readonly asked: Promise<unknown>; failedAt: number | undefined }>();
  return async (lease: Lease, scope: Scope): Promise<void> => {
    if (lease.owner() !== undefined) return;
    let naming = namings.get(lease);
    const isOld = naming?.failedAt !== undefined && clock.elapsed() - naming.failedAt >= NAMING_PAUSE;
    if (naming === undefined || isOld) {
      const asked = whoseIs(lease, scope, awaited()).then((answer) => {
        if (!answer.ok) begun.failedAt = clock.elapsed();
      });
      const begun: { readonly asked: Promise<unknown>; failedAt: number | undefined } = { asked, failedAt: undefined };
      naming = begun;
      namings.set(lease, naming);
    }
    let stopWaiting = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      stopWaiting = clock.after(NAMING_PATIENCE, resolve);
    });
    await Promise.race([naming.asked, late]);
    stopWaiting();
  };
}

/** Whose limits a call counts for: an account's in a region. An emulator's account can have the number of AWS's, and takes nothing of its limits. */
function ownerOf({ credentials, routes }: Lease, { scope, service }: Ask): string {
  const answerer: string = answererOf(routes.destination, service);
  const account = `${credentials.accountId ?? scope.profile}/${scope.region}`;
  return answerer === AT_AWS ? account : `${answerer} ${account}`;
}

const answererBy = async (
  { profiles, broker }: Pick<CallerOptions, 'profiles' | 'broker'>,
  ...[profile, service, signal]: Parameters<Caller['answerer']>
): Promise<Answerer | undefined> => {
  const found = await profiles.find(profile);
  const leased = found.ok ? await broker.lease(found.value, false, signal) : found;
  return leased.ok ? answererOf(leased.value.routes.destination, service) : undefined;
};

/** Calls to STS and IAM find out whose the credentials are, so they don't wait for it; neither does a change, whose permit has the account. */
const namesOwner = ({ service, mutating }: Ask): boolean => service !== 'STS' && service !== 'IAM' && !mutating;

/** A failure that tells something of an account: that a thing isn't in it, or what may not be done in it. Whoever shows it has to know which account that is. */
const isAwsWord = ({ kind }: Failure): boolean => kind === 'not-found' || kind === 'refused' || kind === 'denied';

/** A signal that never aborts, and goes before polls: every call with these credentials waits for this one. */
const awaited = (): AbortSignal => asUrgent(new AbortController().signal);

/** AWS dates its answers in whole seconds, and they take a moment: what is within is no difference of the clocks. */
const sameClock = { behind: 3_000, ahead: 1_000 };

function sightOf(lease: Lease, response: WireResponse, at: number): Sight {
  const { account, elsewhere } = whoseLease(lease);
  const ahead = Date.parse(response.headers['date'] ?? '') - at;
  const differs = ahead > sameClock.ahead || ahead < -sameClock.behind;
  return {
    ...(account !== undefined && { account }),
    ...(elsewhere !== undefined && { elsewhere }),
    at,
    ...(differs && { clockOffset: Math.round(ahead) }),
  };
}

const whoseLease = (lease: Lease): Whose => ({
  account: lease.owner()?.account,
  elsewhere: elsewhereOf(lease.routes.destination),
});

const signedBy = (lease: Lease, permit: Permit): SignedChange => {
  const { generation, routes } = lease;
  const account = lease.owner()?.account;
  return { permit, generation, destination: routes.destination, ...(account !== undefined && { account }) };
};

const renewed: ReadonlySet<FailureKind> = new Set(['signin-expired', 'mfa-needed', 'credentials-expired']);

/** Nothing is changed in an account that can't be named. The failure keeps its cause in its text; where credentials only have to be renewed, it is that cause itself, so that *Sign In* is offered. */
function unknownAccount(cause: Failure): Failure {
  if (cause.kind === 'cancelled') return { ...cause, mayHaveHappened: false };
  const { message } = cause;
  if (renewed.has(cause.kind)) {
    // Without STS's request id: it has answered no change.
    const { kind, code, signIn } = cause;
    return {
      kind,
      message,
      mayHaveHappened: false,
      ...(code !== undefined && { code }),
      ...(signIn !== undefined && { signIn }),
    };
  }
  return {
    kind: 'forbidden',
    code: 'account-unknown',
    message: `${cause.code ?? cause.kind}: ${message}`,
    mayHaveHappened: false,
  };
}

/** False where it would leave too little to somebody else's next call. */
const tookSpare = async (limiter: RateLimiter, owner: string, { spare, signal }: Ask): Promise<boolean> =>
  spare === undefined || (await limiter.takeSpare(owner, spare.rate, spare.cost, spare.leaves, signal));

const noneToSpare: Failure = {
  kind: 'throttled',
  message: 'Not sent: AWS’s limit has no room for it beside what it is about.',
  mayHaveHappened: false,
};

const noRegion = (region: string): Failure => ({
  kind: 'refused',
  code: 'InvalidRegion',
  message: `${JSON.stringify(region.slice(0, 60))} is not the name of an AWS region.`,
  mayHaveHappened: false,
});

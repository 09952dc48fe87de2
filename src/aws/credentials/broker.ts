import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { createPassedTime } from '../../base/passedTime.ts';
import { type Failure, type Machine, failed, type Outcome, succeeded } from '../../model/failure.ts';
import { machineOf, resolveCredentials } from './chain.ts';
import { failureOf } from '../sdk/failures.ts';
import type { Environment } from './environment.ts';
import { sharedPaths, stampOf } from './sharedConfig.ts';
import type { Profile } from './profiles.ts';
import { abortError } from '../transport/transport.ts';
import { type Credentials } from './credentials.ts';
import type { RenewalParts } from './keptSignIn.ts';
import type { StepOptions } from './step.ts';
import { type Routes, routesOf } from './endpoints.ts';

/** To whom credentials belong, as AWS's GetCallerIdentity answered when it was asked with them. */
export interface LeaseOwner {
  /** 12 digits. */
  readonly account: string;
  /** The ARN of who acts. */
  readonly caller: string;
}

/** Credentials as they are handed out to a call. Equal generations mean the same credentials. */
export interface Lease {
  readonly credentials: Credentials;
  readonly generation: number;
  /** Where what is signed with these credentials is sent. */
  readonly routes: Routes;
  /** The machine whose own role gives them, if one does. */
  readonly machine?: Machine;
  /** The owner as AWS told it; undefined until AWS has been asked. What a file or a helper program says of the account isn't believed. */
  owner(): LeaseOwner | undefined;
  /** Remembers what AWS said of these credentials. */
  learn(owner: LeaseOwner): void;
}

/** Hands out the credentials of profiles. */
export interface CredentialBroker {
  /**
   * A profile's credentials, fetched once for all regions and services, and again when they run out or when a file that they
   * come from has changed. Only an interactive call may ask the person for an MFA code. Never rejects.
   */
  lease(profile: Profile, interactive: boolean, signal: AbortSignal | undefined): Promise<Outcome<Lease>>;
  /** Forgets what is remembered of a profile, or of all. */
  invalidate(profile?: string): void;
  /** AWS no longer takes a profile's credentials of that generation: they are forgotten, and others that were fetched meanwhile are kept. */
  spent(profile: string, generation: number): void;
}

export interface BrokerOptions extends StepOptions {
  readonly askMfa: (profile: string, serial: string) => Promise<string | undefined>;
}

/** How long before they run out credentials are fetched anew, in milliseconds. */
const EARLY = 5 * 60_000;
/**
 * How long a failure counts for every call of the profile, in milliseconds; where finding it took longer, for as long as that. So a failing helper
 * program isn't run once for each region, and one that hangs isn't started again by the next poll.
 */
const FAILURE_STANDS = 3_000;

/**
 * What is remembered of one profile: its credentials or failure, or the work that fetches them. `sources` are what they come from.
 */
interface Memo {
  sources: Sources;
  readonly interactive: boolean;
  readonly promise: Promise<Outcome<Lease>>;
  /** Undefined while it is awaited. */
  settled: { readonly until: number; readonly generation: number | undefined } | undefined;
}

/** Keeps credentials in memory alone, never on the disk. `askMfa` resolves with the code that the person typed, or undefined when they gave none. */
export function createCredentialBroker(options: BrokerOptions): CredentialBroker {
  const { env, clock } = options;
  const memos = new Map<string, Memo>();
  /** Time that goes on while the machine sleeps, and that isn't affected when the wall clock is set back. */
  const passed = createPassedTime(clock);
  let leases = 0;

  const fetch = async (
    profile: Profile,
    interactive: boolean,
    signInWritten: RenewalParts['signInWritten'],
  ): Promise<Outcome<Lease>> => {
    try {
      const mfaCode = (name: string, serial: string): Promise<string | undefined> =>
        interactive ? options.askMfa(name, serial) : Promise.resolve(undefined);
      const credentials = await resolveCredentials(profile, { ...options, mfaCode, signInWritten });
      leases += 1;
      return succeeded(leaseOf(credentials, leases, routesOf(profile, env, credentials), machineOf(profile, env)));
    } catch (error) {
      return failed(
        failureOf(error, { operation: `credentials: ${profile.name}`, mutating: false, secrets: options.secrets }),
      );
    }
  };
  const begin = (profile: Profile, sources: Sources, interactive: boolean): Memo => {
    const settled = async (): Promise<Outcome<Lease>> => {
      const began = passed();
      // Renewing a sign-in changes its own file. What anybody else changes meanwhile isn't what was read: the next call finds it, and fetches anew.
      const outcome = await fetch(profile, interactive, (path, stamp) => {
        if (stamp !== undefined) memo.sources = withStamp(memo.sources, path, stamp);
      });
      const stands = outcome.ok
        ? lifetime(outcome.value.credentials, clock)
        : Math.max(FAILURE_STANDS, passed() - began);
      memo.settled = {
        until: passed() + stands,
        generation: outcome.ok ? outcome.value.generation : undefined,
      };
      return outcome;
    };
    const memo: Memo = { sources, interactive, promise: Promise.resolve().then(settled), settled: undefined };
    memos.set(profile.name, memo);
    return memo;
  };
  /** Whether a call can take what is remembered. A person who tries again isn't given an old failure. */
  const usable = (memo: Memo | undefined, sources: Sources, interactive: boolean): memo is Memo => {
    if (memo === undefined || keyOf(memo.sources) !== keyOf(sources)) return false;
    const { settled } = memo;
    return settled === undefined || (passed() < settled.until && (settled.generation !== undefined || !interactive));
  };

  return {
    async lease(profile, interactive, signal) {
      const sources = await sourcesNow(profile, env);
      const before = memos.get(profile.name);
      const memo = usable(before, sources, interactive) ? before : begin(profile, sources, interactive);
      const outcome = await until(memo.promise, signal);
      if (outcome.ok || !interactive || memo.interactive || outcome.failure.kind === 'cancelled') return outcome;
      // This call joined one that could not ask the person. Those that wait here now ask once, together.
      const now = memos.get(profile.name);
      return until((usable(now, sources, true) ? now : begin(profile, sources, true)).promise, signal);
    },
    invalidate(profile) {
      if (profile === undefined) memos.clear();
      else memos.delete(profile);
    },
    spent(profile, generation) {
      if (memos.get(profile)?.settled?.generation === generation) memos.delete(profile);
    },
  };
}

function leaseOf(credentials: Credentials, generation: number, routes: Routes, machine: Machine | undefined): Lease {
  let known: LeaseOwner | undefined;
  return {
    credentials,
    generation,
    routes,
    ...(machine && { machine }),
    owner: () => known,
    learn: (owner) => {
      known = owner;
    },
  };
}

/** How long credentials can be handed out, in milliseconds. */
function lifetime({ expiration }: Credentials, clock: Clock): number {
  return expiration === undefined
    ? Number.POSITIVE_INFINITY
    : Math.max(1_000, expiration.getTime() - clock.now() - EARLY);
}

/** Waits for the promise until the signal aborts. Other callers go on waiting. */
function until(promise: Promise<Outcome<Lease>>, signal: AbortSignal | undefined): Promise<Outcome<Lease>> {
  if (signal === undefined) return promise;
  return new Promise((resolve) => {
    const stop = (): void => resolve(failed(cancelled));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    void promise.then((outcome) => {
      signal.removeEventListener('abort', stop);
      resolve(outcome);
    });
  });
}

const cancelled: Failure = {
  kind: 'cancelled',
  operation: 'credentials',
  message: abortError().message,
  mayHaveHappened: false,
};

/**
 * Identifies what the credentials come from and where they are sent: a digest of the profile's chain and endpoints, and the time and size of the files that hold its
 * sign-in and its token.
 */
interface Sources {
  readonly settings: string;
  readonly stamps: ReadonlyMap<string, string>;
}

const keyOf = ({ settings, stamps }: Sources): string => JSON.stringify([settings, ...stamps]);

const withStamp = ({ settings, stamps }: Sources, path: string, stamp: string): Sources => ({
  settings,
  stamps: stamps.has(path) ? new Map(stamps).set(path, stamp) : stamps,
});

async function sourcesNow(profile: Profile, env: Environment): Promise<Sources> {
  if (profile.simulation !== undefined)
    return { settings: digest('sha256', JSON.stringify(profile.simulation)), stamps: new Map() };
  const paths = sharedPaths(env);
  const parts: unknown[] = [routesOf(profile, env)];
  const seen = new Set<string>();
  let section = profile.section;
  for (let name: string | undefined = profile.name; name !== undefined && !seen.has(name);) {
    seen.add(name);
    section = profile.shared.profiles.get(name) ?? (name === profile.name ? profile.section : {});
    const { config, credentials } = profile.shared.places.get(name) ?? {};
    parts.push([section, config?.section.properties, credentials?.section.properties]);
    name = section['source_profile'];
  }
  const session = section['sso_session'];
  const kept = (folder: string, algorithm: 'sha1' | 'sha256', name: string | undefined): string | undefined =>
    name === undefined ? undefined : join(folder, `${digest(algorithm, name)}.json`);
  const files = [
    kept(paths.ssoCache, 'sha1', session ?? section['sso_start_url']),
    kept(paths.loginCache, 'sha256', section['login_session']),
    section['web_identity_token_file'],
  ];
  if (session !== undefined) parts.push(profile.shared.ssoSessions.get(session));
  if (profile.fromEnvironment) parts.push(env['AWS_ACCESS_KEY_ID'], env['AWS_SESSION_TOKEN']);
  const stamps = await Promise.all(
    files.flatMap((file) =>
      file
        ? [
            stampOf(file).then(
              (stamp) => [file, stamp] as const,
              () => [file, 'unreadable'] as const,
            ),
          ]
        : [],
    ),
  );
  return { settings: digest('sha256', JSON.stringify(parts)), stamps: new Map(stamps) };
}

function digest(algorithm: 'sha1' | 'sha256', source: string): string {
  return createHash(algorithm).update(source).digest('hex');
}

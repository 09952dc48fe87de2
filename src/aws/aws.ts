import { diagnoseProfile } from './diagnosis/diagnoseProfile.ts';
import type { Clock } from '../base/clock.ts';
import type { AwsReads } from '../model/ports/awsReads.ts';
import { type Outcome, succeeded } from '../model/failure.ts';
import { ofWhom, type Read, saw, whoseAt } from '../model/sight.ts';
import type { Identity } from '../model/identity.ts';
import type { ProfileDiagnosis } from '../model/profileDiagnosis.ts';
import { createCaller } from './call/caller.ts';
import { createExit } from './exit.ts';
import { createLoadedServices } from './loadedServices.ts';
import { createAwsReads } from './reads.ts';
import { createChangeGuard } from './transport/changeGuard.ts';
import type { StrikeSecrets } from '../model/ports/strikeSecrets.ts';
import type { AwsPermissions } from '../model/ports/awsPermissions.ts';
import { createCredentialBroker } from './credentials/broker.ts';
import { createSecrets, type OnSecret } from './sdk/secrets.ts';
import { createRateLimiter } from './call/rateLimiter.ts';
import { nodeTransport } from './transport/nodeTransport.ts';
import type { ChangePolicy } from '../model/changePolicy.ts';
import type { Environment } from './credentials/environment.ts';
import { profileFiles } from './credentials/sharedConfig.ts';
import type { SimulatedProfile } from '../model/simulatedProfile.ts';
import { createProfiles } from './credentials/profiles.ts';
import { createHelperProcesses } from './credentials/helper/helperProcesses.ts';
import { STEP_LIMIT } from './credentials/step.ts';
import { createFailureDiagnosis } from './call/failureDiagnosis.ts';
import { systemClock } from '../base/systemClock.ts';
import type { Timeouts, Transport } from './transport/transport.ts';
import type { AwsChanges } from '../model/ports/awsChanges.ts';

export interface AwsOptions extends AwsCoreOptions {
  /** The guards as they are; asked right before the first byte of whatever changes something. */
  readonly policy: () => ChangePolicy;
  /** The clock that read the moment at which permits were confirmed; `clock` by default. */
  readonly permitClock?: Clock;
  /** Node's own by default. One that is given is closed by its giver. */
  readonly transport?: Transport;
}

export interface AwsCoreOptions {
  /** Asks the person for a code of an MFA device; undefined when they give none. Never called for a poll. */
  readonly askMfa?: (profile: string, serial: string) => Promise<string | undefined>;
  /** Profiles that need no file, by name: the demo's. */
  readonly simulatedProfiles?: Readonly<Record<string, SimulatedProfile>>;
  /** `process.env` by default. */
  readonly env?: Environment;
  /** 5 s for a connection, 30 s for an answer by default. */
  readonly timeouts?: Timeouts;
  /** How often a call is tried when a fault may pass; 3 by default. */
  readonly attempts?: number;
  /** Which mark stands for a hidden value follows from the value and this: the same value has the same mark in everything that shares it. Random by default. */
  readonly hidingKey?: Uint8Array;
  /** How many pages one list has at most; 10,000 by default. */
  readonly mostPages?: number;
  readonly clock?: Clock;
  /** Milliseconds that a `credential_process` has: 60,000 by default. */
  readonly processTimeout?: number;
  /** Told of each group of helper processes that begins and ends, for whoever outlives this. */
  readonly onProcessGroup?: (leader: number, runs: boolean) => void;
  /** What somebody before this one knew as secret. */
  readonly secrets?: readonly string[];
  /** Told of each secret, for whoever outlives this. */
  readonly onSecret?: OnSecret;
  /** Whether a host has an address; the system's resolver by default. */
  readonly resolves?: (host: string) => Promise<boolean>;
}

/** AWS, as Halt sees it. */
export interface Aws {
  readonly reads: AwsReads;
  readonly changes: AwsChanges;
  readonly permissions: AwsPermissions;
  /** As `reads.identity`, but on the person's own action: it may ask for an MFA code, and takes no remembered failure for an answer. */
  signIn(profile: string, signal: AbortSignal): Promise<Outcome<Identity>>;
  /** What a profile does, found out by doing it. Nobody is asked for an MFA code. */
  diagnose(profile: string, signal: AbortSignal): Promise<Outcome<ProfileDiagnosis>>;
  /** Texts without the secrets that are known here, for whoever writes them to the disk. */
  readonly struck: StrikeSecrets;
  /** Forgets a profile's credentials, or all, so that the next call reads them anew. */
  invalidate(profile?: string): void;
  /** So many windows use the same account's limits: what each may poll with is divided among them. */
  share(windows: number): void;
  /** Closes every connection; calls under way end as failures. */
  dispose(): Promise<void>;
}

const defaultTimeouts: Timeouts = { connect: 5_000, request: 30_000 };

/**
 * Reaches AWS with the profiles of the shared config, all in this thread. Nothing is read or sent before the first call; each service's clients are made
 * with its first call.
 */
export function createAws(options: AwsOptions): Aws {
  const clock = options.permitClock ?? options.clock ?? systemClock;
  const guard = createChangeGuard({ policy: options.policy, clock });
  const transport = options.transport ?? nodeTransport({ maxSockets: 50, ownAgents: true });
  const aws = createAwsCore({ ...options, transport: guard.over(transport) });
  return {
    ...aws,
    changes: guard.before(aws.changes),
    async dispose() {
      await aws.dispose();
      if (options.transport === undefined) transport.close();
    },
  };
}

/** All but the last word on changes, which belongs to the thread that owns the sockets: `transport` has it, here or on the other side of a worker. */
export function createAwsCore(options: AwsCoreOptions & { readonly transport: Transport }): Aws {
  const env = options.env ?? process.env;
  const clock = options.clock ?? systemClock;
  const timeouts = options.timeouts ?? defaultTimeouts;
  const { transport } = options;
  const files = profileFiles(env);
  const profiles = createProfiles({ env, files, simulated: options.simulatedProfiles ?? {} });
  const askMfa = options.askMfa ?? (() => Promise.resolve(undefined));
  const { onProcessGroup } = options;
  const processes = createHelperProcesses({
    timeout: options.processTimeout ?? STEP_LIMIT,
    ...(onProcessGroup !== undefined && { onGroup: onProcessGroup }),
  });
  const secrets = createSecrets(options.onSecret);
  secrets.add(...(options.secrets ?? []));
  const exit = createExit(secrets);
  const broker = createCredentialBroker({ env, clock, transport, timeouts, processes, secrets, askMfa });
  const limiter = createRateLimiter(clock);
  const services = createLoadedServices(() => caller, options.hidingKey);
  const diagnosis = createFailureDiagnosis({
    clock,
    credentialsWork: async (profile, region, signal) =>
      (await services.identity()).credentialsWork(profile, region, signal),
    ...(options.resolves !== undefined && { resolves: options.resolves }),
  });
  const parts = {
    env,
    profiles,
    limiter,
    transport,
    timeouts,
    attempts: options.attempts ?? 3,
    clock,
    diagnosis,
    secrets,
  };
  const caller = createCaller({
    ...parts,
    ...(options.mostPages !== undefined && { mostPages: options.mostPages }),
    broker,
    whoseIs: async (lease, scope, signal) => (await services.identity()).whoseIs(lease, scope, signal),
  });

  const identify = async (name: string, interactive: boolean, signal: AbortSignal): Promise<Read<Identity>> => {
    const found = await profiles.find(name);
    if (!found.ok) return found;
    const answer = await (await services.identity()).identity(found.value, interactive, signal);
    return answer.ok ? saw(answer.value, { ...ofWhom(whoseAt(answer.value)), at: clock.now() }) : answer;
  };

  const reads = createAwsReads({ services, profiles, exit, clock, identify });
  const changes: AwsChanges = {
    stopInstances: (...args) => exit.safely(async () => (await services.changes()).stopInstances(...args)),
    startInstances: (...args) => exit.safely(async () => (await services.changes()).startInstances(...args)),
    stopDeployment: (...args) => exit.safely(async () => (await services.changes()).stopDeployment(...args)),
    continueDeployment: (...args) => exit.safely(async () => (await services.changes()).continueDeployment(...args)),
    stopExperiment: (...args) => exit.safely(async () => (await services.changes()).stopExperiment(...args)),
    setSafetyLever: (...args) => exit.safely(async () => (await services.changes()).setSafetyLever(...args)),
  };

  const permissions: AwsPermissions = {
    mayStopInstance: (...args) => exit.safely(async () => (await services.permissions()).mayStopInstance(...args)),
    dryRun: (...args) => exit.safely(async () => (await services.permissions()).dryRun(...args)),
  };

  return {
    reads,
    changes,
    permissions,
    signIn: async (profile, signal) => {
      const outcome = await exit.safely(() => identify(profile, true, signal));
      // What was concluded while the credentials did not work doesn't hold any more.
      if (outcome.ok) diagnosis.forget(profile);
      return outcome;
    },
    diagnose: (profile, signal) =>
      exit.safely(async () => {
        return succeeded(await diagnoseProfile(profile, { ...parts, processes, files }, signal));
      }),
    struck: async (texts) => exit.struck(texts),
    invalidate(profile) {
      broker.invalidate(profile);
      diagnosis.forget(profile);
    },
    share: (windows) => limiter.share(windows),
    async dispose() {
      processes.dispose();
      limiter.close();
      services.dispose();
    },
  };
}

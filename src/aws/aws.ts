import { diagnoseProfile } from './diagnosis/diagnoseProfile.ts';
import type { Clock } from '../base/clock.ts';
import type { AwsReads, Page, ProfileList, ResourceDocument } from '../model/ports/awsReads.ts';
import { type Failure, failed, type Outcome, succeeded } from '../model/failure.ts';
import { type Read, saw } from '../model/sight.ts';
import type { Identity } from '../model/identity.ts';
import type { ProfileDiagnosis } from '../model/profileDiagnosis.ts';
import type { ListKind, TargetRef } from '../model/resources/resource.ts';
import type { Scope } from '../model/scope.ts';
import { createCaller } from './call/caller.ts';
import { createAwsChanges } from './changes.ts';
import { createAwsPermissions } from './permissions.ts';
import { createChangeGuard } from './transport/changeGuard.ts';
import type { AwsPermissions } from '../model/ports/awsPermissions.ts';
import { createEc2 } from './services/ec2/reads.ts';
import { createEcs } from './services/ecs/reads.ts';
import { createFis } from './services/fis/reads.ts';
import { createIdentity } from './services/sts/identity.ts';
import { createCredentialBroker } from './credentials/broker.ts';
import { homeRegion, identityRegion } from './credentials/endpoints.ts';
import { failureOf } from './sdk/failures.ts';
import { createSecrets, type Secrets } from './sdk/secrets.ts';
import { createRateLimiter } from './call/rateLimiter.ts';
import { nodeTransport } from './transport/nodeTransport.ts';
import type { ChangePolicy } from '../model/changePolicy.ts';
import { type Environment, profileFiles } from './credentials/sharedConfig.ts';
import { createProfiles, type SimulatedProfile } from './credentials/profiles.ts';
import { createHelperProcesses } from './credentials/helperProcesses.ts';
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
  readonly clock?: Clock;
  /** Milliseconds that a `credential_process` has: 60,000 by default. */
  readonly processTimeout?: number;
  /** Told of each group of helper processes that begins and ends, for whoever outlives this. */
  readonly onProcessGroup?: (leader: number, runs: boolean) => void;
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
  const secrets = createSecrets();
  const exit = exitsWithout(secrets);
  const broker = createCredentialBroker({ env, clock, transport, timeouts, processes, secrets, askMfa });
  const limiter = createRateLimiter(clock);
  const second = createFailureDiagnosis({
    clock,
    credentialsWork: async (profile, region, signal) =>
      (await load.identity()).credentialsWork(profile, region, signal),
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
    second,
    secrets,
  };
  const caller = createCaller({
    ...parts,
    broker,
    whoseIs: async (lease, scope, signal) => (await load.identity()).whoseIs(lease, scope, signal),
  });

  const loaded: { dispose(): void }[] = [];
  const kept = <T extends { dispose(): void }>(part: T): T => {
    loaded.push(part);
    return part;
  };
  const load = {
    ec2: once(async () => kept(createEc2(caller))),
    ecs: once(async () => kept(createEcs(caller))),
    fis: once(async () => kept(createFis(caller))),
    identity: once(async () => kept(createIdentity(caller))),
    changes: once(async () => createAwsChanges(caller)),
    permissions: once(async () => createAwsPermissions(caller)),
  };

  const identify = async (name: string, interactive: boolean, signal: AbortSignal): Promise<Read<Identity>> => {
    const found = await profiles.find(name);
    if (!found.ok) return found;
    const answer = await (await load.identity()).identity(found.value, interactive, signal);
    return answer.ok ? saw(answer.value, { account: answer.value.account, at: clock.now() }) : answer;
  };

  const reads: AwsReads = {
    async profiles(): Promise<ProfileList> {
      return profiles.list();
    },
    identity: (profile, signal) => exit.safely(() => identify(profile, false, signal)),
    regions: (profile, signal) =>
      exit.safely(async () => {
        const found = await profiles.find(profile);
        if (!found.ok) return found;
        const region = identityRegion(found.value);
        const ec2 = await load.ec2();
        const first = await ec2.regions({ profile, region }, signal);
        const home = homeRegion(region);
        return first.ok || home === region || first.failure.kind === 'cancelled'
          ? first
          : ec2.regions({ profile, region: home }, signal);
      }),
    list: (scope, kind, signal) => exit.safePages(() => pagesOf(scope, kind, signal)),
    describe: (scope, kind, ids, signal) =>
      exit.safely(async () => {
        if (ids.length === 0) return saw({ targets: [], missing: [], failures: {} }, { at: clock.now() });
        switch (kind) {
          case 'instance':
            return (await load.ec2()).describe(scope, ids, signal);
          case 'deployment':
            return (await load.ecs()).describe(scope, ids, signal);
          case 'experiment':
            return (await load.fis()).describe(scope, ids, signal);
        }
      }),
    document: (ref, signal) => exit.safely(() => documentOf(ref, signal)),
    async stopProtection(scope, ids, signal) {
      try {
        return await (await load.ec2()).stopProtection(scope, ids, signal);
      } catch (error) {
        const answer = failed(failureOf(error, { operation: 'halt', mutating: false, secrets }));
        return Object.fromEntries(ids.map((id) => [id, answer]));
      }
    },
    spotKinds: (scope, ids, signal) => exit.safely(async () => (await load.ec2()).spotKinds(scope, ids, signal)),
    revisions: (scope, arns, signal) => exit.safely(async () => (await load.ecs()).revisions(scope, arns, signal)),
    pastDeployments: (scope, arn, next, signal) =>
      exit.safely(async () => (await load.ecs()).pastDeployments(scope, arn, next, signal)),
    resolvedTargets: (scope, id, next, signal) =>
      exit.safely(async () => (await load.fis()).resolvedTargets(scope, id, next, signal)),
    targetAccounts: (scope, id, signal) =>
      exit.safely(async () => (await load.fis()).targetAccounts(scope, id, signal)),
    experimentTemplate: (scope, id, signal) => exit.safely(async () => (await load.fis()).template(scope, id, signal)),
    safetyLever: (scope, signal) => exit.safely(async () => (await load.fis()).lever(scope, signal)),
  };

  const pagesOf = async function* (scope: Scope, kind: ListKind, signal: AbortSignal): AsyncGenerator<Read<Page>> {
    switch (kind) {
      case 'instance':
        yield* (await load.ec2()).list(scope, signal);
        return;
      case 'service':
        yield* (await load.ecs()).list(scope, signal);
        return;
      case 'experiment':
        yield* (await load.fis()).list(scope, signal);
        return;
      case 'lever': {
        const lever = await (await load.fis()).lever(scope, signal);
        yield lever.ok ? saw({ resources: [lever.value], gaps: [] }, lever.seen) : lever;
      }
    }
  };

  const documentOf = async ({ scope, kind, id }: TargetRef, signal: AbortSignal): Promise<Read<ResourceDocument>> => {
    switch (kind) {
      case 'instance':
        return (await load.ec2()).document(scope, id, signal);
      case 'deployment':
        return (await load.ecs()).document(scope, id, signal);
      case 'experiment':
        return (await load.fis()).document(scope, id, signal);
    }
  };

  const changes: AwsChanges = {
    stopInstances: (...args) => exit.safely(async () => (await load.changes()).stopInstances(...args)),
    startInstances: (...args) => exit.safely(async () => (await load.changes()).startInstances(...args)),
    stopDeployment: (...args) => exit.safely(async () => (await load.changes()).stopDeployment(...args)),
    continueDeployment: (...args) => exit.safely(async () => (await load.changes()).continueDeployment(...args)),
    stopExperiment: (...args) => exit.safely(async () => (await load.changes()).stopExperiment(...args)),
    setSafetyLever: (...args) => exit.safely(async () => (await load.changes()).setSafetyLever(...args)),
  };

  const permissions: AwsPermissions = {
    mayStopInstance: (...args) => exit.safely(async () => (await load.permissions()).mayStopInstance(...args)),
  };

  return {
    reads,
    changes,
    permissions,
    signIn: async (profile, signal) => {
      const outcome = await exit.safely(() => identify(profile, true, signal));
      // What was concluded while the credentials did not work doesn't hold any more.
      if (outcome.ok) second.forget(profile);
      return outcome;
    },
    diagnose: (profile, signal) =>
      exit.safely(async () => {
        return succeeded(await diagnoseProfile(profile, { ...parts, processes, files }, signal));
      }),
    invalidate(profile) {
      broker.invalidate(profile);
      second.forget(profile);
    },
    share: (windows) => limiter.share(windows),
    async dispose() {
      processes.dispose();
      limiter.close();
      for (const part of loaded) part.dispose();
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** Nothing leaves as an exception: whatever an adapter did not foresee is a failure too. */
function exitsWithout(secrets: Secrets) {
  const unforeseen = (error: unknown) => failed(failureOf(error, { operation: 'halt', mutating: false, secrets }));
  return {
    async safely<T extends { readonly ok: boolean }>(
      work: () => Promise<T>,
    ): Promise<T | { readonly ok: false; readonly failure: Failure }> {
      try {
        return await work();
      } catch (error) {
        return unforeseen(error);
      }
    },
    async *safePages(work: () => AsyncGenerator<Read<Page>>): AsyncGenerator<Read<Page>> {
      try {
        yield* work();
      } catch (error) {
        yield unforeseen(error);
      }
    },
  };
}

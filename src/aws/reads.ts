import type { Clock } from '../base/clock.ts';
import type { Identity, RegionInfo } from '../model/identity.ts';
import type { AwsReads, Found, ListPage, ProfileList, WholeResource } from '../model/ports/awsReads.ts';
import type { ListKind, StoppableRef, TargetKind } from '../model/resources/resource.ts';
import type { Scope } from '../model/scope.ts';
import { type Read, saw } from '../model/sight.ts';
import { homeRegion, identityRegion } from './credentials/endpoints.ts';
import type { Profiles } from './credentials/profiles.ts';
import type { Exit } from './exit.ts';
import type { LoadedServices } from './loadedServices.ts';
import { leftOut } from './sdk/unreadMembers.ts';

interface ReadParts {
  readonly services: LoadedServices;
  readonly profiles: Profiles;
  readonly exit: Exit;
  readonly clock: Clock;
  readonly identify: (profile: string, interactive: boolean, signal: AbortSignal) => Promise<Read<Identity>>;
}

/** Which service answers which question. A service is loaded with the first question that it answers. */
export function createAwsReads({ services, profiles, exit, clock, identify }: ReadParts): AwsReads {
  /** The home region of the profile's partition is asked where the profile's own doesn't answer. */
  const regionsOf = async (profile: string, signal: AbortSignal): Promise<Read<readonly RegionInfo[]>> => {
    const found = await profiles.find(profile);
    if (!found.ok) return found;
    const region = identityRegion(found.value);
    const ec2 = await services.ec2();
    const first = await ec2.regions({ profile, region }, signal);
    const home = homeRegion(region);
    return first.ok || home === region || first.failure.kind === 'cancelled'
      ? first
      : ec2.regions({ profile, region: home }, signal);
  };

  return {
    async profiles(): Promise<ProfileList> {
      return profiles.list();
    },
    identity: (profile, signal) => exit.safely(() => identify(profile, false, signal)),
    regions: (profile, signal) => exit.safely(() => regionsOf(profile, signal)),
    list: (scope, kind, signal) => exit.safePages(() => pagesOf(services, scope, kind, signal)),
    describe: (scope, kind, ids, signal) =>
      exit.safely(async () =>
        ids.length === 0
          ? saw({ targets: [], missing: [], failures: {} }, { at: clock.now() })
          : describedOf({ services, exit }, scope, kind, ids, signal),
      ),
    wholeResource: (ref, signal) => exit.safely(() => wholeResourceOf(services, ref, signal)),
    async stopProtection(scope, ids, signal) {
      try {
        return await (await services.ec2()).stopProtection(scope, ids, signal);
      } catch (error) {
        const answer = exit.unforeseen(error);
        return Object.fromEntries(ids.map((id) => [id, answer]));
      }
    },
    spotKinds: (scope, ids, signal) => exit.safely(async () => (await services.ec2()).spotKinds(scope, ids, signal)),
    volumeSizes: (scope, ids, signal) =>
      exit.safely(async () =>
        ids.length === 0 ? saw({}, { at: clock.now() }) : (await services.ec2()).volumeSizes(scope, ids, signal),
      ),
    typeStores: (scope, types, signal) =>
      exit.safely(async () =>
        types.length === 0 ? saw({}, { at: clock.now() }) : (await services.ec2()).typeStores(scope, types, signal),
      ),
    revisions: (scope, arns, signal) => exit.safely(async () => (await services.ecs()).revisions(scope, arns, signal)),
    wholeRevision: (scope, arn, asked, signal) =>
      exit.safely(async () => (await services.ecs()).wholeRevision(scope, arn, asked, signal)),
    stoppedTasks: (scope, deployment, signal) =>
      exit.safely(async () => (await services.ecs()).stoppedTasks(scope, deployment, signal)),
    daemons: (scope, signal) => exit.safely(async () => (await services.ecs()).daemons(scope, signal)),
    wholeDaemon: (scope, arn, signal) =>
      exit.safely(async () => (await services.ecs()).wholeDaemon(scope, arn, signal)),
    pastDeployments: (scope, arn, next, signal) =>
      exit.safely(async () => (await services.ecs()).pastDeployments(scope, arn, next, signal)),
    resolvedTargets: (scope, id, next, signal) =>
      exit.safely(async () => (await services.fis()).resolvedTargets(scope, id, next, signal)),
    targetAccounts: (scope, id, signal) =>
      exit.safely(async () => (await services.fis()).targetAccounts(scope, id, signal)),
    experimentTemplate: (scope, id, signal) =>
      exit.safely(async () => (await services.fis()).template(scope, id, signal)),
    alarmStates: (scope, arns, signal) =>
      exit.safely(async () =>
        arns.length === 0 ? saw({}, { at: clock.now() }) : (await services.alarms()).states(scope, arns, signal),
      ),
  };
}

async function describedOf(
  { services, exit }: Pick<ReadParts, 'services' | 'exit'>,
  scope: Scope,
  kind: TargetKind,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Read<Found>> {
  switch (kind) {
    case 'instance':
      return (await services.ec2()).describe(scope, ids, signal);
    case 'deployment':
      return (await services.ecs()).describe(scope, ids, signal);
    case 'experiment':
      return (await services.fis()).describe(scope, ids, signal);
    case 'lever': {
      const lever = await (await services.fis()).lever(scope, signal);
      if (!lever.ok) return lever;
      // A place has one lever: AWS tells it whatever else was named.
      const others = ids.filter((id) => id !== lever.value.id);
      return saw(
        {
          targets: others.length < ids.length ? [lever.value] : [],
          missing: [],
          failures: Object.fromEntries(others.map((id) => [id, leftOut(exit, 'fis:GetSafetyLever', id)])),
        },
        lever.seen,
      );
    }
  }
}

async function* pagesOf(
  services: LoadedServices,
  scope: Scope,
  kind: ListKind,
  signal: AbortSignal,
): AsyncGenerator<Read<ListPage>> {
  switch (kind) {
    case 'instance':
      yield* (await services.ec2()).list(scope, signal);
      return;
    case 'service':
      yield* (await services.ecs()).list(scope, signal);
      return;
    case 'experiment':
      yield* (await services.fis()).list(scope, signal);
      return;
    case 'lever': {
      const lever = await (await services.fis()).lever(scope, signal);
      yield lever.ok ? saw({ resources: [lever.value], gaps: [] }, lever.seen) : lever;
    }
  }
}

async function wholeResourceOf(
  services: LoadedServices,
  { scope, kind, id }: StoppableRef,
  signal: AbortSignal,
): Promise<Read<WholeResource>> {
  switch (kind) {
    case 'instance':
      return (await services.ec2()).wholeResource(scope, id, signal);
    case 'deployment':
      return (await services.ecs()).wholeResource(scope, id, signal);
    case 'experiment':
      return (await services.fis()).wholeResource(scope, id, signal);
  }
}

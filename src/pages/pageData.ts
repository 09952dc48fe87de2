import type { Clock } from '../base/clock.ts';
import { defined } from '../base/untrusted.ts';
import { typeStoreIn, type TypeStore } from '../model/resources/typeStore.ts';
import type { AwsReads, Paged } from '../model/ports/awsReads.ts';
import { longestOwed } from '../model/ports/owedAnswer.ts';
import { type Failure, type Outcome, failed, malformed, succeeded } from '../model/failure.ts';
import type { AlarmStates } from '../model/resources/alarm.ts';
import { stateTraits } from '../model/resources/states.ts';
import type { Experiment, ResolvedTarget, TargetAccount } from '../model/resources/experiment.ts';
import type { Instance } from '../model/resources/instance.ts';
import type { StoppedTasks } from '../model/resources/stoppedTasks.ts';
import { nobodys, type Read, readOf, whoseOf } from '../model/sight.ts';
import { createAsked, createAskTimes } from './asked.ts';
import type { StoppableRef } from '../model/resources/resource.ts';
import type { PageModel } from '../panel/protocol/page.ts';
import { deploymentPage } from './deployment/page.ts';
import { gotWell, mayBeStuck } from './deployment/stuck.ts';
import type { Service } from '../model/resources/service.ts';
import { experimentPage } from './experiment/page.ts';
import { choosesStill } from './experiment/targets.ts';
import { instancePage } from './instance/page.ts';
import type { LatestResource } from './latestResources.ts';
import type { DeploymentExtras, InstanceExtras, PageInput } from './pageInput.ts';
import { type ListFetcher, createListFetcher } from './listFetcher.ts';
import type { Stoppable } from '../model/resources/target.ts';
import type { ServiceDeployment, ServiceRevision } from '../model/resources/deployment.ts';

/** What a page needs beside AWS's answer for the resource itself, fetched once it is known to be needed, and again each minute where it may be another or has failed. */
export interface PageData {
  /** The answer of which the page is drawn: says what else is needed. */
  take(answer: LatestResource): void;
  page(input: PageInput, listed: Stoppable | undefined): PageModel;
  /** The next page of what comes page by page. */
  more(): Promise<void>;
  /** Since when AWS owes something that the page says is loading, in ms since the epoch by this machine's clock. */
  waitingSince(): number | undefined;
  dispose(): void;
}

interface SourceOptions {
  readonly ref: StoppableRef;
  readonly reads: AwsReads;
  readonly sentence: (failure: Failure) => string;
  readonly changed: () => void;
  readonly clock: Clock;
  /** The service of a deployment, as it was last listed. */
  readonly serviceOf: (ref: StoppableRef) => Service | undefined;
  /** Why the list in which that service would be could not be read, or not all of it. */
  readonly whyNoService: (ref: StoppableRef) => Failure | undefined;
}

/** What is read for the page of one resource, by its kind. Whoever makes it disposes of it. */
export function createPageData(options: SourceOptions): PageData {
  switch (options.ref.kind) {
    case 'experiment':
      return experimentSource(options);
    case 'deployment':
      return deploymentSource(options);
    case 'instance':
      return instanceSource(options);
  }
}

/** Takes what was read for the page only where it may be of the account that the page shows. */
function createShownAccount() {
  let shown = nobodys;
  return {
    take: (answer: LatestResource): void => {
      shown = whoseOf(answer);
    },
    only: async <T>(read: Promise<Read<T>>): Promise<Read<T>> => readOf(await read, shown),
  };
}

function experimentSource({ ref, reads, sentence, changed, clock }: SourceOptions): PageData {
  const account = createShownAccount();
  const resolved: ListFetcher<ResolvedTarget> = createListFetcher({
    operation: 'fis:ListExperimentResolvedTargets',
    fetch: (next, signal) => account.only(reads.resolvedTargets(ref.scope, ref.id, next, signal)),
    ...{ sentence, changed, clock },
  });
  const accounts: ListFetcher<TargetAccount> = createListFetcher({
    operation: 'fis:ListExperimentTargetAccountConfigurations',
    fetch: async (_, signal) => onePage(await account.only(reads.targetAccounts(ref.scope, ref.id, signal))),
    ...{ sentence, changed, clock },
  });
  const turns = { resolved: createAskTimes(), accounts: createAskTimes() };
  const alarms = createAsked<AlarmStates>(changed);
  /** Alarms change while nothing else does. */
  const takeAlarms = ({ state, full }: Experiment, at: number): void => {
    const arns = (full?.stopConditions ?? []).flatMap(({ value }) => value ?? []);
    if (stateTraits('experiment', state).final) alarms.forget();
    else if (arns.length > 0) {
      alarms.take(arns.join(), at, (signal) => account.only(reads.alarmStates(ref.scope, arns, signal)));
    }
  };
  /** Targets are resolved while an experiment is initiated: before, there are none, and afterwards they stay. */
  const takeResolved = ({ state }: Experiment, at: number): void => {
    const { items, failure, more, loading } = resolved.state();
    // What is on its way was asked in a state before this one: it doesn't use up the turn of this.
    if (loading) return;
    const isOver = stateTraits('experiment', state).final && !more && resolvedAs === state;
    const isWhole = items.length > 0 && failure === undefined && !choosesStill(resolvedAs ?? '');
    if (resolved.denied() || isOver || isWhole) return;
    if (!turns.resolved.due(state, at)) return;
    resolvedAs = state;
    void resolved.renew();
  };
  let resolvedAs: string | undefined;
  return {
    take(answer) {
      const { target, gone, asOf = 0 } = answer;
      if (target?.kind !== 'experiment' || gone) return;
      account.take(answer);
      takeAlarms(target, asOf);
      takeResolved(target, asOf);
      // They are those of the template at the start.
      const { more, loading } = accounts.state();
      const isMissing = (target.full?.targetAccounts ?? 0) > 0 && more && !loading && !accounts.denied();
      if (isMissing && turns.accounts.due('', asOf)) void accounts.renew();
    },
    page: (input, listed) => {
      const states = alarms.last();
      return experimentPage(input, listed?.kind === 'experiment' ? listed : undefined, {
        resolved: resolved.state(),
        accounts: accounts.state(),
        ...(states && { alarms: states }),
      });
    },
    more: () => resolved.more(),
    waitingSince: () => longestOwed([resolved.waitingSince(), accounts.waitingSince()]),
    dispose() {
      for (const each of [alarms, resolved, accounts]) each.dispose();
    },
  };
}

function deploymentSource({ ref, reads, sentence, changed, clock, serviceOf, whyNoService }: SourceOptions): PageData {
  const account = createShownAccount();
  let arns: readonly string[] = [];
  let serviceArn: string | undefined;
  const revisions: ListFetcher<ServiceRevision> = createListFetcher({
    operation: 'ecs:DescribeServiceRevisions',
    fetch: async (_, signal) => onePage(await account.only(reads.revisions(ref.scope, arns, signal))),
    ...{ sentence, changed, clock },
  });
  const past: ListFetcher<ServiceDeployment> = createListFetcher({
    operation: 'ecs:ListServiceDeployments',
    fetch: (next, signal) => account.only(reads.pastDeployments(ref.scope, serviceArn ?? '', next, signal)),
    ...{ sentence, changed, clock },
    grows: { idOf: ({ id }) => id, isOver: ({ status }) => stateTraits('deployment', status).final },
  });
  const turns = { revisions: createAskTimes(), past: createAskTimes() };
  const stopped = createAsked<StoppedTasks>(changed);
  /** Asked again when something has moved, too: a task that failed or runs. */
  const takeStopped = (deployment: ServiceDeployment, at: number): void => {
    if (gotWell(deployment)) stopped.forget();
    if (!mayBeStuck(deployment, at)) return;
    const { status, circuitBreaker, target } = deployment;
    const as = JSON.stringify([status, circuitBreaker?.failureCount, target?.running]);
    stopped.take(as, at, (signal) => account.only(reads.stoppedTasks(ref.scope, deployment, signal)));
  };
  /** An image's digest can come after the revision; once the deployment is over, nothing of it changes. */
  const takeRevisions = ({ sources, target, status }: ServiceDeployment, at: number): void => {
    const named = [...sources, ...(target === undefined ? [] : [target])].map(({ arn }) => arn);
    if (named.join() !== arns.join()) {
      arns = named;
      revisions.reset();
    }
    const isOver = stateTraits('deployment', status).final && !revisions.state().more;
    const isAsking = revisions.denied() || revisions.state().loading;
    if (named.length === 0 || isOver || isAsking || !turns.revisions.due(named.join(), at)) return;
    void revisions.renew();
  };
  return {
    take(answer) {
      const { target, gone, asOf, clockOffset } = answer;
      if (target?.kind !== 'deployment' || gone) return;
      account.take(answer);
      if (asOf !== undefined) takeStopped(target, asOf + (clockOffset ?? 0));
      takeRevisions(target, asOf ?? 0);
      serviceArn = target.serviceArn;
      const isAsking = past.denied() || past.state().loading;
      if (!isAsking && turns.past.due(target.status, asOf ?? 0)) void past.renew();
    },
    page: (input, listed) => {
      const tasks = stopped.last();
      return deploymentPage(input, listed?.kind === 'deployment' ? listed : undefined, {
        revisions: revisions.state(),
        past: past.state(),
        ...(tasks && { stopped: tasks }),
        ...servicePart(serviceOf(ref), whyNoService(ref)),
      });
    },
    more: () => past.more(),
    waitingSince: () => longestOwed([revisions.waitingSince(), past.waitingSince()]),
    dispose() {
      for (const each of [stopped, revisions, past]) each.dispose();
    },
  };
}

const servicePart = (
  service: Service | undefined,
  serviceFailure: Failure | undefined,
): Pick<DeploymentExtras, 'service' | 'serviceFailure'> => ({
  ...(service && { service }),
  ...(serviceFailure && { serviceFailure }),
});

/** AWS's answer leaves the instance out. */
const noAnswer = failed(malformed('ec2:DescribeInstanceAttribute', 'The answer says nothing of the instance.'));

function instanceSource({ ref: { scope, id }, reads, changed }: SourceOptions): PageData {
  const account = createShownAccount();
  const protection = createAsked<boolean>(changed);
  const spotKinds = createAsked<Readonly<Record<string, string>>>(changed);
  const sizes = createAsked<Readonly<Record<string, number>>>(changed);
  const stores = createAsked<Readonly<Record<string, boolean>>>(changed);
  const isProtected = async (signal: AbortSignal): Promise<Read<boolean>> => {
    const told = await reads.stopProtection(scope, [id], signal);
    return told[id] ?? noAnswer;
  };
  const valueOf = <T>(outcome: Outcome<T> | undefined): T | undefined =>
    outcome?.ok === true ? outcome.value : undefined;
  const failureOf = (outcome: Outcome<unknown> | undefined): Failure | undefined =>
    outcome?.ok === false ? outcome.failure : undefined;
  const failuresOf = (): NonNullable<InstanceExtras['failures']> =>
    defined({
      stopProtection: failureOf(protection.last()),
      volumeSizes: failureOf(sizes.last()),
      typeStore: failureOf(stores.last()),
      spotKind: failureOf(spotKinds.last()),
    });
  const spotKindOf = (requestId: string) => valueOf(spotKinds.last())?.[requestId];
  const typeStoreOf = (type: string): TypeStore => {
    const told = stores.last();
    return told && typeStoreIn(told, type);
  };
  const takeExtras = ({ spotRequestId, volumes, type }: Instance, at: number): void => {
    protection.take('', at, (signal) => account.only(isProtected(signal)));
    const ids = volumes.map((volume) => volume.id);
    if (ids.length > 0) sizes.take(ids.join(), at, (signal) => account.only(reads.volumeSizes(scope, ids, signal)));
    // What AWS says of a request's kind and of a type stays so.
    if (spotRequestId !== undefined && spotKindOf(spotRequestId) === undefined) {
      spotKinds.take(spotRequestId, at, (signal) => account.only(reads.spotKinds(scope, [spotRequestId], signal)));
    }
    if (type !== '' && typeof typeStoreOf(type) !== 'boolean') {
      stores.take(type, at, (signal) => reads.typeStores(scope, [type], signal));
    }
  };
  return {
    take(answer) {
      const { target, gone, asOf = 0 } = answer;
      if (gone || target?.kind !== 'instance' || target.state === 'terminated') return;
      account.take(answer);
      takeExtras(target, asOf);
    },
    page: (input, listed) => {
      const instance = listed?.kind === 'instance' ? listed : undefined;
      const [stopProtection, volumeSizes] = [valueOf(protection.last()), valueOf(sizes.last())];
      const spotKind = spotKindOf(instance?.spotRequestId ?? '');
      const typeStore = typeStoreOf(instance?.type ?? '');
      return instancePage(input, instance, {
        ...(volumeSizes === undefined ? {} : { volumeSizes }),
        ...(typeStore === undefined ? {} : { typeStore }),
        ...(stopProtection === undefined ? {} : { stopProtection }),
        ...(spotKind === undefined ? {} : { spotKind }),
        failures: failuresOf(),
      });
    },
    more: () => Promise.resolve(),
    // What is asked beside an instance stands on its page once it is there, and nothing says that it is loading.
    waitingSince: () => undefined,
    dispose() {
      for (const each of [protection, spotKinds, sizes, stores]) each.dispose();
    },
  };
}

function onePage<T>(outcome: Outcome<readonly T[]>): Outcome<Paged<T>> {
  return outcome.ok ? succeeded({ items: outcome.value }) : failed(outcome.failure);
}

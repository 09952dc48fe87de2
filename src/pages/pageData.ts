import type { AwsReads, Paged } from '../model/ports/awsReads.ts';
import { type Failure, type Outcome, failed, succeeded } from '../model/failure.ts';
import { stateTraits } from '../model/resources/states.ts';
import type { Experiment, ResolvedTarget, TargetAccount } from '../model/resources/experiment.ts';
import type { Instance } from '../model/resources/instance.ts';
import type { StoppableRef } from '../model/resources/resource.ts';
import type { PageModel } from '../panel/protocol/page.ts';
import { deploymentPage } from './deployment/page.ts';
import { mayBeStuck } from './deployment/stuck.ts';
import type { Service } from '../model/resources/service.ts';
import { experimentPage } from './experiment/page.ts';
import { instancePage } from './instance/page.ts';
import type { ResourceAnswer } from './latestAnswers.ts';
import type { DeploymentExtras, ExperimentExtras, InstanceExtras, PageInput } from './parts.ts';
import { type Pager, createPager } from './pager.ts';
import type { Stoppable } from '../model/resources/target.ts';
import type { ServiceDeployment, ServiceRevision } from '../model/resources/deployment.ts';

/** What a page needs beside AWS's answer for the resource itself, fetched once it is known to be needed. */
export interface PageData {
  /** The answer of which the page is drawn: says what else is needed. */
  take(answer: ResourceAnswer): void;
  page(input: PageInput, listed: Stoppable | undefined): PageModel;
  /** The next page of what comes page by page. */
  more(): Promise<void>;
  dispose(): void;
}

interface SourceOptions {
  readonly ref: StoppableRef;
  readonly reads: AwsReads;
  readonly sentence: (failure: Failure) => string;
  readonly changed: () => void;
  /** The service of a deployment, as it was last listed. */
  readonly serviceOf: (ref: StoppableRef) => Service | undefined;
}

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

function experimentSource({ ref, reads, sentence, changed }: SourceOptions): PageData {
  const resolved: Pager<ResolvedTarget> = createPager({
    operation: 'fis:ListExperimentResolvedTargets',
    fetch: (next, signal) => reads.resolvedTargets(ref.scope, ref.id, next, signal),
    sentence,
    changed,
  });
  const accounts: Pager<TargetAccount> = createPager({
    operation: 'fis:ListExperimentTargetAccountConfigurations',
    fetch: async (_, signal) => onePage(await reads.targetAccounts(ref.scope, ref.id, signal)),
    sentence,
    changed,
  });
  const abort = new AbortController();
  let alarms: ExperimentExtras['alarms'];
  let alarmsAt: number | undefined;
  /** Alarms change while nothing else does: they are asked again each minute. */
  const takeAlarms = async ({ state: now, full }: Experiment, asOf: number | undefined): Promise<void> => {
    if (stateTraits('experiment', now).final) alarms = undefined;
    const arns = (full?.stopConditions ?? []).flatMap(({ value }) => value ?? []);
    const minute = Math.floor((asOf ?? 0) / 60_000);
    if (arns.length === 0 || stateTraits('experiment', now).final || minute === alarmsAt) return;
    if (alarms?.ok === false && alarms.failure.kind === 'denied') return;
    alarmsAt = minute;
    const outcome = await reads.alarmStates(ref.scope, arns, abort.signal);
    if (abort.signal.aborted) return;
    alarms = outcome;
    changed();
  };
  let state: string | undefined;
  return {
    take({ target, gone, asOf }) {
      if (target?.kind !== 'experiment' || gone) return;
      void takeAlarms(target, asOf);
      if (target.state === state) return;
      const first = state === undefined;
      state = target.state;
      // Targets are resolved while an experiment is initiated: before, there are none.
      if (resolved.state().items.length === 0) {
        resolved.reset();
        void resolved.more();
      }
      if (first && (target.full?.targetAccounts ?? 0) > 0) void accounts.more();
    },
    page: (input, listed) =>
      experimentPage(input, listed?.kind === 'experiment' ? listed : undefined, {
        resolved: resolved.state(),
        accounts: accounts.state(),
        ...(alarms && { alarms }),
      }),
    more: () => resolved.more(),
    dispose() {
      abort.abort();
      resolved.dispose();
      accounts.dispose();
    },
  };
}

function deploymentSource({ ref, reads, sentence, changed, serviceOf }: SourceOptions): PageData {
  let arns: readonly string[] = [];
  let serviceArn: string | undefined;
  let status: string | undefined;
  const revisions: Pager<ServiceRevision> = createPager({
    operation: 'ecs:DescribeServiceRevisions',
    fetch: async (_, signal) => onePage(await reads.revisions(ref.scope, arns, signal)),
    sentence,
    changed,
  });
  const past: Pager<ServiceDeployment> = createPager({
    operation: 'ecs:ListServiceDeployments',
    fetch: (next, signal) => reads.pastDeployments(ref.scope, serviceArn ?? '', next, signal),
    sentence,
    changed,
  });
  const abort = new AbortController();
  let stopped: DeploymentExtras['stopped'];
  let stoppedAs: string | undefined;
  let asking = false;
  const askStopped = async (deployment: ServiceDeployment): Promise<void> => {
    asking = true;
    const outcome = await reads.stoppedTasks(ref.scope, deployment, abort.signal);
    asking = false;
    if (abort.signal.aborted) return;
    stopped = outcome;
    changed();
  };
  /** Asked again when something has moved: a task that failed or runs, or another minute. */
  const takeStopped = (deployment: ServiceDeployment, at: number): void => {
    if (asking || !mayBeStuck(deployment, at)) return;
    const { status: state, circuitBreaker, target } = deployment;
    const minute = Math.floor(at / 60_000);
    const as = JSON.stringify([state, circuitBreaker?.failureCount, target?.running, minute]);
    if (as === stoppedAs || (stopped?.ok === false && stopped.failure.kind === 'denied')) return;
    stoppedAs = as;
    void askStopped(deployment);
  };
  return {
    take({ target, gone, asOf, clockOffset }) {
      if (target?.kind !== 'deployment' || gone) return;
      if (asOf !== undefined) takeStopped(target, asOf + (clockOffset ?? 0));
      const named = [...target.sources, ...(target.target === undefined ? [] : [target.target])].map(({ arn }) => arn);
      if (named.join() !== arns.join()) {
        arns = named;
        revisions.reset();
        void revisions.more();
      }
      if (target.status !== status) {
        status = target.status;
        serviceArn = target.serviceArn;
        past.reset();
        void past.more();
      }
    },
    page: (input, listed) =>
      deploymentPage(input, listed?.kind === 'deployment' ? listed : undefined, {
        revisions: revisions.state(),
        past: past.state(),
        ...(stopped && { stopped }),
        ...servicePart(serviceOf(ref)),
      }),
    more: () => past.more(),
    dispose() {
      abort.abort();
      revisions.dispose();
      past.dispose();
    },
  };
}

const servicePart = (service: Service | undefined): Pick<DeploymentExtras, 'service'> => (service ? { service } : {});

function instanceSource({ ref, reads, changed }: SourceOptions): PageData {
  const abort = new AbortController();
  let extras: InstanceExtras = {};
  let asked = false;
  const ask = async ({ spotRequestId, volumes, type }: Instance): Promise<void> => {
    const [protection, spot, sizes, stores] = await Promise.all([
      reads.stopProtection(ref.scope, [ref.id], abort.signal),
      spotRequestId === undefined ? undefined : reads.spotKinds(ref.scope, [spotRequestId], abort.signal),
      volumes.length === 0
        ? undefined
        : reads.volumeSizes(
            ref.scope,
            volumes.map(({ id }) => id),
            abort.signal,
          ),
      type === '' ? undefined : reads.typeStores(ref.scope, [type], abort.signal),
    ]);
    if (abort.signal.aborted) return;
    const isProtected = protection[ref.id];
    const spotKind = spot?.ok === true ? spot.value[spotRequestId ?? ''] : undefined;
    const hasStore = stores?.ok === true ? stores.value[type] : undefined;
    extras = {
      ...(sizes?.ok === true ? { volumeSizes: sizes.value } : {}),
      ...(hasStore === undefined ? {} : { hasStore }),
      ...(isProtected?.ok === true ? { stopProtection: isProtected.value } : {}),
      ...(spotKind === undefined ? {} : { spotKind }),
    };
    changed();
  };
  return {
    take({ target, gone }) {
      if (asked || gone || target?.kind !== 'instance' || target.state === 'terminated') return;
      asked = true;
      void ask(target);
    },
    page: (input, listed) => instancePage(input, listed?.kind === 'instance' ? listed : undefined, extras),
    more: () => Promise.resolve(),
    dispose: () => abort.abort(),
  };
}

function onePage<T>(outcome: Outcome<readonly T[]>): Outcome<Paged<T>> {
  return outcome.ok ? succeeded({ items: outcome.value }) : failed(outcome.failure);
}

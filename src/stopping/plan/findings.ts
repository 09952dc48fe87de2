import { storeOf, type TypeStore } from '../../model/resources/typeStore.ts';
import { stateOf } from '../../model/resources/target.ts';
import { actionName, type Experiment } from '../../model/resources/experiment.ts';
import { type Fact, valueOf } from '../../model/fact.ts';
import type { Outcome } from '../../model/failure.ts';
import { areKeysUnread, type Instance, managerOf } from '../../model/resources/instance.ts';
import { staysBilledOf } from '../../model/resources/staysBilled.ts';
import { stateTraits } from '../../model/resources/states.ts';
import type { Operation, OperationType } from '../../model/operation.ts';
import { type Unfit, unfitFor } from '../operation.ts';
import type { Finding } from './plan.ts';
import { defined } from '../../base/untrusted.ts';
import { ownersOf } from './owners.ts';
import { hasActed, isActionOver, undoOf } from './experimentUndo.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import type { AlarmStates } from '../../model/resources/alarm.ts';
import { netGap, stoppersOf } from '../../model/resources/safetyNet.ts';
import { isTroubleUnread, type Service, troubleEvent } from '../../model/resources/service.ts';
import { failedTasks, partTasks, type RanDefinitions, type StoppedTasks } from '../../model/resources/stoppedTasks.ts';
import { bakeTimeOf, waitingHook } from '../../model/resources/deployment.ts';
import type { Target } from '../../model/resources/target.ts';
import { isUnread } from '../../model/resources/unreadable.ts';

/** Facts about one target that its description lacks: each takes a further call of AWS, made while the plan is being made. */
export interface FurtherReads {
  /**
   * Whether the instance is protected from being stopped (`disableApiStop`). `not-asked` where the plan has too many instances to ask about each;
   * absent where it doesn't matter for the operation.
   */
  readonly protection?: Outcome<boolean> | 'not-asked';
  /** `one-time` or `persistent` of a Spot request; absent where it has none, or nobody asked. */
  readonly spotKind?: Fact<string>;
  /** The sizes of its volumes in GiB, by the volumes' ids. Absent where AWS didn't tell. */
  readonly volumeSizes?: Readonly<Record<string, number>>;
  /** Absent where it does not matter. */
  readonly typeStore?: Fact<NonNullable<TypeStore>>;
  /** The deployment's service, as it is listed now. */
  readonly service?: Service | undefined;
  /** Those of the deployment's tasks that stopped lately; absent where AWS wasn't asked, or didn't tell. */
  readonly stopped?: StoppedTasks;
  /**
   * What the deployment's revisions run, by which a stopped task is told to be one of the new version or of the old. Absent where the target isn't a
   * deployment.
   */
  readonly ran?: RanDefinitions;
  /** Why `stopped` is absent, where the plan has to say so. */
  readonly stoppedUnread?: 'failed' | 'not-asked';
  /** The states of the alarms that the experiment's stop conditions name. Absent where AWS didn't tell. */
  readonly alarms?: AlarmStates;
}

/** Everything that is to be known about one target before it is stopped, from what was observed. `scheduleTag`: the key of the Instance Scheduler's tag. `now`: when the plan is made, by AWS's clock as far as its difference is known, ms. */
export function findingsFor(
  operation: Operation,
  observed: Target,
  asked: FurtherReads,
  scheduleTag: string,
  now: number,
): readonly Finding[] {
  const { type } = operation;
  const unfit = unfitFor(type, observed);
  const block: Finding[] = unfit === undefined ? [] : [unfitFinding(unfit, observed)];
  const members = [...(observed.unread ?? []), ...leftOutOf(observed)];
  if (members.length > 0) block.push({ severity: 'warn', type: 'unread-members', members });
  switch (observed.kind) {
    case 'instance':
      if (managerOf(observed).kind === 'unread') block.push({ severity: 'warn', type: 'managed-unknown' });
      return [...block, ...instanceFindings(type, observed, asked, scheduleTag)];
    case 'deployment':
      return [...block, ...stuckFindings(observed, asked), ...deploymentFindings(operation, observed, now)];
    case 'experiment':
      return [...block, ...experimentFindings(observed, asked.alarms)];
    case 'lever':
      return block;
  }
}

/** The finding that leaves a target out of a plan because it isn't fit for the operation. */
export function unfitFinding(unfit: Unfit, observed: Target): Finding {
  if (unfit === 'managed' && observed.kind === 'instance') {
    return { severity: 'block', type: 'managed', by: observed.managedBy ?? '' };
  }
  return { severity: 'block', type: 'unfit', unfit, state: stateOf(observed) };
}

function instanceFindings(
  type: OperationType,
  instance: Instance,
  asked: FurtherReads,
  scheduleTag: string,
): readonly Finding[] {
  if (type === 'start') return [];
  const findings: Finding[] = [];
  const { protection } = asked;
  if (protection === 'not-asked') findings.push({ severity: 'info', type: 'protection-unchecked' });
  else if (protection?.ok === false) {
    const { failure } = protection;
    findings.push(
      failure.kind === 'cancelled'
        ? { severity: 'info', type: 'protection-unchecked' }
        : { severity: 'warn', type: 'protection-unknown', failure },
    );
  } else if (protection?.value === true) findings.push({ severity: 'block', type: 'stop-protection' });
  const spotKind = asked.spotKind && valueOf(asked.spotKind);
  if (instance.lifecycle === 'spot' && asked.spotKind) {
    if (spotKind === 'one-time') findings.push({ severity: 'block', type: 'one-time-spot' });
    else if (spotKind === 'persistent') findings.push({ severity: 'info', type: 'persistent-spot' });
    else findings.push({ severity: 'warn', type: 'spot-unknown' });
  }
  if (type === 'hibernate' && instance.lifecycle === 'spot' && spotKind !== 'one-time')
    findings.push({ severity: 'info', type: 'spot-hibernation' });
  if (instance.autoScalingGroup !== undefined) {
    findings.push({ severity: 'warn', type: 'auto-scaling', group: instance.autoScalingGroup });
  }
  for (const owner of ownersOf(instance, scheduleTag)) {
    findings.push({ severity: owner.kind === 'cloudformation' ? 'info' : 'warn', type: 'owner', owner });
  }
  // A tag's key alone says that there is an owner or a group: only unread keys are a reason to warn, unread values are none.
  if (areKeysUnread(instance)) findings.push({ severity: 'warn', type: 'owners-unread' });
  // Absent where an earlier finding refuses the operation anyway: then AWS wasn't asked about the type, and there is nothing to warn of.
  const store = asked.typeStore ? storeOf(instance, valueOf(asked.typeStore)) : 'none';
  if (store === 'data') findings.push({ severity: 'warn', type: 'instance-store-data' });
  if (store === 'unknown') findings.push({ severity: 'warn', type: 'instance-store-unknown' });
  // AWS tells in NetworkInterfaces who owns the public address. Where that can't be read, it isn't known whether a stop gives the address up, and
  // nothing is said of it.
  const isOwnerKnown = !isUnread(instance, 'NetworkInterfaces');
  if (instance.publicAddress !== undefined && instance.publicAddressKind === 'auto' && isOwnerKnown) {
    findings.push({ severity: 'warn', type: 'public-address', address: instance.publicAddress });
  }
  if (type === 'force-stop' && instance.windows) findings.push({ severity: 'warn', type: 'force-windows' });
  if (instance.state === 'stopping')
    findings.push({ severity: 'info', type: 'already-on-its-way', state: instance.state });
  const bill = staysBilledOf(instance, asked.volumeSizes);
  if (bill) findings.push({ severity: 'info', type: 'stays-billed', ...bill });
  return findings;
}

/**
 * The members of AWS's answer that Halt leaves out of a deployment, an experiment or a lever. An instance's are told by the findings that they
 * concern: whether it can hibernate, and which of its volumes go with it.
 */
const leftOutOf = (observed: Target): readonly string[] =>
  observed.kind === 'instance' ? [] : (observed.leftOut ?? []);

/**
 * Signs that a deployment is stuck: failed tasks, and events of its service that tell of trouble. Tasks that the scheduler stopped on purpose are no
 * sign. None for a deployment that has ended.
 */
function stuckFindings(deployment: ServiceDeployment, asked: FurtherReads): readonly Finding[] {
  if (stateTraits('deployment', deployment.status).final) return [];
  const { service, stopped, stoppedUnread } = asked;
  const unread = [stoppedUnread, isTroubleUnread(service) ? ('service' as const) : undefined].flatMap(
    (why): readonly Finding[] => (why ? [{ severity: 'info', type: 'stopped-tasks-unread', why }] : []),
  );
  const inARow = service?.failedTasks ?? 0;
  const parted = stopped && partTasks(stopped, asked.ran ?? { sources: [] });
  const failed = defined({
    stopped: failedTasks(parted?.own),
    before: failedTasks(parted?.before),
    others: failedTasks(parted?.others),
  });
  const trouble = troubleEvent(service?.events ?? [], deployment.startedAt ?? deployment.createdAt);
  if (inARow === 0 && Object.keys(failed).length === 0 && trouble === undefined) return unread;
  const isFailing = inARow > 0 || failed.stopped !== undefined;
  const event = (trouble ?? (isFailing ? service?.events?.[0] : undefined))?.message;
  return [
    {
      severity: 'info',
      type: 'stuck',
      inARow,
      ...failed,
      ...(event !== undefined && { event }),
    },
    ...unread,
  ];
}

function deploymentFindings(operation: Operation, deployment: ServiceDeployment, now: number): readonly Finding[] {
  const findings: Finding[] = [];
  const goesBack = operation.type === 'roll-back' || (operation.type === 'continue' && operation.action === 'ROLLBACK');
  const isFirst = deployment.sources.length === 0 && !isUnread(deployment, 'sourceServiceRevisions');
  if (goesBack && isFirst) findings.push({ severity: 'warn', type: 'first-deployment' });
  if (stateTraits('deployment', deployment.status).rank === 0) {
    findings.push({ severity: 'info', type: 'already-on-its-way', state: deployment.status });
  }
  const { circuitBreaker: breaker, alarms, earlySuccess, trafficSteps, target } = deployment;
  const isToldOfTarget = (member: string): boolean => !isUnread(deployment, `targetServiceRevision.${member}`);
  if (earlySuccess && !stateTraits('deployment', deployment.status).final) {
    findings.push({
      severity: 'info',
      type: 'early-success',
      healthyPercent: earlySuccess.healthyPercent,
      bake: bakeTimeOf(deployment),
      ...(target &&
        isToldOfTarget('runningTaskCount') &&
        isToldOfTarget('requestedTaskCount') && { tasks: { running: target.running, requested: target.requested } }),
    });
  }
  if (trafficSteps && isToldOfTarget('requestedProductionTrafficWeight') && deployment.status === 'IN_PROGRESS') {
    const share = target?.productionTrafficWeight;
    findings.push({ severity: 'info', type: 'traffic-steps', steps: trafficSteps, ...defined({ share }) });
  }
  const triggered = breaker?.status === 'TRIGGERED';
  if (breaker && breaker.rollsBack && breaker.failureCount > 0) {
    const { failureCount: failures, threshold } = breaker;
    // Every circuit breaker has a threshold of at least one failure: 0 stands for one that wasn't told or can't be read.
    findings.push({ severity: 'info', type: 'breaker', failures, ...(threshold > 0 && { threshold }), triggered });
  }
  if (alarms && alarms.triggered.length > 0) {
    findings.push({ severity: 'info', type: 'alarms-triggered', names: alarms.triggered, rollsBack: alarms.rollsBack });
  }
  const hook = waitingHook(deployment);
  if (hook) {
    const { expiresAt, timeoutAction } = hook;
    const left = expiresAt === undefined ? undefined : expiresAt - now;
    const stage = deployment.lifecycleStage ?? '';
    findings.push({ severity: 'info', type: 'paused', stage, ...defined({ left, timeoutAction }) });
  }
  return findings;
}

function experimentFindings(experiment: Experiment, alarms: AlarmStates | undefined): readonly Finding[] {
  const findings: Finding[] = [];
  if (experiment.state === 'stopping')
    findings.push({ severity: 'info', type: 'already-on-its-way', state: experiment.state });
  if (experiment.actionsMode === 'skip-all') {
    findings.push({ severity: 'info', type: 'preview-run' });
    return findings;
  }
  const { full } = experiment;
  if (!full) return findings;
  if (full.targetAccounts > 0) findings.push({ severity: 'warn', type: 'other-accounts', count: full.targetAccounts });
  const arns = stoppersOf(full);
  if (arns.length > 0 || !isUnread(experiment, 'stopConditions'))
    findings.push({
      severity: netGap(experiment, alarms) === undefined ? 'info' : 'warn',
      type: 'stop-conditions',
      conditions: arns,
      ...(alarms !== undefined && arns.some((arn) => Object.hasOwn(alarms, arn)) && { alarms }),
    });
  for (const action of full.actions) {
    if (!hasActed(action)) continue;
    const undo = undoOf(action);
    // An action that has ended has put things back, or ended its fault, already.
    if (isActionOver(action) && (undo === 'restored' || undo === 'ends' || undo === 'nothing')) continue;
    if (undo === 'stays')
      findings.push({ severity: 'warn', type: 'stays-done', action: actionName(action), actionId: action.actionId });
    else
      findings.push({ severity: 'info', type: 'undone', action: actionName(action), actionId: action.actionId, undo });
  }
  return findings;
}

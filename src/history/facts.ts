import type { Experiment } from '../model/resources/experiment.ts';
import { type Instance, transitionTime } from '../model/resources/instance.ts';
import { stateTraits, UNREAD_STATE } from '../model/resources/states.ts';
import type { ReportedFact, Subject } from './entry.ts';
import type { Stoppable } from '../model/resources/target.ts';
import type { ServiceDeployment } from '../model/resources/deployment.ts';

/** The state of one part of a target, as it was answered. */
export interface PartState {
  readonly subject: Subject;
  readonly state: string;
  readonly reason?: string;
}

/** The states of a target and of its parts. An experiment from a list says nothing of its actions: they are left out, and so is what tells no state that can be read. */
export function statesOf(target: Stoppable): readonly PartState[] {
  return toldOf(target).filter(({ state }) => state !== UNREAD_STATE);
}

function toldOf(target: Stoppable): readonly PartState[] {
  switch (target.kind) {
    case 'instance':
      return [part('', target.state, reasonOfInstance(target))];
    case 'deployment':
      return statesOfDeployment(target);
    case 'experiment':
      return [
        part('', target.state, reasonOfExperiment(target)),
        ...(target.full?.actions ?? []).map((action) => part(`action:${action.name}`, action.state, action.reason)),
      ];
  }
}

/** The times that AWS itself tells of a target. */
export function reportedBy(target: Stoppable): readonly ReportedFact[] {
  switch (target.kind) {
    case 'instance':
      return reportedByInstance(target);
    case 'deployment':
      return reportedByDeployment(target);
    case 'experiment':
      return reportedByExperiment(target);
  }
}

/** Whether nothing more can happen to the target: after this, not having read it is no gap. */
export function hasNoMoreHistory(kind: Stoppable['kind'], state: string): boolean {
  return kind === 'instance' ? state === 'terminated' : stateTraits(kind, state).final;
}

function part(subject: Subject, state: string, reason?: string): PartState {
  return reason === undefined || reason === '' ? { subject, state } : { subject, state, reason };
}

function report(
  subject: Subject,
  at: number | undefined,
  what: { to?: string; name?: string; reason?: string },
): ReportedFact[] {
  return at === undefined ? [] : [{ subject, at, ...what }];
}

function reasonOfInstance(instance: Instance): string | undefined {
  const parts = [instance.stateReason, instance.stateTransitionReason].filter(
    (text) => text !== undefined && text !== '',
  );
  return parts.length > 0 ? parts.join(' · ') : undefined;
}

function reportedByInstance(instance: Instance): readonly ReportedFact[] {
  const to = instance.state === 'terminated' || instance.state === 'shutting-down' ? 'shutting-down' : 'stopping';
  const isDown = to === 'shutting-down' || instance.state === 'stopping' || instance.state === 'stopped';
  return [
    ...report('', instance.launchedAt, { to: 'pending' }),
    ...(isDown ? report('', transitionTime(instance), withReason({ to }, instance.stateTransitionReason)) : []),
  ];
}

function reasonOfExperiment({ reason, error }: Experiment): string | undefined {
  const parts = [reason, error?.code, error?.accountId, error?.location].filter(
    (text) => text !== undefined && text !== '',
  );
  return parts.length > 0 ? parts.join(' · ') : undefined;
}

function reportedByExperiment(experiment: Experiment): readonly ReportedFact[] {
  const ended = stateTraits('experiment', experiment.state).final ? { to: experiment.state } : { name: 'ended' };
  return [
    ...report('', experiment.createdAt, { to: 'pending' }),
    // It is there while the experiment is still pending or initiating: a start is no state.
    ...report('', experiment.full?.startedAt, { name: 'started' }),
    ...report('', experiment.full?.endedAt, withReason(ended, reasonOfExperiment(experiment))),
    ...(experiment.full?.actions ?? []).flatMap((action) => {
      const subject = `action:${action.name}`;
      const over = action.state === 'skipped' || stateTraits('experiment', action.state).final;
      const end = over ? { to: action.state } : { name: 'ended' };
      return [
        ...report(subject, action.startedAt, hasRun(action.state) ? { to: 'running' } : { name: 'started' }),
        ...report(subject, action.endedAt, withReason(end, action.reason)),
      ];
    }),
  ];
}

/** Whether an action has been running, by the state that it has now: one that is stopped can have been stopped while it was initiating. */
function hasRun(state: string): boolean {
  return state === 'running' || state === 'completed';
}

function statesOfDeployment(deployment: ServiceDeployment): readonly PartState[] {
  const { lifecycleStage, circuitBreaker, alarms, hooks } = deployment;
  return [
    part('', deployment.status, deployment.statusReason),
    ...(lifecycleStage === undefined ? [] : [part('stage', lifecycleStage)]),
    ...hooks.map((hook) => part(`hook:${hook.id}`, hook.status)),
    ...(circuitBreaker === undefined ? [] : [part('breaker', circuitBreaker.status)]),
    ...(alarms === undefined ? [] : [part('alarms', alarms.status, alarms.triggered.join(', '))]),
  ];
}

function reportedByDeployment(deployment: ServiceDeployment): readonly ReportedFact[] {
  const { status, statusReason, rollback } = deployment;
  const final = stateTraits('deployment', status).final;
  const stopped = status === 'STOPPED' ? { to: status } : { name: 'stopped' };
  const rollsBack = hasRolledBack(status) ? { to: 'ROLLBACK_IN_PROGRESS' } : { name: 'rollback-started' };
  return [
    ...report('', deployment.createdAt, { to: 'PENDING' }),
    // As with an experiment, a start is no state: what is asked to stop can have been pending still.
    ...report('', deployment.startedAt, hasProgressed(status) ? { to: 'IN_PROGRESS' } : { name: 'started' }),
    ...report('', rollback?.startedAt, withReason(rollsBack, rollback?.reason)),
    ...report('', deployment.stoppedAt, stopped),
    ...report('', deployment.finishedAt, final ? withReason({ to: status }, statusReason) : { name: 'finished' }),
  ];
}

/** Whether a deployment has been in progress, by the state that it has now: one that was stopped or rolls back can have been stopped while it was pending. */
function hasProgressed(status: string): boolean {
  return status === 'IN_PROGRESS' || status === 'SUCCESSFUL';
}

/** Whether a deployment has been rolling back, by the state that it has now: a rollback that was asked for has not begun by that. */
function hasRolledBack(status: string): boolean {
  return status === 'ROLLBACK_IN_PROGRESS' || status === 'ROLLBACK_SUCCESSFUL' || status === 'ROLLBACK_FAILED';
}

function withReason<T extends object>(what: T, reason: string | undefined): T & { readonly reason?: string } {
  return reason === undefined || reason === '' ? what : { ...what, reason };
}

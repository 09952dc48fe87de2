import { actionKind, faultLasts, postActionLasts, type ActionKind } from './actions.ts';
import type { ActionDefinition } from './definition.ts';
import type { ResolvedTargets } from './targets.ts';
import { AwsError } from '../core/contracts.ts';

type ActionStatus =
  | 'pending'
  | 'initiating'
  | 'running'
  | 'completed'
  | 'cancelled'
  | 'stopping'
  | 'stopped'
  | 'failed'
  | 'skipped';

/** One action of one experiment. Times are milliseconds since the epoch. */
export interface ActionRun {
  readonly name: string;
  readonly definition: ActionDefinition;
  readonly kind: ActionKind;
  status: ActionStatus;
  reason: string;
  startTime?: number;
  endTime?: number;
  /** When it changes next by itself. */
  due?: number;
  /** The fault's duration is over and its post-action runs: AWS still calls that running. */
  restoring: boolean;
  /** The resources that it acts on, once resolved. */
  resources: readonly string[];
}

/** What an action's change asks of other services. */
export type ActionEffect = 'begin' | 'undo' | undefined;

const final: ReadonlySet<ActionStatus> = new Set(['completed', 'cancelled', 'stopped', 'failed', 'skipped']);
/** In simulated milliseconds. */
const WITHOUT_POST_ACTION = 1_500;

/** An action that waits. Throws for an action id that the catalogue doesn't have. */
export function pendingAction(name: string, definition: ActionDefinition): ActionRun {
  const kind = actionKind(definition.actionId);
  if (kind === undefined) throw new AwsError('ValidationException', `Unknown action id: ${definition.actionId}.`);
  return { name, definition, kind, status: 'pending', reason: 'Initial state', restoring: false, resources: [] };
}

/** Whether it has ended, in whatever way. */
export function isFinalAction(action: ActionRun): boolean {
  return final.has(action.status);
}

/** Gives the action its resources, and tells whether each of its targets has some. */
export function assignResources(action: ActionRun, resolved: ResolvedTargets): boolean {
  const names = Object.values(action.definition.targets ?? {});
  action.resources = names.flatMap((name) => resolved.get(name) ?? []);
  return names.every((name) => (resolved.get(name) ?? []).length > 0);
}

/** `at`: when, in milliseconds since the epoch. */
export function beginAction(action: ActionRun, at: number): void {
  action.status = 'initiating';
  action.reason = 'Action is initiating.';
  action.startTime = at;
  action.due = at + action.kind.initiating;
}

/** `at`: when, in milliseconds since the epoch. Nothing is due any more. */
export function endAction(action: ActionRun, at: number, status: ActionStatus, reason: string): void {
  action.status = status;
  action.reason = reason;
  action.endTime = at;
  delete action.due;
}

/** Applies the change that is due. `jitter` scales how long things take, around 1. */
export function stepAction(action: ActionRun, at: number, jitter: number): ActionEffect {
  const { definition, kind } = action;
  const { parameters = {} } = definition;
  if (action.status === 'initiating') {
    action.status = 'running';
    action.reason = 'Action is running.';
    action.due = at + faultLasts(kind, parameters);
    return 'begin';
  }
  if (action.status === 'stopping') {
    endAction(action, at, 'stopped', 'Action was stopped.');
    return undefined;
  }
  const post = action.restoring ? undefined : postActionLasts(kind, parameters, action.resources.length);
  if (post === undefined) {
    endAction(action, at, 'completed', 'Action was completed.');
    return undefined;
  }
  action.restoring = true;
  action.due = at + Math.round(post * jitter);
  return 'undo';
}

/** Stops an action: one that waits is cancelled, one that has begun runs its outstanding post-action first. */
export function haltAction(action: ActionRun, at: number, jitter: number): ActionEffect {
  if (action.status === 'pending') {
    endAction(action, at, 'cancelled', 'Action was cancelled.');
    return undefined;
  }
  const { definition, kind } = action;
  const inPlace = action.status === 'running' && !action.restoring;
  const post = inPlace ? postActionLasts(kind, definition.parameters ?? {}, action.resources.length) : undefined;
  action.status = 'stopping';
  action.reason = post === undefined && !action.restoring ? 'Action is stopping.' : 'Running post actions.';
  if (!action.restoring) action.due = at + (post === undefined ? WITHOUT_POST_ACTION : Math.round(post * jitter));
  return post === undefined ? undefined : 'undo';
}

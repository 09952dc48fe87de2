import {
  assignResources,
  beginAction,
  endAction,
  haltAction,
  isFinalAction,
  pendingAction,
  stepAction,
  type ActionEffect,
  type ActionRun,
} from './actionRun.ts';
import type { ActionsMode, ExperimentDefinition, Failure, Intervention } from './definition.ts';
import { endReport, pendingReport, stepReport, type Report } from './report.ts';
import { resolveTargets, type Place, type ResolvedTargets } from './targets.ts';
import type { Ec2Effects } from '../core/contracts.ts';

type ExperimentStatus =
  | 'pending'
  | 'initiating'
  | 'running'
  | 'completed'
  | 'stopping'
  | 'stopped'
  | 'failed'
  | 'cancelled';

/** One change of state, at its simulated time in milliseconds since the epoch. */
export interface Transition {
  readonly at: number;
  readonly what: 'experiment' | 'action' | 'report';
  /** The action's name, for an action. */
  readonly action?: string;
  /** Absent on creation. */
  readonly from?: string;
  readonly to: string;
  readonly reason: string;
}

interface ExperimentError {
  readonly accountId: string;
  readonly code: string;
  readonly location: string;
}

/** What an experiment starts with, and what never changes of it. */
export interface ExperimentSetup {
  readonly id: string;
  readonly templateId: string;
  readonly place: Place;
  readonly definition: ExperimentDefinition;
  readonly tags: Readonly<Record<string, string>>;
  readonly actionsMode: ActionsMode;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds before it leaves `pending`; about a second by default. */
  readonly pendingFor?: number;
  /** The safety lever forbids it: it ends as cancelled with this reason. */
  readonly forbidden?: string;
  /** The experiment's own random sequence under a key. */
  random(key: string): () => number;
  /** Absent where the experiment has no effect, such as in the past. */
  readonly ec2?: Ec2Effects;
}

/** One experiment as it stands, and what is to become of it. Times are milliseconds since the epoch. */
export interface ExperimentRun {
  readonly setup: ExperimentSetup;
  readonly actions: readonly ActionRun[];
  readonly report: Report | undefined;
  readonly transitions: Transition[];
  /** What others will do to it, the next one first. */
  readonly interventions: Intervention[];
  status: ExperimentStatus;
  reason: string;
  error: ExperimentError | undefined;
  startTime: number | undefined;
  endTime: number | undefined;
  resolved: ResolvedTargets;
  /** When its own state changes next by itself. */
  due: number | undefined;
  /** How it ends once its actions have. */
  ending: { readonly status: 'stopped' | 'failed'; readonly reason: string } | undefined;
  hasRun: boolean;
}

const final: ReadonlySet<ExperimentStatus> = new Set(['completed', 'stopped', 'failed', 'cancelled']);
const SETTLES = 1_000;
export const HALTED_BY_USER = 'Experiment halted by user.';
export const HALTED_BY_CONDITION = 'Experiment halted by stop condition.';

/** An experiment that waits. Throws an AwsError for an action that the catalogue doesn't have. */
export function pendingRun(setup: ExperimentSetup): ExperimentRun {
  const { definition, createdAt } = setup;
  const reason = 'Experiment is pending.';
  return {
    setup,
    actions: Object.entries(definition.actions).map(([name, action]) => pendingAction(name, action)),
    report: definition.experimentReportConfiguration && pendingReport(definition.fate?.report),
    transitions: [{ at: createdAt, what: 'experiment', to: 'pending', reason }],
    interventions: [...(definition.fate?.interventions ?? [])].sort((left, right) => left.after - right.after),
    status: 'pending',
    reason,
    error: undefined,
    startTime: undefined,
    endTime: undefined,
    resolved: new Map(),
    due: createdAt + (setup.pendingFor ?? Math.round(1_200 * jitter(setup, 'pending'))),
    ending: undefined,
    hasRun: false,
  };
}

/** Whether it has ended, in whatever way. */
export function isFinal(run: { readonly status: ExperimentStatus }): boolean {
  return final.has(run.status);
}

/** When anything of it changes next by itself. */
export function nextChange(run: ExperimentRun): number | undefined {
  const times = [run.due, interventionDue(run), run.report?.due, ...run.actions.map((action) => action.due)];
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Applies the change at {@link nextChange}. */
export function stepRun(run: ExperimentRun): void {
  const at = nextChange(run);
  if (at === undefined) return;
  const { report, setup } = run;
  const configuration = setup.definition.experimentReportConfiguration;
  const action = run.actions.find((candidate) => candidate.due === at);
  if (run.due === at) {
    advance(run, at);
  } else if (interventionDue(run) === at) {
    intervene(run, at);
  } else if (action !== undefined) {
    changeAction(run, action, at, () => stepAction(action, at, jitter(setup, `post:${action.name}`)));
    if (run.status === 'running') startReady(run, at);
    else settle(run, at);
  } else if (report !== undefined && configuration !== undefined) {
    const from = report.status;
    stepReport(report, at, configuration, setup.place.partition, setup.id);
    run.transitions.push({ at, what: 'report', from, to: report.status, reason: report.reason });
  }
}

/** Stops an active experiment; one that is already stopping goes on as it is. */
export function stopRun(run: ExperimentRun, at: number, reason: string): void {
  if (isFinal(run) || run.status === 'stopping') return;
  halt(run, at, { status: 'stopped', reason });
}

/** Fails an active experiment, in one action or as a whole. */
export function failRun(run: ExperimentRun, at: number, failure: Failure, name?: string): void {
  if (isFinal(run)) return;
  const action = run.actions.find((candidate) => candidate.name === name && !isFinalAction(candidate));
  if (action !== undefined) changeAction(run, action, at, () => endAction(action, at, 'failed', failure.reason));
  run.error = {
    accountId: failure.accountId ?? run.setup.place.account,
    code: failure.code,
    location: failure.location ?? (name === undefined ? 'experiment' : `actions.${name}`),
  };
  halt(run, at, { status: 'failed', reason: failure.reason });
}

function become(run: ExperimentRun, at: number, to: ExperimentStatus, reason: string): void {
  run.transitions.push({ at, what: 'experiment', from: run.status, to, reason });
  run.status = to;
  run.reason = reason;
}

function changeAction(run: ExperimentRun, action: ActionRun, at: number, change: () => ActionEffect | void): void {
  const from = action.status;
  const effect = change();
  if (effect !== undefined) affect(run.setup, action, effect);
  if (action.status === from) return;
  run.transitions.push({ at, what: 'action', action: action.name, from, to: action.status, reason: action.reason });
}

function affect({ ec2, place }: ExperimentSetup, action: ActionRun, effect: 'begin' | 'undo'): void {
  if (ec2 === undefined || action.kind.effect !== 'stop-instances') return;
  const accounts = new Set(action.resources.map(accountOf));
  for (const account of accounts) {
    const arns = action.resources.filter((arn) => accountOf(arn) === account);
    ec2[effect === 'begin' ? 'stop' : 'start'](account, place.region, arns);
  }
}

/** The change of the experiment's own state that is due. */
function advance(run: ExperimentRun, at: number): void {
  const { setup, ending } = run;
  run.due = undefined;
  if (run.status === 'pending' && setup.forbidden !== undefined) {
    endActions(run, at, 'cancelled', 'Action was cancelled.');
    finish(run, at, 'cancelled', setup.forbidden);
  } else if (run.status === 'pending') {
    become(run, at, 'initiating', 'Experiment is initiating.');
    run.startTime = at;
    run.due = at + Math.round(3_000 * jitter(setup, 'initiating', 0.6));
  } else if (run.status === 'initiating') {
    begin(run, at);
  } else if (ending !== undefined) {
    finish(run, at, ending.status, ending.reason);
  } else {
    finish(run, at, 'completed', 'Experiment completed.');
  }
}

function begin(run: ExperimentRun, at: number): void {
  const { setup } = run;
  run.resolved = resolveTargets(setup);
  const empty = [...run.resolved].find(([, resources]) => resources.length === 0);
  if (empty !== undefined && (setup.definition.emptyTargetResolutionMode ?? 'fail') === 'fail') {
    const location = `targets.${empty[0]}`;
    failRun(run, at, { code: 'InvalidTarget', reason: 'Target resolution returned empty set.', location });
    return;
  }
  become(run, at, 'running', 'Experiment is running.');
  run.hasRun = true;
  if (setup.actionsMode === 'run-all') {
    startReady(run, at);
    return;
  }
  endActions(run, at, 'skipped', 'Action was skipped: the actions mode is skip-all.');
  settle(run, at);
}

/** Begins each action whose predecessors are done, which may let others begin. */
function startReady(run: ExperimentRun, at: number): void {
  const done = (name: string): boolean =>
    run.actions.some((action) => action.name === name && /^(completed|skipped)$/.test(action.status));
  for (let changed = true; changed;) {
    changed = false;
    for (const action of run.actions) {
      if (action.status !== 'pending' || !(action.definition.startAfter ?? []).every(done)) continue;
      changed = true;
      changeAction(run, action, at, () => {
        if (assignResources(action, run.resolved)) beginAction(action, at);
        else endAction(action, at, 'skipped', 'Target resolution returned empty set.');
      });
    }
  }
  settle(run, at);
}

function endActions(run: ExperimentRun, at: number, status: 'cancelled' | 'skipped', reason: string): void {
  for (const action of run.actions) changeAction(run, action, at, () => endAction(action, at, status, reason));
}

function settle(run: ExperimentRun, at: number): void {
  const isActive = run.status === 'running' || run.status === 'stopping';
  if (isActive && run.actions.every(isFinalAction)) run.due = at + SETTLES;
}

function halt(run: ExperimentRun, at: number, ending: NonNullable<ExperimentRun['ending']>): void {
  run.ending = ending;
  run.due = undefined;
  for (const action of run.actions) {
    if (isFinalAction(action) || action.status === 'stopping') continue;
    changeAction(run, action, at, () => haltAction(action, at, jitter(run.setup, `stopping:${action.name}`)));
  }
  if (ending.status === 'failed' && run.actions.every(isFinalAction)) {
    finish(run, at, ending.status, ending.reason);
    return;
  }
  if (run.status !== 'stopping') become(run, at, 'stopping', 'Stopping Experiment.');
  settle(run, at);
}

function finish(run: ExperimentRun, at: number, status: ExperimentStatus, reason: string): void {
  become(run, at, status, reason);
  run.endTime = at;
  run.due = undefined;
  const configuration = run.setup.definition.experimentReportConfiguration;
  if (run.report !== undefined && configuration !== undefined) endReport(run.report, at, configuration, run.hasRun);
}

function intervene(run: ExperimentRun, at: number): void {
  const intervention = run.interventions.shift();
  if (intervention === undefined) return;
  if (intervention.kind === 'fail') failRun(run, at, intervention.failure, intervention.action);
  else stopRun(run, at, intervention.kind === 'stop' ? HALTED_BY_USER : HALTED_BY_CONDITION);
}

function interventionDue(run: ExperimentRun): number | undefined {
  const first = isFinal(run) ? undefined : run.interventions[0];
  return first === undefined ? undefined : run.setup.createdAt + first.after;
}

/** A factor around 1, the same whenever it is asked for under the same key. */
function jitter(setup: ExperimentSetup, key: string, spread = 0.2): number {
  return 1 - spread / 2 + setup.random(key)() * spread;
}

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

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
import type { ActionsMode, ExperimentDefinition, Failure, ReportOutcome } from './definition.ts';
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

interface ExperimentSetup {
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

/**
 * One experiment: a state machine whose every change has its own simulated time, so that it goes the same way however
 * often it is looked at. `next` and `step` drive it; the rest are what others do to it at a given time.
 */
export interface Experiment {
  readonly setup: ExperimentSetup;
  readonly status: ExperimentStatus;
  readonly reason: string;
  readonly error: ExperimentError | undefined;
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  readonly actions: readonly ActionRun[];
  readonly report: Report | undefined;
  readonly resolved: ResolvedTargets;
  readonly transitions: readonly Transition[];
  /** When it changes next by itself, in milliseconds since the epoch. */
  next(): number | undefined;
  /** Applies the change at {@link next}. */
  step(): void;
  /** Stops an active experiment; one that is already stopping goes on as it is. */
  stop(at: number, reason: string): void;
  /** Fails an active experiment, in one action or as a whole. */
  fail(at: number, failure: Failure, action?: string): void;
  /** Decides how the report ends. Throws if there is none, or if it is final. */
  setReportOutcome(outcome: ReportOutcome): void;
}

const FINAL: ReadonlySet<ExperimentStatus> = new Set(['completed', 'stopped', 'failed', 'cancelled']);
const SETTLES = 1_000;
export const HALTED_BY_USER = 'Experiment halted by user.';
export const HALTED_BY_CONDITION = 'Experiment halted by stop condition.';

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

export function isFinal(experiment: Pick<Experiment, 'status'>): boolean {
  return FINAL.has(experiment.status);
}

/** Creates an experiment in `pending`. Throws an AwsError for an action that the catalogue doesn't have. */
export function createExperiment(setup: ExperimentSetup): Experiment {
  const { definition, place, createdAt } = setup;
  const actions = Object.entries(definition.actions).map(([name, action]) => pendingAction(name, action));
  const reportConfiguration = definition.experimentReportConfiguration;
  const report = reportConfiguration === undefined ? undefined : pendingReport(definition.fate?.report);
  const interventions = [...(definition.fate?.interventions ?? [])].sort((left, right) => left.after - right.after);
  const transitions: Transition[] = [];
  const jitter = (key: string, spread = 0.2): number => 1 - spread / 2 + setup.random(key)() * spread;

  let status: ExperimentStatus = 'pending';
  let reason = 'Experiment is pending.';
  let error: ExperimentError | undefined;
  let startTime: number | undefined;
  let endTime: number | undefined;
  let due: number | undefined = createdAt + (setup.pendingFor ?? Math.round(1_200 * jitter('pending')));
  let ending: { readonly status: 'stopped' | 'failed'; readonly reason: string } | undefined;
  let resolved: ResolvedTargets = new Map();
  let ran = false;

  transitions.push({ at: createdAt, what: 'experiment', to: status, reason });

  const become = (at: number, to: ExperimentStatus, why: string): void => {
    transitions.push({ at, what: 'experiment', from: status, to, reason: why });
    status = to;
    reason = why;
  };

  const onAction = (action: ActionRun, at: number, change: () => ActionEffect | void): void => {
    const from = action.status;
    const effect = change();
    if (effect !== undefined) affect(action, effect);
    if (action.status !== from) {
      transitions.push({
        at,
        what: 'action',
        action: action.name,
        from,
        to: action.status,
        reason: action.reason,
      });
    }
  };

  const affect = (action: ActionRun, effect: 'begin' | 'undo'): void => {
    if (setup.ec2 === undefined || action.kind.effect !== 'stop-instances') return;
    const accounts = new Set(action.resources.map(accountOf));
    for (const account of accounts) {
      const arns = action.resources.filter((arn) => accountOf(arn) === account);
      setup.ec2[effect === 'begin' ? 'stop' : 'start'](account, place.region, arns);
    }
  };

  const finish = (at: number, to: ExperimentStatus, why: string): void => {
    become(at, to, why);
    endTime = at;
    due = undefined;
    if (report !== undefined && reportConfiguration !== undefined) {
      endReport(report, at, reportConfiguration, ran);
    }
  };

  const settle = (at: number): void => {
    if ((status === 'running' || status === 'stopping') && actions.every(isFinalAction)) due = at + SETTLES;
  };

  const startReady = (at: number): void => {
    const done = (name: string): boolean =>
      actions.some((action) => action.name === name && /^(completed|skipped)$/.test(action.status));
    for (let changed = true; changed;) {
      changed = false;
      for (const action of actions) {
        if (action.status !== 'pending' || !(action.definition.startAfter ?? []).every(done)) continue;
        changed = true;
        onAction(action, at, () => {
          if (assignResources(action, resolved)) beginAction(action, at);
          else endAction(action, at, 'skipped', 'Target resolution returned empty set.');
        });
      }
    }
    settle(at);
  };

  const halt = (at: number, as: NonNullable<typeof ending>): void => {
    ending = as;
    due = undefined;
    for (const action of actions) {
      if (isFinalAction(action) || action.status === 'stopping') continue;
      onAction(action, at, () => haltAction(action, at, jitter(`stopping:${action.name}`)));
    }
    const quiet = actions.every(isFinalAction);
    if (as.status === 'failed' && quiet) {
      finish(at, as.status, as.reason);
      return;
    }
    if (status !== 'stopping') become(at, 'stopping', 'Stopping Experiment.');
    settle(at);
  };

  const fail = (at: number, failure: Failure, name?: string): void => {
    if (FINAL.has(status)) return;
    const action = actions.find((candidate) => candidate.name === name && !isFinalAction(candidate));
    if (action !== undefined) onAction(action, at, () => endAction(action, at, 'failed', failure.reason));
    error = {
      accountId: failure.accountId ?? place.account,
      code: failure.code,
      location: failure.location ?? (name === undefined ? 'experiment' : `actions.${name}`),
    };
    halt(at, { status: 'failed', reason: failure.reason });
  };

  const stop = (at: number, why: string): void => {
    if (FINAL.has(status) || status === 'stopping') return;
    halt(at, { status: 'stopped', reason: why });
  };

  const run = (at: number): void => {
    resolved = resolveTargets(setup);
    const empty = [...resolved].find(([, resources]) => resources.length === 0);
    if (empty !== undefined && (definition.emptyTargetResolutionMode ?? 'fail') === 'fail') {
      const location = `targets.${empty[0]}`;
      fail(at, { code: 'InvalidTarget', reason: 'Target resolution returned empty set.', location });
      return;
    }
    become(at, 'running', 'Experiment is running.');
    ran = true;
    if (setup.actionsMode === 'run-all') {
      startReady(at);
      return;
    }
    for (const action of actions) {
      onAction(action, at, () => endAction(action, at, 'skipped', 'Action was skipped: the actions mode is skip-all.'));
    }
    settle(at);
  };

  const advance = (at: number): void => {
    due = undefined;
    if (status === 'pending') {
      if (setup.forbidden !== undefined) {
        for (const action of actions) {
          onAction(action, at, () => endAction(action, at, 'cancelled', 'Action was cancelled.'));
        }
        finish(at, 'cancelled', setup.forbidden);
        return;
      }
      become(at, 'initiating', 'Experiment is initiating.');
      startTime = at;
      due = at + Math.round(3_000 * jitter('initiating', 0.6));
    } else if (status === 'initiating') {
      run(at);
    } else if (ending !== undefined) {
      finish(at, ending.status, ending.reason);
    } else {
      finish(at, 'completed', 'Experiment completed.');
    }
  };

  const intervene = (at: number): void => {
    const intervention = interventions.shift();
    if (intervention === undefined) return;
    if (intervention.does === 'fail') fail(at, intervention.failure, intervention.action);
    else stop(at, intervention.does === 'stop' ? HALTED_BY_USER : HALTED_BY_CONDITION);
  };

  const interventionDue = (): number | undefined => {
    const first = FINAL.has(status) ? undefined : interventions[0];
    return first === undefined ? undefined : createdAt + first.after;
  };

  const next = (): number | undefined => {
    const times = [due, interventionDue(), report?.due, ...actions.map((action) => action.due)];
    const known = times.filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  };

  return {
    setup,
    actions,
    report,
    transitions,
    get status() {
      return status;
    },
    get reason() {
      return reason;
    },
    get error() {
      return error;
    },
    get startTime() {
      return startTime;
    },
    get endTime() {
      return endTime;
    },
    get resolved() {
      return resolved;
    },
    next,
    step() {
      const at = next();
      if (at === undefined) return;
      const action = actions.find((candidate) => candidate.due === at);
      if (due === at) {
        advance(at);
      } else if (interventionDue() === at) {
        intervene(at);
      } else if (action !== undefined) {
        onAction(action, at, () => stepAction(action, at, jitter(`post:${action.name}`)));
        if (status === 'running') startReady(at);
        else settle(at);
      } else if (report !== undefined && reportConfiguration !== undefined) {
        const from = report.status;
        stepReport(report, at, reportConfiguration, place.partition, setup.id);
        transitions.push({ at, what: 'report', from, to: report.status, reason: report.reason });
      }
    },
    stop,
    fail,
    setReportOutcome(outcome) {
      if (report === undefined || !/^(pending|running)$/.test(report.status)) {
        throw new Error(`Experiment ${setup.id} has no report that is still to come.`);
      }
      report.outcome = outcome;
    },
  };
}

type Strategy = 'ROLLING' | 'BLUE_GREEN' | 'LINEAR' | 'CANARY';

/** `lifecycleStage` of a deployment. Source: Amazon ECS API reference, ServiceDeployment. */
export type Stage =
  | 'RECONCILE_SERVICE'
  | 'PRE_SCALE_UP'
  | 'SCALE_UP'
  | 'POST_SCALE_UP'
  | 'TEST_TRAFFIC_SHIFT'
  | 'POST_TEST_TRAFFIC_SHIFT'
  | 'PRODUCTION_TRAFFIC_SHIFT'
  | 'POST_PRODUCTION_TRAFFIC_SHIFT'
  | 'BAKE_TIME'
  | 'CLEAN_UP';

/** The stages at which a hook can stand; AWS has one more here than among the stages. */
type HookStage = Exclude<Stage, 'SCALE_UP' | 'BAKE_TIME' | 'CLEAN_UP'> | 'PRE_PRODUCTION_TRAFFIC_SHIFT';
export type HookAction = 'CONTINUE' | 'ROLLBACK';

interface HookOptions {
  /** PAUSE waits for ContinueServiceDeployment; AWS_LAMBDA runs for half a minute. */
  readonly type: 'PAUSE' | 'AWS_LAMBDA';
  readonly stages: readonly HookStage[];
  /** Default 1440. */
  readonly timeoutMinutes?: number;
  /** Default ROLLBACK. */
  readonly timeoutAction?: HookAction;
  /** For AWS_LAMBDA. */
  readonly functionArn?: string;
  /** For AWS_LAMBDA: it answers FAILED, and the deployment rolls back. */
  readonly fails?: boolean;
}

/** What becomes of a task that fails: it never starts, exits, takes too much memory, or never gets healthy. */
export type TaskFailure = 'image' | 'exit' | 'memory' | 'health';

/** How a deployment is configured, and what will befall it. All members are plain data. */
export interface DeploymentOptions {
  /** Default ROLLING. */
  readonly strategy?: Strategy;
  readonly bakeMinutes?: number;
  /** LINEAR; default 10. */
  readonly stepPercent?: number;
  /** LINEAR; default 6. */
  readonly stepBakeMinutes?: number;
  /** CANARY; default 5. */
  readonly canaryPercent?: number;
  /** CANARY; default 10. */
  readonly canaryBakeMinutes?: number;
  /** Off when absent. Without `threshold`: half of the desired count, 3 to 200. */
  readonly circuitBreaker?: { readonly rollback: boolean; readonly threshold?: number };
  /** ROLLING: it is SUCCESSFUL once so many per cent of the desired tasks run, and what is left comes after. Off when absent. */
  readonly earlySuccess?: { readonly healthyPercent: number; readonly cleanup: 'BLOCKING' | 'DEFERRED' };
  readonly alarms?: { readonly names: readonly string[]; readonly rollback: boolean };
  readonly hooks?: readonly HookOptions[];
  /** Its tasks never become healthy: it fails by the circuit breaker, or goes on for ever. */
  readonly failing?: boolean;
  /** Why they don't; an image that can't be pulled by default. */
  readonly taskFailure?: TaskFailure;
  /** The first alarm goes off this long after the start. */
  readonly alarmAfterSeconds?: number;
  /** A rollback of it ends in ROLLBACK_FAILED. */
  readonly failRollback?: boolean;
  /** Multiplies every duration but those of hooks; default 1. */
  readonly pace?: number;
}

/** Shares of the desired count that run, 0 to 1. */
export interface Load {
  readonly target: number;
  readonly source: number;
}

/** What the target revision gets, in percent. */
export interface Traffic {
  readonly production: number;
  readonly test: number;
}

/** A part of a deployment's course while nothing goes wrong. */
export interface Step {
  readonly stage: Stage | undefined;
  readonly milliseconds: number;
  /** At the step's end; moves evenly from the step before. */
  readonly load: Load;
  /** Holds for the whole step. */
  readonly traffic: Traffic;
  /** A step with hooks lasts until the last of them is done, and nothing else happens in it. */
  readonly hooks: readonly PlannedHook[];
}

/** A hook at its stage; `key` tells the hooks of a deployment apart. */
export interface PlannedHook {
  readonly key: string;
  readonly stage: HookStage;
  readonly options: HookOptions;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long ECS goes on after an early success, until all new tasks run and the old ones are gone; 0 for any other deployment. Milliseconds. */
export function afterSuccess({ earlySuccess, strategy = 'ROLLING', pace = 1 }: DeploymentOptions): number {
  return earlySuccess === undefined || strategy !== 'ROLLING' ? 0 : 2 * MINUTE * pace;
}

/** The steps from the end of PENDING to success, when nothing goes wrong. */
export function planSteps(options: DeploymentOptions, desired: number, reconcile: boolean): readonly Step[] {
  const pace = options.pace ?? 1;
  const steps: Step[] = [];
  let load: Load = { target: 0, source: 1 };
  let traffic: Traffic = { production: 0, test: 0 };

  const step = (stage: Stage, milliseconds: number, change: { load?: Load; traffic?: Traffic } = {}): void => {
    load = change.load ?? load;
    traffic = change.traffic ?? traffic;
    steps.push({ stage, milliseconds: milliseconds * pace, load, traffic, hooks: [] });
  };
  const pause = (at: HookStage, shown: Stage): void => {
    const hooks = (options.hooks ?? []).flatMap((hook, index) =>
      hook.stages.includes(at) ? [{ key: `${steps.length}.${index}`, stage: at, options: hook }] : [],
    );
    if (hooks.length > 0) steps.push({ stage: shown, milliseconds: 0, load, traffic, hooks });
  };
  const stage = (name: Extract<Stage, HookStage>, milliseconds: number, change: { traffic?: Traffic } = {}): void => {
    step(name, milliseconds, change);
    pause(name, name);
  };

  if (reconcile) stage('RECONCILE_SERVICE', 20 * SECOND);
  const scaling = Math.min(90 + 15 * desired, 360) * SECOND;
  const bake = (options.bakeMinutes ?? 0) * MINUTE;
  if ((options.strategy ?? 'ROLLING') === 'ROLLING') {
    const share = (options.earlySuccess?.healthyPercent ?? 100) / 100;
    pause('PRE_SCALE_UP', 'PRE_SCALE_UP');
    step('SCALE_UP', scaling * share, { load: { target: share, source: 1 - 0.7 * share } });
    pause('POST_SCALE_UP', 'POST_SCALE_UP');
    if (bake > 0) step('BAKE_TIME', bake);
    if (options.earlySuccess !== undefined) {
      if (options.earlySuccess.cleanup === 'BLOCKING') {
        step('CLEAN_UP', 75 * SECOND, { load: { target: share, source: 0 } });
      }
      return steps;
    }
    step('CLEAN_UP', 75 * SECOND, { load: { target: 1, source: 0 } });
    return steps;
  }

  stage('PRE_SCALE_UP', 10 * SECOND);
  step('SCALE_UP', scaling, { load: { target: 1, source: 1 } });
  stage('POST_SCALE_UP', 10 * SECOND);
  stage('TEST_TRAFFIC_SHIFT', 20 * SECOND, { traffic: { production: 0, test: 100 } });
  stage('POST_TEST_TRAFFIC_SHIFT', 10 * SECOND);
  const shifts = productionShifts(options);
  for (const shift of shifts) {
    pause('PRE_PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT');
    step('PRODUCTION_TRAFFIC_SHIFT', shift.milliseconds, { traffic: { production: shift.percent, test: 100 } });
  }
  pause('PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT');
  stage('POST_PRODUCTION_TRAFFIC_SHIFT', 10 * SECOND);
  if (bake > 0) step('BAKE_TIME', bake);
  step('CLEAN_UP', 60 * SECOND, { load: { target: 1, source: 0 } });
  return steps;
}

function productionShifts(options: DeploymentOptions): readonly { percent: number; milliseconds: number }[] {
  const whole = { percent: 100, milliseconds: 20 * SECOND };
  switch (options.strategy) {
    case 'CANARY': {
      const percent = options.canaryPercent ?? 5;
      return percent >= 100 ? [whole] : [{ percent, milliseconds: (options.canaryBakeMinutes ?? 10) * MINUTE }, whole];
    }
    case 'LINEAR': {
      const size = options.stepPercent ?? 10;
      const milliseconds = (options.stepBakeMinutes ?? 6) * MINUTE;
      const steps: { percent: number; milliseconds: number }[] = [];
      for (let percent = size; percent < 99.95; percent += size) {
        steps.push({ percent: Math.round(percent * 10) / 10, milliseconds });
      }
      return [...steps, whole];
    }
    default:
      return [whole];
  }
}

/** How many failed tasks trip the circuit breaker (AWS: half of the desired count, at least 3, at most 200). */
export function breakerThreshold(options: DeploymentOptions, desired: number): number {
  return options.circuitBreaker?.threshold ?? Math.min(Math.max(Math.ceil(desired / 2), 3), 200);
}

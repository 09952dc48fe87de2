/** What a state means to Halt. `rank` orders lists: what needs eyes comes first. */
export interface StateTraits {
  /** A stop is accepted by AWS in this state. */
  readonly stoppable: boolean;
  /** AWS will not change it by itself any more (a stopped instance can be started, but not by waiting). */
  readonly final: boolean;
  /** Something runs, is billed or acts in it; what the counts on the groups count. */
  readonly active: boolean;
  /** Changes soon: described at the fast pace. */
  readonly transitional: boolean;
  readonly rank: number;
}

/**
 * A stop of a `pending` instance is refused without Force.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html
 */
export const instanceStates = {
  stopping: { stoppable: true, final: false, active: true, transitional: true, rank: 0 },
  pending: { stoppable: false, final: false, active: true, transitional: true, rank: 1 },
  running: { stoppable: true, final: false, active: true, transitional: false, rank: 2 },
  'shutting-down': { stoppable: false, final: false, active: false, transitional: true, rank: 3 },
  stopped: { stoppable: false, final: true, active: false, transitional: false, rank: 4 },
  terminated: { stoppable: false, final: true, active: false, transitional: false, rank: 5 },
} as const satisfies Record<string, StateTraits>;
/** The states of EC2 instances that Halt knows. AWS may tell others: what comes from it is a string until it was found here. */
export type InstanceState = keyof typeof instanceStates;

/** Source: StopServiceDeployment's documentation; a repeat of the stop is harmless. */
export const deploymentStates = {
  ROLLBACK_IN_PROGRESS: { stoppable: true, final: false, active: true, transitional: true, rank: 0 },
  ROLLBACK_REQUESTED: { stoppable: true, final: false, active: true, transitional: true, rank: 0 },
  STOP_REQUESTED: { stoppable: true, final: false, active: true, transitional: true, rank: 0 },
  IN_PROGRESS: { stoppable: true, final: false, active: true, transitional: true, rank: 1 },
  PENDING: { stoppable: true, final: false, active: true, transitional: true, rank: 2 },
  ROLLBACK_FAILED: { stoppable: false, final: true, active: false, transitional: false, rank: 3 },
  STOPPED: { stoppable: false, final: true, active: false, transitional: false, rank: 4 },
  ROLLBACK_SUCCESSFUL: { stoppable: false, final: true, active: false, transitional: false, rank: 4 },
  SUCCESSFUL: { stoppable: false, final: true, active: false, transitional: false, rank: 5 },
} as const satisfies Record<string, StateTraits>;
/** The statuses of ECS service deployments that Halt knows. */
export type DeploymentState = keyof typeof deploymentStates;

/** Source: FIS API reference, ExperimentState. */
export const experimentStates = {
  stopping: { stoppable: true, final: false, active: true, transitional: true, rank: 0 },
  running: { stoppable: true, final: false, active: true, transitional: true, rank: 1 },
  initiating: { stoppable: true, final: false, active: true, transitional: true, rank: 2 },
  pending: { stoppable: true, final: false, active: true, transitional: true, rank: 3 },
  failed: { stoppable: false, final: true, active: false, transitional: false, rank: 4 },
  stopped: { stoppable: false, final: true, active: false, transitional: false, rank: 5 },
  cancelled: { stoppable: false, final: true, active: false, transitional: false, rank: 5 },
  completed: { stoppable: false, final: true, active: false, transitional: false, rank: 6 },
} as const satisfies Record<string, StateTraits>;
/** The states of FIS experiments that Halt knows. */
export type ExperimentState = keyof typeof experimentStates;
/** Those in which an experiment has ended. */
export type FinalExperimentState = {
  [state in ExperimentState]: (typeof experimentStates)[state]['final'] extends true ? state : never;
}[ExperimentState];

/** None is `stoppable`: a lever is engaged or disengaged. `active`: it keeps experiments from running. Source: FIS API reference, SafetyLeverState. */
export const leverStates = {
  engaged: { stoppable: false, final: false, active: true, transitional: false, rank: 0 },
  engaging: { stoppable: false, final: false, active: true, transitional: true, rank: 0 },
  disengaged: { stoppable: false, final: true, active: false, transitional: false, rank: 1 },
} as const satisfies Record<string, StateTraits>;
/** The states of safety levers that Halt knows. */
export type LeverState = keyof typeof leverStates;

/** Stands for the state of what AWS told no state of, or none that can be read: it is no state, and nothing has come into it or left it. */
export const UNREAD_STATE = 'unknown';

/** A state that AWS added later: shown as it came, not stoppable, still watched. */
const unknownState: StateTraits = { stoppable: false, final: false, active: false, transitional: true, rank: 2 };

const tables = {
  instance: instanceStates,
  deployment: deploymentStates,
  experiment: experimentStates,
  lever: leverStates,
} satisfies Record<string, Readonly<Record<string, StateTraits>>>;

/** The traits of a state of a kind; {@link unknownState} for one that is not in the table. Never throws. */
export function stateTraits(kind: keyof typeof tables, state: string): StateTraits {
  const table: Readonly<Record<string, StateTraits>> = tables[kind];
  return Object.hasOwn(table, state) ? (table[state] ?? unknownState) : unknownState;
}

/** Whether Halt knows this state, or AWS added it later. */
export function isKnownState(kind: keyof typeof tables, state: string): boolean {
  return Object.hasOwn(tables[kind], state);
}

/** The instance state of an EC2 state code; the high byte is for AWS's internal use. Undefined for a code that is not documented. */
export function instanceStateOfCode(code: number): InstanceState | undefined {
  switch (code & 0xff) {
    case 0:
      return 'pending';
    case 16:
      return 'running';
    case 32:
      return 'shutting-down';
    case 48:
      return 'terminated';
    case 64:
      return 'stopping';
    case 80:
      return 'stopped';
    default:
      return undefined;
  }
}

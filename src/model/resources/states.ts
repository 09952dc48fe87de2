/** What a state means to Halt. `rank` orders lists: what needs eyes comes first. */
export interface StateTraits {
  /** A stop is accepted by AWS in this state. */
  readonly stoppable: boolean;
  /** AWS will not change it by itself any more (a stopped instance can be started, but not by waiting). */
  readonly final: boolean;
  /** Something runs, is billed or acts in it; what the counts on the groups count. */
  readonly active: boolean;
  /** Changes soon: watched at the fast pace. */
  readonly transitional: boolean;
  readonly rank: number;
}

const traits = (text: string, rank: number): StateTraits => ({
  stoppable: text.includes('S'),
  final: text.includes('F'),
  active: text.includes('A'),
  transitional: text.includes('T'),
  rank,
});

/** S stoppable, F final, A active, T transitional. Source: EC2 instance lifecycle; `pending` is refused without Force. */
export const instanceStates = {
  stopping: traits('SAT', 0),
  pending: traits('AT', 1),
  running: traits('SA', 2),
  'shutting-down': traits('T', 3),
  stopped: traits('F', 4),
  terminated: traits('F', 5),
} as const satisfies Record<string, StateTraits>;
export type InstanceState = keyof typeof instanceStates;

/** Source: StopServiceDeployment's documentation; a repeat of the stop is harmless. */
export const deploymentStates = {
  ROLLBACK_IN_PROGRESS: traits('SAT', 0),
  ROLLBACK_REQUESTED: traits('SAT', 0),
  STOP_REQUESTED: traits('SAT', 0),
  IN_PROGRESS: traits('SAT', 1),
  PENDING: traits('SAT', 2),
  ROLLBACK_FAILED: traits('F', 3),
  STOPPED: traits('F', 4),
  ROLLBACK_SUCCESSFUL: traits('F', 4),
  SUCCESSFUL: traits('F', 5),
} as const satisfies Record<string, StateTraits>;
export type DeploymentState = keyof typeof deploymentStates;

export const experimentStates = {
  stopping: traits('SAT', 0),
  running: traits('SAT', 1),
  initiating: traits('SAT', 2),
  pending: traits('SAT', 3),
  failed: traits('F', 4),
  stopped: traits('F', 5),
  cancelled: traits('F', 5),
  completed: traits('F', 6),
} as const satisfies Record<string, StateTraits>;
export type ExperimentState = keyof typeof experimentStates;

export const leverStates = {
  engaged: traits('A', 0),
  engaging: traits('AT', 0),
  disengaged: traits('F', 1),
} as const satisfies Record<string, StateTraits>;
export type LeverState = keyof typeof leverStates;

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

/**
 * What an experiment is made from: the members of an experiment template under AWS's own names, and the few facts about
 * the surroundings that a simulation needs and AWS never shows.
 */
export interface ExperimentDefinition {
  readonly description: string;
  readonly roleArn?: string;
  readonly targets: Readonly<Record<string, TargetDefinition>>;
  readonly actions: Readonly<Record<string, ActionDefinition>>;
  readonly stopConditions: readonly StopCondition[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly logConfiguration?: LogConfiguration;
  readonly emptyTargetResolutionMode?: 'fail' | 'skip';
  /** Other accounts that the experiment hits; one or more make it a multi-account experiment. */
  readonly targetAccounts?: readonly TargetAccount[];
  readonly experimentReportConfiguration?: ReportConfiguration;
  /** What goes wrong by itself each time an experiment runs from this definition. */
  readonly fate?: Fate;
}

/** A target of a template. Source: AWS FIS API reference, ExperimentTemplateTarget. */
export interface TargetDefinition {
  readonly resourceType: string;
  readonly resourceArns?: readonly string[];
  readonly resourceTags?: Readonly<Record<string, string>>;
  readonly filters?: readonly { readonly path: string; readonly values: readonly string[] }[];
  readonly selectionMode: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * How many resources match, before `selectionMode`. Never shown. EC2 instances chosen by tags are asked of the
   * simulated EC2 instead as long as the experiment has effects.
   */
  readonly population?: number;
}

/** An action of a template. Source: AWS FIS API reference, ExperimentTemplateAction. */
export interface ActionDefinition {
  readonly actionId: string;
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** From the action's target slot to the target's name. */
  readonly targets?: Readonly<Record<string, string>>;
  /** The names of the actions that have to end before. */
  readonly startAfter?: readonly string[];
}

/** `value`: the ARN of an alarm; absent where the source is `none`. */
export interface StopCondition {
  readonly source: string;
  readonly value?: string;
}

interface LogConfiguration {
  readonly cloudWatchLogsConfiguration?: { readonly logGroupArn: string };
  readonly s3Configuration?: { readonly bucketName: string; readonly prefix?: string };
  readonly logSchemaVersion: number;
}

interface TargetAccount {
  readonly accountId: string;
  readonly roleArn: string;
  readonly description: string;
}

/** What report FIS writes of an experiment, and where to. */
export interface ReportConfiguration {
  readonly outputs: { readonly s3Configuration: { readonly bucketName: string; readonly prefix?: string } };
  readonly dataSources?: { readonly cloudWatchDashboards: readonly { readonly dashboardIdentifier: string }[] };
  /** ISO 8601. */
  readonly preExperimentDuration?: string;
  /** ISO 8601: the report is written no earlier than this long after the experiment's end. */
  readonly postExperimentDuration?: string;
}

/** Why an experiment or its report fails, in AWS's members. */
export interface Failure {
  /** `state.error.code`, such as `InvalidTarget`. */
  readonly code: string;
  readonly reason: string;
  /** `state.error.location`; by default the action that failed. */
  readonly location?: string;
  /** `state.error.accountId`; by default the experiment's own. */
  readonly accountId?: string;
}

/** What happens to an experiment `after` milliseconds, counted from its creation. */
export type Intervention =
  | { readonly after: number; readonly kind: 'stop' }
  | { readonly after: number; readonly kind: 'stop-condition' }
  | { readonly after: number; readonly kind: 'fail'; readonly action?: string; readonly failure: Failure };

interface Fate {
  readonly interventions?: readonly Intervention[];
  readonly report?: ReportOutcome;
}

/** What becomes of the report. */
export type ReportOutcome =
  | { readonly type: 'completed' }
  | { readonly type: 'failed'; readonly code: string; readonly reason: string }
  | { readonly type: 'cancelled'; readonly reason: string };

/** `skip-all`: a preview, whose actions touch nothing. */
export type ActionsMode = 'run-all' | 'skip-all';

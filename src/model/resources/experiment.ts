import { visibleName } from '../../base/shownText.ts';
import type { Unreadable } from './unreadable.ts';
import type { Scope } from '../scope.ts';
import type { Tag } from './tag.ts';

/** A FIS experiment. ListExperiments tells the summary; GetExperiment adds `full`. Times in ms since the epoch. */
export interface Experiment extends Unreadable {
  readonly kind: 'experiment';
  readonly scope: Scope;
  readonly id: string;
  readonly arn?: string;
  readonly name?: string;
  readonly templateId: string;
  readonly state: string;
  readonly reason?: string;
  readonly error?: ExperimentError;
  readonly createdAt?: number;
  readonly tags: readonly Tag[];
  /** `skip-all`: a preview that touches nothing. */
  readonly actionsMode?: string;
  readonly accountTargeting?: string;
  readonly full?: ExperimentFull;
}

/** What failed, as FIS tells it: in which account, with which code, and in which part of the template. Source: FIS API reference, ExperimentError. */
export interface ExperimentError {
  readonly accountId?: string;
  readonly code?: string;
  readonly location?: string;
}

/** What only GetExperiment tells. Times in ms since the epoch. */
export interface ExperimentFull {
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly roleArn?: string;
  readonly actions: readonly ExperimentAction[];
  readonly targets: readonly ExperimentTarget[];
  readonly stopConditions: readonly { readonly source: string; readonly value?: string }[];
  /** In how many accounts it acts, by FIS's own count; which they are, another call tells. */
  readonly targetAccounts: number;
  /** What FIS does when a target resolves to nothing: `fail`, `skip`. */
  readonly emptyTargetResolution?: string;
  readonly logging?: ExperimentLogging;
  readonly report?: ExperimentReport;
}

/** A folder of a bucket; an empty prefix is the bucket itself. */
export interface S3Folder {
  readonly bucket: string;
  readonly prefix: string;
}

/** Where FIS writes an experiment's log: a log group of CloudWatch, a folder of S3, or both. */
export interface ExperimentLogging {
  readonly logGroupArn?: string;
  readonly folder?: S3Folder;
  readonly schemaVersion?: number;
}

/** The report that FIS makes of an experiment, as it is set and as far as it has come. Durations as AWS writes them: `PT20M`. */
export interface ExperimentReport {
  readonly state?: string;
  readonly reason?: string;
  readonly errorCode?: string;
  readonly files: readonly { readonly arn: string; readonly type?: string }[];
  readonly destination?: S3Folder;
  /** The ARNs of CloudWatch dashboards. */
  readonly dashboards: readonly string[];
  readonly beforeStart?: string;
  readonly afterEnd?: string;
}

/** What an experiment does to its targets. Times in ms since the epoch. */
export interface ExperimentAction {
  readonly name: string;
  /** `aws:ec2:stop-instances` and the like. */
  readonly actionId: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** From the action's target slot to the target's name. */
  readonly targets: Readonly<Record<string, string>>;
  /** The names of the actions that end before this one starts; empty where it starts with the experiment. */
  readonly startAfter: readonly string[];
  readonly state: string;
  readonly reason?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** Whom the template of an experiment chooses: by ARNs, or by tags and filters. Whom FIS really took is a {@link ResolvedTarget}. */
export interface ExperimentTarget {
  readonly name: string;
  readonly resourceType: string;
  readonly resourceArns: readonly string[];
  readonly selectionMode?: string;
  /** The tags that choose. */
  readonly tags: Readonly<Record<string, string>>;
  readonly filters: readonly { readonly path: string; readonly values: readonly string[] }[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** One resource that FIS chose for a target. Source: ListExperimentResolvedTargets. What of it can't be read is named by its path in the answer. */
export interface ResolvedTarget extends Unreadable {
  /** Empty where it can't be read. */
  readonly targetName: string;
  readonly resourceType: string;
  readonly information: Readonly<Record<string, string>>;
}

/** An account in which an experiment acts. What of it can't be read is named by its path in the answer. */
export interface TargetAccount extends Unreadable {
  /** Empty where it can't be read. */
  readonly accountId: string;
  readonly roleArn?: string;
  readonly description?: string;
}

/** What an action is called: by what it does where nobody can see its name. */
export const actionName = ({ name, actionId }: Pick<ExperimentAction, 'name' | 'actionId'>): string =>
  visibleName(name) ?? visibleName(actionId) ?? name;

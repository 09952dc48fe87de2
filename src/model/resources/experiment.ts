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

export interface ExperimentError {
  readonly accountId?: string;
  readonly code?: string;
  readonly location?: string;
}

export interface ExperimentFull {
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly roleArn?: string;
  readonly actions: readonly ExperimentAction[];
  readonly targets: readonly ExperimentTarget[];
  readonly stopConditions: readonly { readonly source: string; readonly value?: string }[];
  readonly targetAccounts: number;
}

export interface ExperimentAction {
  readonly name: string;
  /** `aws:ec2:stop-instances` and the like. */
  readonly actionId: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** From the action's target slot to the target's name. */
  readonly targets: Readonly<Record<string, string>>;
  readonly startAfter: readonly string[];
  readonly state: string;
  readonly reason?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface ExperimentTarget {
  readonly name: string;
  readonly resourceType: string;
  readonly resourceArns: readonly string[];
  readonly selectionMode?: string;
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

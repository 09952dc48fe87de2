import type { TypeStore } from '../model/resources/typeStore.ts';
import type { HistoryEntry } from '../history/entry.ts';
import type { AnswerSnapshot } from '../history/snapshots.ts';
import type { AccessPortal } from '../model/accessPortal.ts';
import type { Destination } from '../model/destination.ts';
import type { GuardSetting } from '../model/guardSettings.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Service } from '../model/resources/service.ts';
import type { AlarmStates } from '../model/resources/alarm.ts';
import type { StoppedTasks } from '../model/resources/stoppedTasks.ts';
import type { ResolvedTarget, TargetAccount } from '../model/resources/experiment.ts';
import type { StoppableRef } from '../model/resources/resource.ts';
import type { Whose } from '../model/sight.ts';
import type { Notice } from '../panel/protocol/page.ts';
import type { ForceTimes } from './forcedWords.ts';
import type { Links } from './links.ts';
import type { Words } from './words.ts';
import type { ServiceDeployment, ServiceRevision } from '../model/resources/deployment.ts';
import type { ProductionMark } from '../stopping/plan/productionPolicy.ts';

/** What every page is made from, whatever it shows. */
export interface PageInput {
  readonly ref: StoppableRef;
  /** AWS's whole answer, as JSON text; absent before it came. */
  readonly json?: string;
  /** When it came, in ms since the epoch. */
  readonly asOf?: number;
  /** AWS said that it doesn't know the resource (any more): what is shown is what was last seen. */
  readonly gone: boolean;
  readonly account?: { readonly id?: string; readonly alias?: string };
  /** Whose it is, for what is kept of the page over a reload. */
  readonly owner?: Whose;
  /** How the profile signs in to the console, where Halt knows it. */
  readonly portal?: AccessPortal;
  /** Absent while it isn't known. */
  readonly destination?: Destination;
  /** The profile, the account or a tag is marked as production, or may be. */
  readonly production?: ProductionMark;
  /** The setting that forbids every change here. */
  readonly forbiddenBy?: GuardSetting;
  /** The key of the tag by which the Instance Scheduler finds its instances (`halt.scheduleTag`). */
  readonly scheduleTag?: string;
  /** It is followed or watched, so that somebody can end the waiting. */
  readonly awaited?: boolean;
  /** AWS has throttled what was requested of it, and Halt sends it again: until when at the latest, in words. */
  readonly throttledUntil?: string;
  /** The setting that forbids to force an instance that is stopping already, where its page could still be of use for that. */
  readonly forceForbiddenBy?: GuardSetting;
  /** The last force stop that AWS has accepted for an instance that is stopping. */
  readonly forced?: ForceTimes;
  readonly notices: readonly Notice[];
  readonly history: readonly HistoryEntry[];
  readonly snapshots: readonly AnswerSnapshot[];
  /** By AWS's clock. */
  readonly now: number;
  /** AWS's clock minus this machine's, ms. */
  readonly clockOffset: number;
  readonly links: Links;
  readonly l10n: Words;
  /** Why something could not be read. */
  readonly whyUnread: (failure: Failure) => WhyUnread;
  /** The tree node of an EC2 instance, if there is one. */
  readonly instanceRef: (arn: string) => StoppableRef | undefined;
}

/** Why something could not be read, with the permission that is missing where one is, and what to do about it: a sentence each. */
export interface WhyUnread {
  readonly sentence: string;
  /** Empty where there is nothing to do. */
  readonly next: string;
}

/** What comes page by page: what is there of it, whether there is more, and why no more came. */
export interface Fetched<T> {
  readonly items: readonly T[];
  readonly more: boolean;
  readonly loading: boolean;
  readonly failure?: string;
  /** What could not be read of the items, in sentences. */
  readonly gaps?: readonly string[];
}

/** What an experiment's page shows beside GetExperiment's answer. */
export interface ExperimentExtras {
  readonly resolved: Fetched<ResolvedTarget>;
  readonly accounts: Fetched<TargetAccount>;
  /** The states of the stop conditions' alarms; absent before AWS told, and once the experiment is over. */
  readonly alarms?: Outcome<AlarmStates>;
}

/** What a deployment's page shows beside DescribeServiceDeployments' answer. */
export interface DeploymentExtras {
  readonly revisions: Fetched<ServiceRevision>;
  readonly past: Fetched<ServiceDeployment>;
  /** The service as it was last listed, while this is its current deployment. */
  readonly service?: Service;
  /** Those of its tasks that stopped lately; absent before AWS told, and where nobody needs to know. */
  readonly stopped?: Outcome<StoppedTasks>;
  /** Why the list in which the service would be could not be read, or not all of it. */
  readonly serviceFailure?: Failure;
}

/** What an instance's page shows beside DescribeInstances' answer. What AWS hasn't told is absent. */
export interface InstanceExtras {
  readonly stopProtection?: boolean;
  /** Of the volumes in GiB, by their ids; absent before AWS told, and where it doesn't. */
  readonly volumeSizes?: Readonly<Record<string, number>>;
  readonly typeStore?: TypeStore;
  /** `one-time` or `persistent`. */
  readonly spotKind?: string;
  /** Why one of them could not be read. */
  readonly failures?: {
    readonly [Name in 'stopProtection' | 'volumeSizes' | 'typeStore' | 'spotKind']?: Failure;
  };
}

import type { Uri } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { Event } from '../../base/event.ts';
import type { History } from '../../history/history.ts';
import type { AnswerSnapshots } from '../../history/snapshots.ts';
import type { StoppableRef } from '../../model/resources/resource.ts';
import type { Stoppable } from '../../model/resources/target.ts';
import type { Whose } from '../../model/sight.ts';
import type { PageData } from '../../pages/pageData.ts';
import type { PageInput } from '../../pages/pageInput.ts';
import type { ResourcePoller } from '../../pages/resourcePoller.ts';
import type { Refusal } from '../../stopping/follow/refusals.ts';
import type { JsonDocuments } from './jsonDocuments.ts';

/** Where a resource is: whose account, how that is signed in to, whether that or its tags are marked as production, by which endpoints it is reached, which setting forbids changes there, whether Halt waits for its end, and whether the last request for it was refused lately. */
export type Whereabouts = Pick<
  PageInput,
  | 'account'
  | 'portal'
  | 'destination'
  | 'production'
  | 'forbiddenBy'
  | 'forceForbiddenBy'
  | 'scheduleTag'
  | 'awaited'
  | 'throttledUntil'
  | 'forced'
> & { readonly refusal?: Refusal };

/** What a page knows of its resource. */
export interface OfPage {
  /** What was last seen of it. */
  readonly target: Stoppable | undefined;
  /** It can't be read any more: it may have been tagged since. */
  readonly isOld: boolean;
  /** Whose it is, whoever its profile leads to by now. Nobody's while that isn't known. */
  readonly owner: Whose;
}

/** What a page is made of. */
export interface PageFacts {
  readonly history: History;
  readonly snapshots: AnswerSnapshots;
  readonly clock: Clock;
  readonly whereabouts: (ref: StoppableRef, of: OfPage) => Whereabouts;
  /** The listed instance of this ARN in the place of `from`; undefined where none is listed. */
  readonly instanceRef: (from: StoppableRef, arn: string) => StoppableRef | undefined;
}

/** What a page's buttons and links do. */
export interface PageDeeds {
  readonly history: Pick<History, 'exportJson' | 'exportCsv'>;
  readonly resources: Pick<ResourcePoller, 'last' | 'refresh' | 'ownerOf'>;
  readonly documents: Pick<JsonDocuments, 'open' | 'compare'>;
  /** The path that every stop takes: plan, prompt, call, tracker, verdict. `owner`: whose it is that the page shows, whoever its profile leads to by now. */
  readonly requestStop: (ref: StoppableRef, owner: Whose) => Promise<void>;
  /** The choice of an answer to the deployment that waits, then the same path. */
  readonly continueDeployment: (ref: StoppableRef, owner: Whose) => Promise<void>;
  readonly revealInTree: (ref: StoppableRef) => Promise<void>;
  /** Ends the watching of what this reference stands for in the account of `owner`. */
  readonly stopWatching: (ref: StoppableRef, owner: Whose) => void;
  /** The link to the page of what an ARN names. */
  readonly linkTo: (arn: string) => string;
  /** Opens another resource's page. */
  readonly show: (ref: StoppableRef) => void;
}

/** What the panel of one resource works with. */
export interface PanelParts {
  readonly facts: PageFacts;
  readonly deeds: PageDeeds;
  readonly resources: Pick<ResourcePoller, 'last' | 'subscribe'>;
  /** What is read for the page alone; `changed` is called when there is more of it. */
  readonly source: (ref: StoppableRef, changed: () => void) => PageData;
  /** What is said of a place is another now: its account was told, the settings changed, or the waiting for an end began or ended. */
  readonly onDidChangePlaces: Event<unknown>;
  readonly files: { readonly script: Uri; readonly style: Uri };
  /** Says that what a person asked for on the page failed. */
  readonly sayFailed: (error: unknown) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

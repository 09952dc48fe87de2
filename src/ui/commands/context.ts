import type { Accounts } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Watcher } from '../../inventory/watcher.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import type { PlanRef } from '../../stopping/plan/plan.ts';
import type { AuditReader, Follow } from '../../stopping/stopping.ts';
import type { Documents } from '../editor/textDocuments.ts';
import type { PickParts } from '../stop/pickTargets.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import type { Settings } from '../settings/settings.ts';
import type { StopFlow } from '../stop/stopFlow.ts';
import type { ResourceTree } from '../tree/resourceTree.ts';
import type { ViewOptions } from '../settings/viewOptions.ts';
import type { ViewSelection } from '../tree/viewSelection.ts';
import type { AwsChanges } from '../../model/ports/awsChanges.ts';

/** What the commands work with. Made in `extension.ts`. */
export interface CommandContext {
  readonly reads: AwsReads;
  /** For the dry run alone: what changes something goes through {@link stopFlow}. */
  readonly mayStop: AwsChanges['mayStopInstance'];
  readonly inventory: Inventory;
  readonly accounts: Accounts;
  readonly scopes: Scopes;
  readonly watcher: Watcher;
  readonly follow: Follow;
  readonly audit: AuditReader;
  readonly settings: () => Settings;
  readonly tree: ResourceTree;
  readonly selection: ViewSelection;
  readonly options: ViewOptions;
  /** How many resources the tree shows, of how many that there are. */
  readonly shown: () => { readonly shown: number; readonly all: number };
  /** Shows the next page of what a note stands under, and goes on from its first line. */
  readonly loadMore: (parent: string) => Promise<void>;
  /** Tries every profile again that can't be read as a whole. */
  readonly retryFailing: () => Promise<void>;
  readonly documents: Documents;
  readonly pick: PickParts;
  readonly stopFlow: StopFlow;
  readonly showLog: () => void;
  readonly startDemo: () => Promise<void>;
  readonly stopDemo: () => Promise<void>;
  readonly showDetails: (ref: TargetRef) => void;
  readonly openJson: (ref: TargetRef) => Promise<void>;
  /** Asks the profile's credentials anew, with an MFA prompt if it needs one: the person acted. */
  readonly signIn: (profile: string) => Promise<void>;
  readonly startable: (ref: PlanRef) => boolean;
}

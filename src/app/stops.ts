import { commands, l10n, Uri } from 'vscode';
import type { Clock } from '../base/clock.ts';
import type { RequestOutcome } from '../history/entry.ts';
import type { History } from '../history/history.ts';
import type { Accounts } from '../inventory/accounts.ts';
import { currentService, currentServiceTags } from '../inventory/heldFacts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { claimedOwner, placesBeside } from '../inventory/oncePerAccount.ts';
import { createGatheredRefreshes } from '../inventory/polling/gatheredRefreshes.ts';
import { oldestInSight } from '../inventory/polling/paces.ts';
import type { Poller } from '../inventory/polling/poller.ts';
import type { AwsPermissions } from '../model/ports/awsPermissions.ts';
import type { JournalOnDisk } from '../model/ports/journal.ts';
import { callOf } from '../model/operation.ts';
import type { Tracked } from '../stopping/follow/followed.ts';
import { createStopping, type Stopping, type StoppingParts } from '../stopping/stopping.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';
import type { Settings } from '../ui/settings/settings.ts';
import { requestOutcome, tooLate } from './requestOutcome.ts';
import { warn } from '../ui/words/say.ts';
import { takesLooks } from './takesLooks.ts';

export interface StopsParts {
  readonly aws: Pick<StoppingParts, 'reads' | 'changes' | 'struck'> & { readonly permissions: AwsPermissions };
  readonly clock: Clock;
  readonly journal: JournalOnDisk;
  /** Whether no other window told this within so many milliseconds. */
  readonly claim: (name: string, within: number) => Promise<boolean>;
  readonly inventory: Inventory;
  readonly history: History;
  readonly accounts: Accounts;
  readonly scopes: Pick<Scopes, 'all' | 'info'>;
  readonly poller: Poller;
  readonly settings: () => Settings;
  readonly onError: (error: unknown) => void;
}

/** So long, in milliseconds, no window says it again: a reload finds the same lines. */
const TOLD_FOR = 24 * 3_600_000;

/** Connects stops to what is listed and to what has happened: each look and each answer of theirs is told to both. */
export function createStops(parts: StopsParts): Stopping {
  const { aws, clock, inventory, history, accounts, scopes, poller, settings, onError } = parts;
  const oldest = () => poller.stamp() - oldestInSight(settings().paces);
  const stopping = createStopping({
    reads: aws.reads,
    changes: aws.changes,
    struck: aws.struck,
    clock,
    journal: parts.journal,
    policy: () => settings().policy,
    lastSeen: (ref) => inventory.target(ref) ?? (ref.kind === 'lever' ? undefined : history.lastSeen(ref)?.target),
    shownAccount: (profile) => accounts.shown(profile),
    placesBeside: (scope, identity) =>
      placesBeside(
        { of: (profile) => accounts.of(profile) ?? claimedOwner(scopes.info(profile)) },
        scopes.all(),
        scope,
        identity,
      ),
    tagsOf: (ref) => currentServiceTags(inventory, ref, oldest()),
    serviceOf: (ref) => {
      const service = currentService(inventory, ref, oldest());
      return service?.deployment?.id === ref.id ? service : undefined;
    },
    scheduleTag: () => settings().scheduleTag,
    dryRuns: () => (settings().preflight ? aws.permissions : undefined),
    looked: takesLooks({ clock, inventory, history, poller, accounts }),
    stallAfter: () => settings().forceOffer,
    newId: () => crypto.randomUUID(),
    onAuditTrouble: (trouble) => {
      onError(trouble);
      const reason = trouble instanceof Error ? trouble.message : String(trouble);
      void tellUnwritten(reason).catch(onError);
    },
    onLinesLost: () => void tellLost(parts).catch(onError),
    onError,
  });
  keepRequests(stopping, history);
  // Whatever a stop did, the lists of its scope may tell more: a replacement, a service's counts.
  const refreshes = createGatheredRefreshes(clock, (places) => poller.refresh({ scopes: places }));
  stopping.follow.onDidEnd(({ tracked }) => refreshes.add(tracked.ref.scope));
  return {
    ...stopping,
    dispose: () => {
      refreshes.dispose();
      stopping.dispose();
    },
  };
}

/** Keeps each request in the state history with its answer, and what a look found out about a refusal. */
function keepRequests({ onDidAnswer, follow }: Stopping, history: History): void {
  const keep = ({ ref, operation, requestedAt }: Tracked, outcome: RequestOutcome): void => {
    if (ref.kind === 'lever') return;
    history.requested({ ref, operation: callOf(operation), at: requestedAt, outcome });
  };
  onDidAnswer(({ answers }) => {
    for (const { tracked, failure, requestId } of answers) keep(tracked, requestOutcome(failure, requestId));
  });
  follow.onDidEnd(({ tracked, verdict }) => {
    if (tracked.refusal && verdict.type !== 'refused') keep(tracked, tooLate(tracked.refusal));
  });
}

async function tellUnwritten(reason: string): Promise<void> {
  const log = l10n.t('Show Log');
  const words = l10n.t('The audit log can’t be written ({0}). The stop continues.', reason);
  if ((await warn(words, log)) === log) await commands.executeCommand('halt.showLog');
}

async function tellLost({ journal, claim }: Pick<StopsParts, 'journal' | 'claim'>): Promise<void> {
  if (!(await claim('lines of the audit log are lost', TOLD_FOR))) return;
  const [show, open] = [l10n.t('Show Audit Log'), l10n.t('Open File')];
  const words = l10n.t(
    'Lines of the audit log can’t be read, so Halt may not be watching everything that was requested in the last day. Look in AWS whether it has ended. The file is {0}.',
    journal.path,
  );
  const choice = await warn(words, show, open);
  if (choice === show) await commands.executeCommand('halt.showAuditLog');
  if (choice === open) await commands.executeCommand('vscode.open', Uri.file(journal.path));
}

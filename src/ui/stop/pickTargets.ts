import { l10n } from 'vscode';
import { groupBy } from '../../base/groupBy.ts';
import type { Clock } from '../../base/clock.ts';
import { type Accounts, whoseIs } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { placesLacking } from '../../inventory/lack.ts';
import { listOf, type ListKind, refKey, type TargetRef } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import type { OperationType } from '../../model/operation.ts';
import { operationKind } from '../../stopping/operation.ts';
import { meantNow } from '../../stopping/follow/followed.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';
import type { Want } from '../../stopping/stopping.ts';
import type { WaitedFor } from '../editor/showWait.ts';
import { hasPlaces } from '../editor/noneChosen.ts';
import { createLivePick, untilTaken } from '../pick/livePick.ts';
import { createTargetRows, type RowParts, type TargetItem } from './targetRows.ts';
import { tickedRows } from '../pick/tickedRows.ts';
import { sayJustChanged } from '../pick/words.ts';
import { createTicks, type Tickable } from '../pick/ticks.ts';
import { placeList, unreadWords } from '../words/places/planPlaces.ts';
import { pickText } from '../words/say.ts';

/** What can be chosen from, and when that changes. */
export interface OfferedParts extends RowParts {
  readonly inventory: Pick<Inventory, 'list' | 'status' | 'seenAt' | 'onDidChange'>;
  readonly accounts: Pick<Accounts, 'of' | 'failure' | 'onDidChange'>;
  readonly guards: Pick<AskedGuards, 'forbidding' | 'productionMark' | 'requireReason'>;
}

export interface PickParts {
  readonly from: OfferedParts;
  readonly clock: Pick<Clock, 'elapsed' | 'now'>;
  /**
   * Reads a list of all places, so that the pick isn't empty only because nobody has looked yet. Resolves with the places that didn't answer. `oldest`:
   * lists that are older than this, in milliseconds, are read again.
   */
  readonly listNow: (kind: ListKind, oldest?: number) => Promise<readonly Scope[]>;
  /** Whose answers {@link PickParts.listNow} waits for. */
  readonly waitedFor: WaitedFor;
}

/** How many places are named above the rows. */
const MOST_PLACES = 2;

/** A row of this pick. Only the targets that the person came with are ticked at first. */
type OfferedItem = TargetItem & Tickable;

/** Words that name the settings which keep the pick empty; undefined where no setting forbids the operation in a chosen place. */
export function emptyPickWords(
  { scopes, guards }: Pick<OfferedParts, 'scopes'> & { readonly guards: Pick<AskedGuards, 'forbidding'> },
  type: OperationType,
): string | undefined {
  const settings = new Set(scopes().flatMap((scope) => guards.forbidding(scope, type) ?? []));
  return settings.size === 0
    ? undefined
    : l10n.t('Nothing can be chosen: {0} forbids changes', [...settings].join(', '));
}

/**
 * Sentences about places that may have more than the pick offers: those that could not be read, and those that a setting forbids. `silent`: places
 * that gave no answer just now.
 */
export function lackingWords(
  from: Pick<OfferedParts, 'inventory' | 'accounts' | 'scopes'> & { readonly guards: Pick<AskedGuards, 'forbidding'> },
  { type, silent }: { readonly type: OperationType; readonly silent: readonly Scope[] },
): readonly string[] {
  const places = from.scopes().map((scope) => ({ scope, setting: from.guards.forbidding(scope, type) }));
  const open = places.flatMap(({ scope, setting }) => (setting === undefined ? scope : []));
  const unread = placesLacking(from, { scopes: open, kind: listOf[operationKind[type]], silent });
  const settings = groupBy(
    places.filter(({ setting }) => setting !== undefined),
    ({ setting }) => setting ?? '',
  );
  return [
    ...unreadWords(unread, MOST_PLACES),
    ...[...settings].map(([setting, same]) =>
      l10n.t(
        'Left out by {0}: {1}',
        setting,
        placeList(
          same.map(({ scope }) => scope),
          MOST_PLACES,
        ),
      ),
    ),
  ];
}

/**
 * Lets the person choose targets of an operation from a list, with profile, account and region on every row. It opens at once with what is known, and
 * fills while the rest is read. Undefined when the person leaves, or where no place is chosen, which is said; never an empty choice.
 */
export async function pickTargets(
  { from, clock, listNow, waitedFor }: PickParts,
  type: OperationType,
  options: { readonly title: string; readonly preselected?: readonly TargetRef[] },
): Promise<Pick<Want, 'refs' | 'whose'> | undefined> {
  const kind = listOf[operationKind[type]];
  if (!(await hasPlaces(from.scopes, () => listNow(kind), waitedFor))) return undefined;
  const pick = createLivePick<OfferedItem>(options.title);
  const chosen = new Set((options.preselected ?? []).map(refKey));
  const ticks = createTicks(clock);
  const draw = tickedRows(pick, ticks);
  let silent: readonly Scope[] = [];
  const tell = (): void => {
    const more = pick.busy ? [] : lackingWords(from, { type, silent });
    const [first] = more;
    // What is missing stands first, as the line is cut at its end.
    pick.placeholder = pickText(
      pick.items.length > 0
        ? [...more, l10n.t('Select one or more. Nothing is sent until you confirm.')].join(' · ')
        : pick.busy
          ? l10n.t('Reading…')
          : (emptyPickWords(from, type) ?? first ?? l10n.t('Nothing can be chosen for this now')),
    );
  };
  const rows = createTargetRows(from, type);
  return untilTaken<OfferedItem, Pick<Want, 'refs' | 'whose'>>(pick, {
    rows: () => rows.read(),
    draw: (items) => draw(items.map((item) => (chosen.has(item.key) ? item : { ...item, isOffered: true }))),
    tell,
    read: async () => {
      silent = await listNow(kind);
    },
    redrawAt: [from.inventory.onDidChange, from.accounts.onDidChange],
    accept: (close) => {
      if (ticks.justMoved()) {
        sayJustChanged(pick);
        return;
      }
      const refs = pick.items.filter(ticks.isTicked).map(({ ref }) => ref);
      // Enter without a tick means the row under the cursor, which is what the person looks at.
      const active = pick.activeItems.flatMap((item) => item.ref ?? []);
      const choice = refs.length > 0 ? refs : active;
      if (choice.length > 0) close(meantNow(choice, (profile) => whoseIs(from.accounts, profile)));
    },
  });
}

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
  /** Reads a list of all places, so that the pick is not empty because nobody has looked yet. Resolves with the places that didn't answer. `oldest`: what is older, in milliseconds, is read again. */
  readonly listNow: (kind: ListKind, oldest?: number) => Promise<readonly Scope[]>;
}

/** So many places are named above the rows. */
const MOST_PLACES = 2;

/** What the person came with is ticked at first, and nothing else. */
type OfferedItem = TargetItem & Tickable;

/** Which settings keep the pick empty: they forbid the operation in some of the chosen places. */
export function emptyPickWords(
  { scopes, guards }: Pick<OfferedParts, 'scopes'> & { readonly guards: Pick<AskedGuards, 'forbidding'> },
  type: OperationType,
): string | undefined {
  const settings = new Set(scopes().flatMap((scope) => guards.forbidding(scope, type) ?? []));
  return settings.size === 0
    ? undefined
    : l10n.t('Nothing can be chosen: {0} forbids changes', [...settings].join(', '));
}

/** Where there may be more than what can be chosen: the places that could not be read, and those that a setting keeps out of the list, by their names. `silent`: those that gave no answer just now. */
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
 * A multi-pick of what the operation can be done to, with profile, account and region on every row. Opens at once with what is known and fills
 * up while the rest is read. Undefined when the person leaves, and where no place is chosen, which is said; never without any.
 */
export async function pickTargets(
  { from, clock, listNow }: PickParts,
  type: OperationType,
  options: { readonly title: string; readonly preselected?: readonly TargetRef[] },
): Promise<Pick<Want, 'refs' | 'whose'> | undefined> {
  const kind = listOf[operationKind[type]];
  if (!(await hasPlaces(from.scopes, () => listNow(kind)))) return undefined;
  const pick = createLivePick<OfferedItem>(options.title);
  const chosen = new Set((options.preselected ?? []).map(refKey));
  const ticks = createTicks(clock);
  const draw = tickedRows(pick, ticks);
  let silent: readonly Scope[] = [];
  const tell = (): void => {
    const more = pick.busy ? [] : lackingWords(from, { type, silent });
    const [first] = more;
    // The sentence of what is missing stands first: the line is cut at its end.
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
      // Enter without a tick means the row under the cursor: that is what the eye is on.
      const active = pick.activeItems.flatMap((item) => item.ref ?? []);
      const choice = refs.length > 0 ? refs : active;
      if (choice.length > 0) close(meantNow(choice, (profile) => whoseIs(from.accounts, profile)));
    },
  });
}

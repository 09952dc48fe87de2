import { l10n } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { placesLacking } from '../../inventory/lack.ts';
import { listOf, type ListKind, refKey, type TargetRef } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import type { OperationType } from '../../model/operation.ts';
import { operationKind } from '../../stopping/operation.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';
import { hasPlaces } from '../editor/noneChosen.ts';
import { createLivePick, untilTaken } from '../pick/livePick.ts';
import { createTargetRows, type RowParts, type TargetItem } from './targetRows.ts';
import { tickedRows } from '../pick/tickedRows.ts';
import { sayJustChanged } from '../pick/words.ts';
import { createTicks, type Tickable } from '../pick/ticks.ts';
import { counted } from '../words/counted.ts';

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

/** What the person came with is ticked at first, and nothing else. */
type OfferedItem = TargetItem & Tickable;

/** Which settings keep the pick empty: they forbid the operation in some of the chosen places. */
export function forbiddenWords(
  { scopes, guards }: Pick<OfferedParts, 'scopes'> & { readonly guards: Pick<AskedGuards, 'forbidding'> },
  type: OperationType,
): string | undefined {
  const settings = new Set(scopes().flatMap((scope) => guards.forbidding(scope, type) ?? []));
  return settings.size === 0
    ? undefined
    : l10n.t('Nothing can be chosen: {0} forbids changes', [...settings].join(', '));
}

/**
 * A multi-pick of what the operation can be done to, with profile, account and region on every row. Opens at once with what is known and fills
 * up while the rest is read. Undefined when the person leaves, and where no place is chosen, which is said; an empty array never.
 */
export async function pickTargets(
  { from, clock, listNow }: PickParts,
  type: OperationType,
  options: { readonly title: string; readonly preselected?: readonly TargetRef[] },
): Promise<readonly TargetRef[] | undefined> {
  const kind = listOf[operationKind[type]];
  if (!(await hasPlaces(from.scopes, () => listNow(kind)))) return undefined;
  const pick = createLivePick<OfferedItem>(options.title);
  const chosen = new Set((options.preselected ?? []).map(refKey));
  const ticks = createTicks(clock);
  const draw = tickedRows(pick, ticks);
  let silent: readonly Scope[] = [];
  /** Where there may be more than what can be chosen. */
  const lacking = (): string | undefined => {
    const scopes = from.scopes().filter((scope) => from.guards.forbidding(scope, type) === undefined);
    const { length } = placesLacking(from, { scopes, kind, silent });
    return length === 0
      ? undefined
      : counted(
          l10n.t('{0, plural, one {{1} of # place could not be read.} other {{1} of # places could not be read.}}'),
          scopes.length,
          length,
        );
  };
  const tell = (): void => {
    const more = pick.busy ? undefined : lacking();
    pick.placeholder =
      pick.items.length > 0
        ? [more, l10n.t('Select one or more. Nothing is sent until you confirm.')].filter(Boolean).join(' ')
        : pick.busy
          ? l10n.t('Reading…')
          : (forbiddenWords(from, type) ?? more ?? l10n.t('Nothing can be chosen for this now'));
  };
  const rows = createTargetRows(from, type);
  return untilTaken<OfferedItem, readonly TargetRef[]>(pick, {
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
      if (choice.length > 0) close(choice);
    },
  });
}

import { type Disposable, l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Accounts } from '../inventory/accounts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { createRunningTotals } from '../inventory/runningTotals.ts';
import { plainText } from '../base/plainText.ts';
import { groupBy } from '../base/groupBy.ts';
import { inertText } from '../base/shownText.ts';
import type { Tag } from '../model/resources/tag.ts';
import type { Scope } from '../model/scope.ts';
import { lackWords } from './words/lack.ts';
import { stateWords } from './words/states.ts';
import { failureWords } from './words/failures.ts';

/** One item: how many experiments run in the chosen scopes, and whether a safety lever is engaged. Hidden when nothing is chosen. */
export interface StatusBar extends Disposable {
  update(): void;
}

export function createStatusBar(parts: {
  readonly inventory: Inventory;
  readonly accounts: Accounts;
  readonly scopes: () => readonly Scope[];
  /** Whether a place, or one of these tags, is marked as production. */
  readonly isProduction: (scope: Scope, tags: readonly Tag[]) => boolean;
}): StatusBar {
  const item = window.createStatusBarItem('experiments', StatusBarAlignment.Left, 50);
  item.name = l10n.t('Halt: running experiments');
  item.command = 'halt.showRunningExperiments';
  const totals = createRunningTotals(parts.inventory, parts.accounts);
  let shown = '';
  return {
    update: () => {
      const scopes = parts.scopes();
      if (scopes.length === 0) {
        item.hide();
        shown = '';
        return;
      }
      totals.choose(scopes);
      const running = totals.experiments();
      const levers = [...totals.levers().values()];
      const failure = totals.failure();
      const lack = totals.lack();
      // A count that misses a scope says so: "0" must mean that nothing runs.
      const count = `${running.size}${lack === undefined ? '' : '?'}`;
      const leverStates = groupBy(levers, ({ status }) => stateWords('lever', status));
      const text =
        levers.length > 0
          ? `$(workspace-untrusted) ${inertText(l10n.t('lever {0}', [...leverStates.keys()].join(', ')), 40)} · $(beaker) ${count}`
          : `$(beaker) ${count}`;
      const spoken = [
        running.size === 1
          ? l10n.t('1 FIS experiment is running')
          : l10n.t('{0} FIS experiments are running', running.size),
        ...[...leverStates].map(([state, same]) =>
          l10n.t('the safety lever is {0} in {1}', state, same.map(({ scope }) => scope.region).join(', ')),
        ),
        lackWords(totals.hidesLever() ? 'unread' : lack),
      ].filter((part) => part !== undefined);
      // Plain text: the editor reads the Markdown of a tooltip each time, and the first time it takes as long as all else that a first sight draws in a turn.
      const tooltip = [
        spoken.join('; '),
        ...firstOf(running.values(), 10).map(({ id, name = id, state, scope, tags }) =>
          [
            plainText(name, 100),
            stateWords('experiment', state),
            plainText(scope.profile, 60),
            parts.isProduction(scope, tags) && l10n.t('production'),
            scope.region,
          ]
            .filter(Boolean)
            .join(' · '),
        ),
        ...(running.size > 10 ? [l10n.t('… and {0} more', running.size - 10)] : []),
        ...(failure ? [failureWords(failure.failure, failure.place).sentence] : []),
      ].join('\n');
      // The editor draws the item each time, and this is called for every page of a list.
      const now = JSON.stringify([text, spoken, tooltip]);
      if (now === shown) return;
      shown = now;
      item.text = text;
      item.accessibilityInformation = { label: `Halt: ${spoken.join('; ')}`, role: 'button' };
      item.tooltip = tooltip;
      item.backgroundColor =
        levers.length > 0
          ? new ThemeColor('statusBarItem.errorBackground')
          : running.size > 0
            ? new ThemeColor('statusBarItem.warningBackground')
            : undefined;
      item.show();
    },
    dispose: () => {
      totals.dispose();
      item.dispose();
    },
  };
}

function firstOf<T>(items: Iterable<T>, most: number): readonly T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === most) break;
    first.push(item);
  }
  return first;
}

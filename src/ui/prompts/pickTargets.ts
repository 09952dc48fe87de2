import { l10n, type QuickPickItem, QuickPickItemKind, type ThemeIcon, window } from 'vscode';
import type { Accounts } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { plainText } from '../../model/plainText.ts';
import { refKey, type Resource } from '../../model/resource.ts';
import { type Scope } from '../../model/scope.ts';
import type { ServiceDeployment } from '../../model/service.ts';
import { shortId } from '../../model/target.ts';
import { observedState, operationKind, type OperationType, unfitFor } from '../../stopping/operation.ts';
import type { PlanRef } from '../../stopping/plan.ts';
import { compareExperiments, compareInstances, compareServices } from '../tree/order.ts';
import { resourceRow } from '../tree/row.ts';

export interface PickParts {
  readonly inventory: Inventory;
  readonly accounts: Accounts;
  readonly scopes: () => readonly Scope[];
  readonly startable: (ref: PlanRef) => boolean;
  /** Lists that were never read, so that the pick is not empty because nobody has looked yet. */
  readonly listNow: (type: OperationType) => Promise<void>;
}

interface TargetItem extends QuickPickItem {
  readonly ref?: PlanRef;
  readonly iconPath?: ThemeIcon;
}

/** Something that an operation can be done to, with the service that it belongs to where it is a deployment. */
interface Candidate {
  readonly ref: PlanRef;
  readonly shown: Resource | ServiceDeployment;
  readonly state: string;
}

/** Everything in the chosen scopes that the operation makes sense for. */
function candidates(parts: PickParts, type: OperationType): readonly Candidate[] {
  return parts.scopes().flatMap((scope) => scopeCandidates(parts, scope, type));
}

function scopeCandidates(parts: PickParts, scope: Scope, type: OperationType): readonly Candidate[] {
  const { inventory } = parts;
  switch (operationKind[type]) {
    case 'instance':
      return inventory
        .list(scope, 'instance')
        .filter((instance) => unfitFor(type, instance) === undefined && (type !== 'start' || parts.startable(instance)))
        .toSorted(compareInstances)
        .map((instance) => ({
          ref: { kind: 'instance', scope, id: instance.id },
          shown: instance,
          state: instance.state,
        }));
    case 'deployment':
      return inventory
        .list(scope, 'service')
        .toSorted(compareServices)
        .flatMap((service) => {
          const { deployment } = service;
          if (!deployment || unfitFor(type, deployment) !== undefined) return [];
          return [
            {
              ref: { kind: 'deployment' as const, scope, id: deployment.id },
              shown: service,
              state: deployment.status,
            },
          ];
        });
    case 'experiment':
      return inventory
        .list(scope, 'experiment')
        .filter((experiment) => unfitFor(type, experiment) === undefined)
        .toSorted(compareExperiments)
        .map((experiment) => ({
          ref: { kind: 'experiment', scope, id: experiment.id },
          shown: experiment,
          state: experiment.state,
        }));
    case 'lever':
      return inventory
        .list(scope, 'lever')
        .filter((lever) => unfitFor(type, lever) === undefined)
        .map((lever) => ({ ref: { kind: 'lever', scope, id: lever.id }, shown: lever, state: observedState(lever) }));
  }
}

/**
 * A multi-pick of what the operation can be done to, with profile, account and region on every row. Opens at once with what is known and fills
 * up while the rest is read. Undefined when the person leaves; an empty array never.
 */
export async function pickTargets(
  parts: PickParts,
  type: OperationType,
  options: { readonly title: string; readonly preselected?: readonly PlanRef[] },
): Promise<readonly PlanRef[] | undefined> {
  const pick = window.createQuickPick<TargetItem>();
  pick.title = options.title;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  pick.keepScrollPosition = true;
  const chosen = new Set((options.preselected ?? []).map(refKey));
  /** In the order in which they came: a row that moved while somebody reaches for it would be ticked in another's place. */
  const rows = new Map<string, Candidate>();
  let filling = false;
  const fill = () => {
    filling = true;
    const now = new Map(candidates(parts, type).map((candidate) => [refKey(candidate.ref), candidate]));
    for (const [key, candidate] of now) rows.set(key, candidate);
    const items = pickItems(parts, [...rows.values()], (ref) => now.has(refKey(ref)));
    const [active] = pick.activeItems;
    pick.items = items;
    pick.selectedItems = items.filter((item) => item.ref && chosen.has(refKey(item.ref)));
    const under = items.find((item) => item.ref && active?.ref && refKey(item.ref) === refKey(active.ref));
    if (under) pick.activeItems = [under];
    pick.placeholder =
      items.length > 0
        ? l10n.t('Choose what; nothing is sent before you confirm the plan')
        : pick.busy
          ? l10n.t('Reading…')
          : l10n.t('Nothing can be chosen for this now');
    filling = false;
  };
  pick.onDidChangeSelection((selected) => {
    if (filling) return;
    chosen.clear();
    for (const { ref } of selected) if (ref) chosen.add(refKey(ref));
  });
  const stop = parts.inventory.onDidChange(fill);
  pick.busy = true;
  // Open first: ten thousand rows take a moment to make.
  pick.show();
  fill();
  void parts.listNow(type).finally(() => {
    pick.busy = false;
    fill();
  });
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => {
        const refs = pick.selectedItems.flatMap((item) => item.ref ?? []);
        // Enter without a tick means the row under the cursor: that is what the eye is on.
        const active = pick.activeItems.flatMap((item) => item.ref ?? []);
        const answer = refs.length > 0 ? refs : active;
        if (answer.length > 0) resolve(answer);
      });
      pick.onDidHide(() => resolve(undefined));
    });
  } finally {
    stop();
    pick.dispose();
  }
}

function pickItems(
  parts: PickParts,
  all: readonly Candidate[],
  isFit: (ref: PlanRef) => boolean,
): readonly TargetItem[] {
  let place = '';
  return all.flatMap(({ ref, shown, state }): TargetItem[] => {
    const row = resourceRow(shown, { mark: undefined, production: false });
    const identity = parts.accounts.of(ref.scope.profile);
    const account = identity === undefined ? l10n.t('account not known yet') : identity.account;
    const here = `${plainText(ref.scope.profile, 60)} · ${account} · ${ref.scope.region}`;
    const item: TargetItem = {
      label: shown.kind === 'lever' ? l10n.t('Safety lever') : row.label,
      description: `${isFit(ref) ? plainText(state, 40) : l10n.t('no longer possible')} · ${here}`,
      detail: shown.kind === 'service' ? `${plainText(shown.clusterName, 60)} · ${shortId(ref)}` : ref.id,
      iconPath: row.icon,
      ref,
    };
    if (here === place) return [item];
    place = here;
    return [{ label: here, kind: QuickPickItemKind.Separator }, item];
  });
}

import { l10n } from 'vscode';
import { valueOf } from '../../../model/fact.ts';
import { plainText } from '../../../base/plainText.ts';
import type { Daemon } from '../../../model/resources/daemon.ts';
import type { Scope } from '../../../model/scope.ts';
import { stateTraits } from '../../../model/resources/states.ts';
import { waitingWords } from '../../words/lack.ts';
import { daemonState } from '../../words/daemons.ts';
import { clockTime } from '../../words/times.ts';
import { icon, problemIcon, stateIcon } from './icons.ts';
import type { ItemParts } from './rowParts.ts';
import { dotted, type TreeRow } from './resourceRow.ts';
import { shownNumber } from '../../words/counted.ts';

/** The row above the managed daemons of a place. Until somebody opens it, it says that nothing is known of them. */
export function daemonsRow(parts: ItemParts, scope: Scope): TreeRow {
  const known = parts.daemons.of(scope);
  const label = l10n.t('Managed Daemons');
  const description = stateOf(
    known,
    daemonsOwedSince(parts, scope),
    parts.arrangement.filter() && ((daemon) => parts.members.daemonVerdict(scope, daemon) !== 'hidden'),
  );
  return {
    label,
    description,
    icon: known?.failure || (known?.gaps.length ?? 0) > 0 ? problemIcon() : icon('server-process'),
    spoken: l10n.t('{0}, {1}', label, description),
  };
}

/** Since when AWS owes an answer, by AWS's clock as the list of the place's services told it. */
export function daemonsOwedSince({ daemons, inventory }: ItemParts, scope: Scope): number | undefined {
  const { waitingSince } = daemons.of(scope) ?? {};
  if (waitingSince === undefined) return undefined;
  return waitingSince + (inventory.status(scope, 'service').clockOffset ?? 0);
}

/** `passes`: says which daemons the filter leaves; undefined where there is no filter. */
function stateOf(
  known: ReturnType<ItemParts['daemons']['of']>,
  owedSince: number | undefined,
  passes: ((daemon: Daemon) => boolean) | undefined,
): string {
  if (known === undefined) return l10n.t('read when opened');
  const { daemons, asOf, loading, failure, gaps } = known;
  const waiting = owedSince === undefined ? undefined : waitingWords(owedSince);
  if (asOf === undefined) return waiting ?? (loading ? l10n.t('loading…') : '');
  const busy = daemons.filter((daemon) => {
    const deployment = valueOf(daemon.deployment);
    return deployment !== undefined && !stateTraits('deployment', deployment.status).final;
  });
  // Where a part of it couldn't be read, more may be rolling out, and there may be more.
  const sign = gaps.length > 0 ? '?' : '';
  const all = shownNumber(daemons.length) + sign;
  const counted = passes
    ? l10n.t('{0} of {1}', shownNumber(daemons.filter(passes).length) + sign, all)
    : l10n.t('{0} of {1} rolling out', shownNumber(busy.length) + sign, all);
  return dotted(counted, failure && l10n.t('as of {0}', clockTime(asOf)), waiting);
}

/** A managed daemon with the state of its newest deployment. It can't be stopped, and says so when it is read aloud. */
export function daemonRow(daemon: Daemon): TreeRow {
  const label = plainText(daemon.name, 80);
  const cluster = plainText(daemon.clusterName, 80);
  const state = daemonState(daemon);
  const deployment = valueOf(daemon.deployment);
  return {
    label,
    description: `${state} · ${cluster}`,
    icon: deployment ? stateIcon('deployment', deployment.status) : icon('server-process'),
    spoken: l10n.t('Managed daemon {0} in the cluster {1}, {2}, can’t be stopped', label, cluster, state),
  };
}

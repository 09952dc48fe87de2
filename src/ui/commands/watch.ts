import { nobodys, ofWhom, type Whose } from '../../model/sight.ts';
import { stateOf } from '../../model/resources/target.ts';
import { l10n } from 'vscode';
import { visibleName } from '../../base/shownText.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import type { DaemonStore } from '../../inventory/daemonStore.ts';
import { accountOfArn } from '../../model/arn.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import { type Daemon, rolloutOfDaemon } from '../../model/resources/daemon.ts';
import type { DaemonRef, Resource, TargetRef } from '../../model/resources/resource.ts';
import { isRollingOut, untoldDeployment } from '../../model/resources/service.ts';
import { UNREAD_STATE } from '../../model/resources/states.ts';
import { nameOf } from '../../model/resources/target.ts';
import { ownerElsewhere } from '../tree/nodes/node.ts';
import { daemonOf, refsOfRow, watchedRefs } from '../tree/rows/treeItem.ts';
import type { Watch } from '../../news/rememberedWatches.ts';
import { isEndState, type WatchedThing, type Watches } from '../../news/watches.ts';
import { isAboutShown } from '../../stopping/follow/followed.ts';
import type { Follow } from '../../stopping/stopping.ts';
import { namesInPlaces } from '../words/targetNames.ts';
import { mention, oneLine, remark } from '../words/say.ts';
import type { Invocation } from './invocation.ts';
import { nothingSelected, type Rows } from './rows.ts';
import { counted } from '../words/counted.ts';

export interface WatchParts {
  readonly rows: Rows;
  readonly inventory: Pick<Inventory, 'target' | 'list'>;
  readonly daemons: Pick<DaemonStore, 'find'>;
  readonly accounts: Pick<Accounts, 'shown'>;
  readonly watches: Pick<Watches, 'start'>;
}

export interface StopWatchingParts {
  readonly rows: Rows;
  readonly accounts: Pick<Accounts, 'shown'>;
  readonly watches: Pick<Watches, 'stop'>;
  readonly follow: Pick<Follow, 'letGo'>;
}

/** Begins to watch rows. It changes nothing in AWS. */
export function watchUntilItEnds(parts: WatchParts, by: Invocation): void {
  const daemons = daemonsFor(parts, by);
  const rows = observedFor(parts, by);
  if (rows.length + daemons.length === 0) {
    remark(nothingSelected(parts.rows, by));
    return;
  }
  const watches = [
    ...rows.flatMap((observed) => watchOf(parts, observed) ?? []),
    ...daemons.flatMap(({ ref, daemon }) => daemonWatch(parts, ref, daemon) ?? []),
  ];
  if (watches.length === 0) {
    remark(
      rows.some(isUnnamed)
        ? oneLine(l10n.t('ECS names no deployment to watch.'))
        : oneLine(l10n.t('Nothing selected is running or in progress.')),
    );
    return;
  }
  parts.watches.start(watches);
  const names = namesInPlaces(watches, 'within');
  mention(
    counted(
      l10n.t('{0, plural, one {Watching {1} until it ends} other {Watching {1} until they end}}'),
      watches.length,
      names,
    ),
  );
}

function observedFor({ rows, inventory }: WatchParts, by: Invocation): readonly (Resource | ServiceDeployment)[] {
  if (by.kind !== 'reference') return rows.nodes(by).flatMap((node) => rows.observed(node) ?? []);
  const { ref } = by;
  const observed = inventory.target(ref);
  return observed ? [observed] : [];
}

function daemonsFor({ rows, daemons }: WatchParts, by: Invocation) {
  return daemonRefs(rows, by).flatMap((ref) => {
    const daemon = daemons.find(ref.scope, ref.id);
    return daemon ? [{ ref, daemon }] : [];
  });
}

const daemonRefs = (rows: Rows, by: Invocation): readonly DaemonRef[] =>
  rows.nodes(by).flatMap((node) => (node.type === 'daemon' ? [daemonOf(node)] : []));

/** Its ARN says whose it is. Before anybody has told who answers there, the first look does. */
function whoseDaemon(accounts: Pick<Accounts, 'shown'>, { scope, id }: DaemonRef): Whose {
  const shown = accounts.shown(scope.profile);
  return shown.account === undefined ? nobodys : { ...shown, account: accountOfArn(id) };
}

/** Its newest deployment is watched, whichever that is by then. Undefined where none is under way. */
function daemonWatch({ accounts }: WatchParts, ref: DaemonRef, daemon: Daemon): Watch | undefined {
  const from = rolloutOfDaemon(daemon);
  if (from === undefined || isEndState({ from }, ref.kind, from)) return undefined;
  return { ref, name: visibleName(daemon.name) ?? ref.id, from, ...ofWhom(whoseDaemon(accounts, ref)) };
}

/** A service that rolls out by its own word, while ECS names no deployment of it. */
const isUnnamed = (of: Resource | ServiceDeployment): boolean =>
  of.kind === 'service' && of.currentDeploymentArn === undefined && isRollingOut(of);

/** A service is watched by its current deployment, also by one of which nothing could be read. Undefined for what has ended. */
function watchOf({ accounts }: WatchParts, of: Resource | ServiceDeployment): Watch | undefined {
  const untold = of.kind === 'service' ? untoldDeployment(of) : undefined;
  if (of.kind === 'service' && untold !== undefined) {
    const { scope, id, name, rolloutState = UNREAD_STATE } = of;
    const whose = ofWhom(accounts.shown(scope.profile));
    const ref = { kind: 'deployment', scope, id: untold } as const;
    return { ref, name: visibleName(name) ?? id, from: rolloutState, ...whose };
  }
  const observed = of.kind === 'service' ? of.deployment : of;
  if (!observed) return undefined;
  const from = stateOf(observed);
  if (isEndState({ from }, observed.kind, from)) return undefined;
  const { kind, scope, id } = observed;
  const whose = ofWhom(accounts.shown(scope.profile));
  const name = observed.kind === 'lever' ? l10n.t('Safety lever') : (visibleName(nameOf(observed)) ?? id);
  return { ref: { kind, scope, id }, name, from, ...whose };
}

/** Ends the watching of what was requested of these rows, and of what somebody wanted to hear the end of. What was requested continues. */
export function stopWatching({ rows, follow, accounts, watches }: StopWatchingParts, by: Invocation): void {
  const shown = (ref: TargetRef) => ({ ref, whose: accounts.shown(ref.scope.profile) });
  const things = [
    ...rows.refs(by).map(shown),
    ...rows.nodes(by).flatMap((node): readonly FollowedThing[] => {
      const one = rows.observed(node);
      if (one) return watchedRefs(one).map(shown);
      // What no list has is followed all the same. Its row says of which account it is where its profile leads to another by now.
      const owner = ownerElsewhere(node);
      return refsOfRow(node).map((ref) => (owner === undefined ? shown(ref) : { ref, whose: owner }));
    }),
  ];
  const daemons = daemonRefs(rows, by).map((ref) => ({ ref, whose: whoseDaemon(accounts, ref) }));
  if (things.length + daemons.length === 0) {
    remark(nothingSelected(rows, by));
    return;
  }
  endWatching({ follow, watches }, things, daemons);
}

interface FollowedThing {
  readonly ref: TargetRef;
  readonly whose: Whose;
}

/** Ends the watching of what was requested of these things, and of what somebody wanted to hear the end of. The same reference may be followed in another account, too: that goes on. `daemons`: what can only be watched. */
export function endWatching(
  { follow, watches }: Pick<StopWatchingParts, 'follow' | 'watches'>,
  things: readonly FollowedThing[],
  daemons: readonly WatchedThing[] = [],
): void {
  watches.stop([...things, ...daemons]);
  follow.letGo((tracked) => things.some(({ ref, whose }) => isAboutShown(tracked, { ref, shown: whose })));
}

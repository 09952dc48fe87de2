import type { Accounts } from '../../../inventory/accounts.ts';
import type { DaemonStore } from '../../../inventory/daemonStore.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import type { PastDeploymentStore } from '../../../inventory/pastDeployments.ts';
import { failsAsProfile, waitingSince } from '../../../inventory/coverage.ts';
import { knowledgeIn, lackOf } from '../../../inventory/lack.ts';
import { type Failure, isProfileFailure } from '../../../model/failure.ts';
import type { ListStatus } from '../../../inventory/listStatus.ts';
import { groupValueKey } from '../../../inventory/grouping.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import type { Experiment } from '../../../model/resources/experiment.ts';
import { type ListKind, listKinds } from '../../../model/resources/resource.ts';
import type { Scope } from '../../../model/scope.ts';
import { stateTraits } from '../../../model/resources/states.ts';
import { refOf } from '../../../model/resources/target.ts';
import type { Scopes } from '../../profiles/chosenScopes.ts';
import { type Arrangement, type Members, pinnedFirst } from './members.ts';
import * as nodes from './node.ts';
import { type GroupKind, groupKinds, type Node, type NoteAbout } from './node.ts';
import { byText, serviceRank } from './order.ts';
import { isGroupHidden, showsGroup, type TreeTotals } from './totals.ts';
import type { Stoppable } from '../../../model/resources/target.ts';

/** How many children come at a time. So the tree stays quick, and a line says how many are left. */
export const ROWS_AT_ONCE = 250;
const RECENT_EXPERIMENTS = 3;

export interface ChildrenParts {
  readonly inventory: Inventory;
  readonly accounts: Accounts;
  readonly scopes: Scopes;
  readonly members: Members;
  readonly totals: TreeTotals;
  readonly arrangement: Arrangement;
  /** How many children a node shows: `first`, or more once the person asked for them. */
  readonly shown: (parent: string, first: number) => number;
  /** The past deployments of services that were asked for. */
  readonly past: Pick<PastDeploymentStore, 'of'>;
  /** The managed daemons of places where somebody has looked. */
  readonly daemons: Pick<DaemonStore, 'of' | 'find' | 'places'>;
}

/** The children of a node, or the roots, in the order in which they are shown. Nothing is read from AWS here. */
export function childrenOf(parts: ChildrenParts, node: Node | undefined): readonly Node[] {
  if (!node) {
    const profiles = parts.scopes
      .profiles()
      .filter((profile) => showsProfile(parts, profile))
      .map((profile): Node => ({ type: 'profile', id: nodes.profileId(profile), profile }));
    const hidden = profiles.length === 0 ? hiddenByFilter(parts) : 0;
    const shown =
      hidden > 0 ? [noteNode({ type: 'filtered', below: 'roots', all: hidden })] : inPinOrder(parts, profiles);
    return [...configNotes(parts), ...shown];
  }
  switch (node.type) {
    case 'profile':
      return profileChildren(parts, node.profile, node.id);
    case 'region':
      return regionChildren(parts, node.scope, node.id);
    case 'group':
      return groupChildren(parts, node.scope, node.kind, node.id);
    case 'cluster':
      return parts.members
        .shown(node.scope, 'service')
        .filter((service) => service.clusterArn === node.arn)
        .map((service) => ({
          type: 'service',
          id: nodes.serviceId(node.scope, service.id),
          scope: node.scope,
          arn: service.id,
        }));
    case 'bucket':
      return instanceRows(parts, node.id, instancesIn(parts, node));
    case 'daemons':
      return daemonsChildren(parts, node.scope, node.id);
    case 'service':
      return serviceChildren(parts, node.scope, node.arn, node.id);
    default:
      return [];
  }
}

/** A note for each file of the shared config with problems. Where no profile is chosen yet, the view's welcome text is shown instead. */
function configNotes({ scopes }: ChildrenParts): readonly Node[] {
  if (scopes.profiles().length === 0) return [];
  const paths = new Set(scopes.problems().flatMap(({ file }) => file?.path ?? []));
  return [...paths].map((path) => noteNode({ type: 'config', below: 'roots', path }));
}

const inPinOrder = (parts: ChildrenParts, list: readonly Node[]) => {
  const pins = parts.arrangement.pins();
  return pinnedFirst(list, ({ id }) => pins.has(id));
};

/** The instances of a group within a scope's instances. */
export function instancesIn(
  parts: Pick<ChildrenParts, 'members'>,
  bucket: Extract<Node, { type: 'bucket' }>,
): readonly Instance[] {
  const key = groupValueKey(bucket.value);
  return parts.members.groups(bucket.scope).find(({ value }) => groupValueKey(value) === key)?.instances ?? [];
}

const noteNode = (about: NoteAbout): Node => ({ type: 'note', id: nodes.noteId(about), about });

/** The failure that keeps a whole profile from being read; it is shown once, at the profile. */
export function profileFailure(
  parts: Pick<ChildrenParts, 'accounts' | 'inventory' | 'scopes'>,
  profile: string,
): Failure | undefined {
  if (parts.scopes.isUnknown(profile)) return { kind: 'profile-unknown', message: profile, mayHaveHappened: false };
  const own = parts.accounts.failure(profile);
  if (own && isProfileFailure(own.kind)) return own;
  for (const region of parts.scopes.regionsOf(profile)) {
    const failure = failsAsProfile(parts.inventory, { profile, region });
    if (failure) return failure;
  }
  return undefined;
}

/**
 * The failure that keeps a whole region from being read, which is there if all of its lists failed for the same reason. It is shown once, at the
 * region.
 */
export function scopeFailure(inventory: Inventory, scope: Scope): Failure | undefined {
  const [first, ...rest] = listKinds.map((kind) => inventory.status(scope, kind).failure);
  if (!first || isProfileFailure(first.kind)) return undefined;
  return rest.every((failure) => failure?.kind === first.kind) ? first : undefined;
}

/**
 * Whether the region's note already tells why a list can't be read. A refusal of AWS is about a single operation, so the region tells the first one
 * only.
 */
export function isSaidAtRegion(inventory: Inventory, scope: Scope, failure: Failure): boolean {
  const said = scopeFailure(inventory, scope);
  return said !== undefined && (said.operation === failure.operation || !isOfOperation(failure.kind));
}

function isOfOperation(kind: Failure['kind']): boolean {
  switch (kind) {
    case 'denied':
    case 'refused':
    case 'not-found':
    case 'forbidden':
    case 'unknown':
      return true;
    default:
      return false;
  }
}

/** Whether a group is shown, also because of its managed daemons, which are in no list. */
const showsBranch = (parts: ChildrenParts, scope: Scope, kind: GroupKind): boolean =>
  showsGroup(parts, scope, kind) || (kind === 'service' && matchesDaemons(parts, scope));

const showsRegion = (parts: ChildrenParts, scope: Scope): boolean =>
  !parts.arrangement.filter() || groupKinds.some((kind) => showsBranch(parts, scope, kind));

/** Decided by counts that are kept: this is asked for every profile after every change. */
const showsProfile = (parts: ChildrenParts, profile: string): boolean => {
  const { arrangement, totals, scopes, accounts, daemons } = parts;
  if (!arrangement.filter() || scopes.isUnknown(profile)) return true;
  const own = accounts.failure(profile);
  if ((own && isProfileFailure(own.kind)) || totals.fails(profile) || totals.showsSome(profile)) return true;
  return daemons.places().some((scope) => scope.profile === profile && matchesDaemons(parts, scope));
};

/** How many resources the filter hides. */
function hiddenByFilter({ arrangement, totals }: ChildrenParts): number {
  if (!arrangement.filter()) return 0;
  const { all, shown, hidden } = totals.counts();
  return all - shown - hidden;
}

/** Whether a profile can't be read and nothing of it was read before: then it is a single row. */
export function isUnreadProfile(
  parts: Pick<ChildrenParts, 'accounts' | 'inventory' | 'scopes'>,
  profile: string,
): boolean {
  if (profileFailure(parts, profile) === undefined) return false;
  return parts.scopes
    .regionsOf(profile)
    .every((region) => listKinds.every((kind) => parts.inventory.status({ profile, region }, kind).asOf === undefined));
}

function profileChildren(parts: ChildrenParts, profile: string, below: string): readonly Node[] {
  if (isUnreadProfile(parts, profile)) return [];
  const children: Node[] = [];
  const regions = parts.scopes.regionsOf(profile).filter((region) => showsRegion(parts, { profile, region }));
  if (parts.scopes.regionsOf(profile).length === 0) children.push(noteNode({ type: 'no-regions', below, profile }));
  const rows = regions.map((region): Node => {
    const scope = { profile, region };
    return { type: 'region', id: nodes.regionId(scope), scope };
  });
  return [...children, ...inPinOrder(parts, rows)];
}

function regionChildren(parts: ChildrenParts, scope: Scope, below: string): readonly Node[] {
  const failure = scopeFailure(parts.inventory, scope);
  const groups = groupKinds
    .filter((kind) => showsBranch(parts, scope, kind))
    .map((kind): Node => ({ type: 'group', id: nodes.groupId(scope, kind), scope, kind }));
  const hidden = hiddenNote(below, groupKinds.filter((kind) => isGroupHidden(parts.arrangement, scope, kind)).length);
  const notes = failure ? [noteNode({ type: 'scope-failure', below, scope })] : [];
  return [...notes, ...groups, ...hidden];
}

/** Whether nothing is known of a list yet, not even a failure. The group's own row says so, as notes below each group would come and go. */
export function awaitsFirst(inventory: Inventory, scope: Scope, kind: ListKind): boolean {
  const { asOf, failure } = inventory.status(scope, kind);
  return asOf === undefined && !failure && inventory.list(scope, kind).length === 0;
}

/** Since when AWS owes an answer for one of a place's lists, the first one or one that a person asked for; undefined where it owes none. */
export const waitingIn = (inventory: Pick<Inventory, 'status'>, scope: Scope): number | undefined =>
  waitingSince(listKinds.map((kind) => inventory.status(scope, kind)));

/** {@link waitingIn} for a profile of which nothing was read yet; otherwise each place tells it by itself. */
export function waitingProfile(
  { inventory, scopes }: Pick<ChildrenParts, 'inventory' | 'scopes'>,
  profile: string,
): number | undefined {
  const statuses: ListStatus[] = [];
  for (const region of scopes.regionsOf(profile)) {
    for (const kind of listKinds) {
      const status = inventory.status({ profile, region }, kind);
      if (status.asOf !== undefined) return undefined;
      statuses.push(status);
    }
  }
  return waitingSince(statuses);
}

function groupChildren(parts: ChildrenParts, scope: Scope, kind: GroupKind, below: string): readonly Node[] {
  const { inventory } = parts;
  const status = inventory.status(scope, kind);
  const notes: Node[] = [];
  const isOwn = ({ failure }: ListStatus): boolean =>
    failure !== undefined && !isProfileFailure(failure.kind) && !isSaidAtRegion(inventory, scope, failure);
  if (isOwn(status)) notes.push(noteNode({ type: 'list-failure', below, scope, kind }));
  status.gaps.forEach((_, index) => notes.push(noteNode({ type: 'gap', below, scope, kind, index })));
  if (kind === 'experiment') {
    if (isOwn(inventory.status(scope, 'lever')))
      notes.push(noteNode({ type: 'list-failure', below, scope, kind: 'lever' }));
    if (inventory.list(scope, 'lever').length > 0) notes.push({ type: 'lever', id: nodes.leverId(scope), scope });
  }
  const all = inventory.list(scope, kind).length;
  if (all === 0 && lackOf(knowledgeIn(status, scope, parts.accounts)) === undefined) {
    notes.push(noteNode({ type: 'empty', below, kind }));
  }
  const members = groupMembers(parts, scope, kind, below);
  const hasDaemons = kind === 'service' && status.asOf !== undefined && mayShowDaemons(parts, scope);
  const hidden = hiddenNote(below, parts.members.hiddenIn(scope, kind));
  return [...notes, ...members, ...hidden, ...(hasDaemons ? [daemonsNode(scope)] : [])];
}

function groupMembers(parts: ChildrenParts, scope: Scope, kind: GroupKind, below: string): readonly Node[] {
  switch (kind) {
    case 'instance': {
      const grouping = parts.arrangement.grouping();
      if (grouping.type === 'none') return instanceRows(parts, below, parts.members.shown(scope, 'instance'));
      return parts.members.groups(scope).map(({ value }) => ({
        type: 'bucket',
        id: nodes.bucketId(scope, grouping, value),
        scope,
        grouping,
        value,
      }));
    }
    case 'experiment': {
      const experiments = parts.members.shown(scope, 'experiment');
      return firstRows(parts, below, experiments, firstExperiments(experiments), targetNode);
    }
    case 'service':
      return clusters(parts, scope);
  }
}

const targetNode = (target: Stoppable): Node => {
  const ref = refOf(target);
  return { type: 'target', id: nodes.targetId(ref), ref };
};

const instanceRows = (parts: ChildrenParts, below: string, instances: readonly Instance[]) =>
  firstRows(parts, below, instances, ROWS_AT_ONCE, targetNode);

/** How many experiments are shown at first: all that are active, and the most recent ones that are over. */
function firstExperiments(experiments: readonly Experiment[]): number {
  return experiments.filter((one) => !stateTraits('experiment', one.state).final).length + RECENT_EXPERIMENTS;
}

/** The clusters, those with a deployment in progress first, unless the person sorts by name. */
function clusters(parts: ChildrenParts, scope: Scope): readonly Node[] {
  const ranks = new Map<string, { readonly name: string; rank: number }>();
  for (const service of parts.members.shown(scope, 'service')) {
    const rank = serviceRank(service);
    const cluster = ranks.get(service.clusterArn);
    if (!cluster) ranks.set(service.clusterArn, { name: service.clusterName, rank });
    else cluster.rank = Math.min(cluster.rank, rank);
  }
  const byName = parts.arrangement.sorting() === 'name';
  const inOrder = [...ranks]
    .toSorted(([, a], [, b]) => (byName ? 0 : a.rank - b.rank) || byText.compare(a.name, b.name))
    .map(([arn, { name }]): Node => ({ type: 'cluster', id: nodes.clusterId(scope, arn), scope, arn, name }));
  return inPinOrder(parts, inOrder);
}

/**
 * Whether the profile's row alone tells a failure. It does where something older is shown; where nothing was read before, the empty list has to say
 * so itself, or it would read as none.
 */
const saidAtProfile = (failure: Failure, isOld: boolean): boolean => isOld && isProfileFailure(failure.kind);

function serviceChildren(parts: ChildrenParts, scope: Scope, arn: string, below: string): readonly Node[] {
  const service = parts.inventory.get(scope, 'service', arn);
  if (!service || service.controller !== 'ECS') return [];
  const past = parts.past.of(scope, arn);
  const current = service.deployment && refOf(service.deployment);
  const children: Node[] = current ? [{ type: 'target', id: nodes.targetId(current), ref: current }] : [];
  for (const ref of (past?.deployments ?? []).map((one) => refOf(one))) {
    if (ref.id !== current?.id) children.push({ type: 'target', id: nodes.targetId(ref), ref, past: true });
  }
  (past?.gaps ?? []).forEach((_, index) =>
    children.push(noteNode({ type: 'gap', below, scope, kind: 'service', index })),
  );
  if (past?.failure) {
    const isOld = past.deployments.length > 0;
    if (!saidAtProfile(past.failure, isOld))
      children.push(noteNode({ type: 'list-failure', below, scope, kind: 'service' }));
  } else if (!past || past.loading) children.push(noteNode({ type: 'loading', below, scope }));
  else if (past.more) children.push(noteNode({ type: 'more', below, parent: below, left: 0 }));
  else if (children.length === 0) children.push(noteNode({ type: 'empty', below, kind: 'deployment' }));
  return children;
}

/** A note about rows that the person hid, at their place, so that it doesn't read as none. */
const hiddenNote = (below: string, all: number): readonly Node[] =>
  all > 0 ? [noteNode({ type: 'hidden', below, all })] : [];

/** What the filter says of a place's managed daemons, except those that it hides. */
const passingDaemons = (parts: ChildrenParts, scope: Scope) =>
  (parts.daemons.of(scope)?.daemons ?? [])
    .map((daemon) => parts.members.daemonVerdict(scope, daemon))
    .filter((verdict) => verdict !== 'hidden');

/** Whether the filter lets some of a place's managed daemons pass, and the person didn't hide them together with the services. */
export const matchesDaemons = (parts: ChildrenParts, scope: Scope): boolean =>
  !isGroupHidden(parts.arrangement, scope, 'service') && passingDaemons(parts, scope).includes('shown');

/** Whether the row of managed daemons is shown under the filter: also where they were not read, since they may match. */
function mayShowDaemons(parts: ChildrenParts, scope: Scope): boolean {
  const known = parts.daemons.of(scope);
  if (!parts.arrangement.filter() || known?.asOf === undefined) return true;
  return known.failure !== undefined || known.gaps.length > 0 || passingDaemons(parts, scope).length > 0;
}

const daemonsNode = (scope: Scope): Node => ({ type: 'daemons', id: nodes.daemonsId(scope), scope });

function daemonsChildren(parts: ChildrenParts, scope: Scope, below: string): readonly Node[] {
  const known = parts.daemons.of(scope);
  if (!known || (known.loading && known.asOf === undefined)) return [noteNode({ type: 'loading', below, scope })];
  const { daemons, gaps, failure } = known;
  const notes: Node[] = gaps.map((_, index) => noteNode({ type: 'gap', below, scope, kind: 'service', index }));
  if (failure && !saidAtProfile(failure, daemons.length > 0)) {
    notes.unshift(noteNode({ type: 'list-failure', below, scope, kind: 'service' }));
  }
  const shown = daemons.filter((daemon) => parts.members.daemonVerdict(scope, daemon) !== 'hidden');
  if (daemons.length === 0 && notes.length === 0) return [noteNode({ type: 'empty', below, kind: 'daemon' })];
  return [...notes, ...shown.map(({ arn }): Node => ({ type: 'daemon', id: nodes.daemonId(scope, arn), scope, arn }))];
}

/** The rows of the first members, and a line that says how many aren't shown. Nodes are made only for members that are shown. */
function firstRows<T>(
  parts: ChildrenParts,
  below: string,
  members: readonly T[],
  first: number,
  nodeOf: (member: T) => Node,
): readonly Node[] {
  const shown = parts.shown(below, first);
  const rows = members.slice(0, shown).map(nodeOf);
  if (members.length <= shown) return rows;
  return [...rows, noteNode({ type: 'more', below, parent: below, left: members.length - shown })];
}

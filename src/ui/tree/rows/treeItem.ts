import { l10n, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { createElisions, type Elisions } from './elided.ts';
import { rolloutOfDaemon } from '../../../model/resources/daemon.ts';
import {
  type DaemonRef,
  refFor,
  type Resource,
  type TargetRef,
  type WatchedRef,
} from '../../../model/resources/resource.ts';
import type { Scope } from '../../../model/scope.ts';
import { untoldDeployment } from '../../../model/resources/service.ts';
import type { Refusal } from '../../../stopping/follow/refusals.ts';
import type { ForceStop } from '../../../stopping/follow/tracker.ts';
import { stoppingSince } from '../../../stopping/follow/stoppingSince.ts';
import { plainStopType } from '../../../stopping/operation.ts';
import { stateOf } from '../../../model/resources/target.ts';
import { stateTraits } from '../../../model/resources/states.ts';
import { isUnreadProfile, profileFailure } from '../nodes/children.ts';
import { contextValue } from './contextValue.ts';
import { howOld } from '../../words/lack.ts';
import { owedSinceOf } from './howKnown.ts';
import type { ItemParts } from './rowParts.ts';
import { productionMarksOf } from './productionMarks.ts';
import { noteCommand } from './noteCommand.ts';
import { noteAction, noteFailure } from './noteRow.ts';
import { failureWords } from '../../words/failures.ts';
import type { NextAction } from '../../words/failureSentence.ts';
import { LEVER_ID } from '../../../model/resources/safetyLever.ts';
import { type Node, ownerElsewhere, pinId, scopeOf } from '../nodes/node.ts';
import { structureRow } from './structureRow.ts';
import { daemonRow } from './daemonRows.ts';
import { profileLabel } from './profileRow.ts';
import { dotted, resourceRow, type TreeRow } from './resourceRow.ts';
import { labelColumns, shortened, stateIn } from './shortLabels.ts';
import type { ServiceDeployment } from '../../../model/resources/deployment.ts';

/** What a node stands for, as it was last seen. Undefined for a thing of another account than its profile leads to now. */
export function observedOf(parts: ItemParts, node: Node): Resource | ServiceDeployment | undefined {
  if (ownerElsewhere(node) !== undefined) return undefined;
  switch (node.type) {
    case 'service':
      return parts.inventory.get(node.scope, 'service', node.arn);
    case 'lever':
      return parts.inventory.list(node.scope, 'lever')[0];
    case 'target':
      return parts.inventory.target(node.ref) ?? parts.pastDeployment(node.ref);
    default:
      return undefined;
  }
}

/** What differs when a node is drawn in the other view. */
interface OtherView {
  /** False where another part of the line says it. */
  readonly production?: boolean;
  /** False where another part of the row says as of when its state is known. */
  readonly age?: boolean;
  /** False where something else is said in place of an instance's type. */
  readonly type?: boolean;
  /** Whether another row of this view looks the same by its name. By default the rows of its own list count, and for a service those of its cluster. */
  readonly hasNamesake?: (resource: Resource) => boolean;
  /** Shortens the label so that the rest of the row has room. */
  readonly shorten?: (row: TreeRow) => string;
  /** The row itself, for something that no list has. */
  readonly row?: TreeRow;
}

/** Everything that a node's row says, with the whole label. */
function rowOf(
  parts: ItemParts,
  node: Node,
  {
    production = true,
    age = true,
    type = true,
    hasNamesake = (resource) => parts.members.hasNamesake(resource),
  }: OtherView = {},
): TreeRow {
  const observed = observedOf(parts, node);
  if (!observed) return structureRow(parts, node);
  const mark = production ? productionMarksOf(parts, observed).own : undefined;
  return resourceRow(observed, {
    ...markOf(parts, observed),
    production: mark,
    hasNamesake: observed.kind !== 'deployment' && hasNamesake(observed),
    // For other resources the row above says as of when they are known; the lever has none. A mark by tags that may have changed tells its age, too.
    age: age && (observed.kind === 'lever' || mark !== undefined) ? howOld(parts, observed) : undefined,
    owedSince: observed.kind === 'deployment' ? owedSinceOf(parts, observed) : undefined,
    showsStart: asksForStart(parts),
    hidesType: !type,
  });
}

/** The row of a node, in which a long name is shortened so that the state can be seen. The tooltip with the whole name comes when somebody hovers. */
export function treeItem(parts: ItemParts, node: Node, otherView: OtherView = {}): TreeItem {
  const observed = observedOf(parts, node);
  const row = otherView.row ?? rowOf(parts, node, otherView);
  const owner = ownerElsewhere(node);
  const isWatched = watchedBy(node, observed).some((ref) => parts.isWatched(ref, owner));
  const pinned = pinId(node) !== undefined && parts.arrangement.pins().has(node.id);
  const { shorten = (whole) => shortLabel(parts, node, whole) } = otherView;
  const description = dotted(pinned && '★', row.description, isWatched && l10n.t('watched'));
  const { state = stateIn(row.description) } = row;
  const item = new TreeItem(shorten({ ...row, description, state }), collapsible(parts, node, observed));
  item.id = drawnIdOf(parts, node);
  item.description = description;
  if (row.icon) item.iconPath = row.icon;
  const spoken = isWatched ? `${row.spoken}, ${l10n.t('watched')}` : row.spoken;
  item.accessibilityInformation = { label: pinned ? l10n.t('{0}, pinned', spoken) : spoken };
  item.contextValue = contextValue(node, observed, {
    awaited: isWatched || owner !== undefined || isRequested(parts, node, observed),
    rollsOut: node.type === 'daemon' && daemonRollsOut(parts, node),
    startable: observed?.kind === 'instance' && parts.startable(observed),
    forbidden: isForbidden(parts, node),
    ...(observed && { forbids: (type) => parts.guards.forbidding(observed.scope, type) !== undefined }),
    isForced: observed !== undefined && forcedOf(parts, observed)?.nextAt !== undefined,
    action: actionOf(parts, node),
    pinned: pinId(node) === undefined ? undefined : pinned,
  });
  if (node.type === 'profile' && problemOf(parts, node)) {
    item.command = { command: 'halt.explainProblem', title: l10n.t('Explain'), arguments: [node] };
  }
  const command = node.type === 'note' ? noteCommand(node, actionOf(parts, node)) : undefined;
  if (command) item.command = command;
  return item;
}

/** Whether Halt asked for a change of it, also of something that no list has. */
function isRequested(parts: ItemParts, node: Node, observed: Resource | ServiceDeployment | undefined): boolean {
  return (observed ? [refFor(observed)] : refsOfRow(node)).some((ref) => parts.mark(ref) !== undefined);
}

/** Whether the last start decides where an instance stands, or whether it is shown at all. */
function asksForStart({ arrangement }: ItemParts): boolean {
  const sorting = arrangement.sorting();
  return sorting === 'newest' || sorting === 'oldest' || arrangement.filter()?.asksAge === true;
}

/** The whole label of a row, without what stands behind it. */
export const labelOf = (parts: ItemParts, node: Node): string => rowOf(parts, node).label;

/** A label that is different from those beside it and leaves room for what stands behind it. */
function shortLabel(parts: ItemParts, node: Node, { label, description, state }: TreeRow): string {
  const elisions = elisionsFor(parts, node);
  return elisions ? shortened(elisions, label, labelColumns(description, levelOf(parts, node), state)) : label;
}

/** How names in a node's list are shortened; undefined for rows whose names aren't chosen by people. */
function elisionsFor(parts: ItemParts, node: Node): Elisions | undefined {
  const { members, shortLabels, scopes, daemons } = parts;
  switch (node.type) {
    case 'target':
      if (node.ref.kind !== 'instance' && node.ref.kind !== 'experiment') return undefined;
      return shortLabels.among(members.shown(node.ref.scope, node.ref.kind));
    case 'service':
      return shortLabels.among(members.shown(node.scope, 'service'));
    case 'daemon':
      return createElisions((daemons.of(node.scope)?.daemons ?? []).map((daemon) => daemonRow(daemon).label));
    case 'profile':
      return createElisions(scopes.profiles().map(profileLabel));
    default:
      return undefined;
  }
}

/** The level of a node in the tree; roots are at 1. */
function levelOf({ arrangement }: ItemParts, node: Node): number {
  if (node.type === 'profile') return 1;
  const isDeeper = node.type !== 'target' || (node.ref.kind === 'instance' && arrangement.grouping().type !== 'none');
  return isDeeper ? 5 : 4;
}

/** The failure that a row tells, if it tells one. */
export function problemOf(parts: ItemParts, node: Node) {
  if (node.type === 'note') return noteFailure(parts, node.about);
  if (node.type !== 'profile') return undefined;
  const failure = profileFailure(parts, node.profile);
  return failure && { failure, profile: node.profile };
}

function actionOf(parts: ItemParts, node: Node): NextAction | undefined {
  if (node.type === 'note') return noteAction(parts, node.about);
  const problem = problemOf(parts, node);
  return problem && failureWords(problem.failure, problem).action;
}

/** Whether a setting forbids what a row offers: every change, or the only one that there is below it; for a profile, in each of its regions. */
function isForbidden(parts: ItemParts, node: Node): boolean {
  const { guards } = parts;
  const forbidden = (scope: Scope) => guards.forbiddingAll(scope) !== undefined;
  if (node.type === 'group') return guards.forbidding(node.scope, plainStopType[node.kind]) !== undefined;
  if (node.type === 'bucket') return guards.forbidding(node.scope, plainStopType.instance) !== undefined;
  if (node.type === 'cluster') return guards.forbidding(node.scope, plainStopType.service) !== undefined;
  if (node.type === 'profile') {
    const regions = parts.scopes.regionsOf(node.profile);
    return regions.length > 0 && regions.every((region) => forbidden({ profile: node.profile, region }));
  }
  const place = scopeOf(node);
  return place !== undefined && forbidden(place);
}

function markOf(parts: ItemParts, observed: Resource | ServiceDeployment) {
  const ref = refFor(observed);
  const mark = parts.mark(ref);
  const requests = mark ? parts.requests(ref) : [];
  const last = requests.at(-1);
  return {
    mark,
    operation: last?.operation.type,
    stoppingSince:
      observed.kind === 'instance' || observed.kind === 'experiment'
        ? stoppingSince(observed, requests, parts.inventory.status(observed.scope, observed.kind).clockOffset)
        : undefined,
    forcedAt: forcedOf(parts, observed)?.at,
    refusal: mark ? undefined : refusalOf(parts, observed),
    isUncertain: last?.uncertain !== undefined,
    isThrottled: last?.throttled !== undefined,
  };
}

/** The force stop that AWS has accepted, while the instance is still stopping. */
export const forcedOf = (
  { forced }: Pick<ItemParts, 'forced'>,
  observed: Resource | ServiceDeployment,
): ForceStop | undefined =>
  observed.kind === 'instance' && observed.state === 'stopping' ? forced(refFor(observed)) : undefined;

/** The refusal of the last request for a thing. A service has that of its deployment, which has no row of its own. */
export function refusalOf({ refusal }: ItemParts, observed: Resource | ServiceDeployment): Refusal | undefined {
  const target = observed.kind === 'service' ? observed.deployment : observed;
  return target && refusal(refFor(observed), stateOf(target));
}

/** What is watched when a person watches this row. A service is watched by its deployment, also by one of which nothing could be read. */
export function watchedRefs(observed: Resource | ServiceDeployment): readonly TargetRef[] {
  const untold = observed.kind === 'service' ? untoldDeployment(observed) : undefined;
  const { scope } = observed;
  const told = observed.kind === 'service' && !observed.deployment ? [] : [refFor(observed)];
  return untold === undefined ? told : [{ kind: 'deployment', scope, id: untold }, ...told];
}

const watchedBy = (node: Node, observed: Resource | ServiceDeployment | undefined): readonly WatchedRef[] =>
  node.type === 'daemon' ? [daemonOf(node)] : observed ? watchedRefs(observed) : refsOfRow(node);

/** The targets that a row names by itself, also where no list has them. */
export function refsOfRow(node: Node): readonly TargetRef[] {
  if (node.type === 'lever') return [{ kind: 'lever', scope: node.scope, id: LEVER_ID }];
  return node.type === 'target' ? [node.ref] : [];
}

/** The reference of a row's managed daemon. */
export const daemonOf = ({ scope, arn }: Extract<Node, { type: 'daemon' }>): DaemonRef => ({
  kind: 'daemon',
  scope,
  id: arn,
});

/** Whether a daemon's newest deployment is under way, or may be because it couldn't be read. */
function daemonRollsOut({ daemons }: ItemParts, { scope, arn }: Extract<Node, { type: 'daemon' }>): boolean {
  const daemon = daemons.find(scope, arn);
  const state = daemon && rolloutOfDaemon(daemon);
  return state !== undefined && !stateTraits('deployment', state).final;
}

function collapsible(
  parts: ItemParts,
  node: Node,
  observed: Resource | ServiceDeployment | undefined,
): TreeItemCollapsibleState {
  if (isLeaf(parts, node, observed)) return TreeItemCollapsibleState.None;
  return parts.branches.isOpen(node) ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

function isLeaf(parts: ItemParts, node: Node, observed: Resource | ServiceDeployment | undefined): boolean {
  switch (node.type) {
    case 'region':
    case 'cluster':
    case 'bucket':
    case 'group':
    case 'daemons':
      return false;
    case 'profile':
      return isUnreadProfile(parts, node.profile);
    case 'service':
      return observed?.kind !== 'service' || observed.controller !== 'ECS';
    default:
      return true;
  }
}

/** The id under which the editor knows a node's row. */
export function drawnIdOf(parts: ItemParts, node: Node): string {
  switch (node.type) {
    case 'profile':
    case 'region':
    case 'group':
    case 'bucket':
    case 'cluster':
    case 'daemons':
      return parts.branches.drawnId(node, isLeaf(parts, node, undefined));
    default:
      return node.id;
  }
}

/** A text of everything that a row shows. Where it stays the same, drawing the row again would show nothing new. */
export function rowSignature(item: TreeItem): string {
  const shownIcon =
    item.iconPath && typeof item.iconPath === 'object' && 'id' in item.iconPath
      ? `${item.iconPath.id}/${item.iconPath.color?.id ?? ''}`
      : '';
  // Whether a branch is open isn't part of it, as the editor keeps that itself; a branch that Halt opens is another row.
  const isBranch = item.collapsibleState !== TreeItemCollapsibleState.None;
  return JSON.stringify([item.label, item.description, shownIcon, item.contextValue, isBranch, item.command?.command]);
}

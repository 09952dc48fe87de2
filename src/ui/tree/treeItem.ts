import { l10n, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { showsLoading } from '../../inventory/inventory.ts';
import type { Failure } from '../../model/failure.ts';
import { plainText } from '../../model/plainText.ts';
import type { Resource, TargetRef } from '../../model/resource.ts';
import type { Scope } from '../../model/scope.ts';
import type { ServiceDeployment } from '../../model/service.ts';
import { stateTraits } from '../../model/states.ts';
import type { OperationType } from '../../stopping/operation.ts';
import type { PlanRef } from '../../stopping/plan.ts';
import { productionMatches } from '../../stopping/policy.ts';
import type { Mark } from '../../stopping/tracker.ts';
import type { Settings } from '../settings.ts';
import { failureWords } from '../words/failures.ts';
import { clockTime } from '../words/times.ts';
import { type ChildrenParts, profileFailure, scopeFailure } from './children.ts';
import { contextValue } from './contextValue.ts';
import { icon, problemIcon } from './icons.ts';
import type { GroupKind, Node, NoteAbout } from './node.ts';
import { resourceRow, type Row } from './row.ts';

export interface ItemParts extends ChildrenParts {
  readonly settings: () => Settings;
  readonly mark: (ref: PlanRef) => Mark | undefined;
  /** What was last requested for something that has a mark. */
  readonly operation: (ref: PlanRef) => OperationType | undefined;
  /** Whether Halt stopped this instance, so that it offers to start it again. */
  readonly startable: (ref: TargetRef) => boolean;
  readonly pastDeployment: (ref: TargetRef) => ServiceDeployment | undefined;
}

/** What a node stands for, as last observed. */
export function observedOf(parts: ItemParts, node: Node): Resource | ServiceDeployment | undefined {
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

/** The line of a node. Its tooltip comes when somebody hovers. */
export function treeItem(parts: ItemParts, node: Node): TreeItem {
  const observed = observedOf(parts, node);
  const row = observed
    ? resourceRow(observed, { ...markOf(parts, refFor(observed)), production: isProduction(parts, observed) })
    : structureRow(parts, node);
  const item = new TreeItem(row.label, collapsible(node, observed));
  item.id = node.id;
  item.description = row.description;
  item.iconPath = row.icon;
  item.accessibilityInformation = { label: row.spoken };
  item.contextValue = contextValue(node, observed, {
    startable: observed?.kind === 'instance' && parts.startable(observed),
    action: node.type === 'note' ? noteAction(parts, node.about) : undefined,
  });
  if (node.type === 'note' && node.about.note === 'more') {
    item.command = { command: 'halt.loadMore', title: l10n.t('Load More'), arguments: [node] };
  }
  if (node.type === 'note' && node.about.note === 'no-regions') {
    item.command = { command: 'halt.selectRegions', title: l10n.t('Choose Regions…') };
  }
  return item;
}

function markOf(parts: ItemParts, ref: PlanRef) {
  const mark = parts.mark(ref);
  return { mark, operation: mark && parts.operation(ref) };
}

/** A service is acted on through its current deployment. */
export function refFor(observed: Resource | ServiceDeployment): PlanRef {
  if (observed.kind === 'service')
    return { kind: 'deployment', scope: observed.scope, id: observed.deployment?.id ?? '' };
  return { kind: observed.kind, scope: observed.scope, id: observed.id };
}

/** Whether a production pattern matches this resource by its own tags; profiles and accounts are marked on the profile's node. */
function isProduction(parts: ItemParts, observed: Resource | ServiceDeployment): boolean {
  if (!('tags' in observed)) return false;
  const patterns = parts.settings().policy.production.filter((pattern) => pattern.includes('='));
  return productionMatches(patterns, { profile: '', tags: observed.tags }).length > 0;
}

function collapsible(node: Node, observed: Resource | ServiceDeployment | undefined): TreeItemCollapsibleState {
  switch (node.type) {
    case 'profile':
    case 'region':
    case 'cluster':
      return TreeItemCollapsibleState.Expanded;
    case 'group':
      return node.kind === 'instance' ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded;
    case 'service':
      return observed?.kind === 'service' && observed.controller === 'ECS'
        ? TreeItemCollapsibleState.Collapsed
        : TreeItemCollapsibleState.None;
    default:
      return TreeItemCollapsibleState.None;
  }
}

function structureRow(parts: ItemParts, node: Node): Row {
  switch (node.type) {
    case 'profile':
      return profileRow(parts, node.profile);
    case 'region':
      return regionRow(parts, node.scope);
    case 'group':
      return groupRow(parts, node.scope, node.kind);
    case 'cluster': {
      const label = plainText(node.name, 80);
      return { label, description: l10n.t('cluster'), icon: icon('server'), spoken: l10n.t('ECS cluster {0}', label) };
    }
    case 'note':
      return noteRow(parts, node.about);
    case 'service':
    case 'lever':
    case 'target':
      // It went away between the listing of its parent and its own drawing.
      return {
        label: l10n.t('No longer there'),
        description: '',
        icon: icon('circle-slash', 'disabledForeground'),
        spoken: l10n.t('No longer there'),
      };
  }
}

const joined = (...texts: readonly (string | undefined | false)[]) =>
  texts.filter((text) => text !== undefined && text !== false && text !== '').join(' · ');

function profileRow(parts: ItemParts, profile: string): Row {
  const identity = parts.accounts.of(profile);
  const info = parts.scopes.info(profile);
  const label = plainText(profile, 80);
  const { policy } = parts.settings();
  const matches = productionMatches(policy.production, { profile, identity });
  const readOnly = policy.readOnly === true || (policy.readOnly !== false && policy.readOnly.includes(profile));
  const account =
    identity &&
    joined(
      identity.alias !== undefined && identity.alias !== profile && plainText(identity.alias, 60),
      identity.account,
    );
  const failed = profileFailure(parts, profile) !== undefined;
  const description = joined(
    info?.simulated && l10n.t('simulated'),
    matches.length > 0 && l10n.t('production'),
    readOnly && l10n.t('read only'),
    account,
  );
  return {
    label,
    description,
    icon: failed
      ? problemIcon()
      : matches.length > 0
        ? icon('flame', 'editorError.foreground')
        : icon(info?.simulated ? 'beaker' : 'account'),
    spoken: l10n.t('Profile {0}, {1}', label, description),
  };
}

function regionRow(parts: ItemParts, scope: Scope): Row {
  const failure = scopeFailure(parts.inventory, scope);
  const lever = parts.inventory.list(scope, 'lever')[0];
  const engaged = lever !== undefined && lever.status !== 'disengaged';
  const description = joined(
    engaged && l10n.t('safety lever {0}', plainText(lever.status, 40)),
    failure && asOf(parts, scope, 'instance'),
  );
  return {
    label: scope.region,
    description,
    icon: failure ? problemIcon() : engaged ? icon('workspace-untrusted', 'editorError.foreground') : icon('globe'),
    spoken: l10n.t('Region {0}, {1}', scope.region, description),
  };
}

function groupRow(parts: ItemParts, scope: Scope, kind: GroupKind): Row {
  const { inventory } = parts;
  const status = inventory.status(scope, kind);
  const counts =
    status.asOf === undefined && inventory.list(scope, kind).length === 0
      ? showsLoading(status)
        ? l10n.t('loading…')
        : ''
      : count(parts, scope, kind);
  const description = joined(counts, status.failure && asOf(parts, scope, kind));
  const [label, id] = groupLooks[kind]();
  return {
    label,
    description,
    icon: status.failure ? problemIcon() : icon(id),
    spoken: l10n.t('{0}, {1}', label, description),
  };
}

const groupLooks = {
  instance: () => [l10n.t('EC2 Instances'), 'vm'],
  service: () => [l10n.t('ECS Service Deployments'), 'rocket'],
  experiment: () => [l10n.t('FIS Experiments'), 'beaker'],
} as const satisfies Record<GroupKind, () => readonly [string, string]>;

/** `3 running of 40`. Terminated instances stay in EC2's answers for an hour and aren't counted. */
function count(parts: ItemParts, scope: Scope, kind: GroupKind): string {
  switch (kind) {
    case 'instance': {
      const all = parts.inventory.list(scope, 'instance').filter((instance) => instance.state !== 'terminated');
      return l10n.t('{0} running of {1}', all.filter((instance) => instance.state === 'running').length, all.length);
    }
    case 'service': {
      const all = parts.inventory.list(scope, 'service');
      const inFlight = all.filter(
        ({ deployment }) => deployment && !stateTraits('deployment', deployment.status).final,
      );
      return l10n.t('{0} in flight of {1}', inFlight.length, all.length);
    }
    case 'experiment': {
      const all = parts.inventory.list(scope, 'experiment');
      return l10n.t(
        '{0} active of {1}',
        all.filter((one) => !stateTraits('experiment', one.state).final).length,
        all.length,
      );
    }
  }
}

function asOf(parts: ItemParts, scope: Scope, kind: GroupKind): string {
  const at = parts.inventory.status(scope, kind).asOf;
  return at === undefined ? l10n.t('never read') : l10n.t('as of {0}', clockTime(at));
}

/** The failure that a note tells, if it tells one. */
export function noteFailure(
  parts: ItemParts,
  about: NoteAbout,
): { readonly failure: Failure; readonly profile: string; readonly region?: string } | undefined {
  switch (about.note) {
    case 'profile-failure': {
      const failure = profileFailure(parts, about.profile);
      return failure && { failure, profile: about.profile };
    }
    case 'scope-failure': {
      const failure = scopeFailure(parts.inventory, about.scope);
      return failure && { failure, ...about.scope };
    }
    case 'list-failure': {
      const failure = parts.inventory.status(about.scope, about.kind).failure ?? servicePast(parts, about)?.failure;
      return failure && { failure, ...about.scope };
    }
    case 'gap': {
      const failure = parts.inventory.status(about.scope, about.kind).gaps[about.index];
      return failure && { failure, ...about.scope };
    }
    default:
      return undefined;
  }
}

/** A failure below a service's node is about its past deployments. */
function servicePast(parts: ItemParts, about: Extract<NoteAbout, { note: 'list-failure' }>) {
  const arn = about.place.startsWith('service/') ? about.place.slice(about.place.indexOf('arn:')) : undefined;
  return arn === undefined ? undefined : parts.past.of(about.scope, arn);
}

function noteAction(parts: ItemParts, about: NoteAbout) {
  const found = noteFailure(parts, about);
  return found && failureWords(found.failure, found).action;
}

function noteRow(parts: ItemParts, about: NoteAbout): Row {
  const plain = (label: string, id: string): Row => ({
    label,
    description: '',
    icon: icon(id, 'disabledForeground'),
    spoken: label,
  });
  switch (about.note) {
    case 'no-regions':
      return plain(l10n.t('No region is chosen: choose regions'), 'globe');
    case 'empty':
      return plain(emptyWords[about.kind](), 'dash');
    case 'loading':
      return plain(l10n.t('Loading…'), 'loading~spin');
    case 'more':
      return plain(about.left > 0 ? l10n.t('Load more ({0} not shown)', about.left) : l10n.t('Load more'), 'ellipsis');
    default: {
      const found = noteFailure(parts, about);
      if (!found) return plain(l10n.t('Solved'), 'check');
      const words = failureWords(found.failure, found);
      const label =
        about.note === 'list-failure' && about.kind === 'lever'
          ? l10n.t('Safety lever: {0}', words.sentence)
          : words.sentence;
      return {
        label,
        description: words.next,
        icon: problemIcon(),
        spoken: l10n.t('Problem: {0} {1}', label, words.next),
      };
    }
  }
}

const emptyWords = {
  instance: () => l10n.t('No instances'),
  service: () => l10n.t('No services'),
  experiment: () => l10n.t('No experiments in the last 120 days'),
} as const satisfies Record<GroupKind, () => string>;

/** Whether drawing the node again would show anything else. */
export function looks(item: TreeItem): string {
  const shownIcon =
    item.iconPath && typeof item.iconPath === 'object' && 'id' in item.iconPath
      ? `${item.iconPath.id}/${item.iconPath.color?.id ?? ''}`
      : '';
  return JSON.stringify([item.label, item.description, shownIcon, item.contextValue, item.collapsibleState]);
}

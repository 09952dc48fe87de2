import { groupOf, groupValueKey } from '../../../inventory/grouping.ts';
import type { Scope } from '../../../model/scope.ts';
import { type ChildrenParts, instancesIn } from './children.ts';
import { type GroupMember, groupKinds, type Node, scopeOf } from './node.ts';

/** The places and their lists as the tree shows them. */
export type ShownParts = Pick<ChildrenParts, 'scopes' | 'members'>;

/** Everything that the tree shows now, also below closed branches and behind rows that aren't loaded yet, but without what the filter hides. */
export function shownAll(parts: ShownParts): readonly GroupMember[] {
  return parts.scopes.all().flatMap((scope) => shownIn(parts, scope));
}

/** {@link shownAll} for these rows and what is below them, each resource once. */
export function shownBelow(parts: ShownParts, nodes: readonly Node[]): readonly GroupMember[] {
  return [...new Set(nodes.flatMap((node) => below(parts, node)))];
}

/** What the person hid below these rows, each resource once, without what the filter hides anyway. */
export function hiddenBelow(parts: ShownParts, nodes: readonly Node[]): readonly GroupMember[] {
  return [...new Set(nodes.flatMap((node) => hiddenUnder(parts, node)))];
}

/** {@link hiddenBelow} for all places. */
export function hiddenOfAll(parts: ShownParts): readonly GroupMember[] {
  return parts.scopes.all().flatMap((scope) => hiddenIn(parts, scope));
}

/** The places of these rows and of what is below them. */
export function placesOf(parts: Pick<ChildrenParts, 'scopes'>, nodes: readonly Node[]): readonly Scope[] {
  const has = (node: Node, { profile, region }: Scope): boolean => {
    if (node.type === 'profile') return node.profile === profile;
    const own = scopeOf(node);
    return own?.profile === profile && own.region === region;
  };
  return parts.scopes.all().filter((scope) => nodes.some((node) => has(node, scope)));
}

function shownIn({ members }: ShownParts, scope: Scope): readonly GroupMember[] {
  return groupKinds.flatMap((kind): readonly GroupMember[] => members.shown(scope, kind));
}

function hiddenIn({ members }: ShownParts, scope: Scope): readonly GroupMember[] {
  return groupKinds.flatMap((kind): readonly GroupMember[] => members.hiddenOf(scope, kind));
}

function hiddenUnder(parts: ShownParts, node: Node): readonly GroupMember[] {
  const { members } = parts;
  switch (node.type) {
    case 'profile':
      return placesOf(parts, [node]).flatMap((scope) => hiddenIn(parts, scope));
    case 'region':
      return hiddenIn(parts, node.scope);
    case 'group':
      return members.hiddenOf(node.scope, node.kind);
    case 'bucket':
      return members
        .hiddenOf(node.scope, 'instance')
        .filter((one) => groupValueKey(groupOf(node.grouping, one)) === groupValueKey(node.value));
    case 'cluster':
      return members.hiddenOf(node.scope, 'service').filter(({ clusterArn }) => clusterArn === node.arn);
    // A row that is clicked isn't hidden, and nothing below it can be hidden.
    case 'service':
    case 'target':
    case 'daemons':
    case 'daemon':
    case 'lever':
    case 'note':
      return [];
  }
}

function below(parts: ShownParts, node: Node): readonly GroupMember[] {
  const { members } = parts;
  switch (node.type) {
    case 'profile':
      return placesOf(parts, [node]).flatMap((scope) => shownIn(parts, scope));
    case 'region':
      return shownIn(parts, node.scope);
    case 'group':
      return members.shown(node.scope, node.kind);
    case 'bucket':
      return instancesIn(parts, node);
    case 'cluster':
      return members.shown(node.scope, 'service').filter(({ clusterArn }) => clusterArn === node.arn);
    case 'service':
      return members.shown(node.scope, 'service').filter(({ id }) => id === node.arn);
    case 'target': {
      const { kind, scope, id } = node.ref;
      // A deployment is stopped through its service's row; a past one is over.
      return kind === 'deployment' ? [] : members.shown(scope, kind).filter((one) => one.id === id);
    }
    case 'daemons':
    case 'daemon':
    case 'lever':
    case 'note':
      return [];
  }
}

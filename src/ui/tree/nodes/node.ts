import { type Grouping, groupingKey, type GroupValue, groupValueKey } from '../../../inventory/grouping.ts';
import {
  type ListKind,
  listKinds,
  refKey,
  type Resource,
  type ResourceOf,
  type StoppableRef,
} from '../../../model/resources/resource.ts';
import type { SavedOwner } from '../../../model/resources/savedPage.ts';
import { type Scope, scopeKey } from '../../../model/scope.ts';
import { type Whose, whoseOf } from '../../../model/sight.ts';

/** A row of the tree. It names something; what is shown of that is looked up when the row is drawn. */
export type Node =
  | { readonly type: 'profile'; readonly id: string; readonly profile: string }
  | { readonly type: 'region'; readonly id: string; readonly scope: Scope }
  | { readonly type: 'group'; readonly id: string; readonly scope: Scope; readonly kind: GroupKind }
  /** A group of instances that have the same value in what they are grouped by. */
  | {
      readonly type: 'bucket';
      readonly id: string;
      readonly scope: Scope;
      readonly grouping: Grouping;
      readonly value: GroupValue;
    }
  | {
      readonly type: 'cluster';
      readonly id: string;
      readonly scope: Scope;
      readonly arn: string;
      readonly name: string;
    }
  | { readonly type: 'service'; readonly id: string; readonly scope: Scope; readonly arn: string }
  | {
      readonly type: 'target';
      readonly id: string;
      readonly ref: StoppableRef;
      readonly past?: true;
      readonly owner?: ElsewhereOwner;
    }
  | { readonly type: 'lever'; readonly id: string; readonly scope: Scope; readonly owner?: ElsewhereOwner }
  /** The managed daemons of a place, which are read when somebody opens this row. */
  | { readonly type: 'daemons'; readonly id: string; readonly scope: Scope }
  | { readonly type: 'daemon'; readonly id: string; readonly scope: Scope; readonly arn: string }
  /** A line that explains: why there is nothing, what failed, what is left out. */
  | { readonly type: 'note'; readonly id: string; readonly about: NoteAbout };

/**
 * The account in which something was asked for, where its profile leads to another account by now. What a list has under the same reference is
 * something else.
 */
export type ElsewhereOwner = SavedOwner;

/** The kinds for which a place has a group. The safety lever stands by itself. */
export type GroupKind = Exclude<ListKind, 'lever'>;

/** A member of such a group. */
export type GroupMember = ResourceOf[GroupKind];

/** In the order in which they are shown. */
export const groupKinds: readonly GroupKind[] = listKinds.filter((kind) => kind !== 'lever');

/** The kinds of which a note can say that there are none: members of a group, managed daemons, or deployments of a service. */
export type EmptyKind = GroupKind | 'daemon' | 'deployment';

/** What a note is about. `below` is the id of the node that it stands under. */
export type NoteAbout =
  | { readonly type: 'scope-failure'; readonly below: string; readonly scope: Scope }
  | { readonly type: 'list-failure'; readonly below: string; readonly scope: Scope; readonly kind: ListKind }
  | {
      readonly type: 'gap';
      readonly below: string;
      readonly scope: Scope;
      readonly kind: ListKind;
      readonly index: number;
    }
  | { readonly type: 'no-regions'; readonly below: string; readonly profile: string }
  | { readonly type: 'empty'; readonly below: string; readonly kind: EmptyKind }
  /** The filter hides everything: `all` resources. */
  | { readonly type: 'filtered'; readonly below: string; readonly all: number }
  /** The person hid `all` rows here. */
  | { readonly type: 'hidden'; readonly below: string; readonly all: number }
  /** `scope`: the place that is being read; absent in *In Progress*. */
  | { readonly type: 'loading'; readonly below: string; readonly scope?: Scope }
  /** In *In Progress*: some places can't be read. */
  | { readonly type: 'unread'; readonly below: string }
  /** In *In Progress*: the audit log or a part of its last day can't be read, so that earlier requests may be under way. */
  | { readonly type: 'requests-unread'; readonly below: string }
  /** A file of the shared config in which something is wrong. */
  | { readonly type: 'config'; readonly below: string; readonly path: string }
  | { readonly type: 'more'; readonly below: string; readonly parent: string; readonly left: number };

/** Stands for the node above the notes of *In Progress*, which has no branches. */
export const RUNNING = 'running';

/** Ids of nodes contain no state, are the same in every window, and are remembered: pinned, hidden and opened rows are found by them. */
export const profileId = (profile: string) => `profile/${encodeURIComponent(profile)}`;
export const regionId = (scope: Scope) => `region/${scopeKey(scope)}`;
export const groupId = (scope: Scope, kind: GroupKind) => `group/${scopeKey(scope)}/${kind}`;
/** The id of a group of instances: what they are grouped by, with the value that they share, or a mark that they have no value. */
export const bucketId = (scope: Scope, grouping: Grouping, value: GroupValue) =>
  `bucket/${scopeKey(scope)}/${encodeURIComponent(groupingKey(grouping))}/${value.kind === 'known' ? `=${encodeURIComponent(value.value)}` : groupValueKey(value)}`;
export const clusterId = (scope: Scope, arn: string) => `cluster/${scopeKey(scope)}/${arn}`;
export const serviceId = (scope: Scope, arn: string) => `service/${scopeKey(scope)}/${arn}`;
export const targetId = (ref: StoppableRef) => `target/${refKey(ref)}`;
/** The id of the node that stands for a resource. */
export const resourceId = (resource: Resource): string => {
  if (resource.kind === 'lever') return leverId(resource.scope);
  return resource.kind === 'service' ? serviceId(resource.scope, resource.id) : targetId(resource);
};
/** The AWS ids of the pinned members of a list. */
export function pinnedIn(pins: ReadonlySet<string>, scope: Scope, kind: GroupKind): ReadonlySet<string> {
  const prefix = kind === 'service' ? serviceId(scope, '') : targetId({ kind, scope, id: '' });
  return new Set([...pins].filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length)));
}
export const daemonsId = (scope: Scope) => `daemons/${scopeKey(scope)}`;
export const daemonId = (scope: Scope, arn: string) => `daemon/${scopeKey(scope)}/${arn}`;
export const leverId = (scope: Scope) => `lever/${scopeKey(scope)}`;
/** A note's id. The same note below the same node has the same id, whatever its words are by now. */
export const noteId = (about: NoteAbout) => `note/${about.below}/${about.type}/${whichNote(about)}`;

function whichNote(about: NoteAbout): string {
  switch (about.type) {
    case 'gap':
      return `${about.kind}/${about.index}`;
    case 'list-failure':
    case 'empty':
      return `${about.kind}/`;
    case 'config':
      return `/${encodeURIComponent(about.path)}`;
    default:
      return '/';
  }
}

/** The account of a row's thing, if that is another one than its profile leads to now; undefined for everything else. */
export const ownerElsewhere = (node: Node): Whose | undefined =>
  (node.type === 'target' || node.type === 'lever') && node.owner !== undefined ? whoseOf(node.owner) : undefined;

/** The place that a node stands in; undefined of a profile, which has several, and of a note. */
export function scopeOf(node: Node): Scope | undefined {
  if (node.type === 'profile' || node.type === 'note') return undefined;
  return node.type === 'target' ? node.ref.scope : node.scope;
}

/** The place that a note is about, if it is about one. */
export function scopeAbout(about: NoteAbout): Scope | undefined {
  return about.type === 'scope-failure' || about.type === 'list-failure' || about.type === 'gap'
    ? about.scope
    : undefined;
}

const pinnable: ReadonlySet<Node['type']> = new Set(['profile', 'region', 'cluster', 'service', 'target']);
const hideable: ReadonlySet<Node['type']> = new Set(['group', 'bucket', 'cluster', 'service', 'target']);

/** The id by which a pin is remembered; undefined for rows that can't be pinned because their place is fixed, or because they are past. */
export const pinId = (node: Node): string | undefined => idAmong(node, pinnable);

/** The id by which a hidden row is remembered; undefined for rows that can't be hidden: places, which can be unchosen, and what is past. */
export const hideId = (node: Node): string | undefined => idAmong(node, hideable);

function idAmong(node: Node, types: ReadonlySet<Node['type']>): string | undefined {
  const isPast = node.type === 'target' && node.ref.kind === 'deployment';
  return types.has(node.type) && !isPast ? node.id : undefined;
}

/** Whether two nodes stand for the same thing and, if they contain a number, for the same number. */
export function isSameNode(a: Node | undefined, b: Node): boolean {
  if (a?.id !== b.id) return false;
  if (a.type !== 'note' || b.type !== 'note') return true;
  if (a.about.type === 'more' && b.about.type === 'more') return a.about.left === b.about.left;
  if (a.about.type === 'hidden' && b.about.type === 'hidden') return a.about.all === b.about.all;
  return a.about.type === 'filtered' && b.about.type === 'filtered' ? a.about.all === b.about.all : true;
}

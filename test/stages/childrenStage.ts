import assert from 'node:assert/strict';
import { createAccounts } from '../../src/inventory/accounts.ts';
import type { KnownDaemons } from '../../src/inventory/daemonStore.ts';
import { parseFilter } from '../../src/inventory/filtering/terms.ts';
import type { Grouping } from '../../src/inventory/grouping.ts';
import { createInventory } from '../../src/inventory/inventory.ts';
import type { PastDeployments } from '../../src/inventory/pastDeployments.ts';
import type { Sorting } from '../../src/inventory/sorting.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { Resource } from '../../src/model/resources/resource.ts';
import type { Scopes } from '../../src/ui/profiles/chosenScopes.ts';
import { childrenOf } from '../../src/ui/tree/nodes/children.ts';
import { createTreeTotals } from '../../src/ui/tree/nodes/totals.ts';
import { createMembers } from '../../src/ui/tree/nodes/members.ts';
import { groupId, type Node } from '../../src/ui/tree/nodes/node.ts';
import { parseNode } from '../../src/ui/tree/nodes/parseNode.ts';
import { noStateWords, scope } from './resources.ts';

export const other = { ...scope, region: 'us-east-1' };

/** What the tree is drawn from, with two regions of one profile, and what its person can change. */
export function childrenStage(...resources: readonly Resource[]) {
  const inventory = createInventory((error) => {
    throw error;
  });
  const put = (since: number, ...some: readonly Resource[]) => {
    for (const one of some) {
      inventory.apply({ type: 'page', scope: one.scope, kind: one.kind, since, resources: [one] });
    }
  };
  put(1, ...resources);
  const person = {
    filter: '',
    pins: new Set<string>(),
    hidden: new Set<string>(),
    grouping: { type: 'none' } as Grouping,
    sorting: 'state' as Sorting,
    more: new Map<string, number>(),
    profiles: ['dev'],
    problems: [] as Failure[],
  };
  let typed = '';
  let filter = parseFilter(typed);
  const arrangement = {
    filter: () => {
      if (typed !== person.filter) filter = parseFilter(person.filter);
      typed = person.filter;
      return filter;
    },
    pins: () => person.pins,
    hidden: () => person.hidden,
    grouping: () => person.grouping,
    sorting: () => person.sorting,
  };
  const scopes: Scopes = {
    profiles: () => person.profiles,
    regionsOf: () => [scope.region, other.region],
    all: () => [scope, other],
    info: () => undefined,
    infos: () => [],
    ruledRegions: () => undefined,
    undecided: () => [],
    problems: () => person.problems,
    isUnknown: () => false,
    isRead: () => true,
    reload: () => Promise.resolve(),
    onDidChange: () => () => undefined,
    dispose: () => undefined,
  };
  /** Every list of a place is over. */
  const read = (place: typeof scope) => {
    for (const kind of ['instance', 'service', 'experiment', 'lever'] as const) {
      const seen = new Set(inventory.list(place, kind).map(({ id }) => id));
      inventory.apply({ type: 'end', scope: place, kind, since: 1, seen, gaps: [] });
    }
  };
  const past = new Map<string, PastDeployments>();
  const daemons: { known?: KnownDaemons } = {};
  const accounts = createAccounts({ identity: () => new Promise(() => undefined) }, console.error);
  const members = createMembers(inventory, arrangement, () => ({
    now: 0,
    accountOf: () => ({ known: [], unread: 'account' }),
    stateWords: noStateWords,
  }));
  const parts = {
    inventory,
    accounts,
    scopes,
    members,
    totals: createTreeTotals({ inventory, accounts, scopes, members, arrangement, now: () => 0 }),
    arrangement,
    shown: (parent: string, first: number) => person.more.get(parent) ?? first,
    past: { of: (_: unknown, arn: string) => past.get(arn) },
    daemons: {
      of: (place: typeof scope) => (place.region === scope.region ? daemons.known : undefined),
      find: (_: unknown, arn: string) => daemons.known?.daemons.find((one) => one.arn === arn),
      places: () => (daemons.known ? [scope] : []),
    },
  };
  /** What the tree makes is what a command takes when the editor hands it back. */
  const children = (node?: Node) => {
    const made = childrenOf(parts, node);
    assert.deepEqual(made.map(parseNode), made);
    return made;
  };
  const group = (kind: 'instance' | 'service' | 'experiment') =>
    children({ type: 'group', id: groupId(scope, kind), scope, kind });
  return { inventory, put, read, person, past, daemons, parts, children, group };
}

/** What nodes are called in a test. */
export const names = (list: readonly Node[]) =>
  list.map((node) => {
    if (node.type === 'target') return node.ref.id;
    if (node.type === 'note') return node.about.type === 'more' ? `more: ${node.about.left}` : node.about.type;
    return node.type === 'bucket'
      ? `bucket: ${node.value.kind === 'known' ? node.value.value : node.value.kind}`
      : node.type;
  });

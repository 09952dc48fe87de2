import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFilter } from '../../../../../src/inventory/filtering/terms.ts';
import type { Grouping } from '../../../../../src/inventory/grouping.ts';
import { createInventory } from '../../../../../src/inventory/inventory.ts';
import { known, none } from '../../../../../src/model/fact.ts';
import type { Resource } from '../../../../../src/model/resources/resource.ts';
import { createMembers } from '../../../../../src/ui/tree/nodes/members.ts';
import { clusterId, type Node, targetId } from '../../../../../src/ui/tree/nodes/node.ts';
import {
  hiddenBelow,
  hiddenOfAll,
  placesOf,
  shownAll,
  shownBelow,
} from '../../../../../src/ui/tree/nodes/shownBelow.ts';
import {
  experimentLike,
  instanceLike,
  leverLike,
  noStateWords,
  scope,
  serviceLike,
} from '../../../../stages/resources.ts';

const abroad = { ...scope, region: 'us-east-1' };
const foreign = { profile: 'another', region: scope.region };
const tagged = (team: string) => [{ key: 'Team', value: team }];

const noneHidden: ReadonlySet<string> = new Set();

function stage(typed = '', hidden: ReadonlySet<string> = noneHidden) {
  const inventory = createInventory((error) => {
    throw error;
  });
  const put = (since: number, ...resources: readonly Resource[]) => {
    for (const one of resources) {
      inventory.apply({ type: 'page', scope: one.scope, kind: one.kind, since, resources: [one] });
    }
  };
  put(
    1,
    ...Array.from({ length: 300 }, (_, index) =>
      instanceLike({ id: `i-${index}`, name: `web-${index}`, tags: tagged(index % 3 === 0 ? 'search' : 'shop') }),
    ),
    instanceLike({ id: 'i-abroad', name: 'web-abroad', scope: abroad }),
    instanceLike({ id: 'i-foreign', name: 'web-foreign', scope: foreign, tags: tagged('search') }),
    serviceLike({ id: 'a/1', name: 'web-one', clusterArn: 'cluster/a', clusterName: 'a' }),
    serviceLike({ id: 'b/1', name: 'web-two', clusterArn: 'cluster/b', clusterName: 'b' }),
    experimentLike({ id: 'EXP1', name: 'web-fault' }),
    leverLike({}),
  );
  const filter = parseFilter(typed);
  const grouping: Grouping = { type: 'tag', key: 'Team' };
  const members = createMembers(
    inventory,
    {
      filter: () => filter,
      pins: () => new Set(),
      grouping: () => grouping,
      sorting: () => 'name',
      hidden: () => hidden,
    },
    () => ({ now: 0, accountOf: () => ({ known: [], unread: 'account' }), stateWords: noStateWords }),
  );
  const scopes = { all: () => [scope, abroad, foreign] } as unknown as Parameters<typeof shownAll>[0]['scopes'];
  const bucket = (value: string | undefined): Node => ({
    ...{ type: 'bucket', id: `b/${value}`, scope, grouping },
    value: value === undefined ? none : known(value),
  });
  return { parts: { scopes, members }, bucket, put };
}

const profile: Node = { type: 'profile', id: 'p', profile: scope.profile };
const region: Node = { type: 'region', id: 'r', scope };
const cluster: Node = { type: 'cluster', id: 'c', scope, arn: 'cluster/a', name: 'a' };
const idsOf = (resources: readonly { readonly id: string }[]) => resources.map(({ id }) => id);

describe('what the tree shows below a row', () => {
  it('is everything there, however many pages it has', () => {
    const { parts, bucket } = stage();
    assert.equal(shownBelow(parts, [region]).length, 303);
    assert.equal(shownBelow(parts, [profile]).length, 304);
    assert.equal(shownAll(parts).length, 305);
    assert.equal(shownBelow(parts, [bucket('search')]).length, 100);
    assert.equal(shownBelow(parts, [bucket('shop')]).length, 200);
    assert.deepEqual(shownBelow(parts, [bucket(undefined)]), []);
    assert.deepEqual(idsOf(shownBelow(parts, [cluster])), ['a/1']);
    assert.ok(shownBelow(parts, [region]).every((one) => one.scope === scope));
  });

  it('is without what the filter hides', () => {
    const { parts, bucket } = stage('web-12');
    const shown = ['i-12', ...Array.from({ length: 10 }, (_, index) => `i-12${index}`)];
    assert.deepEqual(idsOf(shownBelow(parts, [region])).toSorted(), shown.toSorted());
    assert.deepEqual(idsOf(shownBelow(parts, [bucket('search')])).toSorted(), [
      'i-12',
      'i-120',
      'i-123',
      'i-126',
      'i-129',
    ]);
    assert.deepEqual(shownBelow(parts, [cluster]), []);
    assert.equal(shownAll(parts).length, shown.length);
  });

  it('has each once, whichever of the rows it is below', () => {
    const { parts, bucket } = stage();
    assert.equal(shownBelow(parts, [bucket('search'), region, profile, region]).length, 304);
  });

  it('gets nothing that is listed later', () => {
    const { parts, bucket, put } = stage();
    const before = [shownAll(parts), shownBelow(parts, [bucket('search')])];
    put(2, instanceLike({ id: 'i-late', name: 'web-late', tags: tagged('search') }));
    assert.deepEqual(
      before.map((shown) => shown.some(({ id }) => id === 'i-late')),
      [false, false],
    );
    assert.ok(shownBelow(parts, [bucket('search')]).some(({ id }) => id === 'i-late'));
  });

  it('names the places that the rows are about', () => {
    const { parts, bucket } = stage();
    assert.deepEqual(placesOf(parts, [profile]), [scope, abroad]);
    assert.deepEqual(placesOf(parts, [region, cluster, bucket('x')]), [scope]);
    assert.deepEqual(placesOf(parts, [{ type: 'profile', id: 'q', profile: 'nobody' }]), []);
  });

  it('counts of what a person hid what belongs to the row, and what the filter lets pass', () => {
    const instance = (id: string) => targetId({ kind: 'instance', scope, id });
    // 120 and 123 are of search, 121 is of shop; the other cluster is hidden as a whole.
    const hidden = new Set([...['i-120', 'i-121', 'i-123', 'i-3'].map(instance), clusterId(scope, 'cluster/b')]);
    const counts = (typed: string) => {
      const { parts, bucket } = stage(typed, hidden);
      const below = (...nodes: readonly Node[]) => hiddenBelow(parts, nodes).length;
      const group = (kind: 'instance' | 'service'): Node => ({ type: 'group', id: `g/${kind}`, scope, kind });
      return [
        ...[below(region), below(profile), hiddenOfAll(parts).length],
        ...[below(group('instance')), below(group('service'))],
        ...[below(bucket('search')), below(bucket('shop')), below(bucket(undefined)), below(cluster)],
        below(region, bucket('search'), profile),
      ];
    };
    assert.deepEqual(counts(''), [5, 5, 5, 4, 1, 3, 1, 0, 0, 5]);
    assert.deepEqual(counts('web-12'), [3, 3, 3, 3, 0, 2, 1, 0, 0, 3]);
    assert.deepEqual(counts('web-two'), [1, 1, 1, 0, 1, 0, 0, 0, 0, 1]);
  });

  it('says of a group how many are in it, whatever is shown of them', () => {
    const { parts, bucket, put } = stage('web-12', new Set([targetId({ kind: 'instance', scope, id: 'i-120' })]));
    const sizes = () => [known('search'), known('shop'), none].map((value) => parts.members.allIn(scope, value));
    assert.equal(shownBelow(parts, [bucket('search')]).length, 4);
    assert.deepEqual(sizes(), [100, 200, 0]);
    put(2, instanceLike({ id: 'i-late', name: 'late' }));
    assert.deepEqual(sizes(), [100, 200, 1]);
  });
});

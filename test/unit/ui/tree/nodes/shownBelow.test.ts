import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFilter } from '../../../../../src/inventory/filter.ts';
import type { Grouping } from '../../../../../src/inventory/grouping.ts';
import { createInventory } from '../../../../../src/inventory/inventory.ts';
import type { Resource } from '../../../../../src/model/resources/resource.ts';
import { createMembers } from '../../../../../src/ui/tree/nodes/members.ts';
import type { Node } from '../../../../../src/ui/tree/nodes/node.ts';
import { placesOf, shownAll, shownBelow } from '../../../../../src/ui/tree/nodes/shownBelow.ts';
import { experimentLike, instanceLike, leverLike, scope, serviceLike } from '../../../../stages/resources.ts';

const abroad = { ...scope, region: 'us-east-1' };
const foreign = { profile: 'another', region: scope.region };
const tagged = (team: string) => [{ key: 'Team', value: team }];

function stage(typed = '') {
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
      hidden: () => noneHidden,
    },
    () => ({ now: 0, accountOf: () => ({ known: [], unread: 'account' }) }),
  );
  const scopes = { all: () => [scope, abroad, foreign] } as unknown as Parameters<typeof shownAll>[0]['scopes'];
  const bucket = (value: string | undefined): Node => ({ type: 'bucket', id: `b/${value}`, scope, grouping, value });
  return { parts: { scopes, members }, bucket, put };
}

const noneHidden: ReadonlySet<string> = new Set();
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
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { coverage } from '../../../src/inventory/coverage.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import {
  createLacks,
  knowledgeIn,
  knowledgeOf,
  knownAsOf,
  type Lack,
  lackOf,
  lackOfAll,
  lackOfPlaces,
} from '../../../src/inventory/lack.ts';
import { type ListStatus, neverListed } from '../../../src/inventory/listStatus.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { listKinds } from '../../../src/model/resources/resource.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { failure } from '../../stages/fakes.ts';
import { assertProperty } from '../../stages/property.ts';
import { serviceLike } from '../../stages/resources.ts';

const denied = failure('denied');
const clusterUnread = failure('denied', { operation: 'ecs:ListServices' });
const tagsUnread = failure('denied', { operation: 'ecs:ListTagsForResource' });
const place: Scope = { profile: 'ops', region: 'ap-south-1' };

void describe('how far a list is known (11.11)', () => {
  const rows: readonly (readonly [string, ListStatus, { isOld: boolean; lack?: 'unread' | 'loading' }])[] = [
    ['never asked for', neverListed, { isOld: false, lack: 'loading' }],
    ['its first pages alone are there', { loading: true, gaps: [] }, { isOld: false, lack: 'loading' }],
    ['denied from the first', { loading: false, gaps: [], failure: denied }, { isOld: false, lack: 'unread' }],
    ['read', { loading: false, gaps: [], asOf: 5 }, { isOld: false }],
    ['read, and read again now', { loading: true, gaps: [], asOf: 5 }, { isOld: false }],
    ['read once, denied since', { loading: false, gaps: [], asOf: 5, failure: denied }, { isOld: true }],
    ['a cluster can’t be read', { loading: false, gaps: [clusterUnread], asOf: 5 }, { isOld: false, lack: 'unread' }],
    ['its tags alone can’t be read', { loading: false, gaps: [tagsUnread], asOf: 5 }, { isOld: false }],
    [
      'read but for a cluster, denied since',
      { loading: false, gaps: [clusterUnread, tagsUnread], asOf: 5, failure: denied },
      { isOld: true, lack: 'unread' },
    ],
  ];
  for (const [what, status, { isOld, lack }] of rows) {
    void it(what, () => {
      assert.deepEqual(knowledgeOf(status), { isOld, lack });
      assert.equal(lackOf(knowledgeOf(status)), isOld ? 'unread' : lack);
    });
  }

  void it('is that of its profile as soon as the profile can’t be read', () => {
    const accounts = (kind: Failure['kind'] | undefined) => ({ failure: () => kind && failure(kind) });
    const read: ListStatus = { loading: false, gaps: [], asOf: 5 };
    assert.deepEqual(knowledgeIn(read, place, accounts('credentials-missing')), { isOld: true, lack: undefined });
    assert.deepEqual(knowledgeIn(neverListed, place, accounts('credentials-missing')), {
      isOld: false,
      lack: 'unread',
    });
    // Who the caller is may be kept back, and the list be read for all that.
    assert.deepEqual(knowledgeIn(read, place, accounts('throttled')), { isOld: false, lack: undefined });
    assert.deepEqual(knowledgeIn(read, place, accounts(undefined)), { isOld: false, lack: undefined });
  });
});

void describe('a count over several places (11.11)', () => {
  void it('is unread for one that is, whatever the others are, and else still being read for one that is', () => {
    assert.equal(lackOfAll([]), undefined);
    assert.equal(lackOfAll([undefined, undefined]), undefined);
    assert.equal(lackOfAll([undefined, 'loading', undefined]), 'loading');
    assert.equal(lackOfAll(['loading', undefined, 'unread']), 'unread');
    assert.equal(lackOfAll(['unread', 'loading']), 'unread');
  });

  void it('is the same when it is kept as each list changes', () => {
    const step = fc.record({
      list: fc.constantFrom('a', 'b', 'c', 'd'),
      lack: fc.constantFrom<(Lack | undefined | 'clear')[]>(undefined, 'loading', 'unread', 'clear'),
    });
    assertProperty(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const kept = createLacks();
        const lists = new Map<string, Lack | undefined>();
        for (const { list, lack } of steps) {
          if (lack === 'clear') {
            kept.clear();
            lists.clear();
          } else {
            kept.put(list, lack);
            lists.set(list, lack);
          }
          assert.equal(kept.ofAll(), lackOfAll(lists.values()));
        }
      }),
    );
  });

  void it('follows its places: never read, denied, stale after having been read, and whole again', () => {
    const inventory = createInventory((error) => {
      throw error;
    });
    const scopes = ['ap-south-1', 'sa-east-1', 'ca-central-1'].map((region): Scope => ({ profile: 'ops', region }));
    const lack = () => lackOfPlaces(coverage({ inventory, accounts: { failure: () => undefined } }, scopes));
    const read = (scope: Scope, since: number) => {
      for (const kind of listKinds) inventory.apply({ type: 'end', scope, kind, since, seen: new Set(), gaps: [] });
    };
    const [first = place, second = place, third = place] = scopes;
    assert.equal(lack(), 'loading');
    read(first, 1);
    read(second, 1);
    assert.equal(lack(), 'loading', 'the third was never read');
    inventory.apply({ type: 'fail', scope: third, kind: 'service', failure: denied });
    assert.equal(lack(), 'unread');
    read(third, 2);
    assert.equal(lack(), undefined);
    inventory.apply({ type: 'fail', scope: second, kind: 'instance', failure: failure('timeout') });
    assert.equal(lack(), 'unread', 'the second is stale');
    read(second, 3);
    assert.equal(lack(), undefined);
  });
});

void it('one thing is known as of when its list was read, or as of before where a listing with gaps left it out', () => {
  const service = serviceLike();
  const { scope, kind, id } = service;
  const inventory = createInventory((error) => {
    throw error;
  });
  assert.equal(knownAsOf(inventory, service), undefined);
  const gaps = [clusterUnread];
  inventory.apply({ type: 'page', scope, kind, since: 1_000, resources: [service] });
  inventory.apply({ type: 'end', scope, kind, since: 1_000, shownAsOf: 501_000, seen: new Set([id]), gaps: [] });
  assert.equal(knownAsOf(inventory, service), 501_000);
  inventory.apply({ type: 'end', scope, kind, since: 9_000, shownAsOf: 509_000, seen: new Set(), gaps });
  assert.equal(knownAsOf(inventory, service), 501_000);
  inventory.apply({ type: 'page', scope, kind, since: 9_500, resources: [service] });
  inventory.apply({ type: 'end', scope, kind, since: 9_500, shownAsOf: 509_500, seen: new Set([id]), gaps });
  assert.equal(knownAsOf(inventory, service), 509_500);
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  currentService,
  currentServiceTags,
  heldFacts,
  heldTags,
  ownTagsNow,
  serviceTags,
  tagsNow,
} from '../../../src/inventory/heldFacts.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import type { Service } from '../../../src/model/resources/service.ts';
import {
  deployment,
  deploymentArn,
  experiment,
  failure,
  instance,
  lever,
  refTo,
  scope,
  service,
  serviceArn,
} from '../../stages/fakes.ts';

const TAGS = [{ key: 'env', value: 'prod' }];

/** An inventory in which these services are listed. */
function listing(...services: readonly Service[]) {
  const inventory = createInventory((error) => assert.fail(String(error)));
  inventory.apply({ type: 'page', scope, kind: 'service', since: 1, resources: services });
  return inventory;
}

describe('what a resource is called, and by what it may be production', () => {
  it('is a deployment’s service’s name and tags, which are unread where the service or they are', () => {
    const one = deployment();
    const told = (...of: readonly Service[]) => heldFacts(listing(...of), one);
    assert.deepEqual(told(service({ tags: TAGS })), { name: 'web', tags: TAGS, tagsUnread: false });
    assert.deepEqual(told(service({ tags: [], tagsUnread: true })), { name: 'web', tags: [], tagsUnread: true });
    assert.deepEqual(told(), { name: 'web', tags: [], tagsUnread: true });
  });

  it('has of nothing but a deployment a service’s tags', () => {
    const asked = listing(service({ tags: TAGS }));
    for (const one of [instance(), experiment(), lever()]) assert.deepEqual(serviceTags(asked, one), { kind: 'none' });
    assert.deepEqual(serviceTags(asked, deployment()), { kind: 'known', value: TAGS });
    assert.deepEqual(serviceTags(listing(), deployment()), { kind: 'unread' });
  });

  for (const [what, status, kind] of [
    ['a list that was read in time', { asOf: 1000 }, 'known'],
    ['a list that is older than it may be', { asOf: 999 }, 'unread'],
    ['a list that failed since', { asOf: 5000, failure: failure('denied') }, 'unread'],
    ['a list that was never read', {}, 'unread'],
  ] as const)
    it(`counts for a decision by ${what} as ${kind}`, () => {
      const held = {
        ...listing(service({ tags: TAGS })),
        seenAt: () => 9000,
        status: () => ({ loading: false, gaps: [], ...status }),
      };
      assert.equal(currentServiceTags(held, deployment(), 1000).kind, kind);
      assert.equal(currentServiceTags(held, instance(), 1000).kind, 'none');
    });

  for (const operation of ['ecs:DescribeServices', 'ecs:ListServices', 'ecs:ListClusters', 'ecs:DescribeClusters'])
    it(`is not known for a decision of a service that a gap of ${operation} may hide, until it is listed again`, () => {
      const other = service({ id: serviceArn('api'), tags: TAGS });
      const web = service({ tags: TAGS, deployment: deployment() });
      const inventory = createInventory((error) => assert.fail(String(error)));
      const list = (since: number, resources: readonly Service[], gaps: readonly string[] = []) => {
        inventory.apply({ type: 'page', scope, kind: 'service', since, resources });
        inventory.apply({
          ...{ type: 'end', scope, kind: 'service', since, seen: new Set(resources.map(({ id }) => id)) },
          gaps: gaps.map((of) => failure('denied', { operation: of })),
        });
      };
      const kinds = (oldest: number) =>
        [deployment(), deployment({ id: deploymentArn('api', 'd1'), serviceArn: other.id })].map(
          (one) => currentServiceTags(inventory, one, oldest).kind,
        );
      list(1000, [web, other]);
      assert.deepEqual(kinds(1000), ['known', 'known']);
      for (const since of [2000, 3000, 4000]) list(since, [other], [operation]);
      assert.ok(inventory.get(scope, 'service', web.id), 'it stays in sight');
      assert.deepEqual(kinds(0), ['unread', 'known'], 'whatever age would do');
      // A look at the deployment tells nothing of its service's tags, and neither does one that finds no deployment.
      const { deployment: looked = assert.fail() } = web;
      inventory.apply({ type: 'described', scope, since: 4500, targets: [looked], missing: [] });
      assert.equal(currentService(inventory, looked, 0), undefined);
      inventory.apply({ type: 'described', scope, since: 4600, targets: [], missing: [refTo(looked)] });
      assert.deepEqual(kinds(0), ['unread', 'known'], 'after a look');
      list(5000, [web, other]);
      assert.deepEqual(kinds(5000), ['known', 'known']);
    });

  it('is known of a service whose deployment is looked at while the list is read: the listing tells the rest', () => {
    const d1 = deployment();
    const d2 = deployment({ id: deploymentArn('web', 'd2') });
    const over = { ...d1, status: 'SUCCESSFUL' };
    for (const [listed, looked, expected] of [
      [{ deployment: d1 }, over, over],
      [{ currentDeploymentArn: d1.id }, d1, d1],
      [{ deployment: d2 }, over, d2],
      [{ currentDeploymentArn: d2.id }, over, undefined],
      [{ currentDeploymentArn: d2.id }, d1, d1],
      [{ deployment: d1, deploymentUnread: true }, undefined, undefined],
    ] as const) {
      const inventory = listing(service({ tags: [], deployment: d1 }));
      const targets = looked ? [looked] : [];
      inventory.apply({ type: 'described', scope, since: 7, targets, missing: looked ? [] : [refTo(d1)] });
      const web = service({ tags: TAGS, ...listed });
      inventory.apply({ type: 'page', scope, kind: 'service', since: 5, resources: [web] });
      inventory.apply({ type: 'end', scope, kind: 'service', since: 5, seen: new Set([web.id]), gaps: [] });
      const now = inventory.get(scope, 'service', web.id);
      assert.deepEqual([now?.tags, now?.deployment], [TAGS, expected]);
      const one = { ...d1, serviceArn: web.id };
      assert.deepEqual(currentServiceTags(inventory, one, 5), { kind: 'known', value: TAGS });
    }
  });

  it('is of everything else its own, with what could not be read of its tags', () => {
    const none = { get: () => assert.fail('it has no service'), serviceOf: () => assert.fail('it has no service') };
    for (const make of [instance, experiment, service]) {
      assert.deepEqual(heldFacts(none, make({ name: 'x', tags: TAGS })), { name: 'x', tags: TAGS, tagsUnread: false });
      assert.equal(heldFacts(none, make({ tags: [], tagsUnread: true })).tagsUnread, true);
    }
    assert.deepEqual(heldFacts(none, lever()), { name: undefined, tags: [], tagsUnread: false });
  });

  it('is not known for a decision of what can’t be read any more: it may have been tagged since; a lever has no tags at any time', () => {
    const inventory = listing(service({ tags: TAGS }));
    let profileFailure: ReturnType<typeof failure> | undefined;
    const parts = { inventory, accounts: { failure: () => profileFailure } };
    const list = () => {
      for (const one of [instance(), experiment(), lever(), service({ tags: TAGS })]) {
        const of = { scope, kind: one.kind, since: 2 };
        inventory.apply({ type: 'page', ...of, resources: [one] });
        inventory.apply({ type: 'end', ...of, seen: new Set([one.id]), gaps: [] });
      }
    };
    const unread = () => [instance(), experiment(), service(), lever()].map((one) => tagsNow(parts, one).tagsUnread);
    const own = () => [instance(), experiment(), service(), lever()].map((one) => ownTagsNow(parts, one).tagsUnread);
    list();
    assert.deepEqual([unread(), own()], [Array(4).fill(false), Array(4).fill(false)]);
    for (const kind of ['instance', 'experiment', 'service', 'lever'] as const)
      inventory.apply({ type: 'fail', scope, kind, failure: failure('denied') });
    const expected = [true, true, true, false];
    assert.deepEqual([unread(), own()], [expected, expected]);
    assert.equal(tagsNow(parts, deployment()).tagsUnread, true);
    list();
    profileFailure = failure('signin-expired');
    assert.deepEqual([unread(), own()], [expected, expected]);
    assert.equal(tagsNow(parts, undefined).tagsUnread, true);
  });

  it('is of what isn’t held that nobody has read its tags', () => {
    const one = listing(service({ tags: TAGS }));
    assert.deepEqual(heldTags(one, undefined), { tags: [], tagsUnread: true });
    const { tags, tagsUnread } = heldTags(one, deployment());
    assert.deepEqual([tags, tagsUnread], [TAGS, false]);
  });
  it('is of each deployment of a service that service’s, whether it is the current one, over, or only named', () => {
    const current = deployment({ id: deploymentArn('web', 'd2') });
    const inventory = listing(service({ tags: TAGS, deployment: current }));
    for (const one of [current, deployment({ id: deploymentArn('web', 'd1'), status: 'SUCCESSFUL' })]) {
      assert.deepEqual(heldTags(inventory, one).tags, TAGS, one.id);
      assert.deepEqual(serviceTags(inventory, refTo(one)), { kind: 'known', value: TAGS }, one.id);
    }
    const another = deployment({ id: deploymentArn('api', 'd1'), serviceArn: 'arn:of:another' });
    for (const one of [another, refTo(another)]) assert.deepEqual(serviceTags(inventory, one), { kind: 'unread' });
    for (const id of ['', 'd1', 'no/arn'])
      assert.deepEqual(serviceTags(inventory, { kind: 'deployment', scope, id }), { kind: 'unread' }, id);
  });

  it('is of the current deployment of a service whose ARN is of the old form that service’s', () => {
    const id = 'arn:aws:ecs:eu-west-1:111122223333:service/web';
    const current = deployment({ serviceArn: id });
    const inventory = listing(service({ id, tags: TAGS, deployment: current }));
    for (const one of [current, refTo(current)])
      assert.deepEqual(serviceTags(inventory, one), { kind: 'known', value: TAGS });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createInventory, type InventoryUpdate } from '../../../src/inventory/inventory.ts';
import type { InventoryChange } from '../../../src/inventory/resourceLists.ts';
import { createPastDeployments } from '../../../src/inventory/pastDeployments.ts';
import type { Paged } from '../../../src/model/ports/awsReads.ts';
import { failed, type Failure } from '../../../src/model/failure.ts';
import type { Read } from '../../../src/model/sight.ts';
import type { ListKind, Resource } from '../../../src/model/resources/resource.ts';
import {
  deployment,
  deploymentArn,
  experiment,
  failure,
  heldTime,
  instance,
  lever,
  scope,
  service,
  serviceArn,
  told,
} from '../../stages/fakes.ts';
import { drainingTasks, type ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import { isDeploymentUnread, isRollingOut } from '../../../src/model/resources/service.ts';

const rethrow = (error: unknown) => {
  throw error;
};

function stage() {
  const inventory = createInventory(rethrow);
  const changes: InventoryChange[] = [];
  inventory.onDidChange((change) => changes.push(change));
  const begin = (kind: ListKind) => inventory.apply({ type: 'begin', scope, kind });
  const page = (kind: ListKind, since: number, ...resources: Resource[]) =>
    inventory.apply({ type: 'page', scope, kind, since, resources });
  const end = (kind: ListKind, since: number, seen: readonly string[], gaps: readonly Failure[] = []) =>
    inventory.apply({ type: 'end', scope, kind, since, seen: new Set(seen), gaps });
  /** A whole listing that saw these. */
  const list = (kind: ListKind, since: number, resources: readonly Resource[], gaps: readonly Failure[] = []) => {
    begin(kind);
    page(kind, since, ...resources);
    end(
      kind,
      since,
      resources.map(({ id }) => id),
      gaps,
    );
  };
  const look = (
    since: number,
    targets: Extract<InventoryUpdate, { type: 'described' }>['targets'],
    missing: readonly string[] = [],
  ) =>
    inventory.apply({
      type: 'described',
      scope,
      since,
      targets,
      missing: missing.map((id) => ({ kind: id.startsWith('i-') ? 'instance' : 'deployment', scope, id })),
    });
  const states = () => inventory.list(scope, 'instance').map(({ id, state }) => `${id} ${state}`);
  return { inventory, changes, begin, page, end, list, look, states };
}

describe('the inventory', () => {
  it('keeps what a look saw after the listing began, whichever of the listing’s pages comes later', () => {
    const { begin, page, end, look, states } = stage();
    begin('instance');
    look(20, [instance({ id: 'i-1', state: 'stopping' })]);
    page('instance', 10, instance({ id: 'i-1', state: 'running' }), instance({ id: 'i-2' }));
    end('instance', 10, ['i-1', 'i-2']);
    assert.deepEqual(states(), ['i-1 stopping', 'i-2 running']);
    look(5, [instance({ id: 'i-1', state: 'pending' })]);
    assert.deepEqual(states(), ['i-1 stopping', 'i-2 running'], 'an older look is no news');
  });

  it('drops what a whole listing did not see, but not what a later look did', () => {
    const { list, look, states, changes } = stage();
    list('instance', 1, [instance({ id: 'i-1' }), instance({ id: 'i-2' })]);
    look(12, [instance({ id: 'i-3', state: 'pending' })]);
    list('instance', 10, [instance({ id: 'i-1' })]);
    assert.deepEqual(states(), ['i-1 running', 'i-3 pending']);
    assert.deepEqual(
      changes.at(-1)?.removed.map(({ id }) => id),
      ['i-2'],
    );
  });

  it('does not bring back from an older page what a look said to be gone', () => {
    const { list, begin, look, page, end, states } = stage();
    list('instance', 1, [instance({ id: 'i-1' })]);
    begin('instance');
    look(12, [], ['i-1']);
    page('instance', 10, instance({ id: 'i-1' }));
    end('instance', 10, ['i-1']);
    assert.deepEqual(states(), []);
    list('instance', 20, [instance({ id: 'i-1' })]);
    assert.deepEqual(states(), ['i-1 running'], 'a later listing does');
    look(15, [], ['i-1']);
    assert.deepEqual(states(), ['i-1 running'], 'a look that began before it does not take it away again');
  });

  it('keeps the last good data when a listing fails or is given up, and says so', () => {
    const { inventory, list, begin, states } = stage();
    list('instance', 1, [instance({ id: 'i-1' })]);
    begin('instance');
    inventory.apply({ type: 'fail', scope, kind: 'instance', failure: failure('throttled') });
    const status = inventory.status(scope, 'instance');
    assert.deepEqual([status.failure?.kind, status.asOf, status.loading], ['throttled', 1, false]);
    assert.deepEqual(states(), ['i-1 running']);
    begin('instance');
    inventory.apply({ type: 'abandon', scope, kind: 'instance' });
    assert.equal(inventory.status(scope, 'instance').failure?.kind, 'throttled');
    assert.equal(inventory.status(scope, 'instance').loading, false);
    list('instance', 2, []);
    assert.equal(inventory.status(scope, 'instance').failure, undefined);
    assert.deepEqual(states(), []);
  });

  it('fires nothing for a poll that brings nothing new, and the same objects stay', () => {
    const { inventory, list, changes } = stage();
    list('instance', 1, [instance({ id: 'i-1', tags: [{ key: 'a', value: 'b' }] })]);
    inventory.apply({ type: 'fail', scope, kind: 'experiment', failure: failure('denied', { requestId: '1' }) });
    const [before] = inventory.list(scope, 'instance');
    const fired = changes.length;
    list('instance', 2, [instance({ id: 'i-1', tags: [{ key: 'a', value: 'b' }] })]);
    inventory.apply({ type: 'begin', scope, kind: 'instance' });
    inventory.apply({ type: 'fail', scope, kind: 'experiment', failure: failure('denied', { requestId: '2' }) });
    assert.equal(changes.length, fired);
    assert.equal(inventory.list(scope, 'instance')[0], before);
    assert.equal(inventory.status(scope, 'instance').asOf, 2);
  });

  it('keeps the members that a gap explains, and only those', () => {
    const { list, inventory } = stage();
    const denied = failure('denied', { operation: 'ecs:ListServices', message: 'cluster b' });
    const [a, b, c] = [service({ id: 'a' }), service({ id: 'b' }), service({ id: 'c' })];
    const ids = () => inventory.list(scope, 'service').map(({ id }) => id);
    list('service', 1, [a, b, c]);
    list('service', 2, [a, c], [denied]);
    assert.deepEqual(ids(), ['a', 'b', 'c'], 'b may be there: its cluster could not be read');
    list('service', 3, [a], [denied]);
    assert.deepEqual(ids(), ['a', 'b'], 'c was seen in spite of the gap; it is gone');
    list('service', 4, [a], [denied, failure('denied', { operation: 'ecs:DescribeServices', message: 'other' })]);
    assert.deepEqual(ids(), ['a', 'b']);
    list('service', 5, [a]);
    assert.deepEqual(ids(), ['a']);
    list('service', 6, [], [failure('denied', { operation: 'ecs:DescribeServiceDeployments' })]);
    assert.deepEqual(ids(), [], 'a gap in the facts leaves the list whole');
  });

  it('keeps every member while pages of the list don’t come, for each may be in those', () => {
    const { list, inventory } = stage();
    const cut = failure('throttled', { operation: 'fis:ListExperiments' });
    const all = ['a', 'b', 'c'].map((id) => experiment({ id }));
    const ids = () => inventory.list(scope, 'experiment').map(({ id }) => id);
    list('experiment', 1, all);
    for (const [index, since] of [2, 3, 4].entries()) list('experiment', since, all.slice(index, index + 1), [cut]);
    assert.deepEqual(ids(), ['a', 'b', 'c']);
    list('experiment', 5, all.slice(0, 1));
    assert.deepEqual(ids(), ['a']);
  });

  it('keeps a deployment with its service until it is final and another is named', () => {
    const { list, look, inventory } = stage();
    const d1 = deploymentArn('web', 'd1');
    const shown = () => inventory.list(scope, 'service').map(({ deployment: of }) => `${of?.id.at(-1)} ${of?.status}`);
    list('service', 1, [service({ currentDeploymentArn: d1, deployment: deployment({ id: d1 }) })]);
    list('service', 2, [service({ currentDeploymentArn: d1 })]);
    assert.deepEqual(shown(), ['1 IN_PROGRESS'], 'nobody has seen its end yet');
    look(3, [deployment({ id: d1, status: 'ROLLBACK_SUCCESSFUL' })]);
    list('service', 4, [service({ currentDeploymentArn: d1 })]);
    assert.deepEqual(shown(), ['1 ROLLBACK_SUCCESSFUL']);
    assert.equal(inventory.target({ kind: 'deployment', scope, id: d1 })?.id, d1);
    list('service', 5, [service({ currentDeploymentArn: deploymentArn('web', 'd2') })]);
    assert.deepEqual(shown(), ['undefined undefined'], 'a later one is current, though it could not be looked at');
    assert.equal(inventory.target({ kind: 'deployment', scope, id: d1 }), undefined);
  });

  it('counts no old tasks of a successful deployment any more once a listing calls its service settled', () => {
    const { inventory, list, look } = stage();
    const d1 = deploymentArn('web', 'd1');
    const source = (running: number) => ({ arn: 'old', requested: 0, running, pending: 0 });
    const draining = deployment({ id: d1, status: 'SUCCESSFUL', sources: [source(2), source(1)] });
    const shown = () =>
      inventory.list(scope, 'service').map(({ deployment: of }) => [of?.status, of && drainingTasks(of)]);
    const settled = service({ currentDeploymentArn: d1, rolloutState: 'COMPLETED' });
    list('service', 1, [service({ currentDeploymentArn: d1, deployment: draining })]);
    list('service', 2, [service({ currentDeploymentArn: d1, deploymentUnread: true })]);
    assert.deepEqual(shown(), [['SUCCESSFUL', 3]], 'what could not be read again says nothing');
    list('service', 3, [settled]);
    assert.deepEqual(shown(), [['SUCCESSFUL', 0]]);
    look(4, [draining]);
    assert.deepEqual(shown(), [['SUCCESSFUL', 3]], 'a later look knows better');
    list('service', 5, [settled]);
    list('service', 6, [settled]);
    assert.deepEqual(shown(), [['SUCCESSFUL', 0]]);
  });

  it('marks a deployment that could not be read again, and says of it only what its service does', () => {
    const { inventory, list, look } = stage();
    const d1 = deploymentArn('web', 'd1');
    const unread = service({ currentDeploymentArn: d1, deploymentUnread: true, rolloutState: 'IN_PROGRESS' });
    const shown = () =>
      inventory
        .list(scope, 'service')
        .map((one) => [one.deployment?.status, one.deploymentUnread === true, isRollingOut(one)]);
    list('service', 1, [service({ currentDeploymentArn: d1, deployment: deployment({ id: d1 }) })]);
    list('service', 2, [unread]);
    assert.deepEqual(shown(), [['IN_PROGRESS', true, true]]);
    // Not in flight any more: how it ended can't be read, but that it has is told.
    list('service', 3, [service({ currentDeploymentArn: d1, rolloutState: 'COMPLETED' })]);
    assert.deepEqual(shown(), [['IN_PROGRESS', true, false]]);
    look(4, [deployment({ id: d1, status: 'SUCCESSFUL' })]);
    assert.deepEqual(shown(), [['SUCCESSFUL', false, false]]);
    list('service', 5, [service({ ...unread, currentDeploymentArn: deploymentArn('web', 'd2') })]);
    assert.deepEqual(shown(), [[undefined, true, true]]);
  });

  it('says of a deployment that is in flight no more, and whose end nobody saw, only what its service does', () => {
    for (const [rolloutState, rollsOut] of [
      ['COMPLETED', false],
      ['FAILED', false],
      [undefined, true],
    ] as const) {
      const { inventory, list, look } = stage();
      const d1 = deploymentArn('web', 'd1');
      const settled = service({ currentDeploymentArn: d1, ...(rolloutState && { rolloutState }) });
      const shown = () =>
        inventory
          .list(scope, 'service')
          .map((one) => [one.deployment?.status, isDeploymentUnread(one), isRollingOut(one)]);
      list('service', 1, [service({ currentDeploymentArn: d1, deployment: deployment({ id: d1 }) })]);
      assert.deepEqual(shown(), [['IN_PROGRESS', false, true]]);
      // Looks are denied: nothing describes it again.
      for (const since of [2, 3]) {
        list('service', since, [settled]);
        assert.deepEqual(shown(), [['IN_PROGRESS', true, rollsOut]], rolloutState);
      }
      look(4, [deployment({ id: d1, status: 'SUCCESSFUL' })]);
      list('service', 5, [settled]);
      assert.deepEqual(shown(), [['SUCCESSFUL', false, false]], rolloutState);
    }
  });

  it('finds the service of a deployment as long as that is its current one', () => {
    const { list, look, inventory } = stage();
    const [one, two] = [deploymentArn('web', 'd1'), deploymentArn('web', 'd2')];
    const serviceOf = (id: string) => inventory.serviceOf({ kind: 'deployment', scope, id })?.id;
    list('service', 1, [service({ deployment: deployment({ id: one }) })]);
    assert.equal(serviceOf(one), serviceArn('web'));
    list('service', 2, [service({ deployment: deployment({ id: two }) })]);
    assert.deepEqual([serviceOf(one), serviceOf(two)], [undefined, serviceArn('web')]);
    look(3, [], [two]);
    assert.equal(serviceOf(two), undefined);
    assert.equal(inventory.list(scope, 'service').length, 1);
  });

  it('forgets the scopes that are no longer chosen, and nothing of theirs comes back', () => {
    const { list, inventory, changes } = stage();
    list('instance', 1, [instance({ id: 'i-1' })]);
    list('lever', 1, [lever()]);
    inventory.drop([...inventory.places().values()].filter(({ profile }) => profile !== 'other'));
    assert.deepEqual(
      changes.at(-1)?.removed.map(({ id }) => id),
      ['i-1', 'default'],
    );
    const fired = changes.length;
    inventory.apply({ type: 'abandon', scope, kind: 'instance' });
    assert.equal(changes.length, fired);
    assert.deepEqual(inventory.status(scope, 'instance'), { loading: false, gaps: [] });
  });

  for (const { what, forgetIn } of [
    { what: 'places that are no longer chosen', forgetIn: 'drop' },
    { what: 'a profile that is another account now', forgetIn: 'forget' },
  ] as const)
    it(`says of ${what} that their lists are not read, also where they could not be`, () => {
      const { inventory, changes } = stage();
      inventory.apply({ type: 'fail', scope, kind: 'experiment', failure: failure('credentials-expired') });
      const fired = changes.length;
      if (forgetIn === 'drop') inventory.drop([scope]);
      else inventory.forget(scope.profile);
      assert.deepEqual(
        changes.slice(fired).map(({ statuses }) => statuses),
        [[{ scope, kind: 'experiment' }]],
      );
      assert.deepEqual(inventory.status(scope, 'experiment'), { loading: false, gaps: [] });
    });

  it('knows states that AWS adds later', () => {
    const { list, inventory } = stage();
    list('experiment', 1, [experiment({ state: 'hovering' })]);
    assert.equal(inventory.get(scope, 'experiment', 'EXP1')?.state, 'hovering');
  });
});

describe('past deployments', () => {
  const at = (id: string) => deployment({ id: deploymentArn('web', id), status: 'SUCCESSFUL' });
  const arn = serviceArn('web');

  it('come a page at a time, keep what is there when one fails, and end', async () => {
    const answers: Read<Paged<ServiceDeployment>>[] = [
      told({ items: [at('d3'), at('d2')], next: 'n' }),
      failed(failure('timeout')),
      told({ items: [at('d2'), at('d1')] }),
    ];
    const asked: (string | undefined)[] = [];
    const store = createPastDeployments(
      {
        pastDeployments: (_scope, _arn, next) => {
          asked.push(next);
          return Promise.resolve(answers.shift() ?? failed(failure('unknown')));
        },
      },
      heldTime(),
      rethrow,
    );
    const ids = () => store.of(scope, arn)?.deployments.map(({ id }) => id.at(-1));
    await store.load(scope, arn);
    await store.load(scope, arn);
    assert.deepEqual(ids(), ['3', '2']);
    assert.equal(store.of(scope, arn)?.failure?.kind, 'timeout');
    assert.equal(store.of(scope, arn)?.more, true);
    await store.load(scope, arn);
    assert.deepEqual(ids(), ['3', '2', '1'], 'the overlap of two pages is there once');
    assert.deepEqual([store.of(scope, arn)?.more, store.of(scope, arn)?.failure], [false, undefined]);
    await store.load(scope, arn);
    assert.deepEqual(asked, [undefined, 'n', 'n']);
    assert.equal(store.find({ kind: 'deployment', scope, id: deploymentArn('web', 'd1') })?.status, 'SUCCESSFUL');
  });

  it('ignore the answer to what was forgotten meanwhile', async () => {
    const waiting: ((answer: Read<Paged<ServiceDeployment>>) => void)[] = [];
    const store = createPastDeployments(
      { pastDeployments: () => new Promise((resolve) => waiting.push(resolve)) },
      heldTime(),
      rethrow,
    );
    const first = store.load(scope, arn);
    store.retain([]);
    const second = store.load(scope, arn);
    waiting[0]?.(told({ items: [at('old')] }));
    await first;
    assert.equal(store.of(scope, arn)?.loading, true);
    waiting[1]?.(told({ items: [at('new')] }));
    await second;
    assert.deepEqual(
      store.of(scope, arn)?.deployments.map(({ id }) => id),
      [deploymentArn('web', 'new')],
    );
  });

  it('can be asked for again when the asking itself broke', async () => {
    const errors: unknown[] = [];
    const store = createPastDeployments(
      { pastDeployments: () => Promise.reject(new Error('no')) },
      heldTime(),
      (error) => errors.push(error),
    );
    await store.load(scope, arn);
    assert.deepEqual([store.of(scope, arn)?.loading, store.of(scope, arn)?.more, errors.length], [false, true, 1]);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coverage } from '../../../../src/inventory/coverage.ts';
import { createCoveredPlaces } from '../../../../src/inventory/coveredPlaces.ts';
import type { InventoryChange } from '../../../../src/inventory/resourceLists.ts';
import { failed } from '../../../../src/model/failure.ts';
import { type ListKind, listKinds } from '../../../../src/model/resources/resource.ts';
import type { Read } from '../../../../src/model/sight.ts';
import { type ListPage, UNANSWERED_AFTER } from '../../../../src/model/ports/awsReads.ts';
import { failure, instance, scope, told } from '../../../stages/fakes.ts';
import { paces, pollerStage } from '../../../stages/poller.ts';

const there = { ...scope, profile: 'held' };
const noAccounts = { failure: () => undefined, onDidChange: () => () => {} };

describe('a list that AWS doesn’t answer', () => {
  const stage = () => {
    const answers: (() => void)[] = [];
    let isHeld = true;
    let page: Read<ListPage> = told({ resources: [], gaps: [] });
    const scene = pollerStage({
      list: (_where: typeof scope, kind: ListKind) =>
        kind === 'instance' ? [page] : [told({ resources: [], gaps: [] })],
      gate: (where) =>
        isHeld && where.profile === there.profile ? new Promise((answer) => answers.push(answer)) : Promise.resolve(),
    });
    const changes: InventoryChange[] = [];
    scene.inventory.onDidChange((change) => changes.push(change));
    scene.poller.setAttention({ viewVisible: true, windowFocused: true });
    const covered = createCoveredPlaces({ inventory: scene.inventory, accounts: noAccounts });
    return {
      ...scene,
      changes,
      hold: (is: boolean) => (isHeld = is),
      bring: (read: Read<ListPage>) => (page = read),
      answer: () => answers.splice(0).forEach((one) => one()),
      waiting: () => listKinds.map((kind) => scene.inventory.status(there, kind).waitingSince),
      /** The places that wait, as they are found together, which is what is found at each. */
      places: () => {
        const { waiting } = covered.now([scope, there]);
        const { inventory } = scene;
        assert.deepEqual(waiting, coverage({ inventory, accounts: noAccounts }, [scope, there]).waiting);
        return waiting;
      },
    };
  };
  const none = listKinds.map(() => undefined);

  it('says since when it waits some seconds after it was asked for, once, until the answer comes', async () => {
    const { poller, clock, changes, waiting, places, answer, hold } = stage();
    const asked = clock.now();
    poller.setScopes([scope, there]);
    await clock.advance(UNANSWERED_AFTER - 1);
    assert.deepEqual([waiting(), places()], [none, []]);
    const before = changes.length;
    await clock.advance(1);
    assert.deepEqual(
      waiting(),
      listKinds.map(() => asked),
    );
    assert.deepEqual(places(), [{ scope: there, since: asked }]);
    assert.equal(changes.length, before + listKinds.length);
    await clock.advance(20_000);
    const statuses = changes.slice(before).flatMap((change) => change.statuses);
    assert.equal(statuses.filter((list) => list.scope.profile === there.profile).length, listKinds.length);
    hold(false);
    answer();
    await clock.advance(0);
    assert.deepEqual([waiting(), places()], [none, []]);
    // What is known says more than that it is asked for again.
    hold(true);
    await clock.advance(paces.slow + UNANSWERED_AFTER);
    assert.deepEqual(waiting(), none);
  });

  for (const [what, before] of [
    ['asks for it again', 0],
    ['asks for it while it is being read in its turn', 1],
    ['asks for it while AWS is late with a reading in its turn', UNANSWERED_AFTER + 10_000],
  ] as const)
    it(`says it of a list that was read, too, where a person ${what}, and keeps what is known`, async () => {
      const { poller, clock, waiting, places, answer, hold, bring, inventory } = stage();
      hold(false);
      bring(told({ resources: [instance({ scope: there })], gaps: [] }));
      poller.setScopes([there]);
      await clock.advance(before === 0 ? 1_000 : 0);
      hold(true);
      if (before > 0) {
        while (!inventory.status(there, 'instance').loading) await clock.advance(100);
        await clock.advance(before);
      }
      assert.deepEqual(waiting()[0], undefined);
      const asked = clock.now() - before;
      poller.refresh({ scope: there, kind: 'instance' });
      await clock.advance(before > UNANSWERED_AFTER ? 0 : UNANSWERED_AFTER);
      const [since = NaN] = waiting();
      assert.ok(since >= asked - 100 && since <= asked + 100, `${since - asked}`);
      assert.equal(inventory.list(there, 'instance').length, 1);
      assert.deepEqual(places(), [], 'it was read');
      hold(false);
      answer();
      await clock.advance(0);
      assert.deepEqual(waiting()[0], undefined);
      poller.dispose();
    });

  it('says it no longer once its first page is there, or the failure, and not again while that is tried again', async () => {
    for (const read of [told({ resources: [instance({ scope: there })], gaps: [] }), failed(failure('timeout'))]) {
      const { poller, clock, waiting, answer, bring, inventory } = stage();
      bring(read);
      poller.setScopes([there]);
      await clock.advance(UNANSWERED_AFTER);
      assert.ok(waiting().every((since) => since !== undefined));
      answer();
      await clock.advance(0);
      assert.deepEqual(waiting(), none);
      if (read.ok) continue;
      await clock.advance(60_000);
      assert.equal(inventory.status(there, 'instance').loading, true);
      assert.equal(inventory.status(there, 'instance').waitingSince, undefined);
    }
  });

  it('is nothing to anybody once its place is left', async () => {
    const { poller, clock, inventory, waiting } = stage();
    poller.setScopes([there]);
    await clock.advance(1);
    poller.setScopes([]);
    inventory.drop([there]);
    await clock.advance(60_000);
    assert.deepEqual([waiting(), inventory.places().size, clock.timers()], [none, 0, 0]);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instanceOf } from '../../../../../src/aws/services/ec2/instance.ts';
import type { Resource } from '../../../../../src/model/resources/resource.ts';
import { mayHoldMore } from '../../../../../src/ui/tree/nodes/mayHoldMore.ts';
import { groupKinds, type Node, targetId } from '../../../../../src/ui/tree/nodes/node.ts';
import { shownAll, shownBelow } from '../../../../../src/ui/tree/nodes/shownBelow.ts';
import { childrenStage, other } from '../../../../stages/childrenStage.ts';
import { failure } from '../../../../stages/fakes.ts';
import { experimentLike, instanceLike, scope, serviceLike } from '../../../../stages/resources.ts';

void describe('what is stopped because it matches', () => {
  const OLD = 1 - 9 * 86_400_000;
  const ec2 = (more: object) => instanceOf(scope, { InstanceId: 'i-2', State: { Code: 16 }, ...more }, '1');
  const { deployment: _, ...settled } = serviceLike();
  const matching = (typed: string, ...resources: readonly (Resource | undefined)[]) => {
    const stage = childrenStage(...resources.filter((one) => one !== undefined));
    stage.read(scope);
    stage.read(other);
    stage.person.filter = typed;
    const resourcesShown = shownAll(stage.parts);
    const more = mayHoldMore(
      stage.parts,
      { resources: resourcesShown, places: [scope, other], kinds: groupKinds },
      new Map(),
    );
    return { ids: resourcesShown.map(({ id }) => id), more };
  };

  void it('leaves out what can’t be judged, and names its place as one where more may run', () => {
    const rows: readonly (readonly [string, Resource | undefined])[] = [
      ...['soon', ''].map((LaunchTime) => ['-older:7d', ec2({ LaunchTime })] as const),
      ['older:7d', ec2({})],
      ['-prod', ec2({ Tags: [{ Key: 'Name', Value: {} }], LaunchTime: new Date(0) })],
      ['-older:7d', experimentLike({ id: 'EXP2' })],
      ['-older:7d', { ...settled, rolloutState: 'IN_PROGRESS' }],
    ];
    const launchedAt = (typed: string) => (typed === 'older:7d' ? OLD : 0);
    for (const [typed, untold] of rows) {
      const judged = instanceLike({ id: 'i-1', name: 'web', launchedAt: launchedAt(typed) });
      assert.deepEqual(matching(typed, judged, untold), { ids: ['i-1'], more: [scope] }, typed);
    }
  });

  void it('names no place where all could be judged', () => {
    const judged = instanceLike({ id: 'i-1', name: 'web', launchedAt: OLD });
    const settledAway = { ...settled, rolloutState: 'COMPLETED' };
    for (const typed of ['older:7d', 'web -prod']) {
      assert.deepEqual(matching(typed, judged, settledAway), { ids: ['i-1'], more: [] }, typed);
    }
  });
});

void describe('where more may match', () => {
  void it('is told apart by why: what failed in any of its lists, or what AWS merely hasn’t answered, with the longest wait', () => {
    const { parts, inventory, read } = childrenStage();
    const AT = 1_000_000;
    const more = (silent: readonly (typeof scope)[] = []) =>
      mayHoldMore(
        parts,
        { resources: [], places: [scope, other], kinds: groupKinds },
        new Map(groupKinds.map((kind) => [kind, silent])),
      );
    const hold = (kind: (typeof groupKinds)[number], asked: number) => {
      inventory.apply({ type: 'begin', scope, kind });
      inventory.apply({ type: 'unanswered', scope, kind, asked });
    };
    read(other);
    assert.deepEqual(more(), [{ ...scope, unanswered: {} }]);
    hold('service', AT + 1);
    hold('instance', AT);
    assert.deepEqual(more([other]), [
      { ...scope, unanswered: { since: AT } },
      { ...other, unanswered: {} },
    ]);
    inventory.apply({ type: 'fail', scope, kind: 'experiment', failure: failure('denied') });
    assert.deepEqual(more(), [scope]);
  });
});

void describe('what is stopped of one group', () => {
  const GROUP = 'aws:autoscaling:groupName';
  const ec2 = (id: string, ...Tags: readonly object[]) => {
    const read = instanceOf(scope, { InstanceId: id, State: { Code: 16 }, Tags }, '1');
    assert.ok(read);
    return read;
  };
  const stage = (...others: readonly Resource[]) => {
    const { parts, person, group, read } = childrenStage(
      ec2('i-web', { Key: GROUP, Value: 'web' }),
      ec2('i-alone', { Key: 'env', Value: 'prod' }),
      ...others,
    );
    read(scope);
    person.grouping = { type: 'auto-scaling-group' };
    const bucket = (kind: string) => group('instance').find((one) => one.type === 'bucket' && one.value.kind === kind);
    const asked = (...rows: readonly (Node | undefined)[]) => {
      const nodes = rows.filter((one) => one !== undefined);
      const resources = shownBelow(parts, nodes);
      const more = mayHoldMore(parts, { resources, places: [scope], kinds: ['instance'], rows: nodes }, new Map());
      return { ids: resources.map(({ id }) => id), more };
    };
    return { person, bucket, asked };
  };

  void it('leaves out those of which nobody can read whether they are in it, and says that more may be', () => {
    for (const untold of [
      { Key: GROUP, Value: {} },
      { Key: {}, Value: 'web' },
    ]) {
      const { person, bucket, asked } = stage(ec2('i-untold', untold));
      assert.deepEqual(asked(bucket('none')), { ids: ['i-alone'], more: [scope] });
      assert.deepEqual(asked(bucket('known')), { ids: ['i-web'], more: [scope] });
      assert.deepEqual(asked(bucket('unread')), { ids: ['i-untold'], more: [] });
      assert.deepEqual(asked(bucket('none'), bucket('unread')), { ids: ['i-alone', 'i-untold'], more: [] });
      // What the person hid can be in a group as well as what is shown.
      person.hidden = new Set([targetId({ kind: 'instance', scope, id: 'i-untold' })]);
      assert.deepEqual(asked(bucket('known')), { ids: ['i-web'], more: [scope] });
      person.hidden = new Set([targetId({ kind: 'instance', scope, id: 'i-alone' })]);
      assert.deepEqual(asked(bucket('known')), { ids: ['i-web'], more: [scope] });
      person.hidden = new Set();
      // By its state it is like the others.
      person.grouping = { type: 'state' };
      assert.deepEqual([asked(bucket('known')).ids.length, asked(bucket('known')).more], [3, []]);
    }
  });

  void it('is all there is where everything could be read', () => {
    const { bucket, asked } = stage();
    assert.deepEqual(asked(bucket('none')), { ids: ['i-alone'], more: [] });
    assert.equal(bucket('unread'), undefined);
  });
});

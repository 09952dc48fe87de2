import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instanceOf } from '../../../../../src/aws/services/ec2/instance.ts';
import type { Resource } from '../../../../../src/model/resources/resource.ts';
import { mayHoldMore } from '../../../../../src/ui/tree/nodes/mayHoldMore.ts';
import { groupKinds } from '../../../../../src/ui/tree/nodes/node.ts';
import { shownAll } from '../../../../../src/ui/tree/nodes/shownBelow.ts';
import { childrenStage, other } from '../../../../stages/childrenStage.ts';
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
    const more = mayHoldMore(stage.parts, { resources: resourcesShown, places: [scope, other], kinds: groupKinds });
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

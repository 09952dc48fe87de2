import { ofAws } from '../stages/accounts.ts';
import assert from 'node:assert/strict';
import type { WatchedRef } from '../../src/model/resources/resource.ts';
import type { Service } from '../../src/model/resources/service.ts';
import type { Watch } from '../../src/news/rememberedWatches.ts';
import { createRows } from '../../src/ui/commands/rows.ts';
import { stopWatching, watchUntilItEnds } from '../../src/ui/commands/watch.ts';
import type { Node } from '../../src/ui/tree/nodes/node.ts';
import { watchedRefs } from '../../src/ui/tree/rows/treeItem.ts';
import { deployment, scope, service } from '../stages/fakes.ts';

describe('watching a service whose deployment could not be read', () => {
  const { deployment: _, ...settled } = service({ name: 'payments' });
  const rolling: Service = { ...settled, rolloutState: 'IN_PROGRESS' };
  const named: Service = { ...rolling, currentDeploymentArn: 'arn:d2', deploymentUnread: true };
  const ref = (id: string) => ({ kind: 'deployment', scope, id });

  function stage(of: Service) {
    const started: Watch[] = [];
    const stopped: WatchedRef[] = [];
    const node: Node = { type: 'service', id: 's', scope, arn: of.id };
    const parts: Parameters<typeof watchUntilItEnds>[0] & Parameters<typeof stopWatching>[0] = {
      rows: createRows({ observed: () => of }),
      inventory: { target: () => undefined, list: () => [] },
      daemons: { find: () => undefined },
      accounts: { shown: () => ofAws('111122223333') },
      watches: {
        start: (some) => void started.push(...some),
        stop: (some) => void stopped.push(...some.map(({ ref: one }) => one)),
      },
      follow: { letGo: () => {} },
    };
    const by = { kind: 'node', node, selected: [node] } as const;
    return { started, stopped, watch: () => watchUntilItEnds(parts, by), end: () => stopWatching(parts, by) };
  }

  it('watches the deployment that ECS names, also where what was read before is of another, and ends that', () => {
    const over = deployment({ id: 'arn:d1', status: 'SUCCESSFUL' });
    for (const one of [named, { ...rolling, currentDeploymentArn: 'arn:d2' }, { ...named, deployment: over }]) {
      const { started, stopped, watch, end } = stage(one);
      watch();
      const watched = { ref: ref('arn:d2'), name: 'payments', from: 'IN_PROGRESS', account: '111122223333' };
      assert.deepEqual(started, [watched]);
      assert.deepEqual(watchedRefs(one)[0], watched.ref);
      end();
      assert.deepEqual(
        stopped.filter(({ id }) => id === 'arn:d2'),
        [watched.ref],
      );
    }
  });

  it('watches the deployment that is told where it is the present one', () => {
    const told = deployment({ id: 'arn:d2' });
    for (const one of [
      { ...settled, deployment: told },
      { ...named, deployment: told },
    ]) {
      const { started, watch } = stage(one);
      watch();
      assert.deepEqual(
        started.map(({ ref: watched }) => watched),
        [ref('arn:d2')],
      );
    }
  });

  it('watches none where ECS names none, or none is under way', () => {
    for (const one of [rolling, settled, { ...named, rolloutState: 'COMPLETED' }]) {
      const { started, watch } = stage(one);
      watch();
      assert.deepEqual(started, []);
    }
  });
});

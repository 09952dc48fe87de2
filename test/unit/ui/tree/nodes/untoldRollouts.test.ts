import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { untoldRollouts } from '../../../../../src/ui/tree/nodes/untoldRollouts.ts';
import { deployment, instance } from '../../../../stages/fakes.ts';
import { serviceLike } from '../../../../stages/resources.ts';

describe('services of whose rollout nothing can be offered', () => {
  const { deployment: _, ...settled } = serviceLike();
  const told = deployment({ status: 'IN_PROGRESS' });
  const over = deployment({ status: 'SUCCESSFUL' });

  it('are those that roll out by their own word, and whose deployment isn’t told, or only as it was', () => {
    for (const service of [
      { ...settled, rolloutState: 'IN_PROGRESS' },
      { ...settled, rolloutState: 'IN_PROGRESS', deploymentUnread: true },
      { ...settled, rolloutState: 'IN_PROGRESS', deploymentUnread: true, deployment: over },
    ] as const)
      assert.deepEqual(untoldRollouts([service]), [service.scope]);
  });

  it('are none whose deployment is told, none that is settled, and no other kind', () => {
    for (const resource of [
      { ...settled, rolloutState: 'IN_PROGRESS', deployment: told },
      { ...settled, rolloutState: 'IN_PROGRESS', deploymentUnread: true, deployment: told },
      { ...settled, rolloutState: 'COMPLETED' },
      { ...settled, deployment: over },
      instance(),
    ] as const)
      assert.deepEqual(untoldRollouts([resource]), []);
  });
});

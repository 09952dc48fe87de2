import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Service } from '../../../../../src/model/resources/service.ts';
import { contextValue } from '../../../../../src/ui/tree/rows/contextValue.ts';
import { deploymentLike, scope, serviceLike } from '../../../../stages/resources.ts';

void describe('the row of a service whose deployment could not be read', () => {
  const { deployment: _, ...settled } = serviceLike();
  const [first, second] = ['arn:d1', 'arn:d2'];
  const told = (id: string, status: string) => deploymentLike({ id, status });
  const rolling = { ...settled, rolloutState: 'IN_PROGRESS' };
  const undescribed = { ...rolling, currentDeploymentArn: second, deploymentUnread: true } as const;
  const tokens = (service: Service, awaited = false) =>
    contextValue({ type: 'service', id: 's', scope, arn: service.id }, service, { startable: false, awaited }).split(
      '+',
    );

  void it('offers to watch it where ECS names it, and something rolls out by the service’s own word', () => {
    const rows: readonly (readonly [Service, offered: boolean])[] = [
      [undescribed, true],
      [{ ...rolling, currentDeploymentArn: second }, true],
      // What was read before is over, and another one has begun.
      [{ ...undescribed, deployment: told(first, 'SUCCESSFUL') }, true],
      [{ ...undescribed, deployment: told(second, 'IN_PROGRESS') }, true],
      // ECS names none, or none is under way.
      [rolling, false],
      [{ ...rolling, deploymentUnread: true }, false],
      [{ ...undescribed, rolloutState: 'COMPLETED' }, false],
      [{ ...undescribed, rolloutState: 'FAILED', deployment: told(second, 'IN_PROGRESS') }, true],
      [{ ...settled, currentDeploymentArn: second }, false],
      [{ ...settled, deployment: told(first, 'SUCCESSFUL') }, false],
    ];
    for (const [service, offered] of rows) {
      const what = JSON.stringify(service);
      assert.equal(tokens(service).includes('watch'), offered, what);
      assert.equal(tokens(service, true).includes('watch'), false, what);
      assert.equal(tokens(service, true).includes('watched'), true, what);
    }
  });

  void it('offers no change of it, and no page', () => {
    for (const token of ['roll-back', 'abort', 'continue', 'details'])
      assert.equal(tokens(undescribed).includes(token), false, token);
  });
});

void describe('the row of a managed daemon', () => {
  const tokens = (facts: { readonly rollsOut?: boolean; readonly awaited?: boolean }) =>
    contextValue({ type: 'daemon', id: 'd', scope, arn: 'arn:daemon' }, undefined, { startable: false, ...facts });

  void it('offers to watch it while it rolls out, to end that, and no change', () => {
    for (const [facts, offered] of [
      [{}, undefined],
      [{ rollsOut: false }, undefined],
      [{ rollsOut: true }, 'watch'],
      [{ rollsOut: true, awaited: true }, 'watched'],
      // It has ended, and nobody has looked yet.
      [{ rollsOut: false, awaited: true }, 'watched'],
    ] as const) {
      const general = ['daemon', 'details', 'console', 'id', 'arn'];
      const own = tokens(facts).split('+');
      assert.equal(own[0], 'daemon');
      assert.deepEqual(new Set(own), new Set(offered === undefined ? general : [...general, offered]));
    }
  });
});

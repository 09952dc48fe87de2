import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deploymentOf, serviceOf } from '../../../../../src/aws/services/ecs/mapping.ts';
import { taskCounts } from '../../../../../src/model/resources/deployment.ts';
import { countOf, isUnread } from '../../../../../src/model/resources/unreadable.ts';
import { findingsFor } from '../../../../../src/stopping/plan/findings.ts';

const scope = { profile: 'any', region: 'eu-west-1' };
const SERVICE = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web';
const DEPLOYMENT = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/1';
const counts = { requestedTaskCount: 4, runningTaskCount: 3, pendingTaskCount: 0 };
const whole = {
  serviceDeploymentArn: DEPLOYMENT,
  status: 'IN_PROGRESS',
  sourceServiceRevisions: [{ arn: 'old', ...counts }],
  targetServiceRevision: { arn: 'new', ...counts },
  deploymentConfiguration: { deploymentCircuitBreaker: { rollback: true }, alarms: { rollback: false } },
  deploymentCircuitBreaker: { status: 'MONITORING', failureCount: 1, threshold: 3 },
  alarms: { status: 'MONITORING' },
};
const deployment = (more: object) => {
  const read = deploymentOf(scope, { ...whole, ...more });
  assert.ok(read);
  return read;
};
/** What a plan says that it doesn't know of it. */
const unknownIn = (read: ReturnType<typeof deployment>) =>
  findingsFor({ type: 'roll-back' }, read, {}, 'Schedule', 0).flatMap((finding) =>
    finding.type === 'unread-members' ? finding.members : [],
  );

describe('counts and flags that ECS always tells', () => {
  for (const member of ['desiredCount', 'runningCount', 'pendingCount'])
    for (const [value, shown] of [
      [2, 2],
      [0, 0],
      [null, '?'],
      [undefined, '?'],
      ['2', '?'],
    ] as const)
      it(`are no 0 of a service: ${member} is ${JSON.stringify(value)}`, () => {
        const service = serviceOf(scope, {
          ...{ serviceArn: SERVICE, desiredCount: 1, runningCount: 1, pendingCount: 1, [member]: value },
        });
        assert.ok(service);
        assert.equal(countOf(service, member, typeof value === 'number' ? value : 0), shown);
        // What is left out is not called unreadable at the top of a page.
        assert.deepEqual(service.unread, value === '2' ? [member] : undefined);
      });

  it('are there in a whole answer', () => {
    const read = deployment({});
    assert.ok(read.target && read.sources[0]);
    assert.deepEqual(taskCounts(read, 'target', read.target), [3, 4, 0]);
    assert.deepEqual(taskCounts(read, 0, read.sources[0]), [3, 4, 0]);
    assert.deepEqual([read.leftOut, unknownIn(read)], [undefined, []]);
  });

  for (const [member, place] of [
    ['runningTaskCount', 0],
    ['requestedTaskCount', 1],
    ['pendingTaskCount', 2],
  ] as const)
    it(`are no 0 of a revision: ${member}`, () => {
      const without = { arn: 'any', ...counts, [member]: null };
      const read = deployment({ targetServiceRevision: without, sourceServiceRevisions: [without] });
      assert.ok(read.target && read.sources[0]);
      const expected = [3, 4, 0].map((count, index) => (index === place ? '?' : count));
      assert.deepEqual(taskCounts(read, 'target', read.target), expected);
      assert.deepEqual(taskCounts(read, 0, read.sources[0]), expected);
      assert.deepEqual(unknownIn(read).toSorted(), [
        `sourceServiceRevisions[0].${member}`,
        `targetServiceRevision.${member}`,
      ]);
    });

  it('are unknown of a revision of which only the ARN is told', () => {
    const read = deployment({ targetServiceRevision: undefined, targetServiceRevisionArn: 'arn:new' });
    assert.ok(read.target);
    assert.deepEqual(taskCounts(read, 'target', read.target), ['?', '?', '?']);
  });

  for (const [more, path] of [
    [{ deploymentCircuitBreaker: { status: 'MONITORING', threshold: 3 } }, 'deploymentCircuitBreaker.failureCount'],
    [{ deploymentCircuitBreaker: { status: 'MONITORING', failureCount: 1 } }, 'deploymentCircuitBreaker.threshold'],
    [
      { deploymentConfiguration: { deploymentCircuitBreaker: {}, alarms: { rollback: false } } },
      'deploymentConfiguration.deploymentCircuitBreaker.rollback',
    ],
    [
      { deploymentConfiguration: { deploymentCircuitBreaker: { rollback: true } } },
      'deploymentConfiguration.alarms.rollback',
    ],
  ] as const)
    it(`are neither 0 nor false of what rolls back: ${path}`, () => {
      const read = deployment(more);
      assert.deepEqual([read.leftOut, read.unread, unknownIn(read)], [[path], undefined, [path]]);
      assert.equal(isUnread(read, path), true);
    });

  it('are no share of the traffic that isn’t told', () => {
    const configuration = {
      strategy: 'CANARY',
      canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 5 },
    };
    for (const share of [undefined, 0, 10]) {
      const target = { arn: 'new', ...counts, requestedProductionTrafficWeight: share };
      const read = deployment({
        deploymentConfiguration: { ...whole.deploymentConfiguration, ...configuration },
        targetServiceRevision: target,
      });
      const [steps] = findingsFor({ type: 'roll-back' }, read, {}, 'Schedule', 0).filter(
        (finding) => finding.type === 'traffic-steps',
      );
      assert.equal(steps?.share, share);
    }
  });
});

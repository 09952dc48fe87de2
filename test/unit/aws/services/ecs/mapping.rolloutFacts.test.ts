import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serviceOf } from '../../../../../src/aws/services/ecs/mapping.ts';
import { isTroubleUnread } from '../../../../../src/model/resources/service.ts';

const scope = { profile: 'any', region: 'eu-west-1' };
const primary = { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', failedTasks: 4 };
const active = { status: 'ACTIVE', rolloutState: 'IN_PROGRESS', failedTasks: 0 };
const told = {
  serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web',
  currentServiceDeployment: 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/1',
  events: [{ message: '(service web) waits.', createdAt: 1 }],
};
const service = (more: object) => serviceOf(scope, { ...told, ...more });

void describe('what a service that rolls out says of its failures', () => {
  void it('is no 0 where the count, or which deployment it is of, can’t be read', () => {
    for (const [deployments, failedTasks] of [
      [[primary], 4],
      [[active, primary], 4],
      [[{ ...primary, failedTasks: 0 }, active], 0],
      [[{ ...primary, failedTasks: null }], undefined],
      [[{ ...primary, failedTasks: undefined }, active], undefined],
      [[], undefined],
      [[17, primary], 4],
      [[{ ...active, status: 17 }, primary], 4],
      [[{ ...primary, rolloutStateReason: 17 }], 4],
      [[{ ...primary, failedTasks: '4' }], undefined],
      [[{ ...primary, failedTasks: {} }, active], undefined],
      [[17, active], undefined],
      [[active, { ...primary, status: 17 }], undefined],
      [[{ ...primary, status: [] }], undefined],
      ['none', undefined],
      [{ PRIMARY: primary }, undefined],
      [[{ ...active, failedTasks: 2, rolloutStateReason: 17 }], 2],
      [[...Array.from({ length: 10 }, () => active), 17], undefined],
    ] as const) {
      const read = service({ deployments });
      assert.ok(read);
      assert.equal(read.failedTasks, failedTasks, JSON.stringify(deployments));
      assert.equal(isTroubleUnread(read), failedTasks === undefined, JSON.stringify(deployments));
    }
  });

  void it('is no count of another deployment where more than the primary one can’t be read', () => {
    const deployments = [active, { ...primary, status: 17 }];
    assert.equal(service({ deployments, desiredCount: '1' })?.failedTasks, undefined);
  });

  void it('is nothing yet of a deployment of which the service lists none', () => {
    const bare = service({ deployments: undefined, events: undefined });
    assert.deepEqual([bare?.failedTasks, bare?.events], [undefined, []]);
  });

  void it('is looked for in the newest twenty events, older than which it explains nothing of now', () => {
    const trouble = { message: '(service web) was unable to place a task.' };
    const behind = (count: number) => {
      const events = [...Array.from({ length: count }, () => ({ message: '(service web) waits.' })), trouble];
      return service({ deployments: [primary], events })?.events?.some(({ message }) => message === trouble.message);
    };
    assert.deepEqual([behind(0), behind(19), behind(20)], [true, true, false]);
  });

  void it('is not said to be nothing where events can’t be read', () => {
    for (const [events, isUnread] of [
      [[], false],
      [undefined, false],
      [told.events, false],
      ['none', true],
      [{ message: 'one' }, true],
      [[...told.events, 17], true],
      [[{ message: 17, createdAt: 1 }, ...told.events], true],
    ] as const) {
      const read = service({ deployments: [primary], events });
      assert.ok(read);
      assert.equal(isTroubleUnread(read), isUnread, JSON.stringify(events));
      // A list that is none tells of no event, not even that there are none.
      assert.equal(read.events === undefined, isUnread && !Array.isArray(events), JSON.stringify(events));
    }
    assert.equal(isTroubleUnread(undefined), true);
    const over = service({ deployments: [{ ...primary, rolloutState: 'COMPLETED' }] });
    assert.equal(isTroubleUnread(over), true);
  });
});

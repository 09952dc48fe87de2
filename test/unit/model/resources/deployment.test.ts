import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOST_NOTES } from '../../../../src/base/memberReader.ts';
import { known, none, unread } from '../../../../src/model/fact.ts';
import {
  bakeTimeOf,
  drainingTasks,
  isHookEndUnread,
  isRevisionUnread,
  taskCounts,
  waitingHook,
} from '../../../../src/model/resources/deployment.ts';
import { deployment } from '../../../stages/history/history.ts';

const counts = { running: 1, requested: 2, pending: 3 };
const revision = (running: number) => ({ arn: 'arn:r', running, requested: 9, pending: 0 });
const many = Array.from({ length: MOST_NOTES }, (_, index) => `other[${index}]`);

describe('the tasks of a revision', () => {
  for (const [name, path, target, first, tenth] of [
    ['are counted where all can be read', undefined, [1, 2, 3], [1, 2, 3], [1, 2, 3]],
    ['of the new one, running', 'targetServiceRevision.runningTaskCount', ['?', 2, 3], [1, 2, 3], [1, 2, 3]],
    ['of the new one, requested', 'targetServiceRevision.requestedTaskCount', [1, '?', 3], [1, 2, 3], [1, 2, 3]],
    ['of the new one, pending', 'targetServiceRevision.pendingTaskCount', [1, 2, '?'], [1, 2, 3], [1, 2, 3]],
    ['of the new one, all', 'targetServiceRevision', ['?', '?', '?'], [1, 2, 3], [1, 2, 3]],
    ['of one before', 'sourceServiceRevisions[0].pendingTaskCount', [1, 2, 3], [1, 2, '?'], [1, 2, 3]],
    ['of the eleventh before', 'sourceServiceRevisions[10].runningTaskCount', [1, 2, 3], [1, 2, 3], ['?', 2, 3]],
    // One is left out, and the others stand at other places than in the answer.
    ['of which one has no name', 'sourceServiceRevisions[10].arn', [1, 2, 3], ['?', '?', '?'], ['?', '?', '?']],
    ['of which one is none', 'sourceServiceRevisions[3]', [1, 2, 3], ['?', '?', '?'], ['?', '?', '?']],
    ['beside something else', 'sourceServiceRevisions[3].arnOf', [1, 2, 3], [1, 2, 3], [1, 2, 3]],
    ['beside another member', 'x.sourceServiceRevisions[3].arn', [1, 2, 3], [1, 2, 3], [1, 2, 3]],
  ] as const)
    it(`are a question mark where they can’t be read: ${name}`, () => {
      const one = deployment(path === undefined ? {} : { unread: ['status', path] });
      assert.deepEqual(taskCounts(one, 'target', counts), target);
      assert.deepEqual(taskCounts(one, 0, counts), first);
      assert.deepEqual(taskCounts(one, 10, counts), tenth);
    });

  it('are all question marks where only the list tells of the deployment, or too much can’t be read', () => {
    for (const one of [deployment({ details: 'unread' }), deployment({ unread: many })])
      for (const role of ['target', 0] as const) {
        assert.deepEqual(taskCounts(one, role, counts), ['?', '?', '?']);
        assert.equal(isRevisionUnread(one, role, 'runningTaskCount'), true);
      }
    assert.deepEqual(taskCounts(deployment({ details: 'earlier' }), 'target', counts), [1, 2, 3]);
  });

  it('of earlier revisions still run once it is successful, and are said of no other end', () => {
    const sources = [revision(2), revision(3)];
    for (const [status, draining] of [
      ['SUCCESSFUL', 5],
      ['IN_PROGRESS', 0],
      ['ROLLBACK_SUCCESSFUL', 0],
      ['STOPPED', 0],
    ] as const)
      assert.equal(drainingTasks(deployment({ status, sources })), draining, status);
    assert.equal(drainingTasks(deployment({ status: 'SUCCESSFUL', sources: [] })), 0);
  });
});

describe('a deployment that waits', () => {
  const hook = (id: string, status: string, targetType = 'PAUSE') => ({ id, status, targetType });

  it('does so at the pause hook that awaits somebody, while it is under way', () => {
    const hooks = [
      hook('lambda', 'AWAITING_ACTION', 'AWS_LAMBDA'),
      hook('over', 'SUCCEEDED'),
      hook('now', 'AWAITING_ACTION'),
    ];
    for (const [status, id] of [
      ['IN_PROGRESS', 'now'],
      ['PENDING', undefined],
      ['ROLLBACK_IN_PROGRESS', undefined],
      ['STOP_REQUESTED', undefined],
      ['A_NEW_STATUS', undefined],
    ] as const)
      assert.equal(waitingHook(deployment({ status, hooks }))?.id, id, status);
    assert.equal(waitingHook(deployment({ status: 'IN_PROGRESS', hooks: hooks.slice(0, 2) })), undefined);
  });

  for (const [paths, isUnread] of [
    [['lifecycleHookDetails[0].expiresAt'], true],
    [['lifecycleHookDetails[12].timeoutAction'], true],
    [['status', 'LIFECYCLEHOOKDETAILS[0].EXPIRESAT'], true],
    [many, true],
    [many.slice(1), false],
    [['lifecycleHookDetails[0].status'], false],
    [['lifecycleHookDetails[0].expiresAt.x'], false],
    [['x.lifecycleHookDetails[0].expiresAt'], false],
    [undefined, false],
  ] as const)
    it(`does so until ${isUnread ? 'nobody knows when' : 'a known time'}: ${(paths ?? []).slice(0, 2).join()}`, () => {
      assert.equal(isHookEndUnread(deployment(paths === undefined ? {} : { unread: paths })), isUnread);
    });

  it('bakes for as long as is told, which can be nothing, or unread', () => {
    assert.deepEqual(bakeTimeOf(deployment({ bakeTimeInMinutes: 5 })), known(5));
    for (const more of [{}, { bakeTimeInMinutes: 0 }]) assert.deepEqual(bakeTimeOf(deployment(more)), none);
    const path = 'deploymentConfiguration.bakeTimeInMinutes';
    assert.deepEqual(bakeTimeOf(deployment({ unread: [path] })), unread);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { experimentOf, leverOf, summaryOf } from '../../../../../src/aws/services/fis/mapping.ts';

const scope = { profile: 'any', region: 'eu-west-1' };

describe('what is read of FIS', () => {
  it('loses of an experiment only the members that can’t be read, and names them', () => {
    const read = experimentOf(scope, {
      id: 'EXP1',
      creationTime: 'yesterday',
      startTime: 1_768_478_400,
      state: { status: 'running', reason: 7, error: [] },
      tags: { Name: 'chaos', env: ['prod'] },
      actions: {
        one: {
          actionId: 'aws:fis:wait',
          state: { status: 'running' },
          startTime: '2026-01-15T12:00:00',
          startAfter: 'x',
        },
        two: 'no action',
      },
      targets: { web: { resourceArns: ['a', null, 5] } },
      targetAccountConfigurationsCount: '2',
      experimentOptions: 'none',
    });
    assert.deepEqual([read?.name, read?.state, read?.full?.startedAt], ['chaos', 'running', 1_768_478_400_000]);
    assert.deepEqual(
      read?.full?.actions.map(({ name, startAfter }) => [name, startAfter]),
      [['one', []]],
    );
    assert.deepEqual(read?.full?.targets[0]?.resourceArns, ['a']);
    assert.deepEqual(
      new Set(read?.unread),
      new Set([
        'tags.env',
        'experimentOptions',
        'state.error',
        'state.reason',
        'creationTime',
        'actions.two',
        'actions.one.startAfter',
        'actions.one.startTime',
        'targets.web.resourceArns[2]',
        'targetAccountConfigurationsCount',
      ]),
    );
    assert.equal(read?.tagsUnread, true);
  });

  it('calls one of a blank name by its id', () => {
    for (const Name of ['', ' ', '\u2060\u200d'])
      assert.equal(summaryOf(scope, { id: 'EXP1', tags: { Name } })?.name, undefined);
  });

  it('reads a lever whose reason can’t be', () => {
    const read = leverOf(scope, { id: 'default', state: { status: 'engaged', reason: {} } });
    assert.deepEqual([read?.status, read?.unread], ['engaged', ['state.reason']]);
    assert.equal(leverOf(scope, { state: 'engaged' }), undefined);
  });
});

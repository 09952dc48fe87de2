import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withEarlierDetails } from '../../../../src/model/resources/listedDeployment.ts';
import { defined } from '../../../../src/base/untrusted.ts';

/** What a list tells of a deployment, and what only a look at it does. */
const listed = { id: 'd-1', status: 'IN_PROGRESS', sources: [], details: 'unread' } as const;
const whole = {
  ...{ id: 'd-1', status: 'IN_PROGRESS', sources: ['old'], target: 'new', hooks: ['waits'] },
  ...{ lifecycleStage: 'BAKE_TIME', reason: 'earlier' },
} as const;
const merged = (before: object | undefined, now: object) =>
  withEarlierDetails(before as typeof whole | undefined, now as typeof whole);

void describe('a deployment of which only the list tells', () => {
  void it('keeps what an earlier look told of it, marked as of then', () => {
    assert.deepEqual(merged(whole, listed), { ...whole, details: 'earlier' });
    const earlier = { ...whole, details: 'earlier' };
    assert.deepEqual(merged(earlier, listed), earlier);
  });

  void it('keeps what the look told of its target, and makes up nothing that no look told', () => {
    assert.deepEqual(merged(whole, { ...listed, target: 'bare' }), { ...whole, details: 'earlier' });
    const bare = { id: 'd-1', status: 'IN_PROGRESS', sources: ['old'] };
    assert.deepEqual(merged(bare, { ...listed, target: 'bare' }), { ...bare, target: 'bare', details: 'earlier' });
    assert.deepEqual(merged(bare, { ...listed, status: 'STOPPED' }), {
      ...bare,
      status: 'STOPPED',
      details: 'earlier',
    });
  });

  void it('is as the list tells where nobody has looked at it, or it was unread before as well', () => {
    for (const before of [undefined, listed, { ...whole, details: 'unread' }])
      assert.equal(merged(before, listed), listed);
  });

  void it('is as the look tells where it was looked at', () => {
    for (const details of [undefined, 'earlier']) {
      const now = defined({ id: 'd-1', status: 'SUCCESSFUL', sources: ['new'], details });
      assert.equal(merged(whole, now), now);
    }
  });

  void it('loses its stage and who waits where it has moved on since', () => {
    const { lifecycleStage: _, ...rest } = whole;
    assert.deepEqual(merged(whole, { ...listed, status: 'ROLLBACK_IN_PROGRESS' }), {
      ...{ ...rest, hooks: [], status: 'ROLLBACK_IN_PROGRESS', details: 'earlier' },
    });
  });
});

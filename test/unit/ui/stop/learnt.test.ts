import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLearnt } from '../../../../src/ui/stop/learnt.ts';
import { instance, refTo } from '../../../stages/fakes.ts';
import { plan, stop } from '../../../stages/stopping/plan.ts';

const made = async (id: string) => ({ ...(await plan({}, [refTo(instance())], stop)), id });

void describe('what is heard of a plan after it was made', () => {
  void it('is in what a prompt shows next, and in nothing else of the plan', async () => {
    const heard: string[] = [];
    const learnt = createLearnt((id) => heard.push(id));
    learnt.begin();
    const [first, other] = [await made('one'), await made('two')];
    const later = { ...first, groups: first.groups.map((group) => ({ ...group, someDenied: true as const })) };
    assert.deepEqual(learnt.latest(first), first);
    learnt.hear(later);
    assert.deepEqual(heard, ['one']);
    assert.deepEqual(learnt.latest({ ...first, unread: [] }), { ...first, unread: [], groups: later.groups });
    assert.deepEqual(learnt.latest(other), other);
    learnt.hear({ ...later, groups: first.groups });
    assert.deepEqual(learnt.latest(first), first);
  });

  void it('is forgotten for new plans, and what is still asked for the old ones ends', async () => {
    const learnt = createLearnt(() => {});
    const old = learnt.begin();
    const first = await made('one');
    learnt.hear({ ...first, groups: [] });
    const next = learnt.begin();
    assert.deepEqual([old.aborted, next.aborted], [true, false]);
    assert.deepEqual(learnt.latest(first), first);
    learnt.end();
    assert.equal(next.aborted, true);
    learnt.end();
  });
});

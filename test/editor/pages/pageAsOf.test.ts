import assert from 'node:assert/strict';
import { createHistory } from '../../../src/history/history.ts';
import type { AnswerSnapshots } from '../../../src/history/snapshots.ts';
import type { StoppableRef } from '../../../src/model/resources/resource.ts';
import { createLinks } from '../../../src/pages/links.ts';
import type { LatestResource } from '../../../src/pages/latestResources.ts';
import type { PageData } from '../../../src/pages/pageData.ts';
import type { PageInput } from '../../../src/pages/pageInput.ts';
import type { Whereabouts } from '../../../src/ui/detail/panelParts.ts';
import { panelPage } from '../../../src/ui/detail/panelPage.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { failure, heldTime, instance, scope } from '../../stages/fakes.ts';
import { memoryJournal } from '../../stages/history/history.ts';

const MINUTE = 60_000;
const ref: StoppableRef = { kind: 'instance', scope, id: 'i-1' };

describe('a page', () => {
  /** What it is made of where a list has told this of its resource, by a clock of AWS’s that is so far ahead. */
  const stage = (ahead: number) => {
    const clock = heldTime();
    const history = createHistory({ journal: memoryJournal(), clock });
    const seenAt = clock.now();
    history.observe(
      [instance({ id: 'i-1', state: 'running', launchedAt: seenAt + ahead - MINUTE })],
      seenAt,
      undefined,
      ahead,
    );
    const facts = {
      ...{ history, clock, instanceRef: () => undefined },
      snapshots: { of: () => [] } as unknown as AnswerSnapshots,
    };
    const inputOf = (latest: LatestResource, where: Whereabouts = {}, waiting?: number): PageInput => {
      const inputs: PageInput[] = [];
      const source = {
        page: (input: PageInput) => inputs.push(input),
        waitingSince: () => waiting,
      } as unknown as PageData;
      panelPage(ref, { ...facts, whereabouts: () => where }, source, latest, createLinks());
      const [input] = inputs;
      assert.ok(input);
      return input;
    };
    return { clock, history, inputOf, seenAt };
  };

  for (const ahead of [0, 10 * MINUTE, -10 * MINUTE])
    it(`says as of when its resource was in a list that has an own answer still to come, or that can’t be read (AWS’s clock is ${ahead / MINUTE} min ahead)`, async () => {
      const { clock, inputOf, seenAt } = stage(ahead);
      await clock.advance(5 * MINUTE);
      for (const latest of [{ gone: false }, { gone: false, failure: failure('denied') }, { gone: true }]) {
        const { asOf, now, clockOffset } = inputOf(latest);
        assert.deepEqual([asOf, now, clockOffset], [seenAt + ahead, seenAt + ahead + 5 * MINUTE, ahead]);
      }
      clock.setBy(-3 * MINUTE);
      assert.equal(inputOf({ gone: false }).asOf, seenAt + ahead);
    });

  it('says that AWS hasn’t answered, and since when by AWS’s clock, as long as it hasn’t', () => {
    const { clock, inputOf } = stage(10 * MINUTE);
    assert.deepEqual(inputOf({ gone: false }).notices, []);
    const { notices } = inputOf({ gone: false, waitingSince: clock.now() });
    const since = clockTime(clock.now() + 10 * MINUTE);
    const text = `AWS hasn’t answered yet. Halt has been waiting since ${since}.`;
    assert.deepEqual(notices, [{ tone: 'info', text }]);
    // Or what stands beside: lists of their own, of which the page says that they are loading.
    assert.deepEqual(inputOf({ gone: false }, {}, clock.now()).notices, [{ tone: 'info', text }]);
  });

  it('says first that the last request for it was refused, when, why and what to do, with the policy where it was denied', () => {
    const { clock, inputOf } = stage(0);
    const at = clock.now();
    const target = instance({ id: 'i-1' });
    const tracked = {
      ...{ id: 'a', run: 'r', ref, name: 'web', requestedAt: at },
      operation: { type: 'stop' },
    } as const;
    const of = (kind: 'denied' | 'refused') => {
      const code = kind === 'denied' ? 'UnauthorizedOperation' : 'OperationNotPermitted';
      const refusal = { tracked, failure: { ...failure(kind), code, operation: 'ec2:StopInstances' }, at };
      return (gone: boolean) => inputOf({ gone, target, asOf: at }, { refusal }).notices;
    };
    const [denied, ...more] = of('denied')(false);
    assert.deepEqual(more, []);
    assert.equal(denied?.tone, 'warning');
    assert.equal(
      denied.text,
      `Stop: refused (${clockTime(at)}) — You are not allowed to stop this instance. Ask for ec2:StopInstances on it; “Halt: Copy IAM Policy…” gives the policy.`,
    );
    assert.deepEqual(denied.button, { id: 'copyPolicy', label: 'Copy IAM Policy…', enabled: true });
    const [refused] = of('refused')(false);
    assert.match(refused?.text ?? '', /refused .* — The instance is protected against stops\. Stop protection/);
    assert.equal(refused?.button, undefined);
    assert.deepEqual(of('denied')(true), []);
  });

  it('goes by its own answer once that is there', () => {
    const { clock, inputOf } = stage(0);
    const target = instance({ id: 'i-1', state: 'stopping' });
    const own = inputOf({ gone: false, target, asOf: clock.now() + 7, clockOffset: 11 });
    assert.deepEqual([own.asOf, own.clockOffset], [clock.now() + 18, 11]);
  });
});

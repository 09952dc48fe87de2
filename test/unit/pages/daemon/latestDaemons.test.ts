import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { retryDelay } from '../../../../src/inventory/polling/retryDelay.ts';
import { known, none, unread } from '../../../../src/model/fact.ts';
import { type Failure, failed } from '../../../../src/model/failure.ts';
import type { DaemonDeployment, WholeDaemon } from '../../../../src/model/resources/daemon.ts';
import { UNANSWERED_AFTER } from '../../../../src/model/ports/awsReads.ts';
import type { DaemonRef } from '../../../../src/model/resources/resource.ts';
import type { Read } from '../../../../src/model/sight.ts';
import {
  afterDaemonRead,
  createLatestDaemons,
  daemonJson,
  reasonUnread,
  unaskedDaemon,
} from '../../../../src/pages/daemon/latestDaemons.ts';
import { flush, heldTime, scope, told } from '../../../stages/fakes.ts';

const OWN = '111122223333';
const OTHER = '444455556666';
const ref: DaemonRef = { kind: 'daemon', scope, id: `arn:aws:ecs:eu-west-1:${OWN}:daemon/shop/agent` };
const deployment = (status: string): DaemonDeployment => ({ arn: 'arn:deployment/1', status, sources: [] });
const doc = (status: string): WholeDaemon => ({
  deployment: deployment(status),
  json: `{"is":"${status}"}`,
  gaps: [],
});
const failureOf = (kind: Failure['kind'], more: Partial<Failure> = {}): Failure => ({
  ...{ kind, message: 'No', mayHaveHappened: false },
  ...more,
});
const gap = failureOf('malformed');

type Answer = Read<WholeDaemon>;

/** Answers in the order asked, each when the test says so. */
function stage({ looks = true } = {}) {
  const clock = heldTime();
  const waiting: ((answer: Answer) => void)[] = [];
  let asked = 0;
  const eye = { looks };
  const wholeDaemon = (): Promise<Answer> => {
    asked += 1;
    return new Promise((resolve) => waiting.push(resolve));
  };
  const daemons = createLatestDaemons(ref, { reads: { wholeDaemon }, clock, retryDelay });
  let drawn = 0;
  return {
    ...{ daemons, clock, eye },
    asked: () => asked,
    drawn: () => drawn,
    follow: () =>
      daemons.subscribe(
        () => (drawn += 1),
        () => eye.looks,
      ),
    answer: async (answer: Answer) => {
      assert.equal(waiting.length, 1, 'One read is under way at a time.');
      waiting.pop()?.(answer);
      await flush();
    },
  };
}

void describe('what is known of a managed daemon', () => {
  const first = afterDaemonRead(unaskedDaemon(ref), told(doc('IN_PROGRESS')));

  void it('is of the account that its ARN names, before and after an answer', () => {
    assert.equal(unaskedDaemon(ref).account, OWN);
    assert.equal(first.account, OWN);
    const nameless = { ...ref, id: 'agent' };
    assert.equal(unaskedDaemon(nameless).account, undefined);
    assert.equal(afterDaemonRead(unaskedDaemon(nameless), told(doc('X'), { account: OTHER })).account, OTHER);
  });

  void it('takes nothing of another account, neither what is there nor that it isn’t', () => {
    for (const before of [first, unaskedDaemon(ref)]) {
      for (const read of [
        told(doc('SUCCESSFUL'), { account: OTHER }),
        told({ gaps: [] }, { account: OTHER }),
        failed(failureOf('not-found', { account: OTHER })),
      ]) {
        const after = afterDaemonRead(before, read);
        assert.equal(after.failure?.code, 'account-changed');
        assert.deepEqual({ ...after, failure: undefined }, { ...before, failure: undefined });
      }
    }
    // Nor of one that nobody knows, where the ARN names the account.
    for (const value of [doc('SUCCESSFUL'), { gaps: [] }])
      for (const before of [first, unaskedDaemon(ref)]) {
        const after = afterDaemonRead(before, { ok: true, value, seen: { at: 0 } });
        assert.equal(after.failure?.code, 'account-unknown');
        assert.deepEqual({ ...after, failure: undefined }, { ...before, failure: undefined });
      }
    const back = afterDaemonRead(afterDaemonRead(first, told(doc('X'), { account: OTHER })), told(doc('SUCCESSFUL')));
    assert.deepEqual([back.failure, back.json], [undefined, '{"is":"SUCCESSFUL"}']);
  });

  void it('has how far AWS’s clock is from this machine’s, as the last answer told', () => {
    const ahead = afterDaemonRead(unaskedDaemon(ref), told(doc('IN_PROGRESS'), { at: 5, clockOffset: 600_000 }));
    assert.deepEqual([ahead.asOf, ahead.clockOffset], [5, 600_000]);
    for (const read of [failed(failureOf('throttled')), told({ gaps: [gap] }, { at: 9 })])
      assert.deepEqual([afterDaemonRead(ahead, read).asOf, afterDaemonRead(ahead, read).clockOffset], [5, 600_000]);
    assert.ok(!('clockOffset' in afterDaemonRead(ahead, told(doc('IN_PROGRESS'), { at: 9 }))));
  });

  void it('tells apart what was never read, what isn’t there and what can’t be read', () => {
    const never = unaskedDaemon(ref);
    assert.deepEqual([never.deployment, daemonJson(never), reasonUnread(never)], [unread, undefined, undefined]);
    const empty = afterDaemonRead(never, told({ gaps: [] }));
    assert.deepEqual([empty.deployment, daemonJson(empty)], [none, '{"daemonDeployments":[]}']);
    for (const read of [failed(gap), told({ gaps: [gap] })]) {
      const after = afterDaemonRead(never, read);
      assert.deepEqual([after.deployment, daemonJson(after), reasonUnread(after)], [unread, undefined, gap]);
    }
  });

  void it('stays where the next answer names no deployment, or none comes', () => {
    for (const read of [told({ gaps: [gap] }, { at: 9 }), failed(failureOf('throttled'))]) {
      const after = afterDaemonRead(first, read);
      assert.deepEqual(
        [after.deployment, after.json, after.asOf],
        [known(deployment('IN_PROGRESS')), '{"is":"IN_PROGRESS"}', 0],
      );
      assert.ok(reasonUnread(after));
    }
    assert.deepEqual(afterDaemonRead(first, told({ gaps: [] })).deployment, none);
  });
});

void describe('the answers about a managed daemon', () => {
  void it('are one for all who ask meanwhile', async () => {
    const { daemons, asked, answer, follow, drawn } = stage();
    const release = follow();
    const pressed = daemons.refresh();
    assert.equal(asked(), 1);
    await answer(told(doc('IN_PROGRESS')));
    assert.equal(await pressed, daemons.last());
    assert.equal(drawn(), 1);
    const again = daemons.refresh();
    await answer(told(doc('SUCCESSFUL')));
    assert.deepEqual([(await again).json, asked()], ['{"is":"SUCCESSFUL"}', 2]);
    release();
  });

  void it('are asked for every 15 s while the deployment moves, and every minute once it is over', async () => {
    const { asked, answer, follow, clock } = stage();
    const release = follow();
    await answer(told(doc('IN_PROGRESS')));
    await clock.advance(14_999);
    assert.equal(asked(), 1);
    await clock.advance(1);
    assert.equal(asked(), 2);
    await answer(told(doc('SUCCESSFUL')));
    await clock.advance(59_999);
    assert.equal(asked(), 2);
    await clock.advance(1);
    assert.equal(asked(), 3);
    release();
    await answer(told(doc('IN_PROGRESS')));
    await clock.advance(3_600_000);
    assert.deepEqual([asked(), clock.timers()], [3, 0]);
  });

  for (const refused of [failed(failureOf('throttled')), told({ gaps: [gap] })]) {
    void it(`are asked for once in a window that nobody looks at, also where ${refused.ok ? 'nothing could be read of it' : 'that fails'}`, async () => {
      const { asked, answer, follow, clock, eye } = stage({ looks: false });
      const release = follow();
      await answer(refused);
      await clock.advance(3_600_000);
      assert.equal(asked(), 1);
      eye.looks = true;
      await clock.advance(300_000);
      assert.equal(asked(), 2);
      release();
    });
  }

  void it('are asked for less and less often while they fail, and as before once one comes', async () => {
    const { asked, answer, follow, clock } = stage();
    const release = follow();
    const waits: number[] = [];
    const unanswered = failed(failureOf('throttled'));
    for (let turn = 1; turn <= 9; turn += 1) {
      await answer(unanswered);
      let waited = 0;
      for (; asked() === turn; waited += 1_000) await clock.advance(1_000);
      waits.push(waited);
    }
    assert.deepEqual(
      waits,
      waits.toSorted((a, b) => a - b),
    );
    assert.ok((waits.at(-1) ?? 0) > 3 * (waits[0] ?? 0), waits.join());
    await answer(told(doc('IN_PROGRESS')));
    await clock.advance(15_000);
    assert.equal(asked(), 11);
    // A person has to act first.
    await answer(failed(failureOf('denied')));
    await clock.advance(299_000);
    assert.equal(asked(), 11);
    release();
  });
});

describe('the page of a daemon that AWS doesn’t answer', () => {
  it('says so some seconds after it was asked for, and since when, until the answer comes or nobody looks', async () => {
    const { daemons, clock, drawn, follow, answer } = stage();
    const now = () => [drawn(), daemons.last().waitingSince];
    const release = follow();
    const asked = clock.now();
    await clock.advance(UNANSWERED_AFTER - 1);
    assert.deepEqual(now(), [0, undefined]);
    await clock.advance(1);
    assert.deepEqual(now(), [1, asked]);
    await clock.advance(20_000);
    assert.deepEqual(now(), [1, asked], 'which costs one drawing, however long it takes');
    await answer(told(doc('IN_PROGRESS')));
    assert.deepEqual(now(), [2, undefined]);
    await clock.advance(15_000);
    release();
    await clock.advance(UNANSWERED_AFTER);
    assert.deepEqual([drawn(), clock.timers()], [2, 0]);
  });
});

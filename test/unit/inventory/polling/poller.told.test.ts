import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed } from '../../../../src/model/failure.ts';
import {
  deployment,
  experiment,
  failure,
  instance,
  lever,
  looksAt,
  scope,
  service,
  told,
} from '../../../stages/fakes.ts';
import { pollerStage } from '../../../stages/poller.ts';

const hidden = { viewVisible: false, windowFocused: false };
const asked = { ...hidden, tellsChanges: true };
const MINUTE = 60_000;
const other = { profile: 'other', region: 'us-east-1' };

describe('the poller, of what somebody asked to be told', () => {
  it('reads experiments, levers and deployments once a minute a place in a hidden window, and nothing else', async () => {
    const { poller, clock, take } = pollerStage({
      list: (where, kind) => {
        const resources = {
          instance: [instance({ scope: where, state: 'stopping' })],
          service: [service({ scope: where, deployment: deployment({ scope: where }) })],
          experiment: [experiment({ scope: where })],
          lever: [lever({ scope: where, state: 'engaging' })],
        }[kind];
        return [told({ resources, gaps: [] })];
      },
    });
    poller.setAttention({ viewVisible: true, windowFocused: true });
    poller.setScopes([scope, other]);
    await clock.advance(1_000);
    poller.setAttention(asked);
    const release = poller.open({ scope, kind: 'instance' });
    take();
    for (let minute = 0; minute < 10; minute += 1) {
      await clock.advance(MINUTE);
      assert.deepEqual(take(), ['experiment', 'lever', 'other experiment', 'other lever', 'other service', 'service']);
    }
    release();
    poller.setAttention(hidden);
    await clock.advance(60 * MINUTE);
    assert.deepEqual(take(), []);
    assert.equal(clock.timers(), 0);
  });

  it('asks a place that fails no more often than one that answers, however it fails', async () => {
    for (const kind of ['server', 'throttled', 'timeout', 'unreachable', 'denied', 'signin-expired'] as const) {
      const { poller, clock, take } = pollerStage({ list: () => [failed(failure(kind))] });
      poller.setAttention(asked);
      poller.setScopes([scope]);
      await clock.advance(0);
      take();
      for (let minute = 0; minute < 30; minute += 1) {
        await clock.advance(MINUTE);
        const calls = take();
        assert.equal(new Set(calls).size, calls.length, `${kind}, minute ${minute}: ${calls.join()}`);
      }
      // It is tried again soon once somebody looks.
      poller.setAttention({ viewVisible: true, windowFocused: true, tellsChanges: true });
      await clock.advance(5 * MINUTE);
      assert.ok(take().includes('experiment'), kind);
    }
  });

  it('reads them within a minute too where the paces of those who look are longer', async () => {
    const { poller, clock, take } = pollerStage();
    poller.setPaces({ slow: 30 * MINUTE, fast: 5_000, gentle: 30 * MINUTE });
    poller.setScopes([scope]);
    for (const attention of [
      { viewVisible: false, windowFocused: true, tellsChanges: true },
      { viewVisible: true, windowFocused: true, tellsChanges: true },
    ]) {
      poller.setAttention(attention);
      await clock.advance(0);
      take();
      await clock.advance(MINUTE);
      assert.deepEqual(take(), ['experiment', 'lever', 'service']);
    }
  });

  for (const { what, before, after } of [
    { what: 'nothing else', before: {}, after: {} },
    { what: 'that it is over', before: { rolloutState: 'IN_PROGRESS' }, after: { rolloutState: 'COMPLETED' } },
  ])
    it(`looks once at a deployment that a listing tells of no more, but of its service ${what}: that is how it ended`, async () => {
      let inFlight = true;
      const { poller, clock, take, inventory } = pollerStage({
        list: (_where, kind) => {
          if (kind !== 'service') return [told({ resources: [], gaps: [] })];
          return [told({ resources: [service(inFlight ? { ...before, deployment: deployment() } : after)], gaps: [] })];
        },
        look: looksAt(() => [deployment({ status: 'ROLLBACK_SUCCESSFUL' })]),
      });
      poller.setAttention(asked);
      poller.setScopes([scope]);
      await clock.advance(0);
      take();
      await clock.advance(MINUTE);
      assert.deepEqual(take(), ['experiment', 'lever', 'service']);
      inFlight = false;
      await clock.advance(MINUTE);
      assert.deepEqual(take(), ['experiment', 'lever', `look deployment ${deployment().id}`, 'service']);
      assert.equal(inventory.list(scope, 'service')[0]?.deployment?.status, 'ROLLBACK_SUCCESSFUL');
      await clock.advance(5 * MINUTE);
      assert.equal(take().filter((one) => one.startsWith('look')).length, 0);
    });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scope } from '../../../stages/fakes.ts';
import { pollerStage } from '../../../stages/poller.ts';

const glanced = { viewVisible: false, windowFocused: true };
const unseen = { viewVisible: false, windowFocused: false };

describe('the poller, of what is counted', () => {
  it('reads deployments for the status bar’s count as gently, in a focused window', async () => {
    const { poller, clock, take } = pollerStage();
    poller.setAttention({ ...glanced, countsDeployments: true });
    poller.setScopes([scope]);
    await clock.advance(0);
    assert.deepEqual(take(), ['experiment', 'lever', 'service']);
    await clock.advance(90_000);
    assert.deepEqual(take(), ['experiment', 'lever', 'service']);
    poller.setAttention({ ...unseen, countsDeployments: true });
    await clock.advance(600_000);
    assert.deepEqual(take(), []);
  });
});

import assert from 'node:assert/strict';
import { whereaboutsOf } from '../../../src/app/whereabouts.ts';
import type { Whereabouts } from '../../../src/ui/detail/panelParts.ts';
import { refFor } from '../../../src/model/resources/resource.ts';
import { nobodys } from '../../../src/model/sight.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import type { ForceStop } from '../../../src/stopping/follow/tracker.ts';
import type { ItemParts } from '../../../src/ui/tree/rows/rowParts.ts';
import { nodeTooltip } from '../../../src/ui/tree/rows/nodeTooltip.ts';
import { targetId } from '../../../src/ui/tree/nodes/node.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { childrenStage } from '../../stages/childrenStage.ts';
import { openGuards, shutWhere } from '../../stages/guards.ts';
import { instanceLike } from '../../stages/resources.ts';

const UNTIL = Date.UTC(2026, 0, 15, 12, 6);
const scope = { profile: 'dev', region: 'eu-west-1' };
const one = instanceLike({ scope, id: 'i-1', state: 'running' });
const ref = refFor(one) as Parameters<typeof whereaboutsOf>[1];
const tracked = (throttled?: Tracked['throttled']): Tracked => ({
  ...{ id: '1', run: 'r', ref, name: 'i-1', operation: { type: 'stop' }, requestedAt: 0 },
  ...(throttled && { throttled }),
});

describe('a stop that AWS throttles', () => {
  const words = /Halt keeps trying until (.+) at the latest\./;

  it('says in the row’s tooltip until when it is sent again, also of what no list has, and no longer than that', () => {
    const said = (request: Tracked, mark: 'sending' | 'requested', isListed = true) => {
      const { parts } = childrenStage(...(isListed ? [one] : []));
      const asked = { mark: () => mark, requests: () => [request], pastDeployment: () => undefined };
      const given = { ...parts, ...asked, told: { typeStore: () => undefined } } as unknown as ItemParts;
      const tooltip = nodeTooltip(given, { type: 'target', id: targetId(ref), ref });
      return words.exec(tooltip?.value.replaceAll('&nbsp;', ' ').replaceAll('\\', '') ?? '')?.[1];
    };
    for (const isListed of [true, false]) {
      assert.equal(said(tracked({ until: UNTIL }), 'sending', isListed), clockTime(UNTIL));
      assert.equal(said(tracked({ until: UNTIL }), 'requested', isListed), undefined);
      assert.equal(said(tracked(), 'sending', isListed), undefined);
    }
  });

  const at = (
    {
      following = [],
      mark,
      forced,
    }: {
      following?: readonly Tracked[];
      mark?: 'sending' | 'requested';
      forced?: ForceStop;
    },
    guards = openGuards,
    state = 'running',
  ): Whereabouts =>
    whereaboutsOf(
      {
        places: { accounts: { of: () => undefined, failure: () => undefined }, scopes: { info: () => undefined } },
        inventory: childrenStage(one).inventory,
        guards,
        scheduleTag: () => 'Schedule',
        follow: { following: () => following, forced: () => forced, mark: () => mark, refusal: () => undefined },
        watches: { has: () => false },
      },
      ref,
      { target: { ...one, state }, owner: nobodys, isOld: false },
    );

  it('says so on its page', () => {
    const following = [tracked({ until: UNTIL })];
    assert.equal(at({ following, mark: 'sending' }).throttledUntil, clockTime(UNTIL));
    assert.equal(at({ following, mark: 'requested' }).throttledUntil, undefined);
    assert.equal(at({ following: [tracked()], mark: 'sending' }).throttledUntil, undefined);
  });

  it('tells what was forced, and until when nobody should do so again, on the page of what is stopping, and there alone', () => {
    const forced = { at: UNTIL - 600_000, nextAt: UNTIL };
    assert.deepEqual(at({ forced }, openGuards, 'stopping').forced, {
      at: clockTime(forced.at),
      nextAt: clockTime(UNTIL),
    });
    assert.deepEqual(at({ forced: { ...forced, nextAt: undefined } }, openGuards, 'stopping').forced, {
      at: clockTime(forced.at),
    });
    assert.equal(at({ forced }, openGuards, 'running').forced, undefined);
    assert.equal(at({}, openGuards, 'stopping').forced, undefined);
  });

  it('is no matter of what is stopping: there it counts which setting forbids to force it', () => {
    const guards = shutWhere((_, type) => type === 'force-stop');
    assert.equal(at({}, guards, 'stopping').forceForbiddenBy, 'halt.readOnly');
    assert.equal(at({}, guards, 'running').forceForbiddenBy, undefined);
    assert.equal(at({}, openGuards, 'stopping').forceForbiddenBy, undefined);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type RequestFacts, stoppingSince } from '../../../../src/stopping/follow/stoppingSince.ts';
import type { Instance } from '../../../../src/model/resources/instance.ts';
import type { OperationType } from '../../../../src/model/operation.ts';
import { experiment, instance, looksAt } from '../../../stages/fakes.ts';
import { MINUTE, request, trackerStage } from '../../../stages/stopping/tracker.ts';

const at = (minute: number): number => Date.UTC(2026, 0, 15, 12, minute);
const told = (minute: number): string => `User initiated (2026-01-15 12:${String(minute).padStart(2, '0')}:00 GMT)`;

const asked = (
  type: OperationType,
  minute: number,
  stateBefore: string,
  more: Partial<RequestFacts> = {},
): RequestFacts => ({
  operation: { type } as RequestFacts['operation'],
  requestedAt: at(minute),
  stateBefore,
  ...more,
});
const lost = { uncertain: { kind: 'timeout', message: '', mayHaveHappened: true } } as const;

const cases: readonly (readonly [
  what: string,
  of: Partial<Instance>,
  requests: readonly RequestFacts[],
  minute: number | undefined,
])[] = [
  ['somebody else’s stop, by AWS’s word', { stateTransitionReason: told(4) }, [], 4],
  ['a stop of Halt, where AWS tells no time', {}, [asked('stop', 4, 'running')], 4],
  ['a hibernation of Halt', {}, [asked('hibernate', 4, 'running')], 4],
  ['a stop of Halt before AWS took it up', { stateTransitionReason: told(5) }, [asked('stop', 4, 'running')], 4],
  ['a force at once', { stateTransitionReason: told(4) }, [asked('force-stop', 4, 'running')], 4],
  ['a force of what stopped already', { stateTransitionReason: told(4) }, [asked('force-stop', 16, 'stopping')], 4],
  ['a force while AWS’s clock is behind', { stateTransitionReason: told(4) }, [asked('force-stop', 7, 'stopping')], 4],
  ['a force, where AWS tells no time', {}, [asked('force-stop', 16, 'stopping')], undefined],
  [
    'a force whose time AWS tells in place of the stop’s',
    { stateTransitionReason: told(16) },
    [asked('force-stop', 16, 'stopping')],
    undefined,
  ],
  [
    'a stop and then a force, both of Halt',
    { stateTransitionReason: told(16) },
    [asked('stop', 4, 'running'), asked('force-stop', 16, 'stopping')],
    4,
  ],
  [
    'a stop and then two ways to force it',
    {},
    [asked('stop', 4, 'running'), asked('skip-os-shutdown', 9, 'stopping'), asked('force-stop', 16, 'stopping')],
    4,
  ],
  [
    'a stop that followed a start',
    { stateTransitionReason: told(4) },
    [asked('start', 1, 'stopped'), asked('stop', 4, 'running')],
    4,
  ],
  ['somebody else’s stop after a start', {}, [asked('start', 1, 'stopped')], undefined],
  [
    'a stop whose answer was lost and that was asked for again',
    {},
    [asked('stop', 4, 'running', lost), asked('stop', 9, 'running')],
    9,
  ],
  [
    'a stop that AWS tells, and a force long after it',
    { stateTransitionReason: told(4) },
    [asked('stop', 4, 'running'), asked('force-stop', 16, 'stopping')],
    4,
  ],
  [
    'a stop a minute before AWS’s time for a force',
    { stateTransitionReason: told(15) },
    [asked('stop', 9, 'running'), asked('force-stop', 16, 'stopping')],
    9,
  ],
  ['two stops of Halt', {}, [asked('stop', 9, 'running'), asked('stop', 4, 'pending')], 4],
  ['two stops whose answers were lost', {}, [asked('stop', 9, 'running', lost), asked('stop', 4, 'running', lost)], 4],
  ['a stop whose answer was lost, alone', {}, [asked('stop', 4, 'running', lost)], 4],
];

describe('since when something is stopping', () => {
  for (const [what, of, requests, minute] of cases)
    it(`is told of ${what}`, () => {
      const since = stoppingSince(instance({ state: 'stopping', ...of }), requests);
      assert.equal(since, minute === undefined ? undefined : at(minute));
    });

  it('is AWS’s word alone for what shuts down: that was no stop', () => {
    const requests = [asked('stop', 4, 'running')];
    const shown = (stateTransitionReason?: string) =>
      stoppingSince(
        instance({ state: 'shutting-down', ...(stateTransitionReason !== undefined && { stateTransitionReason }) }),
        requests,
      );
    assert.equal(shown(told(20)), at(20));
    assert.equal(shown(), undefined);
  });

  for (const state of ['pending', 'running', 'stopped', 'terminated', 'some-later-state'])
    it(`is not told of what is ${state}`, () => {
      const requests = [asked('stop', 4, 'running')];
      assert.equal(stoppingSince(instance({ state, stateTransitionReason: told(4) }), requests), undefined);
    });

  it('is the request’s time for an experiment, of which AWS tells none', () => {
    const stopping = experiment({ state: 'stopping' });
    assert.equal(stoppingSince(stopping, [asked('stop-experiment', 4, 'running')]), at(4));
    assert.equal(stoppingSince(stopping, []), undefined);
    assert.equal(stoppingSince(experiment({ state: 'running' }), [asked('stop-experiment', 4, 'running')]), undefined);
  });

  for (const [what, of, requests, offset, minute] of [
    ['it tells the force’s time for the stop’s', told(16), [asked('force-stop', 36, 'stopping')], -20, undefined],
    ['it tells when it was stopped', told(4), [asked('force-stop', 36, 'stopping')], -20, 4],
    ['Halt asked for the stop', undefined, [asked('stop', 24, 'running')], -20, 4],
    ['this machine’s is behind', told(24), [asked('stop', 4, 'running')], 20, 24],
  ] as const)
    it(`is told by AWS’s clock, where that differs from this machine’s and ${what}`, () => {
      const stopping = instance({ state: 'stopping', ...(of !== undefined && { stateTransitionReason: of }) });
      const since = minute === undefined ? undefined : at(minute);
      assert.equal(stoppingSince(stopping, requests, offset * MINUTE), since);
    });

  for (const [what, then, now] of [
    ['was fast and is right', -60, 0],
    ['was right and is fast', 0, -60],
    ['was slow and is fast', 30, -60],
  ] as const)
    it(`is told by AWS’s clock as it was when Halt asked, where this machine’s ${what}`, () => {
      const stop = asked('stop', 24 - then, 'running', { clockOffset: then * MINUTE });
      assert.equal(stoppingSince(instance({ state: 'stopping' }), [stop], now * MINUTE), at(24));
      // What forced it is told from what stopped it, too.
      const force = asked('force-stop', 24 - then, 'stopping', { clockOffset: then * MINUTE });
      const stopping = instance({ state: 'stopping', stateTransitionReason: told(4) });
      assert.equal(stoppingSince(stopping, [force], now * MINUTE), at(4));
    });

  for (const offset of [-180, -20, 20, 180])
    it(`counts as the time for which a forced instance hangs, AWS’s clock being ${offset} minutes ahead`, async () => {
      const { clock, tracker, stallAges } = trackerStage({
        describe: looksAt(() => [instance({ state: 'stopping', stateTransitionReason: told(4) })], {
          clockOffset: offset * MINUTE,
        }),
      });
      clock.setBy(at(16 - offset) - clock.now());
      const force = { operation: { type: 'force-stop', skipOsShutdown: false }, stateBefore: 'stopping' } as const;
      tracker.follow(request(clock, instance(), { id: 'force', ...force }));
      await clock.advance(14 * MINUTE);
      const [age = 0] = stallAges;
      assert.ok(age >= 22 * MINUTE && age <= 26 * MINUTE, String(age / MINUTE));
    });

  for (const [what, of, before] of [
    ['AWS tells when it was stopped', { stateTransitionReason: told(4) }, false],
    ['Halt asked for the stop', {}, true],
  ] as const)
    it(`counts as the time for which a forced instance hangs, where ${what}`, async () => {
      const { clock, tracker, stalls, stallAges } = trackerStage({
        describe: looksAt(() => [instance({ state: 'stopping', ...of })]),
      });
      clock.setBy(at(4) - clock.now());
      if (before) tracker.follow(request(clock, instance(), { id: 'stop' }));
      await clock.advance(12 * MINUTE);
      const force = { operation: { type: 'force-stop', skipOsShutdown: false }, stateBefore: 'stopping' } as const;
      tracker.follow(request(clock, instance(), { id: 'force', ...force }));
      await clock.advance(14 * MINUTE);
      assert.deepEqual(stalls, before ? ['stop', 'force'] : ['force']);
      const age = stallAges.at(-1) ?? 0;
      assert.ok(age >= 22 * MINUTE && age <= 26 * MINUTE, String(age));
    });
});

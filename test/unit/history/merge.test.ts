import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HistoryEntry, HistoryFact } from '../../../src/history/entry.ts';
import type { MergeContext } from '../../../src/history/merge.ts';
import type { StoppableKind } from '../../../src/model/resources/resource.ts';
import { asked, brief, event, merged, reported, seen } from '../../stages/history/historyFacts.ts';

describe('a history of what several told', () => {
  const ways: Readonly<Record<StoppableKind, readonly string[]>> = {
    instance: ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated', 'of a later day'],
    deployment: ['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS', 'STOPPED'],
    experiment: ['pending', 'initiating', 'running', 'stopping', 'stopped'],
  };
  for (const [kind, states] of Object.entries(ways) as [StoppableKind, readonly string[]][])
    it(`tells what is of one moment on the way that it goes: ${kind}`, () => {
      const facts = [
        reported('done', 1_000, { subject: 'hook:h' }),
        ...states.toReversed().map((state) => reported(state, 1_000)),
        asked(1_000, 'r'),
      ];
      const told = merged(facts, { kind }).map((entry) => (entry.type === 'transition' ? entry.to : entry.type));
      assert.deepEqual(told, ['request', ...states, 'done']);
    });

  it('tells of an action that it started as long as nobody has seen it run from then on', () => {
    const subject = 'action:a';
    const started = event('started', 1_000, subject);
    const ran = reported('running', 1_000, { subject });
    assert.deepEqual(brief(merged([started])), brief(merged([started, started])));
    for (const facts of [
      [started, ran],
      [ran, started],
    ])
      assert.deepEqual(brief(merged(facts)), brief(merged([ran])));
    for (const other of [
      reported('running', 2_000, { subject }),
      reported('running', 1_000, { subject: 'action:b' }),
      reported('initiating', 1_000, { subject }),
    ])
      assert.equal(merged([started, other]).length, 2);
  });

  it('has its start between the first states, and is in the order of time before all', () => {
    const start = [event('started', 1_000), reported('initiating', 1_000), reported('pending', 1_000)];
    assert.deepEqual(brief(merged(start)), ['?>pending@1000 aws', 'started@1000', '?>initiating@1000 aws']);
    const late = [reported('stopped', 500), reported('pending', 2_000), asked(1_000, 'r')];
    assert.deepEqual(brief(merged(late)), ['?>stopped@500 aws', 'asked r@1000', '?>pending@2000 aws']);
  });

  it('has what AWS reports once, with the reason that was told later, and an instance’s states each time', () => {
    const twice = [reported('stopped', 2_000, { reason: 'why' }), reported('stopped', 1_000)];
    assert.deepEqual(brief(merged(twice)), ['?>stopped@1000 aws (why)']);
    const reasons = [reported('stopped', 1_000, { reason: 'first' }), reported('stopped', 2_000, { reason: 'later' })];
    assert.deepEqual(brief(merged(reasons)), ['?>stopped@1000 aws (first)']);
    assert.equal(merged(twice, { kind: 'instance' }).length, 2);
    assert.equal(
      merged(
        [twice[1], twice[1]].flatMap((fact) => fact ?? []),
        { kind: 'instance' },
      ).length,
      1,
    );
    const live = [{ subject: '', to: 'running', at: 1_500 }];
    assert.deepEqual(brief(merged(twice, { live })), ['?>stopped@1000 aws (why)', '?>running@1500 aws']);
  });

  it('says that it ended only where no state says how', () => {
    assert.deepEqual(brief(merged([event('ended', 1_000)])), ['ended@1000']);
    assert.deepEqual(brief(merged([event('ended', 1_000), reported('failed', 1_000)])), ['?>failed@1000 aws']);
    assert.equal(merged([event('ended', 1_000), reported('failed', 1_001)]).length, 2);
    assert.equal(merged([event('ended', 1_000), reported('failed', 1_000, { subject: 'action:a' })]).length, 2);
  });

  it('has what several windows saw once, in the time that all agree on', () => {
    const two = [seen('running', 'stopping', 1_000, 5_000), seen('running', 'stopping', 3_000, 9_000, 'why')];
    const [one, ...none] = merged(two);
    assert.deepEqual(none, []);
    assert.deepEqual(one, {
      ...{ type: 'transition', subject: '', from: 'running', to: 'stopping', at: 5_000, source: 'halt' },
      ...{ window: { after: 3_000, before: 5_000 }, reason: 'why' },
    });
    // Their clocks differ: the first one stands.
    const apart = merged([seen('running', 'stopping', 1_000, 2_000), seen('running', 'stopping', 5_000, 6_000)]);
    assert.deepEqual(
      apart.map((entry) => entry.type === 'transition' && entry.window),
      [{ after: 1_000, before: 2_000 }],
    );
    // What can come again is another time.
    const again = [seen('running', 'stopped', 1_000, 2_000), seen('running', 'stopped', 5_000, 6_000)];
    assert.equal(merged(again, { kind: 'instance' }).length, 2);
    const other = [seen('running', 'stopping', 1_000, 5_000), seen('initiating', 'stopping', 1_000, 5_000)];
    assert.equal(merged(other).length, 2);
  });

  it('prefers the finer account, and leaves out the first sighting of a state that another had seen it come into', () => {
    const fine = [
      seen('running', 'stopped', 1_000, 9_000),
      seen('running', 'stopping', 2_000, 3_000),
      seen('stopping', 'stopped', 4_000, 5_000),
    ];
    assert.deepEqual(brief(merged(fine)), ['running>stopping@3000 halt', 'stopping>stopped@5000 halt']);
    const elsewhen = [fine[0], fine[1], seen('stopping', 'stopped', 4_000, 200_000)].flatMap((fact) => fact ?? []);
    assert.equal(merged(elsewhen).length, 3, 'more than the clocks can differ');
    const first = [seen('running', 'stopping', 1_000, 2_000), seen(undefined, 'stopping', undefined, 3_000)];
    assert.deepEqual(brief(merged(first)), ['running>stopping@2000 halt']);
    const earlier = [seen(undefined, 'running', undefined, 500), seen('running', 'stopping', 1_000, 2_000)];
    assert.equal(merged(earlier).length, 2);
  });

  it('takes AWS’s time for what was seen, the closest; of what can come again none that is too far away', () => {
    const stop = seen('running', 'stopped', 100_000, 200_000);
    assert.deepEqual(brief(merged([stop, reported('stopped', 150_000, { reason: 'why' })])), [
      'running>stopped@150000 aws (why)',
    ]);
    const own = seen('running', 'stopped', 100_000, 200_000, 'own');
    assert.deepEqual(brief(merged([own, reported('stopped', 150_000, { reason: 'why' })])), [
      'running>stopped@150000 aws (own)',
    ]);
    for (const [at, joined] of [
      [320_000, true],
      [321_000, false],
      [-19_999, true],
      [-21_000, false],
    ] as const)
      assert.equal(merged([stop, reported('stopped', at)], { kind: 'instance' }).length, joined ? 1 : 2, String(at));
    assert.equal(merged([stop, reported('stopped', 900_000)]).length, 1);
    assert.equal(merged([stop, reported('stopping', 150_000)]).length, 2);
    const near = [reported('stopped', 90_000), reported('stopped', 190_000), reported('stopped', 210_000)];
    assert.deepEqual(brief(merged([stop, ...near], { kind: 'instance' })), [
      '?>stopped@90000 aws',
      'running>stopped@190000 aws',
      '?>stopped@210000 aws',
    ]);
  });

  it('has each request once, and that it was missing by the first time', () => {
    const facts: readonly HistoryFact[] = [
      ...[asked(1_000, 'a'), asked(1_000, 'a'), asked(1_000, 'b'), asked(2_000, 'a')],
      ...([5_000, 4_000] as const).map((at): HistoryFact => ({ type: 'missing', at })),
    ];
    assert.deepEqual(brief(merged(facts)), ['asked a@1000', 'asked b@1000', 'asked a@2000', 'missing@4000']);
  });

  it('tells of a request that it came too late, whenever a look found that out', () => {
    const told = (result: 'refused' | 'too-late', requestId: string): HistoryFact => ({
      ...{ type: 'request', operation: 'StopExperiment', at: 1_000 },
      outcome: { result, requestId },
    });
    const both = [told('refused', 'a'), told('too-late', 'a')];
    for (const facts of [both, both.toReversed()])
      assert.deepEqual(
        merged([...facts, told('refused', 'b')]).map((entry) => entry.type === 'request' && entry.outcome.result),
        ['too-late', 'refused'],
      );
  });

  it('tells when nobody watched: between sightings and watched times, to its end or to this day', () => {
    const list = 'l';
    const facts = [seen('pending', 'running', 1_000, 2_000), seen('running', 'stopped', 20_000, 21_000)];
    const gaps = (more: Partial<MergeContext>, all: readonly HistoryFact[] = facts) =>
      brief(merged(all, { gapAfter: 5_000, now: 40_000, ...more })).filter((line) => line.startsWith('gap'));
    assert.deepEqual(gaps({}), ['gap 2000-20000']);
    assert.deepEqual(gaps({ over: false }), ['gap 2000-20000', 'gap 21000-']);
    assert.deepEqual(gaps({ over: false, now: 26_000 }), ['gap 2000-20000'], 'no longer than that');
    assert.deepEqual(gaps({ gapAfter: 18_000 }), []);
    assert.deepEqual(gaps({ gapAfter: 17_999 }), ['gap 2000-20000']);
    assert.deepEqual(gaps({ listed: [{ list, from: 0, to: 10_000 }] }), ['gap 10000-20000']);
    const whole = [
      { list, from: 9_000, to: 50_000 },
      { list, from: 0, to: 10_000 },
    ];
    assert.deepEqual(gaps({ listed: whole, over: false }), []);
    assert.deepEqual(gaps({}, [reported('running', 1_000)]), [], 'it was never seen');
    assert.deepEqual(gaps({}, [...facts, { type: 'missing', at: 30_000 }]), ['gap 2000-20000', 'gap 21000-30000']);
    // What a window said itself, with what lies in it.
    const own = (from: number, to?: number): HistoryFact => ({ type: 'gap', from, ...(to !== undefined && { to }) });
    const watched = [{ list, from: 0, to: 50_000 }];
    assert.deepEqual(gaps({ listed: watched }, [...facts, own(3_000), own(3_000, 6_000), own(5_000, 8_000)]), [
      'gap 3000-8000',
    ]);
    assert.deepEqual(gaps({ listed: watched }, [...facts, own(3_000, 9_000), own(5_000, 8_000)]), ['gap 3000-9000']);
    assert.deepEqual(gaps({ listed: watched }, [...facts, own(3_000, 6_000), own(5_000)]), ['gap 3000-']);
    assert.deepEqual(gaps({ listed: watched }, [...facts, own(3_000, 6_000), own(6_000, 8_000)]), [
      'gap 3000-6000',
      'gap 6000-8000',
    ]);
    assert.deepEqual(gaps({ listed: watched }, [own(500, 900), ...facts]), [], 'of before it was first seen');
    // A window tells only of what it has seen: by its clock that was before, since it was set back.
    assert.deepEqual(gaps({ listed: watched }, [...facts, own(500, 900)]), ['gap 500-900']);
    const setBack = [seen('running', 'stopping', 21_000, 22_000), seen('stopping', 'stopped', 2_000, 3_000)];
    assert.deepEqual(gaps({}, setBack), [], 'it was over by then');
  });

  it('has nothing in an entry that nobody told', () => {
    assert.deepEqual(merged([seen(undefined, 'running', undefined, 2_000)]), [
      { type: 'transition', subject: '', to: 'running', at: 2_000, source: 'halt', window: { before: 2_000 } },
    ]);
    assert.deepEqual(merged([reported('running', 1_000)]), [
      { type: 'transition', subject: '', to: 'running', at: 1_000, source: 'aws' },
    ]);
    const gaps = merged([seen('pending', 'running', 1_000, 2_000), { type: 'gap', from: 3_000 }]).slice(1);
    assert.deepEqual(gaps, [{ type: 'gap', from: 3_000 }]);
  });

  it('is the same in whichever order it was kept', () => {
    const facts: readonly HistoryFact[] = [
      ...[seen(undefined, 'pending', undefined, 900), seen('pending', 'running', 1_000, 2_000)],
      ...[seen('running', 'stopping', 3_000, 6_000), seen('running', 'stopping', 4_000, 8_000)],
      ...([
        { type: 'gap', from: 5_000, to: 8_000 },
        { type: 'gap', from: 3_000, to: 6_000 },
      ] as const),
    ];
    for (const kind of ['experiment', 'instance'] as const) {
      const told = merged(facts, { kind });
      assert.equal(told.length, 4);
      assert.deepEqual(merged(facts.toReversed(), { kind }), told);
    }
  });
});

/** The same fact, of one of the resource's parts. */
const of = (subject: string, fact: HistoryFact): HistoryFact => ({ ...fact, subject }) as HistoryFact;

describe('a history of a resource and its parts', () => {
  it('takes nothing of one part for another’s', () => {
    const [a, b] = ['action:a', 'action:b'];
    const stopped = seen('running', 'stopped', 1_000, 9_000);
    const [begins, ends] = [seen('running', 'stopping', 2_000, 3_000), seen('stopping', 'stopped', 4_000, 5_000)];
    const first = seen(undefined, 'stopping', undefined, 6_000);
    for (const [facts, told] of [
      [
        [of(a, stopped), of(b, stopped)],
        ['action:arunning>stopped@9000 halt', 'action:brunning>stopped@9000 halt'],
      ],
      [
        [of(a, stopped), of(b, begins), of(b, ends)],
        [
          'action:brunning>stopping@3000 halt',
          'action:bstopping>stopped@5000 halt',
          'action:arunning>stopped@9000 halt',
        ],
      ],
      [
        [of(a, begins), of(b, first)],
        ['action:arunning>stopping@3000 halt', 'action:b?>stopping@6000 halt'],
      ],
      [
        [of(a, stopped), reported('stopped', 8_000, { subject: b })],
        ['action:b?>stopped@8000 aws', 'action:arunning>stopped@9000 halt'],
      ],
    ] as const)
      assert.deepEqual(brief(merged(facts)), told);
  });

  it('tells what is of one moment of the whole before its parts, also what is no state', () => {
    const facts = [event('started', 1_000, 'action:a'), reported('running', 1_000)];
    assert.deepEqual(brief(merged(facts)), ['?>running@1000 aws', 'action:astarted@1000']);
    const rollout = [
      ...[event('rollback-started', 1_000), reported('STOP_REQUESTED', 1_000)],
      ...[event('started', 1_000), reported('PENDING', 1_000)],
    ];
    assert.deepEqual(brief(merged(rollout, { kind: 'deployment' })), [
      ...['?>PENDING@1000 aws', 'started@1000', '?>STOP_REQUESTED@1000 aws', 'rollback-started@1000'],
    ]);
  });

  it('says whom it has from what is no state', () => {
    assert.deepEqual(merged([event('started', 1_000), { type: 'missing', at: 2_000 }]), [
      { type: 'event', subject: '', name: 'started', at: 1_000, source: 'aws' },
      { type: 'event', subject: '', name: 'missing', at: 2_000, source: 'halt' },
    ]);
  });
});

/** Between which looks each transition is told to have happened. */
const windows = (entries: readonly HistoryEntry[]) =>
  entries.map((entry) => (entry.type === 'transition' ? entry.window : entry.type));

describe('a history of what was seen of one transition', () => {
  it('has it within all of their windows, whichever of them is the narrower', () => {
    for (const [one, other, window] of [
      [seen('running', 'stopping', 3_000, 5_000), seen('running', 'stopping', 1_000, 9_000), [3_000, 5_000]],
      [seen('running', 'stopping', undefined, 5_000), seen('running', 'stopping', 1_000, 9_000), [1_000, 5_000]],
      [seen('running', 'stopping', 1_000, 5_000), seen('running', 'stopping', undefined, 9_000), [1_000, 5_000]],
      [seen(undefined, 'stopping', undefined, 5_000), seen(undefined, 'stopping', undefined, 9_000), [5_000]],
      // They share no moment: the second happened after the first was over.
      [seen('running', 'stopping', 1_000, 5_000), seen('running', 'stopping', 5_000, 6_000), [1_000, 5_000]],
    ] as const) {
      const [before = NaN, after] = window.toReversed();
      for (const facts of [
        [one, other],
        [other, one],
      ])
        assert.deepEqual(windows(merged(facts)), [after === undefined ? { before } : { after, before }]);
    }
  });

  it('of an instance has it as often as it happened', () => {
    const kind = 'instance';
    const stops = (...all: readonly (readonly [number | undefined, number])[]) =>
      all.map(([after, before]) => seen('running', 'stopped', after, before));
    assert.equal(merged(stops([1_000, 2_000], [2_000, 3_000]), { kind }).length, 2, 'one began where the other ended');
    assert.equal(merged(stops([1_000, 2_000], [1_999, 3_000]), { kind }).length, 1);
    assert.equal(merged(stops([undefined, 2_000], [undefined, 3_000]), { kind }).length, 1);
    assert.equal(merged(stops([1_000, 2_000], [undefined, 3_000]), { kind }).length, 1);
    // Neither of two stops is a part of the other, or its end.
    const twice = stops([1_000, 2_000], [5_000, 6_000]);
    for (const part of [seen('stopping', 'stopped', 4_000, 6_000), seen('running', 'stopping', 500, 1_500)])
      assert.equal(merged([...twice, part], { kind }).length, 3);
  });

  it('prefers the finer account as far as the clocks of two windows can differ, and no further', () => {
    const whole = (after: number | undefined, before: number) => seen('running', 'stopped', after, before);
    const steps = (after: number | undefined, end: number) => [
      seen('running', 'stopping', after, 502_000),
      seen('stopping', 'stopped', 502_000, end),
    ];
    for (const [facts, count] of [
      [[whole(500_000, 510_000), ...steps(380_000, 509_000)], 2],
      [[whole(500_000, 510_000), ...steps(379_999, 509_000)], 3],
      [[whole(500_000, 510_000), ...steps(501_000, 630_000)], 2],
      [[whole(500_000, 510_000), ...steps(501_000, 630_001)], 3],
      [[whole(undefined, 510_000), ...steps(501_000, 509_000)], 2],
      [[whole(500_000, 510_000), ...steps(undefined, 509_000)], 3],
    ] as const)
      assert.equal(merged(facts).length, count, brief(merged(facts)).join());
  });

  it('leaves the first sighting of a known state out also where it was kept before', () => {
    const facts = [seen(undefined, 'stopping', undefined, 3_000), seen('running', 'stopping', 1_000, 2_000)];
    assert.deepEqual(brief(merged(facts)), ['running>stopping@2000 halt']);
  });

  it('of an instance takes AWS’s time also for what was found at the first look', () => {
    const facts = [seen(undefined, 'stopped', undefined, 200_000), reported('stopped', 150_000)];
    assert.deepEqual(brief(merged(facts, { kind: 'instance' })), ['?>stopped@150000 aws']);
  });
});

describe('the gaps of a history', () => {
  const own = (from: number, to: number): HistoryFact => ({ type: 'gap', from, to });
  const missing: HistoryFact = { type: 'missing', at: 20_000 };
  for (const [name, facts, told] of [
    ['begin with the first look', [seen(undefined, 'running', undefined, 2_000), missing], ['gap 2000-20000']],
    ['are none of what was never seen', [reported('running', 1_000), own(3_000, 4_000)], []],
    ['are none of before it was missed, where that is all', [own(500, 900), missing], []],
    [
      'can begin at the first sighting',
      [own(1_000, 1_800), seen('pending', 'running', 1_000, 2_000)],
      ['gap 1000-1800'],
    ],
  ] as const)
    it(name, () => {
      const entries = brief(merged(facts, { gapAfter: 5_000, now: 40_000 }));
      assert.deepEqual(
        entries.filter((line) => line.startsWith('gap')),
        told,
      );
    });
});

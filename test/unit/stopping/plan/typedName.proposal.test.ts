import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation } from '../../../../src/model/operation.ts';
import type { Finding, Plan, PlannedTarget } from '../../../../src/stopping/plan/plan.ts';
import type { Reach } from '../../../../src/stopping/plan/proposal.ts';
import { areTyped, MOST_UNCOUNTED, textsToType } from '../../../../src/stopping/plan/typedName.ts';
import { identityOf } from '../../../stages/fakes.ts';

const blocked: readonly Finding[] = [{ severity: 'block', type: 'gone' }];

interface PlaceSpec {
  readonly profile: string;
  readonly production?: true;
  readonly going: number;
  readonly leftOut?: number;
}

function planOf(operation: Operation, places: readonly PlaceSpec[]): Plan {
  const kind = operation.type === 'stop' ? 'instance' : 'experiment';
  return {
    id: operation.type,
    operation,
    made: { elapsed: 0, now: 0 },
    policyVersion: '',
    isPart: true,
    groups: places.map(({ profile, production, going, leftOut = 0 }, place) => {
      const scope = { profile, region: 'eu-west-1' };
      const target = (index: number, findings: readonly Finding[]): PlannedTarget => ({
        ref: { kind, scope, id: `${operation.type}-${index}` },
        name: `name ${index}`,
        findings,
      });
      return {
        scope,
        identity: identityOf(profile, String(100_000_000_000 + place)),
        production: production ? [{ kind: 'matched' as const, pattern: '*', matched: profile }] : [],
        targets: [
          ...Array.from({ length: going }, (_, index) => target(index, [])),
          ...Array.from({ length: leftOut }, (_, index) => target(going + index, blocked)),
        ],
      };
    }),
  };
}

const shownOf = (reach: Reach, ...plans: readonly Plan[]): readonly string[] =>
  textsToType({ reach, plans }).map(({ shown }) => shown);
const stop = { type: 'stop' } as const;
const experiments = { type: 'stop-experiment' } as const;

describe('what is typed before an emergency stop', () => {
  it('is one word, however many production accounts there are', () => {
    for (const count of [1, 2, 20]) {
      const places = Array.from({ length: count }, (_, index) => ({
        profile: `prod-${index}`,
        production: true as const,
        going: 3,
      }));
      assert.deepEqual(shownOf('emergency', planOf(experiments, places)), ['stop'], `${count}`);
    }
  });

  it('is nothing outside of production, nor for production in which nothing would be sent', () => {
    assert.deepEqual(shownOf('emergency', planOf(experiments, [{ profile: 'dev', going: 400 }])), []);
    const leftOut = { profile: 'prod', production: true, going: 0, leftOut: 2 } as const;
    assert.deepEqual(shownOf('emergency', planOf(experiments, [{ profile: 'dev', going: 1 }, leftOut])), []);
  });

  it('counts what any of its plans is about', () => {
    const levers = planOf({ type: 'engage-lever', reason: 'x' }, [{ profile: 'prod', production: true, going: 1 }]);
    assert.deepEqual(shownOf('emergency', planOf(experiments, [{ profile: 'dev', going: 1 }]), levers), ['stop']);
  });
});

describe('what is typed before everything that matches is stopped', () => {
  it('is the number of all targets above ten, counted over every plan and without what is left out', () => {
    const of = (instances: number, running: number, leftOut = 0) =>
      shownOf(
        'matching',
        planOf(stop, [{ profile: 'dev', going: instances, leftOut }]),
        planOf(experiments, [{ profile: 'dev', going: running }]),
      );
    assert.equal(MOST_UNCOUNTED, 10);
    assert.deepEqual(of(10, 0), []);
    assert.deepEqual(of(11, 0), ['11']);
    assert.deepEqual(of(5, 5), []);
    assert.deepEqual(of(5, 6), ['11']);
    assert.deepEqual(of(10, 0, 30), []);
    assert.deepEqual(of(497, 3, 1), ['500']);
  });

  it('is production’s names as well, and one target’s own', () => {
    const place = (going: number) => ({ profile: 'shop-production', production: true as const, going });
    assert.deepEqual(shownOf('matching', planOf(stop, [place(1)])), ['name 0']);
    assert.deepEqual(shownOf('matching', planOf(stop, [place(4)])), ['shop-production']);
    assert.deepEqual(shownOf('matching', planOf(stop, [place(12)])), ['shop-production', '12']);
  });

  it('is complete only when each of them was typed whole', () => {
    const wants = textsToType({
      reach: 'matching',
      plans: [planOf(stop, [{ profile: 'prod', production: true, going: 112 }])],
    });
    assert.ok(areTyped(wants, ['prod', '112']));
    assert.ok(areTyped(wants, ['112', ' prod ']));
    for (const typed of [[], ['prod'], ['112'], ['prod', '11'], ['prod', '1120'], ['pro', '112'], ['prod112']]) {
      assert.ok(!areTyped(wants, typed), typed.join());
    }
  });
});

describe('what is typed before selected rows of several kinds are stopped', () => {
  it('names production wherever it is among them, and no number: they were picked one by one', () => {
    const dev = { profile: 'dev', going: MOST_UNCOUNTED };
    const prod = { profile: 'prod', production: true, going: MOST_UNCOUNTED } as const;
    for (const [plans, ...typed] of [
      [[planOf(stop, [dev]), planOf(experiments, [dev])]],
      [[planOf(stop, [dev]), planOf(experiments, [prod])], 'prod'],
      [[planOf(stop, [prod, dev]), planOf(experiments, [dev])], 'prod'],
      [[planOf(stop, [{ ...prod, going: 0, leftOut: 2 }]), planOf(experiments, [dev])]],
    ] as const)
      assert.deepEqual(shownOf('selected', ...plans), typed);
  });
});

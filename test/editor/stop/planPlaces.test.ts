import assert from 'node:assert/strict';
import type { Plan, PlanGroup } from '../../../src/stopping/plan/plan.ts';
import { planQuestion } from '../../../src/ui/stop/planWords.ts';
import { proposalQuestion } from '../../../src/ui/stop/proposalQuestion.ts';
import { placesWords } from '../../../src/ui/words/places/planPlaces.ts';
import { customAt } from '../../stages/destinations.ts';
import { identityOf } from '../../stages/fakes.ts';

const ONE = '111122223333';
const OTHER = '444455556666';
const custom = customAt('http://localhost:4566');

type Place = readonly [profile: string, account: string | undefined, region: string, endpoint?: 'custom'];

function placeOf([profile, account, region, endpoint]: Place): PlanGroup {
  const scope = { profile, region };
  const identity = account === undefined ? undefined : identityOf(profile, account);
  return {
    scope,
    production: [],
    ...(identity && { identity: { ...identity, ...(endpoint && { destination: custom }) } }),
    targets: [{ ref: { kind: 'instance', scope, id: `i-${profile}-${region}` }, name: `web-${profile}`, findings: [] }],
  };
}

const IRELAND = 'eu-west-1';
const VIRGINIA = 'us-east-1';
const OREGON = 'us-west-2';

/** Profiles × accounts × regions. */
const rows: readonly (readonly [string, readonly Place[]])[] = [
  ['admin (eu-west-1)', [['admin', ONE, IRELAND]]],
  ['admin (eu-west-1)', [['admin', undefined, IRELAND]]],
  // Two plans about one place.
  [
    'admin (eu-west-1)',
    [
      ['admin', ONE, IRELAND],
      ['admin', ONE, IRELAND],
    ],
  ],
  [
    '2 regions',
    [
      ['admin', ONE, IRELAND],
      ['admin', ONE, VIRGINIA],
    ],
  ],
  [
    '3 regions',
    [
      ['admin', ONE, IRELAND],
      ['admin', ONE, VIRGINIA],
      ['admin', ONE, OREGON],
    ],
  ],
  [
    'admin, ro (eu-west-1)',
    [
      ['admin', ONE, IRELAND],
      ['ro', ONE, IRELAND],
    ],
  ],
  [
    'admin, ro (2 regions)',
    [
      ['admin', ONE, IRELAND],
      ['ro', ONE, VIRGINIA],
    ],
  ],
  [
    'admin, ro (2 regions)',
    [
      ['admin', ONE, IRELAND],
      ['admin', ONE, VIRGINIA],
      ['ro', ONE, IRELAND],
    ],
  ],
  ['a, b, c and 2 more (eu-west-1)', ['a', 'b', 'c', 'd', 'e'].map((profile): Place => [profile, ONE, IRELAND])],
  [
    '2 accounts',
    [
      ['admin', ONE, IRELAND],
      ['prod', OTHER, IRELAND],
    ],
  ],
  [
    '2 accounts',
    [
      ['admin', ONE, IRELAND],
      ['prod', OTHER, VIRGINIA],
    ],
  ],
  [
    '2 accounts',
    [
      ['admin', ONE, IRELAND],
      ['ro', ONE, VIRGINIA],
      ['prod', OTHER, VIRGINIA],
    ],
  ],
  // Nobody knows whether it is one account.
  [
    '2 accounts',
    [
      ['admin', ONE, IRELAND],
      ['ro', undefined, IRELAND],
    ],
  ],
  // What a custom endpoint calls an account is another.
  [
    '2 accounts',
    [
      ['admin', ONE, IRELAND],
      ['local', ONE, IRELAND, 'custom'],
    ],
  ],
];

describe('where a prompt says that it is about', () => {
  for (const [words, places] of rows) {
    it(`is ${words}, of ${places.map(([profile, account, region]) => `${profile}/${account ?? '?'}/${region}`).join()}`, () => {
      for (const order of [places, places.toReversed()]) {
        const groups = order.map(placeOf);
        const said = placesWords(groups);
        // Several profiles are named in the order in which they are asked about.
        assert.equal(said.replace(/[a-z]+, .*(?= \()/u, ''), words.replace(/[a-z]+, .*(?= \()/u, ''), said);
        assert.doesNotMatch(said, /\b1 (?:region|profile|account)s?\b/);
        const plan = { operation: { type: 'stop' }, groups } as unknown as Plan;
        for (const question of [planQuestion(plan), proposalQuestion({ reach: 'matching', plans: [plan] })])
          assert.ok(question.includes(` in ${said}`), question);
      }
      assert.equal(placesWords(places.map(placeOf)), words);
    });
  }
});

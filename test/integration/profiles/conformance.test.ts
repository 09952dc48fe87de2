import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Outcome } from '../../stages/profiles/conformance.ts';
import { haltOutcome } from '../../stages/profiles/haltOutcome.ts';
import type { ProfileCase, Rule } from '../../stages/profiles/profileCase.ts';
import { recordedOutcomes } from '../../stages/profiles/recorded.ts';
import { type SimulatedSide, startSimulatedSide } from '../../stages/profiles/simulatedSide.ts';
import { profileTable } from '../../stages/profiles/profileTable.ts';

const recorded = recordedOutcomes();
/** What was signed with, by whom, and where; what is called differently by the two is left to the kind of error. */
const expected = ({ name }: ProfileCase): Outcome => {
  const known = recorded[name];
  assert.ok(
    known !== undefined,
    `What the AWS CLI does with “${name}” isn’t written down: npm run conformance -- --record`,
  );
  return known.outcome;
};

describe('profiles act as in the AWS CLI', () => {
  let side: SimulatedSide;
  let asTheCli = 0;
  before(async () => {
    side = await startSimulatedSide();
  });
  after(async () => {
    await side.close();
    const different = profileTable.filter(({ onPurpose }) => onPurpose !== undefined).length;
    process.stdout.write(
      `${profileTable.length} profiles, ${asTheCli} as the CLI, ${different} different on purpose\n`,
    );
  });

  for (const about of profileTable) {
    test(`${about.rules.join(' and ')}: ${about.name}`, async () => {
      const cli = expected(about);
      const { outcome, told } = await haltOutcome(about, side);
      if (about.onPurpose === undefined) {
        assert.deepEqual(outcome, cli, JSON.stringify(told));
        asTheCli += 1;
      } else {
        assert.notDeepEqual(outcome, cli);
        // Where the CLI signs at all, it is for the same account.
        assert.equal(cli.account ?? outcome.account, outcome.account);
      }
      // The diagnosis tells what really happened.
      assert.equal(told.account, outcome.account);
      if (outcome.accessKeyId !== null) {
        assert.deepEqual([told.accessKeyId, told.hasToken], [outcome.accessKeyId, outcome.hasToken]);
        assert.equal(new URL(told.endpoints.sts ?? '').host, outcome.sts?.split(/[/ ]/)[0]);
      }
      assert.deepEqual(
        told.hops.map(({ operation, host }) => `${operation} ${host}`),
        outcome.hops.map((hop) => hop.split(' ').slice(0, 2).join(' ').replace(/\/.*$/, '')),
      );
    });
  }

  test('in a table that has each rule three times, forty pairs of rules, and five differences at most', () => {
    assert.ok(profileTable.length >= 120);
    assert.equal(new Set(profileTable.map(({ name }) => name)).size, profileTable.length);
    const rules: readonly Rule[] = ['order', 'one section', 'lines', 'names', 'hops', 'programs', 'endpoints'];
    for (const rule of rules) assert.ok(profileTable.filter((it) => it.rules.includes(rule)).length >= 3, rule);
    assert.ok(profileTable.filter((it) => new Set(it.rules).size > 1).length >= 40);
    assert.ok(profileTable.filter(({ onPurpose }) => onPurpose !== undefined).length <= 5);
    assert.deepEqual(
      Object.keys(recorded).filter((name) => !profileTable.some((it) => it.name === name)),
      [],
    );
  });
});

import assert from 'node:assert/strict';
import type { Plan, PlanGroup, PlannedTarget } from '../../src/stopping/plan/plan.ts';
import { planDetail } from '../../src/ui/stop/planWords.ts';

/** A place with so many instances. */
function place(profile: string, count: number, more: Partial<PlannedTarget> = {}): PlanGroup {
  const scope = { profile, region: 'eu-west-1' };
  const target = (index: number): PlannedTarget => ({
    ref: { kind: 'instance', scope, id: `i-${profile}-${index}` },
    name: `${profile}-${index}`,
    findings: [],
    ...more,
  });
  const production = /prod/.test(profile)
    ? ([{ kind: 'matched', pattern: '*prod*', matched: profile }] as const)
    : ([] as const);
  return { scope, production, targets: Array.from({ length: count }, (_, index) => target(index)) };
}

const planOf = (...groups: readonly PlanGroup[]): Plan => ({ operation: { type: 'stop' }, groups }) as unknown as Plan;
const bullets = (plan: Plan) => planDetail(plan).filter((line) => line.startsWith('• '));

describe('the lines of a prompt about several places', () => {
  it('name what is stopped under its place, production first, and say how many more there are', () => {
    const lines = planDetail(planOf(place('dev', 2), place('prod', 1), place('test', 4)));
    const at = (pattern: RegExp) => {
      const index = lines.findIndex((line) => pattern.test(line));
      assert.notEqual(index, -1, `${String(pattern)} in ${lines.join('\n')}`);
      return index;
    };
    const order = [
      ...[at(/PRODUCTION · profile prod\b.*: 1$/), at(/^• prod-0 .*PRODUCTION$/)],
      ...[at(/^profile dev\b.*: 2$/), at(/^• dev-0 /), at(/^• dev-1 /)],
      ...[at(/^profile test\b.*: 4$/), at(/^• test-0 /), at(/^• test-1 /), at(/^• … and 2 more$/)],
    ];
    assert.deepEqual(
      order,
      order.map((_, index) => index),
    );
  });

  it('stay few for many, and tell of every place how many it has', () => {
    const lines = planDetail(planOf(...Array.from({ length: 9 }, (_, index) => place(`team${index}`, 60))));
    assert.ok(lines.length < 20, lines.join('\n'));
    assert.equal(lines.filter((line) => line.endsWith(': 60')).length, 6);
    assert.ok(lines.includes('… and 3 more places'));
    assert.ok(!lines.some((line) => line.includes('PRODUCTION')));
    const risky = planDetail(planOf(...Array.from({ length: 9 }, () => place('prod', 60))));
    assert.ok(risky.includes('• … and 180 more, 180 of them in PRODUCTION'), risky.join('\n'));
  });

  it('tell what is at risk before what is good to know, wherever it is from', () => {
    const risky = place('dev', 1, {
      findings: [
        { severity: 'info', type: 'already-on-its-way', state: 'stopping' },
        { severity: 'warn', type: 'instance-store-data' },
      ],
    });
    for (const groups of [[risky], [place('test', 1), risky]]) {
      const plan = { ...planOf(...groups), unread: [{ profile: 'ops', region: 'eu-west-1' }] };
      const marks = planDetail(plan).flatMap((line) => /^[⚠–]/u.exec(line)?.[0] ?? []);
      assert.deepEqual(marks, ['⚠', '⚠', '–']);
    }
  });

  it('of one place say it once, and mark no name that stands alone', () => {
    const lines = planDetail(planOf(place('prod', 1)));
    assert.match(lines[0] ?? '', /^PRODUCTION · profile prod/);
    assert.deepEqual(bullets(planOf(place('prod', 1))), ['• prod-0 (i-prod-0)']);
  });
});

import assert from 'node:assert/strict';
import type { Finding, Plan } from '../../../src/stopping/plan/plan.ts';
import { planDetail } from '../../../src/ui/stop/planWords.ts';
import { clockTime } from '../../../src/ui/words/times.ts';

const scope = { profile: 'shop-staging', region: 'eu-west-1' };
const target = { ref: { kind: 'instance', scope, id: 'i-1' }, name: 'web', findings: [] };

describe('a plan to force several', () => {
  it('says of what AWS has just been told to force when that was, and when Halt offers another', () => {
    const [at, nextAt] = [Date.now(), Date.now() + 600_000];
    const finding: Finding = { severity: 'block', type: 'forced-before', at, nextAt };
    const targets = [
      { ...target, name: 'web', ref: { ...target.ref, id: 'i-1' }, findings: [finding] },
      { ...target, name: 'api', ref: { ...target.ref, id: 'i-2' }, findings: [] },
    ];
    const groups = [{ scope, production: [], targets }];
    const plan = { operation: { type: 'force-stop', skipOsShutdown: false }, groups } as unknown as Plan;
    const said = planDetail(plan).join('\n');
    const words = `AWS accepted a force stop at ${clockTime(at)}, which can take some minutes. If it is still stopping at ${clockTime(nextAt)}, Halt offers another.`;
    assert.ok(said.includes(`web: ${words}`), said);
  });
});

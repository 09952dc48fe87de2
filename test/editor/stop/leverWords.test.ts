import assert from 'node:assert/strict';
import type { Operation } from '../../../src/model/operation.ts';
import type { LeverFacts } from '../../../src/stopping/plan/leverFacts.ts';
import type { Finding, Plan, PlannedTarget } from '../../../src/stopping/plan/plan.ts';
import { planPage } from '../../../src/ui/stop/planPage.ts';
import { planDetail, planQuestion } from '../../../src/ui/stop/planWords.ts';
import { proposalDetail } from '../../../src/ui/stop/proposalDialog.ts';
import { reasonLines } from '../../../src/ui/words/asked.ts';
import { targetNameWithId } from '../../../src/ui/words/targetNames.ts';
import { clockTime } from '../../../src/ui/words/times.ts';

const engage: Operation = { type: 'engage-lever', reason: 'incident 4711' };
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `EXP${index}`, name: `test ${index}` }));
const stops = (count: number, isWhole = true): LeverFacts => ({ stops: { experiments: many(count), isWhole } });

function leverIn(profile: string, lever: LeverFacts, findings: readonly Finding[] = []): PlannedTarget {
  const scope = { profile, region: 'eu-west-1' };
  return { ref: { kind: 'lever', scope, id: 'default' }, name: 'default', findings, lever };
}

function planOf(targets: readonly PlannedTarget[], operation: Operation = engage): Plan {
  const groups = targets.map((target) => ({ scope: target.ref.scope, production: [], targets: [target] }));
  return { id: 'p', operation, made: { now: 0, elapsed: 0 }, policyVersion: '', groups };
}
const detailOf = (...of: Parameters<typeof planOf>) => planDetail(planOf(...of)).join('\n');

describe('the prompt of a safety lever', () => {
  it('names every experiment that engaging stops, however many there are', () => {
    for (const count of [1, 2, 37]) {
      const detail = detailOf([leverIn('dev', stops(count))]);
      for (const { id, name } of many(count)) assert.ok(detail.includes(`${name} (${id})`), `${id} of ${count}`);
      assert.match(
        detail,
        count === 1 ? /Stops 1 active experiment:/ : new RegExp(`Stops ${count} active experiments:`),
      );
      assert.doesNotMatch(detail, /could be read/);
    }
  });

  it('says what was not read, and that none is active', () => {
    assert.match(detailOf([leverIn('dev', stops(0))]), /No experiment is active here/);
    for (const count of [0, 3]) {
      const detail = detailOf([leverIn('dev', stops(count, false))]);
      assert.match(detail, /⚠ Not all experiments here could be read/);
      assert.doesNotMatch(detail, /No experiment is active/);
    }
  });

  it('names each place with what is stopped there, in a plan of several and in a dialog about other things too', () => {
    const places = ['dev', 'qa', 'load', 'edge', 'demo', 'lab', 'prod'];
    const planIn = (some: readonly string[]) =>
      planOf(some.map((profile, index) => leverIn(profile, stops(index + 1))));
    const inProposal = (some: readonly string[]) =>
      proposalDetail({ reach: 'emergency', plans: [planIn(some)] }, { unread: [], forbidden: [] });
    for (const [some, lines] of [
      [places, planDetail(planIn(places))],
      [places.slice(0, 3), inProposal(places.slice(0, 3))],
    ] as const)
      for (const [index, profile] of some.entries()) {
        const at = lines.findIndex((line) => line.includes(`${profile} (eu-west-1)`) && line.startsWith('• '));
        assert.match(lines[at + 1] ?? '', index === 0 ? /Stops 1 / : new RegExp(`Stops ${index + 1} `), profile);
      }
    // Of more than a screen holds, each place is named, and what is stopped is counted.
    const full = inProposal(places);
    const levers = full.filter((line) => line.startsWith('• Safety lever: ')).join();
    for (const profile of places) assert.ok(levers.includes(`${profile} (eu-west-1)`), full.join('\n'));
    assert.ok(full.includes('Stops 28 active experiments: Show Details'), full.join('\n'));
  });

  it('tells since when, by whom and why it is engaged, also where nothing can be done', () => {
    const who = 'arn:aws:sts::111122223333:assumed-role/Admin/jane';
    const at = Date.UTC(2026, 10, 2, 3, 4);
    const facts: LeverFacts = { engaged: { at, who }, reason: 'game day' };
    const blocked = leverIn('dev', facts, [{ severity: 'block', type: 'unfit', unfit: 'state', state: 'engaged' }]);
    for (const detail of [
      detailOf([leverIn('dev', facts)], { type: 'disengage-lever', reason: 'over' }),
      detailOf([blocked]),
    ]) {
      assert.ok(
        detail.includes(`Engaged since ${clockTime(at)} by assumed-role/Admin/jane (Halt’s audit log)`),
        detail,
      );
      assert.match(detail, /Reason in FIS: game day/);
    }
    assert.match(detailOf([blocked]), /The safety lever in dev \(eu-west-1\): Not possible in its state: engaged/);
  });

  it('calls it by its place: all have one name', () => {
    assert.equal(planQuestion(planOf([leverIn('dev', {})])), 'Engage the safety lever in dev (eu-west-1)?');
    assert.equal(targetNameWithId(leverIn('dev', {})), 'The safety lever in dev (eu-west-1)');
  });

  it('calls each by its place on the page of a plan about several', () => {
    const { sections } = planPage(planOf(['dev', 'qa'].map((profile) => leverIn(profile, {}))), { type: 'planned' });
    for (const [index, profile] of ['dev', 'qa'].entries()) {
      const page = JSON.stringify(sections[index]);
      assert.ok(page.includes(`The safety lever in ${profile} (eu-west-1)`), page);
      assert.ok(!page.includes('"default"'), page);
    }
  });

  it('shows whatever everyone in FIS will read, beside what the log alone is told', () => {
    const toFis = (reason: string) => `Reason (visible to everyone in FIS): ${reason}`;
    const plain = { type: 'stop-experiment' } as const;
    const disengage = { type: 'disengage-lever', reason: 'over' } as const;
    for (const [operations, said, lines] of [
      [[engage], undefined, ['', toFis('incident 4711')]],
      [[engage], {}, ['', toFis('incident 4711')]],
      [[disengage], undefined, ['', toFis('over')]],
      [[engage], { reference: 'OPS-1' }, ['', toFis('incident 4711'), 'Reason: OPS-1']],
      [[engage], { reason: 'another' }, ['', toFis('incident 4711'), 'Reason: another']],
      [[plain, engage], { reason: 'incident 4711' }, ['', toFis('incident 4711')]],
      [[plain], { reason: 'incident 4711' }, ['', 'Reason: incident 4711']],
      [[plain], { reason: 'x', reference: 'OPS-1' }, ['', 'Reason: x · OPS-1']],
      [[plain], { reason: 'x', reasonBy: 'agent' }, ['', 'Reason, written by the agent: “x”']],
      [[plain], undefined, []],
      [[], {}, []],
    ] as const)
      assert.deepEqual(reasonLines(said, operations), lines, JSON.stringify([operations, said]));
    assert.deepEqual(reasonLines(undefined, [{ type: 'engage-lever', reason: ' a\u202eb\n' }]), ['', toFis('a�b')]);
  });

  it('lets no text of AWS make a link or an icon', () => {
    const name = '[x](command:y) $(zap)\u202e';
    const facts: LeverFacts = { stops: { experiments: [{ id: 'EXP1', name }], isWhole: true }, reason: name };
    assert.doesNotMatch(detailOf([leverIn('dev', facts)]), /\u202e/);
  });
});

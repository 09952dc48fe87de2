import assert from 'node:assert/strict';
import type { Operation } from '../../../src/model/operation.ts';
import type { Finding, Plan } from '../../../src/stopping/plan/plan.ts';
import type { Stopping } from '../../../src/stopping/stopping.ts';
import { stoppingRows, unreachedRows } from '../../../src/ui/commands/emergencyStop.ts';
import { createOnePrompt } from '../../../src/ui/stop/onePrompt.ts';
import { proposalDetail } from '../../../src/ui/stop/proposalDialog.ts';
import { proposalQuestion, proposalVerb } from '../../../src/ui/stop/proposalQuestion.ts';
import { createStopFlow, type StopFlowParts } from '../../../src/ui/stop/stopFlow.ts';
import { heldTime, identityOf } from '../../stages/fakes.ts';
import { experimentLike, leverLike } from '../../stages/resources.ts';

const PLACES = 20;
const accountAt = (place: number): string => String(100_000_000_001 + place * 7);
const profileAt = (place: number): string => (place % 4 === 0 ? `prod-${place}` : `team-${place}`);

/** A plan that goes in so many places: two experiments each, or the safety lever. */
function planOf(operation: Operation, places = PLACES): Plan {
  const isLever = operation.type === 'engage-lever';
  return {
    id: operation.type,
    operation,
    made: { elapsed: 0, now: 0 },
    policyVersion: '',
    isPart: true,
    groups: Array.from({ length: places }, (_, place) => {
      const scope = { profile: profileAt(place), region: 'eu-west-1' };
      const observed = isLever
        ? [leverLike({ scope, state: 'disengaged' })]
        : ['a', 'b'].map((id) => experimentLike({ scope, id: `EXP${place}${id}`, state: 'running' }));
      return {
        scope,
        identity: identityOf(scope.profile, accountAt(place)),
        production: place % 4 === 0 ? [{ kind: 'matched' as const, pattern: 'prod-*', matched: scope.profile }] : [],
        targets: observed.map((one) => ({
          ref: { kind: one.kind, scope, id: one.id },
          name: one.id,
          observed: one,
          findings: [],
        })),
      };
    }),
  };
}

describe('the one dialog of an emergency stop', () => {
  const stop = planOf({ type: 'stop-experiment' });
  const engage = planOf({ type: 'engage-lever', reason: 'incident 4711' });

  it('names each of 20 accounts, how much in each, production first of all, and what is not reached', () => {
    const proposal = { reach: 'emergency', plans: [stop] } as const;
    const unread = [{ profile: 'silent', region: 'eu-west-1' }];
    const forbidden = [{ profile: 'locked', region: 'us-east-1' }];
    const unstoppable = [experimentLike({ id: 'EXPhovers', name: 'stress-db', state: 'hovering' })];
    const lines = proposalDetail(proposal, { unread, unstoppable, forbidden });
    for (let place = 0; place < PLACES; place += 1) {
      const [line, ...more] = lines.filter((one) => one.includes(accountAt(place)));
      assert.ok(line !== undefined && more.length === 0, accountAt(place));
      assert.ok(line.includes(`${profileAt(place)} (${accountAt(place)}): 2`), line);
      assert.equal(line.includes('PRODUCTION'), place % 4 === 0, line);
    }
    const whole = lines.join('\n');
    assert.match(whole, /silent \(eu-west-1\)/);
    assert.match(whole, /⚠ In progress, but can’t be stopped in this state: stress-db \(hovering\)/);
    assert.match(whole, /setting forbids is left out: locked \(us-east-1\)/);
    assert.equal(proposalQuestion(proposal), 'Emergency Stop: Stop 40 FIS experiments in 20 accounts?');
    assert.equal(proposalVerb(proposal), 'Stop 40');
  });

  it('says what warns before what informs, whichever part it is about, and first where nothing could be read', () => {
    const about = (finding: Finding) => ({
      ...stop,
      groups: stop.groups.map((group) => ({
        ...group,
        targets: group.targets.map((target) => ({ ...target, findings: [finding] })),
      })),
    });
    const info = about({ severity: 'info', type: 'preview-run' });
    const warns = about({ severity: 'warn', type: 'other-accounts', count: 2 });
    for (const plans of [
      [info, warns],
      [warns, info],
    ]) {
      const around = { unread: [{ profile: 'silent', region: 'eu-west-1' }], forbidden: [] };
      const lines = proposalDetail({ reach: 'emergency', plans }, around);
      const at = (words: RegExp) => lines.findIndex((line) => words.test(line));
      assert.ok(at(/silent/) < at(/other accounts/i), lines.join('\n'));
      assert.ok(at(/other accounts/i) < at(/preview run/i), lines.join('\n'));
      assert.ok(at(/silent/) >= 0);
    }
  });

  it('names every place whose safety lever can’t be read, in lines that aren’t cut, as long as they fit', () => {
    const few = [planOf({ type: 'stop-experiment' }, 1), planOf({ type: 'engage-lever', reason: 'incident 4711' }, 1)];
    for (const count of [1, 10, 24]) {
      const leverUnread = Array.from({ length: count }, (_, place) => ({ profile: `p${place}`, region: 'eu-west-1' }));
      const around = { unread: [], forbidden: [], leverUnread };
      const lines = proposalDetail({ reach: 'emergency', plans: few }, around);
      const about = lines.filter((line) => line.startsWith('⚠ Safety levers that can’t be read are left out: '));
      assert.equal(about.length, Math.ceil(count / 10));
      for (const { profile } of leverUnread) assert.ok(about.join().includes(`${profile} (eu-west-1)`), profile);
    }
    const without = proposalDetail({ reach: 'emergency', plans: [stop] }, { unread: [], forbidden: [] });
    assert.ok(without.every((line) => !/can’t be read/.test(line)));
  });

  it('tells what was selected with it and no plan can hold', () => {
    const proposal = { reach: 'selected', plans: [stop, engage] } as const;
    const lines = proposalDetail(proposal, {
      unread: [],
      forbidden: [],
      besides: [{ words: 'web is left out.', inFull: '' }],
    });
    assert.deepEqual(lines.slice(-2), ['', 'web is left out.']);
  });

  it('names every safety lever that was ticked, with its place', () => {
    const proposal = { reach: 'emergency', plans: [stop, engage] } as const;
    const lines = proposalDetail(proposal, { unread: [], forbidden: [] });
    for (let place = 0; place < PLACES; place += 1) {
      const isOfPlace = new RegExp(`safety lever\\b.*\\b${profileAt(place)}\\b`, 'i');
      const named = lines.filter((line) => isOfPlace.test(line));
      assert.equal(named.length, 1, profileAt(place));
      assert.match(lines.find((line) => line.includes(accountAt(place))) ?? '', /: 3$/);
    }
    assert.match(proposalQuestion(proposal), /Stop 40 FIS experiments · Engage 20 FIS safety levers in 20 accounts\?$/);
  });
});

describe('the rows of what an emergency stop doesn’t reach', () => {
  const nothing = { forbidden: [], unread: [], unstoppable: [], leverUnread: [], leverForbidden: [] };

  it('say what a setting forbids there: to stop experiments, to engage the safety lever, or both', () => {
    const [both, one, lever] = ['both', 'one', 'lever'].map((profile) => ({ profile, region: 'eu-west-1' }));
    assert.ok(both && one && lever);
    const rows = unreachedRows({
      ...nothing,
      forbidden: [
        { scope: both, active: undefined, setting: 'halt.readOnly' },
        { scope: one, active: 2, setting: 'halt.allowedRegions' },
      ],
      leverForbidden: [
        { scope: both, setting: 'halt.readOnly' },
        { scope: lever, setting: 'halt.places' },
      ],
    });
    assert.deepEqual(
      rows.map(({ label, description, detail, ref }) => [label, description, detail, ref]),
      [
        [
          'both (eu-west-1)',
          'what is active isn’t known · a setting forbids engaging the safety lever here',
          'halt.readOnly forbids changes in both (eu-west-1).',
          undefined,
        ],
        [
          'one (eu-west-1)',
          'active experiments: 2',
          'halt.allowedRegions forbids changes in one (eu-west-1).',
          undefined,
        ],
        [
          'lever (eu-west-1)',
          'a setting forbids engaging the safety lever here',
          'halt.places doesn’t allow every change in lever (eu-west-1).',
          undefined,
        ],
      ],
    );
    assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
  });

  it('name what is stopping already, and can’t be ticked', () => {
    const scope = { profile: 'dev', region: 'eu-west-1' };
    const rows = stoppingRows([experimentLike({ scope, id: 'EXP1', name: 'stress-db', state: 'stopping' })]);
    assert.deepEqual(
      rows.map(({ label, description, ref }) => [label, description, ref]),
      [['stress-db', 'stopping · dev (eu-west-1)', undefined]],
    );
  });

  it('name what is in progress in a state in which it can’t be stopped, and can’t be ticked', () => {
    const scope = { profile: 'dev', region: 'eu-west-1' };
    for (const state of ['hovering', 'unknown']) {
      const [row, ...more] = unreachedRows({
        ...nothing,
        unstoppable: [experimentLike({ scope, id: 'EXP1', name: 'stress-db', state })],
      });
      assert.equal(more.length, 0);
      assert.equal(row?.label, 'stress-db');
      assert.equal(row?.description, `${state} · can’t be stopped in this state · dev (eu-west-1)`);
      assert.equal(row?.ref, undefined);
    }
  });
});

describe('the seat of a list', () => {
  const never = (): never => assert.fail('nothing is planned here');
  const flowOn = (onePrompt: StopFlowParts['onePrompt']) =>
    createStopFlow({
      stopping: { plan: never, propose: never } as unknown as Stopping,
      plans: { show: never, leave: never, update: never, sending: never, sent: never, sourceOf: () => undefined },
      showResult: never,
      chosen: never,
      isProduction: never,
      info: () => undefined,
      signIn: never,
      clock: heldTime(),
      onePrompt,
      accounts: { asking: never, learn: never, shown: never },
      onError: never,
    });
  const asked = {
    by: { kind: 'agent' },
    signal: new AbortController().signal,
    isTooOld: () => false,
  } as unknown as Parameters<ReturnType<typeof flowOn>['ask']>[2];

  it('is held from its first row on: nobody else has a prompt meanwhile, and everybody afterwards', async () => {
    const onePrompt = createOnePrompt(heldTime());
    const flow = flowOn(onePrompt);
    let leave = () => {};
    const listed = flow.startAll(
      'emergency',
      () =>
        new Promise((resolve) => {
          leave = () => resolve(undefined);
        }),
    );
    assert.equal(onePrompt.isTaken(), true);
    assert.deepEqual(await flow.ask([], { type: 'stop' }, asked), { type: 'busy' });
    leave();
    await listed;
    assert.equal(onePrompt.isTaken(), false);
  });

  it('passes to another stop that the person begins: the list is told to close, and nothing of it is planned', async () => {
    const onePrompt = createOnePrompt(heldTime());
    const flow = flowOn(onePrompt);
    const heard: string[] = [];
    const first = flow.startAll(
      'emergency',
      (signal) =>
        new Promise((resolve) => {
          // A list that gives an answer all the same, as one that was accepted in the same moment.
          signal.addEventListener('abort', () => {
            heard.push(String(signal.reason));
            resolve({ wants: [], around: { unread: [], forbidden: [] }, steps: 0 });
          });
        }),
    );
    await flow.startAll('matching', () => Promise.resolve(undefined));
    await first;
    assert.deepEqual(heard, ['superseded']);
    assert.equal(onePrompt.isTaken(), false);
  });

  it('shows the list again where the settings forbid something else by then', async () => {
    const lists = [{ wants: [], around: { unread: [], forbidden: [] }, steps: 0, isOutdated: () => true }, undefined];
    let times = 0;
    await flowOn(createOnePrompt(heldTime())).startAll('emergency', () => Promise.resolve(lists[times++]));
    assert.equal(times, 2);
  });

  it('is given back when the list fails', async () => {
    const onePrompt = createOnePrompt(heldTime());
    await assert.rejects(
      flowOn(onePrompt).startAll('emergency', () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal(onePrompt.isTaken(), false);
  });
});

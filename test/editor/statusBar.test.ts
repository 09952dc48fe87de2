import assert from 'node:assert/strict';
import { createInventory } from '../../src/inventory/inventory.ts';
import type { Lack } from '../../src/inventory/lack.ts';
import { createRunningTotals } from '../../src/inventory/runningTotals.ts';
import { experimentsCount, statusBarWords, stopsCount } from '../../src/ui/statusBar.ts';
import { clockTime } from '../../src/ui/words/times.ts';
import type { Identity } from '../../src/model/identity.ts';
import { type Operation, operationTypes } from '../../src/model/operation.ts';
import type { Tracked } from '../../src/stopping/follow/followed.ts';
import { createEmitter } from '../../src/base/event.ts';
import { experiment, failure, identityOf, lever, scope } from '../stages/fakes.ts';
import { openGuards } from '../stages/guards.ts';

const fails = (error: unknown): never => {
  throw error;
};

const noAccounts = { of: () => undefined, failure: () => undefined, onDidChange: () => () => {} };

describe('the count of what was asked for in the status bar', () => {
  const shown = (types: readonly Operation['type'][], unread = 0, logLack?: Lack) => {
    const following = types.map((type, at): Tracked => ({
      ...{ id: `${at}`, run: 'r', name: 'x', requestedAt: at, operation: { type } as Operation },
      ref: { kind: 'instance', scope, id: `i-${at}` },
    }));
    const follow = {
      ...{ following: () => following, unread: () => following.slice(0, unread) },
      logLack: () => logLack,
    };
    return stopsCount(follow).flatMap(({ text, spoken }) => [text, ...spoken]);
  };

  it('is of stops where they are stops, and else of changes', () => {
    const isStop: Readonly<Record<Operation['type'], boolean>> = {
      ...{ stop: true, hibernate: true, 'force-stop': true, 'skip-os-shutdown': true, start: false },
      ...{ 'roll-back': true, abort: true, continue: false, 'stop-experiment': true },
      ...{ 'engage-lever': true, 'disengage-lever': false },
    };
    assert.deepEqual(shown([]), []);
    for (const type of operationTypes) {
      const one = isStop[type] ? '1 stop is under way' : '1 change is under way';
      assert.deepEqual(shown([type]), ['$(stop-circle) 1', one], type);
      const two = isStop[type] ? ['2 stops are under way'] : ['1 stop is under way', '1 change is under way'];
      assert.deepEqual(shown([type, 'stop']), ['$(stop-circle) 2', ...two], type);
    }
    const answered = (action: 'CONTINUE' | 'ROLLBACK') => {
      const operation: Operation = { type: 'continue', action };
      const one: Tracked = {
        ...{ id: '1', run: 'r', name: 'x', requestedAt: 1, operation },
        ref: { kind: 'deployment', scope, id: 'arn:deployment/1' },
      };
      return stopsCount({ following: () => [one], unread: () => [], logLack: () => undefined }).flatMap(
        ({ spoken }) => spoken,
      );
    };
    assert.deepEqual(answered('CONTINUE'), ['1 change is under way']);
    assert.deepEqual(answered('ROLLBACK'), ['1 stop is under way']);
    const many = ['stop', 'start', 'continue', 'roll-back', 'disengage-lever'] as const;
    assert.deepEqual(shown(many), ['$(stop-circle) 5', '2 stops are under way', '3 changes are under way']);
  });

  it('says of each that it may be more, where some can’t be read', () => {
    const [text, ...spoken] = shown(['stop', 'start'], 1);
    assert.equal(text, '$(stop-circle) 2?');
    assert.equal(spoken.length, 2);
    for (const one of spoken) assert.match(one, /is under way \(.+\)$/);
  });

  it('says so as well where the audit log can’t be read, or hasn’t been read yet, also of none', () => {
    for (const [types, count, ...kinds] of [
      [[], '0?', '0 stops are under way'],
      [['stop'], '1?', '1 stop is under way'],
      [['start'], '1?', '1 change is under way'],
    ] as const) {
      for (const [lack, words] of [
        ['unread', 'not everything could be read'],
        ['loading', 'still reading'],
      ] as const) {
        const why = kinds.map((kind) => `${kind} (${words})`);
        assert.deepEqual(shown(types, 0, lack), [`$(stop-circle) ${count}`, ...why]);
      }
    }
  });
});

describe('the tooltip of the status bar', () => {
  it('says since when AWS owes an answer of what is counted, also where it was read before and is asked for anew', () => {
    const ASKED = Date.UTC(2026, 10, 28, 12, 4);
    const inventory = createInventory(fails);
    const totals = createRunningTotals(inventory, noAccounts);
    totals.choose([scope]);
    const words = () =>
      statusBarWords(
        {
          ...{ inventory, accounts: noAccounts, guards: openGuards, quietUntil: () => undefined },
          counts: () => new Set(['experiments', 'deployments', 'stops'] as const),
          follow: { following: () => [], unread: () => [], logLack: () => undefined },
        },
        totals,
      );
    const waits = `No answer from AWS yet, waiting since ${clockTime(ASKED)}: ${scope.profile} (${scope.region})`;
    for (const kind of ['experiment', 'service'] as const) {
      inventory.apply({ type: 'begin', scope, kind });
      inventory.apply({ type: 'unanswered', scope, kind, asked: ASKED });
    }
    assert.equal(words().tooltip.split('\n').at(-1), waits);
    assert.match(words().text, /\?/);
    for (const kind of ['experiment', 'service', 'lever'] as const)
      inventory.apply({ type: 'end', scope, kind, since: 1, seen: new Set(), gaps: [] });
    assert.doesNotMatch(words().tooltip, /No answer/);
    inventory.apply({ type: 'begin', scope, kind: 'experiment' });
    inventory.apply({ type: 'unanswered', scope, kind: 'experiment', asked: ASKED });
    assert.equal(words().tooltip.split('\n').at(-1), waits);
    assert.doesNotMatch(words().text, /\?/);
    totals.dispose();
  });
});

describe('the count of experiments in the status bar', () => {
  it('can’t tell where anything of it could not be read: the experiments, or a safety lever alone', () => {
    const inventory = createInventory(fails);
    const totals = createRunningTotals(inventory, noAccounts);
    totals.choose([scope]);
    const list = (resource: ReturnType<typeof experiment> | ReturnType<typeof lever>) => {
      const of = { scope, kind: resource.kind, since: 1 };
      inventory.apply({ type: 'page', ...of, resources: [resource] });
      inventory.apply({ type: 'end', ...of, seen: new Set([resource.id]), gaps: [] });
    };
    const fail = (kind: 'experiment' | 'lever') =>
      inventory.apply({ type: 'fail', scope, kind, failure: failure('denied') });
    const shown = () => {
      const { text, spoken } = experimentsCount({ guards: openGuards, inventory, accounts: noAccounts }, totals);
      return [text, spoken.join('; ')];
    };
    list(experiment({ state: 'running' }));
    // A lever that nobody has read yet may be engaged.
    assert.deepEqual(shown(), ['$(beaker) 1?', '1 FIS experiment is active (still reading)']);
    list(lever());
    const known = ['$(beaker) 1', '1 FIS experiment is active'];
    assert.deepEqual(shown(), known);
    for (const kind of ['lever', 'experiment'] as const) {
      fail(kind);
      const [text, spoken = ''] = shown();
      assert.equal(text, '$(beaker) 1?', kind);
      assert.match(spoken, /^1 FIS experiment is active \(.+\)$/, kind);
      list(kind === 'lever' ? lever() : experiment({ state: 'running' }));
      assert.deepEqual(shown(), known, kind);
    }
  });

  it('says as of when a safety lever was engaged that can’t be read any more, apart from those that can (11.11)', () => {
    const inventory = createInventory(fails);
    const totals = createRunningTotals(inventory, noAccounts);
    const places = ['eu-west-1', 'us-east-1'].map((region) => ({ ...scope, region }));
    totals.choose(places);
    const shownAsOf = Date.UTC(2026, 0, 15, 12, 4);
    for (const place of places) {
      for (const one of [experiment({ scope: place, state: 'completed' }), lever({ scope: place, state: 'engaged' })]) {
        const of = { scope: place, kind: one.kind, since: 1 };
        inventory.apply({ type: 'page', ...of, resources: [one] });
        inventory.apply({ type: 'end', ...of, seen: new Set([one.id]), gaps: [], shownAsOf });
      }
    }
    const spoken = () =>
      experimentsCount({ guards: openGuards, inventory, accounts: noAccounts }, totals).spoken.slice(1);
    const [west, east] = places.map(({ profile, region }) => `${profile} (${region})`);
    assert.deepEqual(spoken(), [`the safety lever is engaged in ${west}, ${east}`]);
    inventory.apply({ type: 'fail', scope: places[0] ?? scope, kind: 'lever', failure: failure('denied') });
    assert.deepEqual(spoken(), [
      `the safety lever is engaged in ${west} (as of ${clockTime(shownAsOf)})`,
      `the safety lever is engaged in ${east}`,
    ]);
  });

  it('counts once what two profiles of one account see, and says where each safety lever is engaged', () => {
    const places = (['admin', 'ro', 'other'] as const).flatMap((profile) =>
      ['eu-west-1', 'us-east-1'].map((region) => ({ profile, region })),
    );
    const accounts = { admin: '111122223333', ro: '111122223333', other: '444455556666' };
    const known = new Map<string, Identity>();
    const changes = createEmitter<readonly string[]>(fails);
    const inventory = createInventory(fails);
    const totals = createRunningTotals(inventory, {
      of: (profile) => known.get(profile),
      failure: () => undefined,
      onDidChange: changes.event,
    });
    totals.choose(places);
    for (const place of places) {
      const engaged = lever({ scope: place, state: place.region === 'eu-west-1' ? 'engaged' : 'disengaged' });
      for (const one of [experiment({ scope: place, id: `EXP-${place.region}`, state: 'running' }), engaged]) {
        const of = { scope: place, kind: one.kind, since: 1 };
        inventory.apply({ type: 'page', ...of, resources: [one] });
        inventory.apply({ type: 'end', ...of, seen: new Set([one.id]), gaps: [] });
      }
    }
    const shown = () => {
      const { text, spoken, lines } = experimentsCount({ guards: openGuards, inventory, accounts: noAccounts }, totals);
      return [text, spoken.join('; '), lines.length];
    };
    assert.deepEqual(shown(), [
      '$(workspace-untrusted) lever engaged · $(beaker) 6',
      '6 FIS experiments are active; the safety lever is engaged in admin (eu-west-1), ro (eu-west-1), other (eu-west-1)',
      6,
    ]);
    for (const [profile, account] of Object.entries(accounts)) {
      known.set(profile, identityOf(profile, account));
      changes.fire([profile]);
    }
    assert.deepEqual(shown(), [
      '$(workspace-untrusted) lever engaged · $(beaker) 4',
      '4 FIS experiments are active; the safety lever is engaged in admin (eu-west-1), other (eu-west-1)',
      4,
    ]);
    // Whichever of the profiles that see it a setting marks.
    for (const marked of ['admin', 'ro', 'other'])
      for (const mark of ['production', 'unread'] as const) {
        const productionMark = ({ profile }: { readonly profile: string }) => (profile === marked ? mark : undefined);
        const { lines } = experimentsCount({ guards: { productionMark }, inventory, accounts: noAccounts }, totals);
        const told = lines.filter((line) => line.includes('production'));
        const profile = marked === 'other' ? marked : 'admin';
        assert.deepEqual(
          [
            told.length,
            told.every((line) => / · (?:may be )?production · (\S+) \(\w+-\w+-1\)/.exec(line)?.[1] === profile),
          ],
          [2, true],
          marked,
        );
      }
  });

  it('takes for production what could be it: of an experiment, some tags could not be read', () => {
    const inventory = createInventory(fails);
    const totals = createRunningTotals(inventory, noAccounts);
    totals.choose([scope]);
    const of = { scope, kind: 'experiment', since: 1 } as const;
    const running = [
      experiment({ id: 'EXP1', state: 'running', tagsUnread: true }),
      experiment({ id: 'EXP2', state: 'running' }),
    ];
    inventory.apply({ type: 'page', ...of, resources: running });
    inventory.apply({ type: 'end', ...of, seen: new Set(['EXP1', 'EXP2']), gaps: [] });
    const guards = {
      productionMark: (_: unknown, held?: { readonly tagsUnread: boolean }) =>
        held?.tagsUnread === true ? ('unread' as const) : undefined,
    };
    const marked = () =>
      experimentsCount({ guards, inventory, accounts: noAccounts }, totals).lines.map((line) => [
        line.includes('may be production'),
        /as of|never read/.test(line),
      ]);
    assert.deepEqual(marked(), [
      [true, false],
      [false, false],
    ]);
    // What can't be read any more may have been tagged since.
    inventory.apply({ type: 'fail', scope, kind: 'experiment', failure: failure('denied') });
    assert.deepEqual(marked(), [
      [true, true],
      [true, true],
    ]);
  });
});

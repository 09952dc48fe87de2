import assert from 'node:assert/strict';
import type { Scope } from '../../src/model/scope.ts';
import { createInventory } from '../../src/inventory/inventory.ts';
import { buttonsOf, commandOf, rowsOfRunning } from '../../src/ui/commands/running/runningExperiments.ts';
import {
  createRunningList,
  leverItem,
  placeholderOf,
  unknownItems,
  unknownLevers,
  unknownPlaces,
  whatRuns,
} from '../../src/ui/commands/running/runningList.ts';
import { clockTime } from '../../src/ui/words/times.ts';
import { experiment, failure, identityOf, refTo, scope as place } from '../stages/fakes.ts';
import { leverLike } from '../stages/resources.ts';
import { openGuards, shutWhere } from '../stages/guards.ts';

describe('Enter in the list behind the status bar', () => {
  it('asks about the safety lever of the row, whichever others are engaged', () => {
    for (const region of ['eu-west-1', 'us-east-1']) {
      const lever = leverLike({ scope: { profile: 'staging', region }, state: 'engaged' });
      const row = leverItem({ guards: openGuards }, lever);
      const { kind, scope, id } = lever;
      assert.deepEqual(commandOf(row), ['halt.disengageSafetyLever', { kind, scope, id }]);
    }
  });

  it('asks about it through a profile that may disengage it, not through one of the account that may only engage', () => {
    const scopes = ['one', 'other'].map((profile) => ({ profile, region: 'eu-west-1' }));
    const parts = {
      inventory: {
        list: (scope: Scope, kind: string) => (kind === 'lever' ? [leverLike({ scope, state: 'engaged' })] : []),
      },
      accounts: { of: (profile: string) => identityOf(profile) },
      scopes: { all: () => scopes },
      follow: { mark: () => undefined, following: () => [] },
    };
    for (const may of ['one', 'other']) {
      const guards = shutWhere(({ profile }, type) => type === 'disengage-lever' && profile !== may);
      const [sights] = whatRuns({ ...parts, guards } as never).engaged;
      assert.ok(sights);
      const { command, about } = leverItem({ guards }, ...sights);
      assert.equal(command, 'halt.disengageSafetyLever');
      assert.deepEqual(about, { kind: 'lever', scope: { profile: may, region: 'eu-west-1' }, id: 'default' });
    }
  });

  it('is below words that say of how many places the safety lever can’t be read', () => {
    const all = { scopes: 3, loading: 0, offersStop: true };
    const words = (unread: number, hiddenLevers: number, isIdle = true, loadingLevers = 0) =>
      placeholderOf({ ...all, unread, hiddenLevers, loadingLevers, isIdle });
    assert.equal(words(0, 0), 'No experiment is active');
    assert.equal(words(0, 1), 'No experiment is active · 1 safety lever can’t be read: it may be engaged');
    assert.match(words(0, 2, false), /^Enter shows one; .* · 2 safety levers can’t be read: they may be engaged$/);
    assert.match(words(1, 3), /^1 of 3 places could not be read: more may be running · 3 safety levers/);
    assert.equal(words(3, 0), 'No place could be read, so it isn’t known what runs');
    assert.equal(words(0, 0, true, 1), 'No experiment is active · 1 safety lever isn’t read yet: it may be engaged');
    assert.match(words(0, 1, true, 2), /1 safety lever can’t be read: .* · 2 safety levers aren’t read yet: they may/);
  });

  it('says nothing of what runs where no place is chosen', () => {
    const none = { scopes: 0, unread: 0, loading: 0, offersStop: false, hiddenLevers: 0, loadingLevers: 0 };
    for (const isIdle of [true, false])
      assert.equal(placeholderOf({ ...none, isIdle }), 'No profile and region is chosen, so it isn’t known what runs');
  });

  it('takes a safety lever for known only where it was read, and lately', () => {
    const asOf = 1;
    const gap = failure('denied');
    const signedOut = failure('signin-expired');
    for (const [status, hiddenLevers, loadingLevers, own] of [
      [{ loading: true, gaps: [] }, 1, 0, signedOut],
      [{ loading: true, gaps: [], asOf }, 1, 0, signedOut],
      [{ loading: true, gaps: [] }, 0, 1],
      [{ loading: false, gaps: [] }, 0, 1],
      [{ loading: false, gaps: [], failure: gap }, 1, 0],
      [{ loading: false, gaps: [], asOf, failure: gap }, 1, 0],
      [{ loading: false, gaps: [gap], asOf }, 1, 0],
      [{ loading: false, gaps: [], asOf }, 0, 0],
      [{ loading: true, gaps: [], asOf }, 0, 0],
    ] as const) {
      const accounts = { failure: () => own };
      const parts = { inventory: { status: () => status }, accounts, scopes: { all: () => [place] } };
      assert.deepEqual(unknownLevers(parts as never), { hiddenLevers, loadingLevers }, JSON.stringify(status));
    }
  });

  it('takes a place for unreadable only where something failed, and until it is read for not read yet', () => {
    const gap = failure('denied');
    const loading = { loading: true, gaps: [] };
    for (const [status, own, expected, said] of [
      [loading, undefined, { unread: 0, loading: 2 }, '2 of 2 places not read yet: more may be running'],
      [loading, failure('timeout'), { unread: 2, loading: 0 }, 'No place could be read, so it isn’t known what runs'],
      [{ ...loading, failure: gap }, undefined, { unread: 2, loading: 0 }, /^No place could be read/],
      [{ loading: false, gaps: [gap], asOf: 1 }, undefined, { unread: 2, loading: 0 }, /^No place could be read/],
      [{ loading: true, gaps: [], asOf: 1 }, undefined, { unread: 0, loading: 0 }, 'No experiment is active'],
    ] as const) {
      const parts = {
        inventory: { status: () => status },
        accounts: { failure: () => own },
        scopes: { all: () => [place, { ...place, region: 'us-east-1' }] },
      };
      const places = unknownPlaces(parts);
      assert.deepEqual(places, expected);
      const levers = { hiddenLevers: 0, loadingLevers: 0 };
      const words = placeholderOf({ scopes: 2, ...places, ...levers, isIdle: true, offersStop: false });
      assert.match(words, said instanceof RegExp ? said : new RegExp(`^${said}$`));
    }
  });

  it('offers a stop only where none is forbidden and AWS takes one, and else the setting that forbids it', () => {
    const inventory = createInventory((error) => {
      throw error;
    });
    const there = (region: string) => ({ profile: 'staging', region });
    const scopes = ['open-1', 'shut-1'].map(there);
    let isShut = (region: string): boolean => region === 'shut-1';
    const list = createRunningList({
      ...{ inventory, guards: shutWhere(({ region }) => isShut(region)), waitingForSignIn: () => [] },
      scopes: { all: () => scopes },
      accounts: { of: () => undefined, failure: () => undefined, onDidChange: () => () => {} },
      follow: { mark: () => undefined, following: () => [] },
    });
    for (const scope of scopes) {
      const drills = ['running', 'initiating', 'hibernating', 'stopping'].map((state, at) =>
        experiment({ scope, id: `EXP${String(at)}`, state }),
      );
      for (const resources of [drills, [leverLike({ scope, state: 'engaged' })]]) {
        const of = { scope, kind: resources[0]?.kind ?? assert.fail(), since: 1 };
        inventory.apply({ type: 'page', ...of, resources });
        inventory.apply({ type: 'end', ...of, seen: new Set(resources.map(({ id }) => id)), gaps: [] });
      }
    }
    const drawn = () =>
      rowsOfRunning(list.now()).map((item) => ({
        ...{ label: item.label, key: item.key, says: /halt\.readOnly forbids changes in/.test(String(item.detail)) },
        does: commandOf(item)?.[0],
        deeds: buttonsOf(item).map(({ deed, tooltip }) => (deed === 'open-setting' ? tooltip : deed)),
      }));
    const setting = 'Open Setting: halt.readOnly';
    const openPlace = { says: false, does: 'halt.showDetails' };
    const shutPlace = { says: true, does: 'halt.showDetails', deeds: ['show', setting] };
    const about = (of: 'lever' | 'EXP' | 'stop all') =>
      drawn()
        .filter(({ key }) => key.includes(of))
        .map(({ label: _, key: __, ...rest }) => rest);
    assert.deepEqual(about('lever'), [
      { says: false, does: 'halt.disengageSafetyLever', deeds: [] },
      { says: true, does: 'halt.showForbidden', deeds: [setting] },
    ]);
    assert.deepEqual(about('EXP'), [
      { ...openPlace, deeds: ['show', 'stop'] },
      { ...openPlace, deeds: ['show', 'stop'] },
      // Neither of one in a state that AWS added later nor of one that is stopping already.
      { ...openPlace, deeds: ['show'] },
      { ...openPlace, deeds: ['show'] },
      ...[shutPlace, shutPlace, shutPlace, shutPlace],
    ]);
    // A place is written as in the lists of what can be stopped.
    const placed = rowsOfRunning(list.now()).filter(({ key }) => /lever|EXP0/.test(key));
    assert.deepEqual(
      placed.map(({ key, description, detail }) => (key.includes('EXP') ? detail : description)?.split(' · ')[0]),
      ['staging (open-1)', 'staging (shut-1)', 'staging (open-1)', 'staging (shut-1)'],
    );
    assert.equal(drawn().at(-1)?.label, 'Stop 2 of 8…');
    const { running, engaged } = list.now();
    const open = running.filter(({ mayStop }) => mayStop === true);
    assert.equal(rowsOfRunning({ engaged, running: open }).at(-1)?.label, 'Stop all 2…');
    assert.match(list.now().placeholder, /show or stop/);
    isShut = () => true;
    assert.deepEqual(about('stop all'), []);
    assert.equal(list.now().placeholder, 'Enter shows one');
  });

  it('shows an experiment, and does of everything else what the row says', () => {
    const ref = refTo(experiment());
    assert.deepEqual(commandOf({ ref }), ['halt.showDetails', ref]);
    assert.deepEqual(commandOf({ command: 'halt.stopAllExperiments' }), ['halt.stopAllExperiments']);
    assert.equal(commandOf({}), undefined);
  });

  it('says what isn’t known in a row, whole, that leads to what can be done about it', () => {
    const all = {
      scopes: 3,
      unread: 0,
      loading: 0,
      hiddenLevers: 0,
      loadingLevers: 0,
      isIdle: false,
      offersStop: true,
    };
    const [nothing, levers] = [
      'No place could be read, so it isn’t known what runs',
      '3 safety levers can’t be read: they may be engaged',
    ];
    const some = '1 of 3 places could not be read: more may be running';
    const nowhere = 'No profile and region is chosen, so it isn’t known what runs';
    for (const [of, needsSignIn, row, command] of [
      [all, false, undefined, undefined],
      // Read for the first time: nothing has failed.
      [{ ...all, loading: 3, loadingLevers: 3 }, false, undefined, undefined],
      [{ ...all, unread: 3, hiddenLevers: 3 }, false, [nothing, levers], 'halt.retry'],
      [{ ...all, unread: 3, hiddenLevers: 3 }, true, [nothing, levers], 'halt.signIn'],
      [{ ...all, unread: 1 }, false, [some, undefined], 'halt.retry'],
      [{ ...all, hiddenLevers: 3 }, false, [levers, undefined], 'halt.retry'],
      [{ ...all, scopes: 0, isIdle: true }, true, [nowhere, undefined], 'halt.selectProfiles'],
    ] as const) {
      const [item, ...more] = unknownItems(of, needsSignIn);
      assert.deepEqual([item && [item.label, item.detail], more.length], [row, 0], JSON.stringify(of));
      assert.equal(item && commandOf(item)?.[0], command);
      assert.equal((item?.iconPath?.id ?? 'warning') === 'warning', true);
    }
  });

  it('has rows that say as of when they were so, once their place can’t be read any more', () => {
    const AT = Date.UTC(2026, 10, 28, 9, 41);
    const inventory = createInventory((error) => {
      throw error;
    });
    const list = createRunningList({
      ...{ inventory, guards: openGuards, scopes: { all: () => [place] }, waitingForSignIn: () => [] },
      accounts: { of: () => undefined, failure: () => undefined, onDidChange: () => () => {} },
      follow: { mark: () => undefined, following: () => [] },
    });
    const [drill, engaged] = [experiment({ state: 'running' }), leverLike({ scope: place, state: 'engaged' })];
    const read = () => {
      for (const one of [drill, engaged]) {
        const of = { scope: place, kind: one.kind, since: 1 };
        inventory.apply({ type: 'page', ...of, resources: [one] });
        inventory.apply({ type: 'end', ...of, seen: new Set([one.id]), gaps: [], shownAsOf: AT });
      }
    };
    const said = () => [...list.now().running, ...list.now().engaged].map(({ description }) => String(description));
    const isOld = () => said().map((words) => words.endsWith(` · as of ${clockTime(AT)}`));
    read();
    assert.deepEqual([isOld(), list.now().unknown.length], [[false, false], 0], said().join());
    for (const { kind } of [drill, engaged])
      inventory.apply({ type: 'fail', scope: place, kind, failure: failure('denied') });
    assert.deepEqual([isOld(), list.now().unknown.length], [[true, true], 1], said().join());
    read();
    assert.deepEqual([isOld(), list.now().unknown.length], [[false, false], 0], said().join());
  });
});

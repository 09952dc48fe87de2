import assert from 'node:assert/strict';
import { nobodys } from '../../../src/model/sight.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { OutOfSight, Watched } from '../../../src/news/watches.ts';
import { endsWords, lossMessages, otherAccounts, tellWatches } from '../../../src/ui/news/tellWatches.ts';
import { ofAws } from '../../stages/accounts.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { failure, flush, heldTime } from '../../stages/fakes.ts';
import { createEmitter } from '../../../src/base/event.ts';
import { nothingIsAmbiguous, nothingIsProduction } from '../../stages/nothingSpecial.ts';

const scope = { profile: 'shop', region: 'eu-west-1' };
const names = { instance: 'web-1', experiment: 'load-7', deployment: 'checkout', lever: 'Safety lever' } as const;
const ended = (kind: keyof typeof names, state: string): Watched => ({
  watch: { ref: { kind, scope, id: kind }, account: '111122223333', name: names[kind], from: 'running' },
  end: { type: 'final', state },
});

describe('the message of what was watched and has ended', () => {
  it('calls a safety lever alike at the start of the sentence and within it', () => {
    const [lever, web, load] = [
      ended('lever', 'disengaged'),
      ended('instance', 'stopped'),
      ended('experiment', 'completed'),
    ];
    assert.equal(
      endsWords([lever], nothingIsAmbiguous, nothingIsProduction),
      'FIS safety lever in shop (eu-west-1): disengaged.',
    );
    assert.equal(
      endsWords([web, lever], nothingIsAmbiguous, nothingIsProduction),
      'web-1 in shop (eu-west-1): stopped; FIS safety lever in shop (eu-west-1): disengaged.',
    );
    assert.doesNotMatch(endsWords([load, web, lever], nothingIsAmbiguous, nothingIsProduction), /; Safety/);
  });

  it('names what is in production first, whatever ended with it, and the more of the rest before', () => {
    const prod = (kind: 'instance' | 'experiment', name: string, state: string): Watched => ({
      watch: { ...ended(kind, '').watch, ref: { kind, scope: { ...scope, profile: 'prod' }, id: name }, name },
      end: { type: 'final', state },
    });
    const all = [
      ended('experiment', 'completed'),
      ended('experiment', 'completed'),
      prod('instance', 'pay-1', 'stopped'),
    ];
    const rest = 'load-7 and load-7 in shop (eu-west-1): completed';
    assert.equal(
      endsWords(all, nothingIsAmbiguous, (ref) => ref.scope.profile === 'prod'),
      `pay-1 in prod (eu-west-1): stopped; ${rest}.`,
    );
    assert.equal(
      endsWords(all, nothingIsAmbiguous, nothingIsProduction),
      `${rest}; pay-1 in prod (eu-west-1): stopped.`,
    );
    // A tag can mark one of several in one place.
    const several = ['a', 'b', 'pay-9'].map((name) => prod('instance', name, 'stopped'));
    const isMarked = (ref: Watched['watch']['ref']) => 'id' in ref && ref.id === 'pay-9';
    assert.equal(endsWords(several, nothingIsAmbiguous, isMarked), 'pay-9 and 2 more in prod (eu-west-1): stopped.');
  });

  it('names together what ended alike in one place', () => {
    assert.match(
      endsWords(
        [ended('experiment', 'completed'), ended('experiment', 'completed'), ended('instance', 'stopped')],
        nothingIsAmbiguous,
        nothingIsProduction,
      ),
      /^load-7 and load-7 in shop \(eu-west-1\): completed; web-1 in shop \(eu-west-1\): stopped\.$/,
    );
  });

  it('names the account of each where a profile has led to several', () => {
    const [ours, other] = ['111122223333', '444455556666'];
    const watched = (account: string, end: Watched['end']): Watched => ({
      watch: { ...ended('instance', '').watch, account },
      end,
    });
    const stopped = { type: 'final', state: 'stopped' } as const;
    assert.equal(
      endsWords(
        [watched(ours, { type: 'other-account', account: other, last: 'running' })],
        nothingIsAmbiguous,
        nothingIsProduction,
      ),
      `web-1 in shop (eu-west-1, account ${ours}): the profile now leads to account ${other}, so Halt stopped watching.`,
    );
    const [one, two] = [watched(ours, stopped), watched(other, stopped)];
    const both = [`web-1 in shop (eu-west-1, account ${ours})`, `web-1 in shop (eu-west-1, account ${other})`];
    const alone = 'web-1 in shop (eu-west-1)';
    for (const [told, shown, left, expected] of [
      [[one, two], ours, [], both],
      [[one], undefined, [two.watch], both.slice(0, 1)],
      [[one], other, [], both.slice(0, 1)],
      [[one], ours, [one.watch], [alone]],
      [[one], undefined, [], [alone]],
    ] as const) {
      const which = otherAccounts(
        { shown: () => (shown === undefined ? nobodys : ofAws(shown)), all: () => left },
        told,
      );
      assert.equal(
        endsWords(told, which, nothingIsProduction),
        `${expected.map((name) => `${name}: stopped`).join('; ')}.`,
      );
      const lost = told.map(({ watch }): OutOfSight => ({ watch, failure: failure('throttled'), since: 0 }));
      assert.deepEqual(
        lossMessages(lost, which, nothingIsProduction).map(({ words }) => words.split(' hasn’t')[0]),
        expected,
      );
    }
  });
});

describe('the end of what was watched', () => {
  it('is told, and forgotten, once its message is shown: a window that closes before leaves it to the next', async () => {
    for (const closes of [false, true]) {
      const clock = heldTime();
      const ends = createEmitter<Watched>();
      const forgotten: string[] = [];
      const stop = tellWatches({
        ...{ shown: () => nobodys, all: () => [] },
        ...{ clock, onDidEnd: ends.event, onDidLoseSight: () => () => {}, show: () => Promise.resolve() },
        isProduction: () => false,
        forget: (watches) => forgotten.push(...watches.map(({ name }) => name)),
        onError: (error) => {
          throw error;
        },
      });
      for (const one of [ended('instance', 'stopped'), ended('experiment', 'failed')]) ends.fire(one);
      await clock.advance(1_000);
      assert.deepEqual(forgotten, []);
      if (closes) stop();
      await clock.advance(60_000);
      await flush();
      assert.deepEqual(forgotten, closes ? [] : ['web-1', 'load-7']);
      stop();
    }
  });
});

describe('the messages of what has got out of sight', () => {
  const NOON = new Date(2026, 10, 28, 12).getTime();
  const MINUTE = 60_000;
  const lost = (kind: keyof typeof names, why: Failure, minutes = 0): OutOfSight => ({
    watch: ended(kind, '').watch,
    failure: why,
    since: NOON + minutes * MINUTE,
  });
  const denied = (operation: string) => failure('denied', { operation });

  it('say of none why another one can’t be read', () => {
    for (const [first, second] of [
      [denied('ec2:DescribeInstances'), denied('fis:GetExperiment')],
      [denied('ecs:DescribeServices'), denied('ecs:DescribeServiceDeployments')],
      [failure('signin-expired'), failure('throttled')],
    ] as const) {
      const told = lossMessages(
        [lost('instance', first), lost('experiment', second)],
        nothingIsAmbiguous,
        nothingIsProduction,
      );
      assert.deepEqual(
        told.map(({ refs }) => refs.map(({ kind }) => kind)),
        [['instance'], ['experiment']],
      );
      assert.notEqual(told[0]?.words.replace('web-1', ''), told[1]?.words.replace('load-7', ''));
    }
  });

  it('name what is in production first', () => {
    const why = failure('signin-expired');
    const all = [lost('instance', why), lost('deployment', why), lost('experiment', why)];
    const [one] = lossMessages(all, nothingIsAmbiguous, ({ kind }) => kind === 'experiment');
    assert.match(one?.words ?? '', /^load-7 and 2 more in shop/);
  });

  it('are one for all that one reason took, since when none of them could be read', () => {
    const why = failure('signin-expired');
    const [one, ...more] = lossMessages(
      [lost('instance', why), lost('experiment', why, 1), lost('deployment', why)],
      nothingIsAmbiguous,
      nothingIsProduction,
    );
    assert.deepEqual(more, []);
    assert.match(one?.words ?? '', /^web-1 and 2 more in shop/);
    assert.ok(one?.words.includes(clockTime(NOON + MINUTE)) && !one.words.includes(clockTime(NOON)), one?.words);
  });
});

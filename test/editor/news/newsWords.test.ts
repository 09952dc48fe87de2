import assert from 'node:assert/strict';
import type { News } from '../../../src/news/news.ts';
import { newsWords } from '../../../src/ui/news/newsWords.ts';
import { timeoutsWords, timeoutWords } from '../../../src/ui/words/pauseHook.ts';
import { clockTime, duration } from '../../../src/ui/words/times.ts';
import { nothingIsProduction } from '../../stages/nothingSpecial.ts';

const scope = { profile: 'shop', region: 'eu-west-1' };
const started = (name: string, more: Partial<News> = {}): News => ({
  ...{ type: 'started', name, state: 'running', key: name, tags: [], tagsUnread: false },
  ref: { kind: 'experiment', scope, id: name },
  ...more,
});

describe('what happened', () => {
  it('is told with the time since when nobody could see it, apart from what happened just now', () => {
    const since = Date.now() - 10 * 3_600_000;
    const late = { notReadSince: since };
    assert.equal(newsWords([started('a')], nothingIsProduction), 'a started in shop (eu-west-1).');
    assert.equal(
      newsWords([started('a', late)], nothingIsProduction),
      `a started in shop (eu-west-1) · not read since ${clockTime(since)}.`,
    );
    assert.equal(
      newsWords([started('a', late), started('b'), started('c', late)], nothingIsProduction),
      `a and c started in shop (eu-west-1) · not read since ${clockTime(since)}; b started in shop (eu-west-1).`,
    );
  });

  it('speaks of a safety lever as the sentence needs it', () => {
    const lever = (type: 'engaged' | 'still-engaged', profile: string): News => ({
      ...started('default', { type, state: 'engaged', ...(type === 'still-engaged' && { seenAt: 0 }) }),
      ref: { kind: 'lever', scope: { ...scope, profile }, id: 'default' },
    });
    assert.match(
      newsWords([lever('engaged', 'a')], nothingIsProduction),
      /^Safety lever engaged in a \(eu-west-1\)\.$/,
    );
    assert.match(
      newsWords([lever('still-engaged', 'a')], nothingIsProduction),
      /^The safety lever in a \(eu-west-1\) is engaged, /,
    );
    const all = [started('a'), started('b'), lever('engaged', 'a'), lever('still-engaged', 'b')];
    assert.match(
      newsWords(all, nothingIsProduction),
      /^a and b started .*; safety lever engaged in a \(eu-west-1\); the safety lever in b \(eu-west-1\) is engaged, /,
    );
  });

  it('names what is in production first: among those alike, and before what there is more of', () => {
    const isPay = ({ name }: News) => name === 'pay';
    const failed = (name: string) => started(name, { type: 'experiment-failed', state: 'failed' });
    assert.equal(
      newsWords(
        ['a', 'b', 'pay'].map((name) => started(name)),
        isPay,
      ),
      'pay and 2 more started in shop (eu-west-1).',
    );
    const all = [started('a'), started('b'), failed('pay')];
    assert.equal(
      newsWords(all, nothingIsProduction),
      'a and b started in shop (eu-west-1); pay failed in shop (eu-west-1).',
    );
    assert.equal(newsWords(all, isPay), 'pay failed in shop (eu-west-1); a and b started in shop (eu-west-1).');
  });

  it('is told with how many regions or profiles it happened in, whichever differ', () => {
    const abroad: News['ref'] = { kind: 'experiment', scope: { ...scope, region: 'us-east-1' }, id: 'b' };
    const other: News['ref'] = { kind: 'experiment', scope: { ...scope, profile: 'bank' }, id: 'c' };
    assert.equal(
      newsWords([started('a'), started('b', { ref: abroad })], nothingIsProduction),
      'a and b started in 2 regions.',
    );
    assert.equal(
      newsWords([started('a'), started('c', { ref: other })], nothingIsProduction),
      'a and c started in 2 profiles.',
    );
  });
});

describe('an experiment that is over when it is seen first', () => {
  it('is told as started only where it began', () => {
    const over = (type: News['type'], state: string) => newsWords([started('a', { type, state })], nothingIsProduction);
    assert.equal(over('ran', 'completed'), 'a started in shop (eu-west-1) and is already over (completed).');
    assert.equal(over('ran', 'stopped'), 'a started in shop (eu-west-1) and is already over (stopped).');
    assert.equal(over('never-began', 'cancelled'), 'a did not start in shop (eu-west-1): cancelled.');
    assert.equal(over('experiment-failed', 'failed'), 'a failed in shop (eu-west-1).');
  });
});

describe('a duration', () => {
  it('is said without what is zero', () => {
    const said = [45, 720, 725, 7200, 7500].map((seconds) => duration(seconds * 1000));
    assert.deepEqual(said, ['45 s', '12 min', '12 min 5 s', '2 h', '2 h 5 min']);
  });

  it('is never one of no time, nor of less, where AWS’s clock is ahead of the machine’s', () => {
    for (const milliseconds of [-600_000, -1, 0, 499]) assert.equal(duration(milliseconds), 'less than a second');
    assert.equal(duration(500), '1 s');
  });

  it('is not said of a pause whose time is over', () => {
    for (const left of [-60_000, 0])
      for (const [timeoutAction, words] of [
        ['ROLLBACK', 'If nobody answers, ECS rolls back.'],
        ['CONTINUE', 'If nobody answers, ECS continues.'],
      ] as const) {
        assert.equal(timeoutWords({ timeoutAction }, left), words);
        assert.doesNotMatch(
          timeoutsWords([
            { timeoutAction, left },
            { timeoutAction, left },
          ]) ?? '',
          /second|in /,
        );
      }
    assert.equal(timeoutWords({ timeoutAction: 'ROLLBACK' }, 60_000), 'If nobody answers, ECS rolls back in 1 min.');
  });
});

import assert from 'node:assert/strict';
import type { News } from '../../src/news/news.ts';
import { newsWords } from '../../src/ui/news/newsWords.ts';
import { clockTime } from '../../src/ui/words/times.ts';

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
    assert.equal(newsWords([started('a')]), 'a started in shop (eu-west-1).');
    assert.equal(
      newsWords([started('a', late)]),
      `a started in shop (eu-west-1) · not read since ${clockTime(since)}.`,
    );
    assert.equal(
      newsWords([started('a', late), started('b'), started('c', late)]),
      `a and c started in shop (eu-west-1) · not read since ${clockTime(since)}; b started in shop (eu-west-1).`,
    );
  });
});

import assert from 'node:assert/strict';
import type { Watched } from '../../../src/news/watches.ts';
import { endsWords } from '../../../src/ui/news/tellWatches.ts';

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
    assert.equal(endsWords([lever]), 'FIS safety lever in shop (eu-west-1): disengaged.');
    assert.equal(
      endsWords([web, lever]),
      'web-1 in shop (eu-west-1): stopped; FIS safety lever in shop (eu-west-1): disengaged.',
    );
    assert.doesNotMatch(endsWords([load, web, lever]), /; Safety/);
  });

  it('names together what ended alike in one place', () => {
    assert.match(
      endsWords([ended('experiment', 'completed'), ended('experiment', 'completed'), ended('instance', 'stopped')]),
      /^load-7 and load-7 in shop \(eu-west-1\): completed; web-1 in shop \(eu-west-1\): stopped\.$/,
    );
  });
});

import assert from 'node:assert/strict';
import type { Finding } from '../../src/stopping/plan/plan.ts';
import { sharedWords } from '../../src/ui/words/findings/findings.ts';
import { failure, scope } from '../stages/fakes.ts';

const together = (findings: readonly Finding[]): string =>
  sharedWords(
    findings.map((finding, at) => ({
      finding,
      target: { ref: { kind: 'instance', scope, id: `i-${at}` }, name: `web-${at}`, findings: [] },
    })),
  );

describe('what several can’t do for reasons of their own', () => {
  const cause =
    'because no container instance met all of its requirements, and the closest of them has too little memory.';

  it('is said with each of the first reasons, however long they are', () => {
    const stuck = (name: string): Finding => ({
      ...{ severity: 'info', type: 'stuck', inARow: 0 },
      event: `(service web) was unable to place ${name} ${cause}`,
    });
    const words = together([stuck('one'), stuck('two'), stuck('three'), stuck('four')]);
    for (const name of ['one', 'two', 'three'])
      assert.match(words, new RegExp(`place ${name} because no .* too little memory(?:;| and 1 more\\.)`), words);
    assert.doesNotMatch(words, /…|\.,/);
  });

  it('is said with each setting that forbids it', () => {
    const forbidden = (code: string): Finding => ({
      ...{ severity: 'block', type: 'forbidden' },
      failure: failure('forbidden', { code }),
    });
    const words = together([forbidden('read-only'), forbidden('region'), forbidden('place-region')]);
    assert.match(words, /\(halt\.readOnly\); .*\(halt\.allowedRegions\); .*\(halt\.places\)\.$/);
  });
});

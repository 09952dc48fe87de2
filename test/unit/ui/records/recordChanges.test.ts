import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEmitter } from '../../../../src/base/event.ts';
import type { RunResult } from '../../../../src/stopping/runResult.ts';
import type { Ended } from '../../../../src/stopping/follow/tracker.ts';
import { recordChanges } from '../../../../src/ui/records/recordChanges.ts';

describe('a page of what Halt did', () => {
  it('is drawn again for an answer, for an end, and for one that was found in the log', () => {
    const answers = createEmitter<RunResult>();
    const ends = createEmitter<Ended>();
    const found = createEmitter<readonly Ended[]>();
    let drawn = 0;
    const release = recordChanges({
      onDidAnswer: answers.event,
      follow: { onDidEnd: ends.event, onDidFindEnds: found.event },
    })(() => (drawn += 1));
    const fires: Readonly<Record<string, () => void>> = {
      answered: () => answers.fire({} as RunResult),
      ended: () => ends.fire({} as Ended),
      found: () => found.fire([]),
    };
    for (const [what, fire] of Object.entries(fires)) {
      const before = drawn;
      fire();
      assert.equal(drawn, before + 1, what);
    }
    release();
    for (const fire of Object.values(fires)) fire();
    assert.equal(drawn, 3);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../../../../src/model/failure.ts';
import type { WholeRevision } from '../../../../src/model/resources/deployment.ts';
import type { Read } from '../../../../src/model/sight.ts';
import { createRevisionTexts } from '../../../../src/ui/detail/revisionTexts.ts';
import { told } from '../../../stages/fakes.ts';

const denied: Failure = { kind: 'denied', message: 'no', mayHaveHappened: false };
const SAME = '(hidden 00000001)';
const OLD = '(hidden 00000002)';
const NEW = '(hidden 00000003)';
const secrets: Readonly<Record<string, string>> = { [SAME]: 'same', [OLD]: 'old', [NEW]: 'new' };

/** Two revisions that have one value in common, as an editor shows them. */
function stage() {
  const values = { before: [OLD, SAME], after: [SAME, NEW] };
  type Side = keyof typeof values;
  const faults: Partial<Record<Side, 'all' | 'task-definition'>> = {};
  const shown: Record<string, string> = {};
  const reads: { side: Side; asked: readonly string[] }[] = [];
  let held: Promise<void> | undefined;
  const revision = (side: Side) => ({
    sentence: ({ kind }: Failure) => `can't be read: ${kind}`,
    read: async (asked: readonly string[]): Promise<Read<WholeRevision>> => {
      reads.push({ side, asked });
      await held;
      if (faults[side] === 'all') return { ok: false, failure: denied };
      const told1 = values[side].map((mark) => (asked.includes(mark) ? secrets[mark] : mark));
      const members = { serviceRevision: { side }, taskDefinition: { values: told1 } };
      if (faults[side] === undefined) return told({ members });
      return told({ members: { serviceRevision: { side, token: told1[0] } }, gap: denied });
    },
  });
  const fetches: Promise<void>[] = [];
  const fetch = async (side: Side): Promise<string> => (shown[side] = await texts.text(side, revision(side)));
  const texts = createRevisionTexts((address) => {
    fetches.push(fetch(address as Side).then(() => undefined));
  });
  return {
    ...{ faults, shown, reads, texts, fetch },
    /** Shows a value, and waits until the editor has fetched what changed. */
    reveal: async (mark: string) => {
      const failure = await texts.reveal(mark);
      await Promise.all(fetches);
      return failure;
    },
    hold: () => {
      let release = (): void => {};
      held = new Promise((resolve) => (release = resolve));
      return release;
    },
  };
}

const valuesIn = (text: string | undefined): unknown =>
  (JSON.parse(text ?? '') as { taskDefinition: { values: unknown } }).taskDefinition.values;

describe('the two sides of a comparison of revisions', () => {
  it('show a value that both have on both, and one that differs where it was asked for', async () => {
    const { shown, fetch, reveal, reads } = stage();
    await fetch('before');
    await fetch('after');
    assert.equal(await reveal(SAME), undefined);
    assert.deepEqual(
      [valuesIn(shown['before']), valuesIn(shown['after'])],
      [
        [OLD, 'same'],
        ['same', NEW],
      ],
    );
    reads.length = 0;
    await reveal(NEW);
    assert.deepEqual(
      [valuesIn(shown['before']), valuesIn(shown['after'])],
      [
        [OLD, 'same'],
        ['same', 'new'],
      ],
    );
    assert.deepEqual(
      reads.map(({ side }) => side),
      ['after'],
      'a side without the value is not read again',
    );
  });

  for (const fault of ['all', 'task-definition'] as const) {
    for (const side of ['before', 'after'] as const) {
      it(`stay as they were where ${side} can't be read again (${fault}), until that is tried again`, async () => {
        const { shown, fetch, reveal, faults, texts } = stage();
        await fetch('before');
        await fetch('after');
        await reveal(NEW);
        const were = { ...shown };
        faults[side] = fault;
        assert.equal(await reveal(SAME), denied);
        assert.deepEqual(shown, were);
        assert.deepEqual([texts.lacks('before'), texts.lacks('after')], [false, false]);
        delete faults[side];
        assert.equal(await reveal(SAME), undefined);
        assert.deepEqual(
          [valuesIn(shown['before']), valuesIn(shown['after'])],
          [
            [OLD, 'same'],
            ['same', 'new'],
          ],
        );
      });
    }
  }

  it('show a value of a revision whose task definition could not be read from the first', async () => {
    const { shown, fetch, reveal, faults } = stage();
    faults.before = 'task-definition';
    await fetch('before');
    assert.equal(await reveal(OLD), undefined);
    assert.match(shown['before'] ?? '', /"token": "old"/);
    assert.match(shown['before'] ?? '', /can't be read: denied/);
  });

  it('tell that they lack something, and no longer once it was read', async () => {
    const { shown, fetch, faults, texts } = stage();
    faults.after = 'all';
    await fetch('after');
    assert.equal(shown['after'], "can't be read: denied");
    assert.ok(texts.lacks('after'));
    delete faults.after;
    await fetch('after');
    assert.ok(!texts.lacks('after'));
    assert.deepEqual(valuesIn(shown['after']), [SAME, NEW]);
  });

  it('are hidden again when they are closed', async () => {
    const { shown, fetch, reveal, texts } = stage();
    await fetch('before');
    await reveal(OLD);
    texts.close('before');
    await fetch('before');
    assert.deepEqual(valuesIn(shown['before']), [OLD, SAME]);
  });

  it('are alike, too, when one is opened, or still on its way, while the other shows a value', async () => {
    const { shown, fetch, reveal, texts, hold } = stage();
    await fetch('before');
    await reveal(SAME);
    await fetch('after');
    assert.deepEqual(valuesIn(shown['after']), ['same', NEW]);
    for (const address of ['before', 'after']) texts.close(address);
    await fetch('before');
    const release = hold();
    const opening = fetch('after');
    const revealing = reveal(SAME);
    release();
    await Promise.all([opening, revealing]);
    assert.deepEqual(
      [valuesIn(shown['before']), valuesIn(shown['after'])],
      [
        [OLD, 'same'],
        ['same', NEW],
      ],
    );
  });

  it('show all that was asked for at once', async () => {
    const { shown, fetch, reveal } = stage();
    await fetch('before');
    await Promise.all([reveal(OLD), reveal(SAME)]);
    assert.deepEqual(valuesIn(shown['before']), ['old', 'same']);
  });
});

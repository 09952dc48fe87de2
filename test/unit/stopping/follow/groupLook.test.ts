import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed } from '../../../../src/model/failure.ts';
import type { Found } from '../../../../src/model/ports/awsReads.ts';
import { UNREAD_STATE } from '../../../../src/model/resources/states.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import { type Read, saw, type Whose } from '../../../../src/model/sight.ts';
import { createGroupLook, type Told } from '../../../../src/stopping/follow/groupLook.ts';
import { failure, fakeReads, heldTime, instance, refTo, told } from '../../../stages/fakes.ts';

const OWN = '111122223333';
const OTHER = '444455556666';
const NOBODY = 'nobody';
const MINUTE = 60_000;

interface Thing {
  readonly id: string;
  readonly account: string | undefined;
  readonly believesAbsence: boolean;
}

const thing = (id: string, more: Partial<Thing> = {}): Thing => ({ id, account: OWN, believesAbsence: true, ...more });
const whoseIs = (account: string | undefined): Whose => ({ account, elsewhere: undefined });

/** Looks at things of one place and kind, and writes down what each was told. */
function stage(things: Thing[]) {
  const clock = heldTime();
  const asked: (readonly string[])[] = [];
  const said: string[] = [];
  const heard: string[] = [];
  const errors: string[] = [];
  const stop = new AbortController();
  let answer: () => Read<Found> | Promise<Read<Found>> = () => found();
  const hears = { onTold: (_one: Thing, _told: Told): void => {}, onLooked: (): void => {} };
  const look = createGroupLook<Thing>(
    {
      reads: fakeReads({
        describe: (_scope, _kind, ids) => {
          asked.push(ids);
          return Promise.resolve(answer());
        },
      }),
      clock,
      looked: (_scope, observed, missing) => {
        heard.push(`${observed.map(({ id }) => id).join()}/${missing.map(({ id }) => id).join()}`);
        hears.onLooked();
      },
      onError: (error) => errors.push(String(error)),
    },
    {
      group: () => [...things],
      isOpen: (one) => things.includes(one),
      about: ({ id, account, believesAbsence }) => ({
        ...{ ref: refTo(instance({ id })), whose: whoseIs(account), believesAbsence },
      }),
      tell: (one, what) => {
        const detail = what.type === 'seen' ? ` ${what.state}` : what.type === 'unread' ? ` ${what.failure.kind}` : '';
        said.push(`${one.id} ${what.type}${detail}`);
        hears.onTold(one, what);
      },
    },
    stop.signal,
  );
  const lookAt = async (next: typeof answer) => {
    answer = next;
    const isRead = await look('any');
    return { isRead, said: said.splice(0), heard: heard.splice(0) };
  };
  return { clock, things, asked, errors, stop, hears, lookAt };
}

/** What a look found, in the account of the things where nothing is said. */
function found({ targets = [], missing = [], failures = {} }: Partial<Found> = {}, account = OWN): Read<Found> {
  const value = { targets, missing, failures };
  return account === NOBODY ? saw(value, { at: 0 }) : told(value, { account });
}
const gone = () => found({ missing: ['i-1'] });

describe('a look at what is followed or watched', () => {
  it('tells each thing of a group what it says of it, and asks for each id once', async () => {
    const targets: readonly Target[] = [
      instance({ id: 'i-1', state: 'stopping' }),
      instance({ id: 'i-2', state: UNREAD_STATE }),
    ];
    const { asked, lookAt } = stage([
      thing('i-1'),
      thing('i-1'),
      thing('i-2'),
      thing('i-3'),
      thing('i-4'),
      thing('i-5'),
    ]);
    assert.deepEqual(await lookAt(() => found({ targets, missing: ['i-3'], failures: { 'i-4': failure('denied') } })), {
      isRead: true,
      said: [
        'i-1 seen stopping',
        'i-1 seen stopping',
        'i-2 unread malformed',
        'i-3 missing',
        'i-4 unread denied',
        'i-5 missing',
      ],
      heard: ['i-1,i-2/'],
    });
    assert.deepEqual(asked, [['i-1', 'i-2', 'i-3', 'i-4', 'i-5']]);
  });

  it('tells what was seen, when by this machine’s clock, and by how much AWS’s is ahead where AWS tells it', async () => {
    const { clock, hears, lookAt } = stage([thing('i-1')]);
    const all: Told[] = [];
    hears.onTold = (_one, what) => all.push(what);
    const seen = instance({ id: 'i-1', state: 'stopping' });
    const value = { targets: [seen], missing: [], failures: {} };
    await clock.advance(1_234);
    await lookAt(() => told(value, { account: OWN, clockOffset: -7_000 }));
    await lookAt(() => told(value, { account: OWN }));
    const look = { begun: 1_234, seenAt: clock.now(), account: OWN };
    assert.deepEqual(all, [
      { type: 'seen', state: 'stopping', observed: seen, look: { ...look, clockOffset: -7_000 } },
      { type: 'seen', state: 'stopping', observed: seen, look },
    ]);
  });

  it('tells that it failed to all of the group, and nobody else', async () => {
    const { lookAt } = stage([thing('i-1'), thing('i-2')]);
    assert.deepEqual(await lookAt(() => failed(failure('timeout'))), {
      isRead: false,
      said: ['i-1 unread timeout', 'i-2 unread timeout'],
      heard: [],
    });
  });

  it('says that something is gone when it was missing for a minute in a row, and no earlier; nobody hears of it before', async () => {
    const { clock, lookAt } = stage([thing('i-1')]);
    assert.deepEqual((await lookAt(gone)).said, ['i-1 missing']);
    await clock.advance(MINUTE - 1);
    assert.deepEqual(await lookAt(gone), { isRead: true, said: ['i-1 missing'], heard: ['/'] });
    // It was there in between.
    await lookAt(() => found({ targets: [instance({ id: 'i-1' })] }));
    await clock.advance(1);
    await lookAt(gone);
    await clock.advance(MINUTE - 1);
    assert.deepEqual((await lookAt(gone)).said, ['i-1 missing']);
    await clock.advance(1);
    assert.deepEqual(await lookAt(gone), { isRead: true, said: ['i-1 gone'], heard: ['/i-1'] });
  });

  it('does not say it of what is missing once after it could not be read for long', async () => {
    const { clock, lookAt } = stage([thing('i-1')]);
    for (let turn = 0; turn < 3; turn += 1) {
      await lookAt(() => found({ failures: { 'i-1': failure('denied') } }));
      await clock.advance(MINUTE);
    }
    assert.deepEqual((await lookAt(gone)).said, ['i-1 missing']);
    await clock.advance(MINUTE);
    assert.deepEqual((await lookAt(gone)).said, ['i-1 gone']);
  });

  it('belongs to the account that answered', async () => {
    const there = { targets: [instance({ id: 'i-1' })] };
    const absent = { missing: ['i-1'] };
    const doubted = thing('i-1', { account: undefined, believesAbsence: false });
    const table: readonly (readonly [string, Thing, Partial<Found>, string, string])[] = [
      ['its own', thing('i-1'), there, OWN, 'seen running'],
      ['another one', thing('i-1'), there, OTHER, 'other-account'],
      ['another one that doesn’t know it', thing('i-1'), absent, OTHER, 'other-account'],
      ['one that nobody knows', thing('i-1'), there, NOBODY, 'unread credentials-missing'],
      ['one that nobody knows, and that doesn’t know it', thing('i-1'), absent, NOBODY, 'unread credentials-missing'],
      ['any, for what is nobody’s', thing('i-1', { account: undefined }), there, OTHER, 'seen running'],
      ['any that doesn’t know it', thing('i-1', { account: undefined }), absent, OTHER, 'missing'],
      ['any that doesn’t know it, where that isn’t believed', doubted, absent, OTHER, 'unread credentials-missing'],
    ];
    for (const [name, one, what, account, expected] of table) {
      const { lookAt } = stage([one]);
      const { said, heard } = await lookAt(() => found(what, account));
      assert.deepEqual(said, [`i-1 ${expected}`], name);
      assert.equal(heard.join().includes('i-1'), expected.startsWith('seen'), name);
    }
  });

  it('leaves out what ended, or was sought anew, while it was on its way, and what another’s end has ended', async () => {
    const { things, hears, lookAt } = stage([thing('i-1'), thing('i-2'), thing('i-3')]);
    hears.onTold = (one) => {
      if (one.id === 'i-2') things.pop();
    };
    const { said } = await lookAt(() => {
      things[0] = thing('i-1');
      return found({ targets: ['i-1', 'i-2', 'i-3'].map((id) => instance({ id })) });
    });
    assert.deepEqual(said, ['i-2 seen running']);
  });

  it('goes on whatever goes wrong with those who hear of it', async () => {
    const { errors, hears, lookAt } = stage([thing('i-1')]);
    hears.onLooked = () => {
      throw new Error('odd');
    };
    const { said } = await lookAt(() => found({ targets: [instance({ id: 'i-1' })] }));
    assert.deepEqual([said, errors], [['i-1 seen running'], ['Error: odd']]);
  });

  it('is nothing where nobody wants to know any more, or nothing is sought', async () => {
    const { stop, lookAt } = stage([thing('i-1')]);
    assert.deepEqual(
      await lookAt(() => {
        stop.abort();
        return gone();
      }),
      { isRead: undefined, said: [], heard: [] },
    );
    const none = stage([]);
    assert.equal((await none.lookAt(gone)).isRead, undefined);
    assert.deepEqual(none.asked, []);
  });
});

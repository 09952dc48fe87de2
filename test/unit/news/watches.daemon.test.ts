import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nobodys } from '../../../src/model/sight.ts';
import { type Failure, failed } from '../../../src/model/failure.ts';
import type { WholeDaemon } from '../../../src/model/resources/daemon.ts';
import type { DaemonRef } from '../../../src/model/resources/resource.ts';
import { UNREAD_STATE } from '../../../src/model/resources/states.ts';
import type { Read, Sight } from '../../../src/model/sight.ts';
import type { Watch } from '../../../src/news/rememberedWatches.ts';
import { createWatches } from '../../../src/news/watches.ts';
import { failure, fakeReads, heldTime, instance, looksAt, refTo, scope, told } from '../../stages/fakes.ts';

const OWN = '111122223333';
const MINUTE = 60_000;
const refOf = (name: string): DaemonRef => ({
  kind: 'daemon',
  scope,
  id: `arn:aws:ecs:eu-west-1:${OWN}:daemon/shop/${name}`,
});
const watchOf = (name: string): Watch => ({ ref: refOf(name), name, account: OWN, from: 'IN_PROGRESS' });

type Answer = Read<WholeDaemon>;
const at = (status: string, arn = 'arn:deployment/1', seen: Partial<Sight> = {}): Answer =>
  told({ deployment: { arn, status, sources: [] }, gaps: [] }, seen);
const nothing = (...gaps: readonly Failure[]): Answer => told({ gaps });

/** Each daemon's answers in their order, the last one again and again. */
function stage(answers: Readonly<Record<string, readonly Answer[]>>) {
  const left = new Map(Object.entries(answers).map(([name, all]) => [refOf(name).id, [...all]]));
  const clock = heldTime();
  const kept = new Map<string, unknown>();
  const looked: string[] = [];
  let asked = 0;
  const make = () =>
    createWatches({
      reads: fakeReads({
        describe: looksAt(() => [instance()]),
        wholeDaemon: (_scope, arn) => {
          asked += 1;
          const all = left.get(arn) ?? [];
          const answer = all.length > 1 ? all.shift() : all[0];
          return Promise.resolve(answer ?? nothing());
        },
      }),
      clock,
      memory: {
        get: (key) => kept.get(key),
        update: (key, value) => Promise.resolve(void kept.set(key, JSON.parse(JSON.stringify(value ?? null)))),
      },
      looked: (_scope, observed, missing) => looked.push(...[...observed, ...missing].map(({ id }) => id)),
      onError: (error) => {
        throw error;
      },
    });
  const said: string[] = [];
  const hear = (watches: ReturnType<typeof make>) => {
    watches.onDidEnd(({ watch, end }) => {
      said.push(`${watch.name} ${end.type} ${end.type === 'final' ? end.state : ''}`.trim());
      watches.forget([watch]);
    });
    watches.onDidLoseSight(({ watch, failure: why }) => said.push(`${watch.name} lost ${why.kind}`));
    return watches;
  };
  return { clock, said, looked, asked: () => asked, make: () => hear(make()) };
}

void describe('a managed daemon that is watched until it ends', () => {
  const moving = at('IN_PROGRESS');
  const rows: readonly (readonly [what: string, answers: readonly Answer[], said: readonly string[]])[] = [
    ['it is done', [moving, at('SUCCESSFUL')], ['agent final SUCCESSFUL']],
    ['it rolled back', [at('ROLLBACK_IN_PROGRESS'), at('ROLLBACK_SUCCESSFUL')], ['agent final ROLLBACK_SUCCESSFUL']],
    ['a state that ECS has later', [at('A_STATE_OF_LATER')], []],
    ['another deployment has taken the place of the first', [moving, at('IN_PROGRESS', 'arn:2')], []],
    ['and that one ends', [moving, at('PENDING', 'arn:2'), at('STOPPED', 'arn:2')], ['agent final STOPPED']],
    ['it was deleted', [moving, failed(failure('not-found', { account: OWN }))], ['agent gone']],
    ['it isn’t there for a moment', [failed(failure('not-found', { account: OWN })), moving], []],
    [
      'it isn’t there in another account',
      [failed(failure('not-found', { account: '444455556666' }))],
      ['agent other-account'],
    ],
    ['it isn’t there, and nobody knows where', [failed(failure('not-found'))], ['agent lost credentials-missing']],
    ['it has no deployment any more', [moving, nothing()], ['agent gone']],
    ['its deployment can’t be read', [nothing(failure('malformed'))], ['agent lost malformed']],
    ['it tells no state', [at(UNREAD_STATE)], ['agent lost malformed']],
    ['it may not be read', [failed(failure('denied'))], ['agent lost denied']],
    ['another account', [at('SUCCESSFUL', 'arn:1', { account: '444455556666' })], ['agent other-account']],
  ];
  for (const [what, answers, expected] of rows) {
    void it(`is told of by what its newest deployment does: ${what}`, async () => {
      const { clock, said, looked, make } = stage({ agent: answers });
      const watches = make();
      watches.start([watchOf('agent')]);
      await clock.advance(30 * MINUTE);
      assert.deepEqual(said, expected);
      assert.deepEqual(looked, []);
      watches.dispose();
    });
  }

  void it('is said to be out of sight since a moment by AWS’s clock, as its last answer told that', async () => {
    for (const ahead of [0, 10 * MINUTE, -10 * MINUTE]) {
      const offset = ahead === 0 ? {} : { clockOffset: ahead };
      const { clock, make } = stage({ agent: [at('IN_PROGRESS', 'arn:1', offset), failed(failure('denied'))] });
      const watches = make();
      const since: number[] = [];
      watches.onDidLoseSight((lost) => since.push(lost.since));
      const begun = clock.now();
      watches.start([watchOf('agent')]);
      await clock.advance(10 * MINUTE);
      const [first, ...more] = since;
      assert.ok(first !== undefined && more.length === 0);
      assert.ok(first >= begun + ahead && first < begun + ahead + MINUTE, `${first - begun} at ${ahead}`);
      watches.dispose();
    }
  });

  void it('is looked at by itself, beside whatever else is watched, and kept over a reload', async () => {
    const { clock, said, looked, make, asked } = stage({ agent: [moving], logs: [moving, at('SUCCESSFUL')] });
    const first = make();
    first.start([watchOf('agent'), watchOf('logs'), { ...watchOf('agent'), ref: refTo(instance()), name: 'i-1' }]);
    await clock.advance(5 * MINUTE);
    assert.deepEqual(said, ['logs final SUCCESSFUL']);
    assert.ok(looked.includes('i-1'));
    first.dispose();
    const second = make();
    second.resume();
    assert.deepEqual(
      ['agent', 'logs'].map((name) => second.has(refOf(name), nobodys)),
      [true, false],
    );
    second.stop([refOf('agent'), refTo(instance())].map((ref) => ({ ref, whose: nobodys })));
    const before = asked();
    await clock.advance(10 * MINUTE);
    assert.equal(asked(), before);
    second.dispose();
  });
});

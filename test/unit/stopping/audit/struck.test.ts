import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSecrets } from '../../../../src/aws/sdk/secrets.ts';
import { type Failure, failed, type Outcome, succeeded } from '../../../../src/model/failure.ts';
import { type AuditEntry, requestedEntry } from '../../../../src/stopping/audit/entry.ts';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import { struckLog } from '../../../../src/stopping/audit/struck.ts';
import { heldTime, instance, memoryJournal, refTo, scope } from '../../../stages/fakes.ts';
import { LINE_TIME, requestedLine } from '../../../stages/stopping/auditLines.ts';

const TOKEN = 'FwoGZXIvYXdzEFIRST/wEaDHRva2VuK29mL3RoZStyb2xl';
const ID = refTo(instance()).id;

const requested = requestedEntry({
  id: 'a',
  run: 'r',
  at: Date.parse(LINE_TIME),
  who: 'arn:aws:iam::111122223333:user/jane',
  account: '111122223333',
  scope,
  ref: refTo(instance()),
  name: `web ${TOKEN}`,
  operation: { type: 'stop' },
  state: `odd-${TOKEN}`,
  staysBilled: { volumes: 1, addresses: [`ip-${TOKEN}`] },
  leftOut: [
    {
      ref: refTo(instance({ id: 'i-2' })),
      name: TOKEN,
      why: [
        { severity: 'block', type: 'managed', by: `ops ${TOKEN}` },
        { severity: 'block', type: 'unfit', unfit: 'state', state: TOKEN },
        { severity: 'block', type: 'unfit', unfit: 'state', state: 'running' },
      ],
    },
  ],
  said: { reason: `because of ${TOKEN}`, reference: TOKEN, via: 'agent', reasonBy: 'agent' },
});
const lever: AuditEntry = {
  ...requestedLine('b'),
  ...({ kind: 'lever', resource: 'default', operation: { type: 'engage-lever', reason: `drill ${TOKEN}` } } as const),
};
const lostAnswer: Failure = { kind: 'cut', message: '', mayHaveHappened: true };
const leverBack: AuditEntry = {
  ...requestedLine('c'),
  ...({ kind: 'lever', resource: 'default', operation: { type: 'disengage-lever', reason: TOKEN } } as const),
};
const ended = (verdict: object): AuditEntry =>
  ({ v: 1, type: 'ended', id: 'a', time: LINE_TIME, verdict }) as unknown as AuditEntry;
const ends = [
  ended({ type: 'failed', state: `odd ${TOKEN}`, seenAt: 1, reason: `Client.${TOKEN}: no` }),
  ended({
    type: 'not-carried-out',
    state: `odd ${TOKEN}`,
    seenAt: 1,
    failure: lostAnswer,
  }),
  ...['gone', 'unknown', 'unwatched'].map((type) => ended({ type, last: { state: `odd ${TOKEN}`, seenAt: 1 } })),
  ended({ type: 'gone' }),
  ended({ type: 'refused', failure: { kind: 'denied', message: 'no', mayHaveHappened: false } }),
  ended({ type: 'other-account', asked: '1', now: '2', last: { state: TOKEN, seenAt: 1 } }),
];

function stage(answer?: () => Promise<Outcome<readonly string[]>>) {
  const secrets = createSecrets();
  secrets.add(TOKEN, 'stopped', 'unknown');
  const asked: string[] = [];
  const clock = heldTime();
  const journal = memoryJournal();
  const log = struckLog(
    createAuditLog(journal),
    async (texts) => {
      asked.push(...texts);
      return answer === undefined ? succeeded(texts.map((text) => secrets.strike(text))) : answer();
    },
    clock,
  );
  return { asked, clock, journal, log };
}

const gone: Failure = { kind: 'cancelled', message: 'Halt was closed.', mayHaveHappened: false };

describe('a line of the audit log', () => {
  for (const entry of [requested, lever, leverBack, ...ends])
    it(`holds no secret in any of its texts: ${entry.type === 'ended' ? entry.verdict.type : entry.id}`, async () => {
      const { journal, log } = stage();
      await log.write([entry]);
      const [line] = journal.lines;
      assert.deepEqual(line, JSON.parse(JSON.stringify(entry).replaceAll(TOKEN, '…')));
    });

  it('keeps what Halt says of a state, whatever is secret: a request is followed by it', async () => {
    const { asked, journal, log } = stage();
    const line = requestedEntry({
      ...{ id: 'a', run: 'r', at: 0, who: '', account: '', scope, ref: refTo(instance()), name: 'web' },
      ...{ operation: { type: 'stop' }, state: 'stopped', said: {} },
    });
    const end = ended({ type: 'unknown', last: { state: 'unknown', seenAt: 1 } });
    await log.write([line, end]);
    assert.deepEqual(journal.lines, [line, end]);
    assert.deepEqual(asked, ['web']);
  });

  for (const [why, answer] of [
    ['refuses', async () => failed(gone)],
    ['throws', () => Promise.reject(new Error('gone'))],
    ['is silent', () => new Promise<never>(() => {})],
  ] as const)
    it(`leaves out a text of which nobody says what is secret in it, and is written: who strikes ${why}`, async () => {
      const { clock, journal, log } = stage(answer);
      const writing = log.write([requested, lever, ...ends]);
      await clock.advance(1_000);
      await writing;
      assert.ok(!JSON.stringify(journal.lines).includes(TOKEN));
      const [first, second, ...others] = journal.lines as readonly AuditEntry[];
      assert.ok(first?.type === 'requested' && second?.type === 'requested');
      assert.deepEqual(
        [first.staysBilled, first.leftOut, first.state, second.operation],
        [
          { volumes: 1, addresses: [] },
          [
            {
              ...{ profile: 'staging', region: 'eu-west-1', kind: 'instance', resource: 'i-2', name: 'i-2' },
              why: [
                { type: 'managed', by: '' },
                { type: 'unfit', unfit: 'state', state: '' },
                { type: 'unfit', unfit: 'state', state: 'running' },
              ],
            },
          ],
          ...[undefined, { type: 'engage-lever', reason: '' }],
        ],
      );
      assert.deepEqual(
        others.map((line) => line.type === 'ended' && line.verdict),
        [
          { type: 'failed', state: '', seenAt: 1 },
          { ...{ type: 'not-carried-out', state: '', seenAt: 1 }, failure: { ...lostAnswer, message: '' } },
          ...['gone', 'unknown', 'unwatched'].map((type) => ({ type, last: { state: '', seenAt: 1 } })),
          { type: 'gone' },
          { type: 'refused', failure: { kind: 'denied', message: 'no', mayHaveHappened: false } },
          { type: 'other-account', asked: '1', now: '2', last: { state: '', seenAt: 1 } },
        ],
      );
      assert.equal(journal.lines.length, 2 + ends.length);
      const { records, damaged } = await log.read();
      assert.equal(damaged, 0);
      assert.deepEqual(
        records.map(({ requested: { name, resource, reason } }) => [name, resource, reason]),
        [
          [ID, ID, undefined],
          ['default', 'default', undefined],
        ],
      );
    });

  it('waits for nobody where it has no such text, and stands as it is among others that have', async () => {
    const answered: AuditEntry = { v: 1, type: 'answered', id: 'a', time: LINE_TIME };
    const refused = ended({ type: 'refused', failure: { kind: 'denied', message: 'no', mayHaveHappened: false } });
    const silent = stage(() => new Promise<never>(() => {}));
    await silent.log.write([answered, refused]);
    assert.deepEqual(silent.journal.lines, [answered, refused]);
    const { journal, log } = stage();
    await log.write([requestedLine('a'), answered, refused]);
    assert.deepEqual(journal.lines, [requestedLine('a'), answered, refused]);
  });

  it('never comes before the line that it answers, however long that one takes', async () => {
    let strike = (_: Outcome<readonly string[]>): void => assert.fail();
    const struck = new Promise<Outcome<readonly string[]>>((resolve) => (strike = resolve));
    const { journal, log } = stage(() => struck);
    const first = log.write([requestedLine('a')]);
    const second = log.write([{ v: 1, type: 'answered', id: 'a', time: LINE_TIME }]);
    strike(succeeded(['web-1']));
    await Promise.all([first, second]);
    assert.deepEqual(
      journal.lines.map((line) => (line as AuditEntry).type),
      ['requested', 'answered'],
    );
  });

  it('tells whoever wrote it that the disk refused, and the next is written all the same', async () => {
    let isFull = true;
    const journal = memoryJournal();
    const append = (...lines: readonly unknown[]) =>
      isFull ? Promise.reject(new Error('full')) : journal.append(...lines);
    const log = struckLog(createAuditLog({ ...journal, append }), async (texts) => succeeded(texts), heldTime());
    await assert.rejects(log.write([requestedLine('a')]), /full/);
    isFull = false;
    await log.write([requestedLine('b')]);
    assert.equal(journal.lines.length, 1);
  });
});

import assert from 'node:assert/strict';
import type { Failure } from '../../../src/model/failure.ts';
import { changeFailureWords } from '../../../src/ui/words/changeFailures.ts';
import type { AuditRecord } from '../../../src/stopping/audit/entry.ts';
import { auditLogSource, type AuditParts, resultSource } from '../../../src/ui/records/auditSource.ts';

/** No test here presses it. */
const ask = () => assert.fail();
const SEEN = { seenAt: 1_700_000_010_000, account: '111122223333' };
const ENDS = {
  stopped: { type: 'stopped', state: 'stopped', ...SEEN },
  terminated: { type: 'terminated', state: 'terminated', ...SEEN },
  'no longer seen': { type: 'unknown' },
  'of another account': { type: 'other-account', asked: '111122223333', now: '444455556666' },
} as const;

const FIRST = 1_700_000_000_000;
const DAY = 24 * 3_600_000;
/** Looked at right after the requests. */
const AT_ONCE: Omit<AuditParts, 'audit'> = {
  ...{
    isProduction: () => false,
    startable: () => false,
    ask,
    follow: { following: () => [] },
    clock: { now: () => FIRST + 60_000 },
  },
};

let made = 0;

/** A request as the audit log has it; without an end it is under way. */
function request(name: string, end?: keyof typeof ENDS, operation: object = { type: 'stop' }): AuditRecord {
  made += 1;
  const id = `r${made}`;
  const time = new Date(FIRST + made).toISOString();
  const place = { profile: 'dev', region: 'eu-west-1', account: '111122223333', who: 'arn:aws:iam::1:user/a' };
  const resource = `i-${String(made).padStart(17, '0')}`;
  return {
    requested: {
      ...{ v: 1, type: 'requested', id, run: 'run', time, ...place, kind: 'instance', resource, name },
      ...{ action: 'ec2:StopInstances', operation },
    },
    answered: { v: 1, type: 'answered', id, time },
    ...(end && { ended: { v: 1, type: 'ended', id, time, verdict: ENDS[end] } }),
  } as unknown as AuditRecord;
}

/** What the page of these runs shows. */
async function pageOf(records: readonly AuditRecord[], damaged = 0) {
  const audit = { read: async () => ({ records, damaged }) } as unknown as AuditParts['audit'];
  const page = await resultSource(['run'], { audit, ...AT_ONCE }).draw((id) => id);
  const table = page.sections.find(({ title }) => title === 'Requests')?.blocks.find(({ type }) => type === 'table');
  assert.ok(table?.type === 'table');
  const names = table.rows.map(([target]) => /web-\d/.exec(JSON.stringify(target))?.[0]);
  return { ...page, names, empty: table.empty };
}

/** The same of a safety lever: FIS was told the reason, and whoever asked may have given the log another. */
function leverRequest(profile: string, type: 'engage-lever' | 'disengage-lever', said: object = {}): AuditRecord {
  const { requested, ...rest } = request('default', undefined, { type, reason: `${type} for ${profile}` });
  const about = { kind: 'lever', resource: 'default', profile, action: 'fis:UpdateSafetyLeverState' } as const;
  return { ...rest, requested: { ...requested, ...about, ...said } };
}

/** A failure as only a later version of Halt knows it. */
interface LaterFailure {
  readonly kind: string;
  readonly code?: string;
  readonly requestId?: string;
}
const ofLater: readonly LaterFailure[] = [
  ...['quota-reached', 'constructor', 'toString', '__proto__', '[x](command:y)', ''].map((kind) => ({ kind })),
  { kind: 'quota-reached', code: 'QuotaReached', requestId: 'r-1' },
];

describe('the page of a result', () => {
  it('tells of a failure of a kind that only a later version knows by its code or its name, and of everything else as before', async () => {
    for (const later of ofLater) {
      const failure = { message: '', mayHaveHappened: false, ...later };
      const told = request('web-2', 'stopped');
      const end = (verdict: object) => ({ ...told, ended: { ...told.ended, verdict } }) as unknown as AuditRecord;
      const blocked = { profile: 'qa', region: 'us-east-1', kind: 'instance', resource: 'i-0f', name: 'db-1' };
      const leftOut = [{ ...blocked, why: [{ type: 'forbidden', failure }] }];
      for (const record of [
        end({ type: 'refused', failure }),
        end({ type: 'not-carried-out', state: 'running', ...SEEN, failure }),
        end({ type: 'unknown', unread: { since: 1, failure } }),
        { ...told, answered: { ...told.answered, error: failure }, ended: undefined } as unknown as AuditRecord,
        { ...told, requested: { ...told.requested, leftOut } } as unknown as AuditRecord,
      ]) {
        const records = [request('web-1', 'stopped'), record];
        const audit = { read: async () => ({ records, damaged: 0 }) } as unknown as AuditParts['audit'];
        for (const source of [auditLogSource, (parts: AuditParts) => resultSource(['run'], parts)]) {
          const drawn = source({ audit, ...AT_ONCE });
          const { sections } = await drawn.draw((id) => id);
          const shown = [JSON.stringify(sections), (await drawn.markdown?.())?.replaceAll('\\', '')];
          for (const words of shown) assert.ok(words?.includes('web-1') && words.includes('web-2'), failure.kind);
        }
      }
      const { sentence, next } = changeFailureWords(failure as unknown as Failure, { asked: undefined });
      assert.deepEqual([sentence, next], [`Something went wrong: ${later.code ?? later.kind}`, '']);
    }
  });

  it('tells of a safety lever where it is and what FIS was told, in the table and as Markdown', async () => {
    for (const type of ['engage-lever', 'disengage-lever'] as const) {
      const records = [
        leverRequest('dev', type),
        leverRequest('qa', type, { reason: 'as asked', reasonBy: 'agent', reference: 'OPS-1' }),
        leverRequest('ops', type, { reason: `${type} for ops` }),
      ];
      const audit = { read: async () => ({ records, damaged: 0 }) } as unknown as AuditParts['audit'];
      const source = resultSource(['run'], { audit, ...AT_ONCE });
      const { sections } = await source.draw((id) => id);
      const table = sections.find(({ title }) => title === 'Requests')?.blocks.find((block) => block.type === 'table');
      assert.ok(table?.type === 'table');
      const lines = ((await source.markdown?.()) ?? '').split('\n').filter((line) => line.includes('user'));
      // What a person reads: where a link leads is no word.
      const rows = table.rows.map((cells) =>
        JSON.stringify(cells, (key, value: unknown) => (key === 'id' ? '' : value)),
      );
      for (const profile of ['dev', 'qa', 'ops']) {
        const isIts = (words: string) => words.includes(`in ${profile} (`);
        const row = rows.find(isIts) ?? '';
        const line = lines.map((words) => words.replaceAll('\\', '')).find(isIts) ?? '';
        for (const told of [row, line]) {
          assert.ok(told.includes(`The safety lever in ${profile} (eu-west-1)`), told);
          assert.equal(told.split(`${type} for ${profile}`).length, 2, told);
          assert.ok(!told.includes('default'), told);
          assert.equal(told.includes('Reason, written by the agent: “as asked”'), profile === 'qa', told);
          assert.equal(told.includes('OPS-1'), profile === 'qa', told);
        }
      }
    }
  });

  /** What AWS refused of it, once its end is in the log and before. */
  const refusedWith = (record: AuditRecord, error: object): readonly AuditRecord[] => {
    const { id, time } = record.requested;
    const failure = { message: '', mayHaveHappened: false, ...error };
    const answered = { v: 1, type: 'answered', id, time, error: failure };
    const ended = { v: 1, type: 'ended', id, time, verdict: { type: 'refused', failure } };
    return [
      { ...record, answered },
      { ...record, answered, ended },
    ] as unknown as readonly AuditRecord[];
  };

  it('has the policy to copy where something was denied, of whatever kind, and nowhere else', async () => {
    const deployment = { kind: 'deployment', action: 'ecs:StopServiceDeployment' };
    const experiment = { kind: 'experiment', action: 'fis:StopExperiment' };
    const about = (operation: object, more: object = {}): AuditRecord => {
      const { requested, ...rest } = request('web-1', undefined, operation);
      return { ...rest, requested: { ...requested, ...more } };
    };
    for (const record of [
      ...['stop', 'hibernate', 'skip-os-shutdown', 'start'].map((type) => about({ type })),
      about({ type: 'force-stop', skipOsShutdown: true }),
      ...['roll-back', 'abort'].map((type) => about({ type }, deployment)),
      about({ type: 'continue', action: 'CONTINUE' }, deployment),
      about({ type: 'stop-experiment' }, experiment),
      ...(['engage-lever', 'disengage-lever'] as const).map((type) => leverRequest('dev', type)),
    ])
      for (const denied of refusedWith(record, { kind: 'denied' }))
        for (const sourceOf of [auditLogSource, (parts: AuditParts) => resultSource(['run'], parts)]) {
          const records = [request('web-2', 'stopped'), denied];
          const audit = { read: async () => ({ records, damaged: 0 }) } as unknown as AuditParts['audit'];
          const { buttons } = await sourceOf({ audit, ...AT_ONCE }).draw((id) => id);
          assert.deepEqual(buttons, [{ id: 'copyIamPolicy', label: 'Copy IAM Policy…', enabled: true }]);
        }
    const refused = refusedWith(request('web-1'), { kind: 'refused' });
    for (const others of [[request('web-1', 'stopped')], [request('web-1')], refused, []])
      assert.deepEqual((await pageOf(others)).buttons, []);
  });

  it('asks about what can be done in place of what AWS rejected, for the newest request of a thing', async () => {
    const rejected = { kind: 'refused', code: 'UnsupportedHibernationConfiguration', operation: 'ec2:StopInstances' };
    const [before] = refusedWith(request('web-1', undefined, { type: 'hibernate' }), rejected);
    const [record] = refusedWith(request('web-1', undefined, { type: 'hibernate' }), rejected);
    assert.ok(before && record);
    const { resource } = record.requested;
    const earlier = { ...before, requested: { ...before.requested, resource } };
    const audit = { read: async () => ({ records: [earlier, record], damaged: 0 }) };
    const wants: unknown[] = [];
    const pressed: (() => unknown)[] = [];
    const given = { ...AT_ONCE, audit: audit as unknown as AuditParts['audit'] };
    const source = resultSource(['run'], { ...given, ask: (want) => Promise.resolve(void wants.push(want)) });
    const { sections } = await source.draw((id, act) => {
      if (id.startsWith('stop ')) pressed.push(act);
      return id;
    });
    assert.equal(JSON.stringify(sections).split('"Stop…"').length, 2);
    for (const press of pressed) await press();
    assert.equal(pressed.length, 1);
    const [want] = wants as readonly { readonly operation: object; readonly refs: readonly object[] }[];
    assert.deepEqual(want?.operation, { type: 'stop' });
    assert.deepEqual(want?.refs, [{ kind: 'instance', scope: { profile: 'dev', region: 'eu-west-1' }, id: resource }]);
  });

  it('offers to start again what was stopped in the account of the line, where the same id is one of several accounts', async () => {
    const aws = request('web-1', 'stopped');
    const local = request('web-1', 'stopped');
    const { resource } = aws.requested;
    const requested = { ...local.requested, resource, elsewhere: 'http://localhost:4566' };
    const records = [aws, { ...local, requested }];
    const audit = { read: async () => ({ records, damaged: 0 }) } as unknown as AuditParts['audit'];
    const asked: unknown[] = [];
    const acts = new Map<string, () => unknown>();
    const given = { ...AT_ONCE, audit, startable: () => true };
    const source = resultSource(['run'], {
      ...given,
      ask: ({ whose }) => Promise.resolve(void asked.push(...(whose?.values() ?? []))),
    });
    await source.draw((id, act) => (acts.set(id, act), id));
    for (const [id, act] of acts) if (id.startsWith('start ')) await act();
    const account = '111122223333';
    assert.deepEqual(
      asked,
      [{ account }, { account, elsewhere: 'http://localhost:4566' }].map((one) => ({ elsewhere: undefined, ...one })),
    );
  });

  it('shows first what did not go as asked, then what nobody knows, what is under way, and what is done', async () => {
    const { names, state } = await pageOf([
      request('web-1', 'stopped'),
      request('web-2'),
      request('web-3', 'terminated'),
      request('web-4', 'stopped'),
      request('web-5', 'no longer seen'),
      request('web-6', 'terminated'),
      request('web-7', 'of another account'),
    ]);
    assert.deepEqual(names, ['web-3', 'web-6', 'web-5', 'web-7', 'web-2', 'web-1', 'web-4']);
    assert.equal(state.label, '2 of 7 succeeded, 1 still in progress');
  });

  it('says above all how many are of unknown outcome, which is no failure', async () => {
    for (const [label, appearance, ...records] of [
      ['1 of 1 succeeded', 'done', request('web-1', 'stopped')],
      ['0 of 1 succeeded, 1 of unknown outcome', 'unknown', request('web-1', 'no longer seen')],
      [
        '1 of 2 succeeded, 1 of unknown outcome',
        'unknown',
        request('web-1', 'stopped'),
        request('web-2', 'of another account'),
      ],
      [
        '0 of 2 succeeded, 1 of unknown outcome',
        'failed',
        request('web-1', 'terminated'),
        request('web-2', 'no longer seen'),
      ],
      ['0 of 1 succeeded', 'failed', request('web-1', 'terminated')],
    ] as const) {
      const { state } = await pageOf(records);
      assert.deepEqual([state.label, state.appearance], [label, appearance]);
    }
  });

  it('says of what nobody follows any more that its outcome isn’t known, wherever it is told, and exports it as it was', async () => {
    const [done, open] = [request('web-1', 'stopped'), request('web-2')];
    const refused = {
      ...request('web-3'),
      answered: { error: { kind: 'denied', message: '', mayHaveHappened: false } },
    };
    const records = [done, open, refused] as unknown as readonly AuditRecord[];
    const audit = { read: async () => ({ records, damaged: 0 }) } as unknown as AuditParts['audit'];
    const tracked = [{ id: open.requested.id }] as unknown as ReturnType<AuditParts['follow']['following']>;
    for (const { what, after, following, isPast } of [
      { what: 'of the last day', after: DAY - 1_000, following: [], isPast: false },
      { what: 'older', after: DAY + 1_000, following: [], isPast: true },
      { what: 'older, and followed here', after: DAY + 1_000, following: tracked, isPast: false },
    ])
      for (const sourceOf of [auditLogSource, (parts: AuditParts) => resultSource(['run'], parts)]) {
        const given = {
          ...AT_ONCE,
          audit,
          follow: { following: () => following },
          clock: { now: () => FIRST + after },
        };
        const source = sourceOf(given);
        const { state, sections } = await source.draw((id) => id);
        const words = isPast ? 'outcome unknown; check the AWS console' : 'still in progress';
        const appearance = isPast ? 'unknown' : 'stopping';
        const shown = JSON.stringify(sections);
        assert.ok(shown.includes(JSON.stringify({ appearance, label: words })), `${what}: ${shown}`);
        assert.equal(shown.includes('still in progress'), !isPast, what);
        const markdown = (await source.markdown?.()) ?? '';
        assert.deepEqual([markdown.includes(words), markdown.includes('still in progress')], [true, !isPast], what);
        if (sourceOf === auditLogSource) continue;
        assert.equal(
          state.label,
          isPast ? '1 of 3 succeeded, 1 of unknown outcome' : '1 of 3 succeeded, 1 still in progress',
          what,
        );
        assert.deepEqual(JSON.parse(await source.exported()), records);
      }
  });

  const lost = { kind: 'forbidden', code: 'read-only', message: '', mayHaveHappened: false };
  const leftOut = [
    ['i-0a', 'db-|1', { type: 'stop-protection' }, 'Stop protection is on'],
    ['i-0b', 'db-2', { type: 'unfit', unfit: 'state', state: 'stopped' }, 'Not possible in its state: stopped.'],
    ['i-0c', 'db-3', { type: 'gone' }, 'It no longer exists in AWS.'],
    ['i-0d', 'db-4', { type: 'forbidden', failure: lost }, 'halt.readOnly'],
    ['i-0e', 'db-5', { type: 'of-tomorrow' }, 'of-tomorrow'],
  ] as const;
  /** Two requests, with which two and three others were left out. */
  function requestsWithLeftOut(): AuditParts['audit'] {
    const lines = leftOut.map(([resource, name, why]) => {
      return { profile: 'qa', region: 'us-east-1', kind: 'instance', resource, name, why: [why] };
    });
    const withThem = (record: AuditRecord, those: readonly unknown[]) =>
      ({ ...record, requested: { ...record.requested, leftOut: those } }) as AuditRecord;
    const records = [
      withThem(request('web-1', 'stopped'), lines.slice(0, 2)),
      withThem(request('web-2', 'stopped', { type: 'hibernate' }), lines.slice(2)),
    ];
    return { read: async () => ({ records, damaged: 0 }) } as unknown as AuditParts['audit'];
  }

  for (const [page, sourceOf, requests] of [
    ['a result', (parts: AuditParts) => resultSource(['run'], parts), ['', '']],
    ['the audit log', auditLogSource, ['Stop', 'Hibernate']],
  ] as const) {
    it(`says last what was left out and why, of all runs of ${page}, on the page and as Markdown`, async () => {
      const source = sourceOf({ audit: requestsWithLeftOut(), ...AT_ONCE });
      const { sections } = await source.draw((id) => id);
      const section = sections.find(({ title }) => title === 'Left out');
      const table = section?.blocks.find(({ type }) => type === 'table');
      assert.ok(section === sections.at(-1) && table?.type === 'table');
      assert.equal(table.rows.length, leftOut.length);
      const markdown = ((await source.markdown?.()) ?? '').replaceAll('\\', '').split('### Left out')[1] ?? '';
      const rows = table.rows.map((row) => JSON.stringify(row));
      for (const [index, [id, name, , words]] of leftOut.entries()) {
        const row = rows.find((one) => one.includes(id)) ?? '';
        const line = markdown.split('\n').find((each) => each.includes(id)) ?? '';
        // Of the log each row says with what it was asked for.
        for (const part of [id, name, 'qa (us-east-1)', words, requests[index < 2 ? 0 : 1]])
          assert.ok(row.includes(part) && line.includes(part), `${part}: ${row} ${line}`);
        assert.equal(/"type":"time"/.test(row) && /2023-11-14T/.test(line), page === 'the audit log');
      }
    });
  }

  it('has no section for what was left out where nothing was', async () => {
    const { sections } = await pageOf([request('web-1', 'stopped')]);
    assert.deepEqual(
      sections.map(({ title }) => title),
      ['Requests'],
    );
  });

  it('says in its JSON, too, how many lines could not be read', async () => {
    for (const damaged of [0, 3]) {
      const records = [request('web-1', 'stopped')];
      const audit = { read: async () => ({ records, damaged }) } as unknown as AuditParts['audit'];
      const exported: unknown = JSON.parse(await resultSource(['run'], { audit, ...AT_ONCE }).exported());
      assert.deepEqual(exported, [...records, ...(damaged === 0 ? [] : [{ unreadableLines: damaged }])]);
    }
  });

  it('is called by what was asked for: of one, of several, and of several different things', async () => {
    assert.equal((await pageOf([request('web-1')])).title, 'Result: Stop web-1');
    assert.equal((await pageOf([request('web-1'), request('web-2')])).title, 'Result: Stop 2 EC2 instances');
    const mixed = [request('web-1'), request('web-2', undefined, { type: 'start' }), request('web-3')];
    assert.equal((await pageOf(mixed)).title, 'Result: web-1 and 2 more');
  });

  it('names first, in its title and among what ended alike in its table, what is in production', async () => {
    const marked = request('web-3', 'stopped');
    const records = [request('web-1', 'stopped'), request('web-2', 'stopped', { type: 'hibernate' }), marked];
    const audit = { read: async () => ({ records, damaged: 0 }) } as unknown as AuditParts['audit'];
    const isProduction: AuditParts['isProduction'] = ({ id }) => id === marked.requested.resource;
    const source = resultSource(['run'], { ...AT_ONCE, audit, isProduction });
    const { title, sections } = await source.draw((id) => id);
    assert.equal(title, 'Result: web-3 and 2 more');
    const [first = ''] = ((await source.markdown?.()) ?? '').replaceAll('\\', '').split('\n');
    assert.equal(first, '## Halt: Result: web-3 and 2 more');
    const shown = JSON.stringify(sections);
    assert.ok(shown.indexOf('web-3') < shown.indexOf('web-1'), shown);
  });

  it('never takes for none what the log no longer holds, or what of it can’t be read', async () => {
    const { state, empty, names } = await pageOf([]);
    assert.deepEqual([state, names], [{ appearance: 'unknown', label: 'not recorded' }, []]);
    assert.equal(empty, 'The audit log no longer holds these requests.');
    const { notices } = await pageOf([request('web-1', 'stopped')], 2);
    assert.deepEqual(notices, [{ tone: 'warning', text: '2 lines of the log can’t be read and are left out.' }]);
  });
});

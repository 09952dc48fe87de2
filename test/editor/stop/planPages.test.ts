import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import type { Failure } from '../../../src/model/failure.ts';
import type { Value } from '../../../src/panel/protocol/page.ts';
import type { Finding, Plan } from '../../../src/stopping/plan/plan.ts';
import type { RunResult } from '../../../src/stopping/runResult.ts';
import { planPageId } from '../../../src/ui/stop/planPage.ts';
import { createPlanPages } from '../../../src/ui/stop/planPages.ts';

const scope = { profile: 'dev', region: 'eu-west-1' };
const MADE = 1_700_000_000_000;
const SENT = MADE + 60_000;
const plan = {
  id: 'p1',
  operation: { type: 'stop' },
  made: { now: MADE, elapsed: 0 },
  groups: [
    {
      scope,
      production: [],
      targets: [{ ref: { kind: 'instance', scope, id: 'i-1' }, name: 'web', findings: [] }],
    },
  ],
} as unknown as Plan;

const targets = plan.groups.flatMap((group) => group.targets);
const instanceOf = (id: string, findings: readonly unknown[] = []) => ({
  ref: { kind: 'instance', scope, id },
  name: id,
  findings,
});
const several = {
  ...plan,
  groups: [
    {
      ...plan.groups[0],
      targets: [
        instanceOf('i-1'),
        instanceOf('i-2'),
        instanceOf('i-3', [{ type: 'stop-protection', severity: 'block' }]),
      ],
    },
  ],
} as unknown as Plan;

/** What AWS answered for each: accepted where there is no failure. */
const resultOf = (failures: Readonly<Record<string, Failure>>, ids: readonly string[] = ['i-1']): RunResult =>
  ({
    run: 'run 1',
    operation: { type: 'stop' },
    answers: ids.map((id) => ({
      tracked: { ref: { kind: 'instance', scope, id } },
      ...(failures[id] && { failure: failures[id] }),
    })),
  }) as unknown as RunResult;

const wordsOf = (value: Value | undefined): string | undefined =>
  value?.type === 'state' ? value.state.label : undefined;

/** The pages of a window; a second one with the same memory is the window after a reload. */
function windowWith(saved: Map<string, unknown>) {
  const shown: string[][] = [];
  const memory = {
    get: (key: string) => saved.get(key),
    update: async (key: string, value: unknown) => {
      saved.set(key, structuredClone(value));
    },
  } as unknown as Memento;
  const pages = createPlanPages({
    memory,
    records: { show: () => undefined, refresh: () => undefined } as never,
    showResult: (runs) => shown.push([...runs]),
    onError: (error) => {
      throw error;
    },
  });
  const page = async () => {
    const presses = new Map<string, () => unknown>();
    const drawn = await pages.sourceOf(planPageId(plan))?.draw((id, press) => {
      presses.set(id, press);
      return id;
    });
    assert.ok(drawn);
    const exportedText = (await pages.sourceOf(planPageId(plan))?.exported()) ?? '';
    return { ...drawn, exportedText, press: (id: string) => presses.get(id)?.() };
  };
  return { pages, page, shown };
}

describe('the page of a plan', () => {
  it('says that it was sent, when, and leads to what became of it, also after a reload', async () => {
    const saved = new Map<string, unknown>();
    const { pages, page } = windowWith(saved);
    pages.show(plan);
    assert.equal((await page()).state.label, 'nothing has been sent');
    pages.sending(plan, targets);
    assert.equal((await page()).state.label, 'being sent');
    pages.sent(plan, SENT, resultOf({}));
    const reloaded = windowWith(saved);
    for (const now of [await page(), await reloaded.page()]) {
      assert.equal(now.state.label, 'sent');
      assert.deepEqual(
        now.why.map(({ label, value }) => [label, value]),
        [
          ['Planned', { type: 'time', at: MADE }],
          ['Sent', { type: 'time', at: SENT }],
        ],
      );
      assert.deepEqual(
        now.buttons.map(({ label }) => label),
        ['Show Result'],
      );
    }
    const after = await reloaded.page();
    after.press('result');
    assert.deepEqual(reloaded.shown, [['run 1']]);
  });

  it('tells when by AWS’s clock, as the plan’s own look told it', async () => {
    const ahead = {
      ...plan,
      groups: [{ ...plan.groups[0], targets: [{ ...instanceOf('i-1'), clockOffset: 90_000 }] }],
    } as unknown as Plan;
    const { pages, page } = windowWith(new Map());
    pages.show(ahead);
    pages.sending(ahead, targets);
    pages.sent(ahead, SENT, resultOf({}));
    assert.deepEqual(
      (await page()).why.map(({ value }) => value),
      [MADE, SENT].map((at) => ({ type: 'time', at: at + 90_000 })),
    );
  });

  it('tells for each target whether it was sent, is on its way, was left out, or has never left', async () => {
    const { pages, page } = windowWith(new Map());
    const happens = async () =>
      (await page()).sections.flatMap(({ blocks }) =>
        blocks.flatMap((block) => (block.type === 'table' ? block.rows : [])).map(([, , state]) => wordsOf(state)),
      );
    pages.show(several);
    assert.deepEqual(await happens(), ['will be sent', 'will be sent', 'left out']);
    // Between the plan that was looked at and the one that was confirmed, the second may have stopped.
    pages.sending(several, several.groups[0]?.targets.slice(0, 1) ?? []);
    assert.deepEqual(await happens(), ['being sent', 'left out', 'left out']);

    const expired = { kind: 'forbidden', code: 'permit-expired', message: 'late', mayHaveHappened: false } as const;
    const denied = {
      kind: 'denied',
      code: 'UnauthorizedOperation',
      message: 'no',
      status: 403,
      mayHaveHappened: false,
    } as const;
    const unsigned = {
      kind: 'signin-expired',
      message: 'no',
      status: 401,
      requestId: 'r',
      operation: 'SSO: GetRoleCredentials',
      mayHaveHappened: false,
    } as const;
    const cut = { kind: 'cut', message: 'gone', mayHaveHappened: true } as const;
    for (const [failures, label, rows] of [
      [{ 'i-2': expired }, '1 of 2 sent', ['sent', 'not sent', 'left out']],
      [{ 'i-1': expired, 'i-2': expired }, 'not sent', ['not sent', 'not sent', 'left out']],
      [{ 'i-1': unsigned, 'i-2': unsigned }, 'not sent', ['not sent', 'not sent', 'left out']],
      [{ 'i-1': denied, 'i-2': cut }, 'sent · 1 refused', ['refused', 'sent', 'left out']],
      [{ 'i-1': denied, 'i-2': denied }, 'refused', ['refused', 'refused', 'left out']],
      [{ 'i-1': denied, 'i-2': expired }, '1 of 2 sent · 1 refused', ['refused', 'not sent', 'left out']],
    ] as const) {
      pages.sent(several, SENT, resultOf(failures, ['i-1', 'i-2']));
      assert.equal((await page()).state.label, label);
      assert.deepEqual(await happens(), rows);
    }
  });

  it('says why something could not be read, with the permission that is missing, and what to do', async () => {
    const { pages, page } = windowWith(new Map());
    const [group] = plan.groups;
    assert.ok(group);
    const operation = 'ec2:DescribeInstanceAttribute';
    const failure = { kind: 'denied', operation, message: '', mayHaveHappened: false } as const;
    const findings: readonly Finding[] = [
      { severity: 'warn', type: 'protection-unknown', failure },
      { severity: 'warn', type: 'not-reread', failure },
    ];
    pages.show({ ...plan, groups: [{ ...group, targets: group.targets.map((one) => ({ ...one, findings })) }] });
    const text = JSON.stringify((await page()).sections);
    assert.equal(text.split('Access denied: ec2:DescribeInstanceAttribute is not allowed for you.').length, 3, text);
    assert.equal(text.split('Ask for the permission').length, 3, text);
  });

  it('leads back to the prompt until something of it is sent, or nobody waits for an answer any more', async () => {
    const saved = new Map<string, unknown>();
    const { pages, page } = windowWith(saved);
    let went = 0;
    const back = { label: 'Stop…', go: () => void (went += 1) };
    pages.show(plan, back);
    const shown = await page();
    assert.deepEqual(shown.beside, { id: 'back', label: 'Stop…', enabled: true });
    shown.press('back');
    assert.equal(went, 1);
    // Nobody knows after a reload what was wanted.
    assert.equal((await windowWith(saved).page()).beside, undefined);
    pages.leave(plan);
    assert.equal((await page()).beside, undefined);
    pages.show(plan, back);
    assert.ok((await page()).beside);
    pages.sending(plan, targets);
    assert.equal((await page()).beside, undefined);
    pages.sent(plan, SENT, resultOf({}));
    assert.equal((await page()).beside, undefined);
    // A plan of which nothing can be done has no way back.
    const other = windowWith(new Map());
    other.pages.show(plan);
    assert.equal((await other.page()).beside, undefined);
  });

  it('keeps what was heard after it was shown, on its way and in the export', async () => {
    const { pages, page } = windowWith(new Map());
    pages.show(several);
    const [group] = several.groups;
    const heard = { severity: 'block', type: 'not-allowed' } as unknown as Finding;
    assert.ok(group);
    const [first, ...rest] = group.targets;
    assert.ok(first);
    pages.update({ ...several, groups: [{ ...group, targets: [{ ...first, findings: [heard] }, ...rest] }] });
    // The flow knows the plan as it was shown.
    pages.sending(several, rest.slice(0, 1));
    assert.match((await page()).exportedText, /not-allowed/);
    pages.sent(several, SENT, resultOf({}, ['i-2']));
    assert.match((await page()).exportedText, /not-allowed/);
  });

  it('goes on saying that it is being sent, whatever is heard of it by then', async () => {
    const { pages, page } = windowWith(new Map());
    pages.show(plan);
    pages.sending(plan, targets);
    pages.update(plan);
    assert.equal((await page()).state.label, 'being sent');
  });

  it('does not say after a reload that nothing was sent of what was on its way', async () => {
    const saved = new Map<string, unknown>();
    const { pages } = windowWith(saved);
    pages.show(plan);
    pages.sending(plan, targets);
    const { state, notices } = await windowWith(saved).page();
    assert.equal(state.label, 'confirmed');
    assert.ok(notices.some(({ text }) => /reloaded while this was being sent/.test(text)));
  });

  it('is no longer to be confirmed after a reload, and what was not looked at has no page', async () => {
    const saved = new Map<string, unknown>();
    const { pages } = windowWith(saved);
    pages.sent(plan, SENT, resultOf({}));
    assert.equal(pages.sourceOf(planPageId(plan)), undefined);
    pages.show(plan);
    const { notices } = await windowWith(saved).page();
    assert.ok(notices.some(({ text }) => /can’t be confirmed any more/.test(text)));
  });
});

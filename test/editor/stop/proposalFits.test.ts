import assert from 'node:assert/strict';
import { inertText } from '../../../src/base/shownText.ts';
import type { Operation } from '../../../src/model/operation.ts';
import { operationKind } from '../../../src/stopping/operation.ts';
import type { Finding, Plan } from '../../../src/stopping/plan/plan.ts';
import type { Around } from '../../../src/ui/stop/around.ts';
import { proposalDialog } from '../../../src/ui/stop/proposalDialog.ts';
import { identityOf } from '../../stages/fakes.ts';

const MOST = 30;
const LETTERS = 55;

/** As a browser breaks a line between words. */
function drawn(line: string, letters = LETTERS): number {
  let lines = 1;
  let used = 0;
  for (const word of line.split(' ')) {
    if (used > 0 && used + 1 + word.length > letters) {
      lines += 1;
      used = 0;
    }
    used += (used > 0 ? 1 : 0) + word.length;
    while (used > letters) {
      lines += 1;
      used -= letters;
    }
  }
  return lines;
}
const drawnAll = (lines: readonly string[]) => lines.reduce((sum, line) => sum + drawn(line), 0);

const failure = { kind: 'denied', code: 'AccessDenied', message: 'no' } as unknown as Extract<
  Finding,
  { readonly type: 'not-reread' }
>['failure'];
const scopeOf = (profile: string) => ({ profile, region: 'eu-west-1' });
const ofInstances: readonly Finding[] = [
  { severity: 'warn', type: 'auto-scaling', group: 'checkout-asg' },
  { severity: 'warn', type: 'instance-store-data' },
  { severity: 'warn', type: 'public-address', address: '203.0.113.238' },
  { severity: 'warn', type: 'owners-unread' },
  { severity: 'warn', type: 'managed-unknown' },
  { severity: 'warn', type: 'protection-unknown', failure },
  { severity: 'warn', type: 'spot-unknown' },
  { severity: 'warn', type: 'instance-store-unknown' },
  { severity: 'info', type: 'persistent-spot' },
];
const ofRollouts: readonly Finding[] = [
  { severity: 'warn', type: 'first-deployment' },
  { severity: 'warn', type: 'unread-members', members: ['deploymentCircuitBreaker'] },
];
const ofExperiments: readonly Finding[] = [
  { severity: 'warn', type: 'other-accounts', count: 2 },
  { severity: 'warn', type: 'stays-done', action: 'FailOverOrders', actionId: 'aws:rds:failover-db-cluster' },
  { severity: 'info', type: 'preview-run' },
];
const BLOCKS: readonly Finding[] = [
  { severity: 'block', type: 'stop-protection' },
  { severity: 'block', type: 'gone' },
  { severity: 'block', type: 'one-time-spot' },
];

interface Sketch {
  readonly operation: Operation;
  /** In each place. */
  readonly count: number;
  readonly findings?: readonly Finding[];
  /** Each target has all of them; else one each. */
  readonly hasAll?: boolean;
  readonly blocked?: number;
}

function planOf(sketch: Sketch, profiles: readonly string[], letters: number): Plan {
  const { operation, count, findings = [], hasAll = false, blocked = 0 } = sketch;
  const groups = profiles.map((profile, place) => {
    const scope = scopeOf(profile);
    const ref = (id: string) => ({ kind: operationKind[operation.type], scope, id });
    const named = (index: number) => `${operation.type}-${place}-${index}`.padEnd(letters, 'x');
    return {
      scope,
      identity: identityOf(profile, String(100_000_000_001 + Number(/\d+/.exec(profile)?.[0] ?? 0) * 7)),
      production: /prod/.test(profile) ? [{ kind: 'matched' as const, pattern: '*prod*', matched: profile }] : [],
      targets: [
        ...Array.from({ length: count }, (_, index) => ({
          ref: ref(`id-${place}-${index}`),
          name: named(index),
          findings: hasAll ? findings : findings.slice(index, index + 1),
        })),
        ...Array.from({ length: blocked }, (_, index) => ({
          ref: ref(`no-${place}-${index}`),
          name: `left-${named(index)}`,
          findings: BLOCKS.slice(index % BLOCKS.length, (index % BLOCKS.length) + 1),
        })),
      ],
    };
  });
  return { id: operation.type, operation, made: { now: 0, elapsed: 0 }, policyVersion: '', groups };
}

const stop: Operation = { type: 'stop' };
const rollBack: Operation = { type: 'roll-back' };
const experiments: Operation = { type: 'stop-experiment' };
const places = (count: number, length = 6) =>
  Array.from({ length: count }, (_, index) => `${index % 4 === 1 ? 'prod' : 'shop'}-${index}`.padEnd(length, 'y'));
const nothing: Around = { unread: [], forbidden: [] };
const much: Around = {
  unread: places(12).map(scopeOf),
  forbidden: places(15).map(scopeOf),
  leverUnread: places(34).map(scopeOf),
  besides: [{ words: 'web is left out: it is on its way already.', inFull: '' }],
};

const WARNED = /^⚠ /;
const COUNTED = /^⚠ (?:… and )?(\d+) (?:more|warnings?|reasons?): Show Details$/;
/** How many more warnings a dialog counts than it shows, or how many are left out without their reason. */
const countedIn = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + Number(COUNTED.exec(line)?.[1] ?? 0), 0);
const sentTo = (plans: readonly Plan[]) =>
  plans.flatMap(({ groups }) =>
    groups.flatMap(({ targets }) =>
      targets.filter(({ findings }) => findings.every(({ severity }) => severity !== 'block')),
    ),
  );

describe('a dialog about several operations', () => {
  for (const count of [1, 2, 5, 12, 60, 500])
    for (const place of [1, 2, 6, 20])
      for (const [letters, profile] of [
        [12, 6],
        [80, 60],
      ] as const)
        for (const hasAll of [false, true])
          for (const around of [nothing, much]) {
            if (count * place > 1_000) continue;
            const profiles = places(place, profile);
            const plans = [
              { operation: stop, count, findings: ofInstances, hasAll, blocked: 3 },
              { operation: rollBack, count, findings: ofRollouts, hasAll },
              { operation: experiments, count, findings: ofExperiments, hasAll },
            ].map((sketch) => planOf(sketch, profiles, letters));
            const about = `${count} of each in ${place} places, names of ${letters}, ${hasAll ? 'all' : 'some'} findings${around === much ? ', much beside' : ''}`;
            it(`fits on a screen and cuts nothing that warns: ${about}`, () => {
              const { message, detail } = proposalDialog({ reach: 'matching', plans }, around);
              const text = [message, ...detail].join('\n');
              assert.ok(drawn(message, 50) + drawnAll(detail) <= MOST, `${drawnAll(detail)} lines:\n${text}`);
              for (const line of detail) assert.equal(inertText(line), line.trim(), 'a line is cut');
              for (const { groups } of plans)
                for (const { identity } of groups) assert.ok(text.includes(String(identity?.account)), text);
              assert.equal(text.includes('PRODUCTION'), place > 1, text);
              assert.ok(detail.includes(`Left out: ${3 * place}`), text);
              // All that is sent is named or counted.
              const named = sentTo(plans).filter(({ name }) => text.includes(`• ${name}`)).length;
              const more = Number(/^• (?:… and )?([\d,]+) (?:more|targets?)\b/m.exec(text)?.[1]?.replace(',', '') ?? 0);
              assert.equal(named + more, 3 * count * place, text);
              if (more > 0 && named === 0) assert.match(text, /^• [\d,]+ targets.*: Show Details$/m);
              // Nothing is named while a warning is not.
              if (countedIn(detail) > 0) assert.equal(named, 0, text);
            });
          }

  it('shows or counts each kind of what warns, of each operation, and of what is left out', () => {
    for (const count of [1, 3, 9, 40]) {
      const sketches = [
        { operation: stop, count, findings: ofInstances, hasAll: true, blocked: 9 },
        { operation: rollBack, count, findings: ofRollouts, hasAll: true },
        { operation: experiments, count, findings: ofExperiments, hasAll: true },
      ];
      const plans = sketches.map((sketch) => planOf(sketch, places(2), 12));
      const { detail } = proposalDialog({ reach: 'matching', plans }, nothing);
      const shown = detail.filter((line) => WARNED.test(line) && !COUNTED.test(line)).length;
      const kinds = [...ofInstances, ...ofRollouts, ...ofExperiments].filter(({ severity }) => severity === 'warn');
      assert.equal(shown + countedIn(detail), kinds.length + BLOCKS.length, detail.join('\n'));
      // None of the operations hides what warns of another.
      for (const words of [/Auto Scaling/, /first deployment|earlier revision/i, /other accounts?/])
        assert.ok(
          detail.some((line) => WARNED.test(line) && words.test(line)),
          `${String(words)}\n${detail.join('\n')}`,
        );
    }
  });

  it('says what warns, what is left out, and then the names', () => {
    const sketches = [
      { operation: stop, count: 5, findings: ofInstances.slice(0, 3), blocked: 3 },
      { operation: rollBack, count: 3, findings: ofRollouts.slice(0, 1) },
      { operation: experiments, count: 1, findings: ofExperiments.slice(0, 2), hasAll: true },
    ];
    const plans = sketches.map((sketch) => planOf(sketch, ['shop-staging'], 12));
    const { message, detail } = proposalDialog({ reach: 'matching', plans }, nothing);
    assert.ok(drawn(message, 50) <= 2, message);
    for (const words of [/5 EC2 instances/, /3 ECS service deployments/, /FIS experiment|stop-experiment/])
      assert.match([message, ...detail].join('\n'), words);
    assert.ok(detail.some((line) => line.startsWith('profile shop-staging · account 100000000001 · eu-west-1')));
    const order = [WARNED, /^Left out: 3$/, /^• /].map((words) => detail.findIndex((line) => words.test(line)));
    assert.ok(
      order.every((at) => at >= 0),
      detail.join('\n'),
    );
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
      detail.join('\n'),
    );
    assert.equal(countedIn(detail), 0, detail.join('\n'));
  });

  const engage: Operation = { type: 'engage-lever', reason: '' };
  for (const count of [40, 60, 100, 400, 1_000])
    for (const kinds of [1, 2, 5, 9])
      for (const areApart of [false, true])
        for (const around of [nothing, much])
          it(`fits on a screen however many accounts and operations it is about: ${count} accounts, ${kinds} operations${areApart ? ' in some of them each' : ''}${around === much ? ', much beside' : ''}`, () => {
            const all: readonly Omit<Sketch, 'count'>[] = [
              { operation: stop, findings: ofInstances, hasAll: true, blocked: 2 },
              { operation: engage },
              { operation: rollBack, findings: ofRollouts },
              { operation: experiments, findings: ofExperiments },
              { operation: { type: 'hibernate' } },
              { operation: { type: 'force-stop', skipOsShutdown: false } },
              { operation: { type: 'abort' }, findings: ofRollouts },
              { operation: { type: 'continue', action: 'ROLLBACK' } },
              { operation: { type: 'skip-os-shutdown' } },
            ];
            const profiles = places(count, 40);
            const plans = all
              .slice(0, kinds)
              .map((sketch, index) =>
                planOf(
                  { ...sketch, count: 1 },
                  areApart ? profiles.filter((_, at) => at % (index + 2) > 0) : profiles,
                  30,
                ),
              );
            const { message, detail } = proposalDialog({ reach: 'matching', plans }, around);
            const text = [message, ...detail].join('\n');
            assert.ok(drawn(message, 50) + drawnAll(detail) <= MOST, `${drawnAll(detail)} lines:\n${text}`);
            for (const line of detail) assert.equal(inertText(line), line.trim(), 'a line is cut');
            // Each account is named or counted, in production and elsewhere, and nothing says “more” of what has none before it.
            const accounts = new Map(
              plans.flatMap(({ groups }) =>
                groups.map(({ identity, production }) => [String(identity?.account), production.length > 0] as const),
              ),
            );
            for (const isRisky of [true, false]) {
              const those = [...accounts].filter(([, risky]) => risky === isRisky).map(([account]) => account);
              const lines = detail.filter((line) => line.startsWith('PRODUCTION:') === isRisky);
              const named = those.filter((account) => lines.some((line) => line.includes(account))).length;
              const counted = lines.flatMap(
                (line) => /(?:^|\W)(\d[\d,]*) (?:more )?accounts?: Show/.exec(line)?.[1] ?? [],
              );
              const rest = counted.reduce((sum, number) => sum + Number(number.replace(',', '')), 0);
              assert.equal(named + rest, those.length, text);
              assert.equal(
                lines.some((line) => /… and [\d,]+ more accounts?/.test(line)),
                named > 0 && rest > 0,
                text,
              );
            }
            for (const mark of ['•', '–']) {
              const [first = ''] = detail.filter((line) => line.startsWith(mark) && !line.includes('Safety lever'));
              assert.doesNotMatch(first, /… and/, text);
            }
            assert.doesNotMatch(text, /: … and/);
          });

  it('stays as it is where it fits: the names first, and the whole question', () => {
    const plans = [
      planOf({ operation: stop, count: 2, findings: ofInstances.slice(0, 1) }, ['shop'], 6),
      planOf({ operation: experiments, count: 1 }, ['shop'], 6),
    ];
    const { message, detail } = proposalDialog({ reach: 'matching', plans }, nothing);
    assert.equal(message, 'Stop 2 EC2 instances · Stop stop-experiment-0-0 in shop (eu-west-1)?');
    assert.ok(detail.findIndex((line) => line.startsWith('• ')) < detail.findIndex((line) => WARNED.test(line)));
    assert.ok(detail.every((line) => !line.includes('Show Details')));
  });

  it('leaves room for the reason that follows', () => {
    const plans = [planOf({ operation: stop, count: 9, findings: ofInstances, blocked: 3 }, ['shop'], 12)];
    for (const letters of [10, 200, 400]) {
      const after = ['', `Reason: ${'why not '.repeat(letters / 8)}`];
      const { detail } = proposalDialog({ reach: 'matching', plans }, nothing, after);
      assert.ok(drawnAll([...detail, ...after]) + 2 <= MOST, detail.join('\n'));
    }
  });
});

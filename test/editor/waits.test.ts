import assert from 'node:assert/strict';
import { type CancellationToken, type Progress, ProgressLocation, type ProgressOptions, window } from 'vscode';
import { showWait } from '../../src/ui/editor/showWait.ts';
import { noneWaitedFor } from '../stages/nothingSpecial.ts';

type Task = (progress: Progress<object>, token: CancellationToken) => Thenable<unknown>;

/** So long a wait is said on Halt’s views alone, in milliseconds. */
const QUIET = 2_000;

describe('a wait', () => {
  const real = window.withProgress;
  const shown = new Set<string>();
  let notified: () => void = () => undefined;
  let cancel: () => void = () => undefined;
  const reported: string[] = [];

  beforeEach(() => {
    shown.clear();
    reported.length = 0;
    const token = {
      isCancellationRequested: false,
      onCancellationRequested: (listener: () => void) => {
        cancel = listener;
        return { dispose: () => undefined };
      },
    } as unknown as CancellationToken;
    window.withProgress = (({ location }: ProgressOptions, task: Task) => {
      shown.add(typeof location === 'object' ? location.viewId : String(location));
      const done = task({ report: (step) => reported.push((step as { message: string }).message) }, token);
      if (location === ProgressLocation.Notification) notified();
      return done;
    }) as typeof window.withProgress;
  });
  afterEach(() => {
    window.withProgress = real;
  });

  const onViews = ['halt.resources', 'halt.running'];
  const withNotification = [...onViews, String(ProgressLocation.Notification)].toSorted();

  it('is shown on Halt’s views, and by no notification, where it is short', async () => {
    assert.equal(await showWait('Reading…', async () => 'read', noneWaitedFor), 'read');
    assert.deepEqual([...shown].toSorted(), onViews);
  });

  it('has a notification once it is long, and not before; then it can be cancelled', async () => {
    const began = performance.now();
    const isNotified = new Promise<void>((resolve) => {
      notified = resolve;
    });
    let signal: AbortSignal | undefined;
    const waited = showWait(
      'Reading…',
      (own) => {
        signal = own;
        return new Promise(() => undefined);
      },
      noneWaitedFor,
    );
    await isNotified;
    // A timer may be early by a millisecond.
    assert.ok(performance.now() - began >= QUIET - 5);
    assert.deepEqual([...shown].toSorted(), withNotification);
    cancel();
    assert.equal(await waited, undefined);
    assert.equal(signal?.aborted, true);
  });

  /** Holds the timers of a wait, and lets the next one run. The editor's own go on. */
  function holdTimers() {
    const { setTimeout: later, clearTimeout: forget } = globalThis;
    const held = new Map<object, { readonly run: () => void; readonly milliseconds: number }>();
    globalThis.setTimeout = ((run: () => void, milliseconds = 0) => {
      if (milliseconds < QUIET) return later(run, milliseconds);
      const timer = {};
      held.set(timer, { run, milliseconds });
      return timer;
    }) as typeof later;
    globalThis.clearTimeout = ((timer: object) => {
      if (!held.delete(timer)) forget(timer as NodeJS.Timeout);
    }) as typeof forget;
    return {
      held,
      passed: (): number => {
        const [first] = held;
        assert.ok(first && held.size === 1);
        held.delete(first[0]);
        first[1].run();
        return first[1].milliseconds;
      },
      release: () => {
        globalThis.setTimeout = later;
        globalThis.clearTimeout = forget;
      },
    };
  }

  it('says after five seconds, and again each ten, how long there has been no complete answer, and nothing once it is over', async () => {
    const { held, passed, release } = holdTimers();
    try {
      let answer: (read: string) => void = () => undefined;
      const waited = showWait('Reading…', () => new Promise<string>((resolve) => (answer = resolve)), noneWaitedFor);
      assert.equal(passed(), QUIET);
      assert.deepEqual(reported, []);
      assert.equal(passed(), 5_000 - QUIET);
      assert.equal(passed(), 10_000);
      assert.equal(reported.length, 2);
      for (const message of reported)
        assert.match(
          message,
          /^No complete answer after \d+ s: AWS is slow or throttles, or the network or VPN is down\.$/,
        );
      answer('read');
      assert.equal(await waited, 'read');
      assert.equal(held.size, 0);
    } finally {
      release();
    }
  });

  for (const [what, profiles, helpers, words] of [
    ['nobody’s, where none of those has one', ['shop', 'ops'], { other: 'other' }, undefined],
    ['the one’s that has one', ['shop', 'ops'], { ops: 'ops', other: 'other' }, 'ops'],
    ['several’s', ['shop', 'ops'], { ops: 'ops', shop: 'shop' }, 'shop, ops'],
    ['one’s that is used by the one that is waited for', ['shop'], { shop: 'base' }, 'base (for shop)'],
    ['one’s that is used by several of those', ['a', 'b', 'a'], { a: 'base', b: 'base' }, 'base (for 2 profiles)'],
    ['one’s that is among those itself', ['base', 'b'], { base: 'base', b: 'base' }, 'base'],
    [
      'those that have room, and the others’ count',
      ['a', 'b', 'c', 'd'],
      { a: 'a', b: 'b', c: 'c', d: 'd' },
      'a, b, c and 1 more',
    ],
    [
      'one’s whose name pretends to be a link',
      ['[x](command:y)'],
      { '[x](command:y)': '[x](command:y)' },
      '[x]\u2060(command:y)',
    ],
  ] as const)
    it(`names whose helper program may take long: ${what}`, async () => {
      const { passed, release } = holdTimers();
      try {
        const info = (profile: string) => {
          const helperOf = new Map(Object.entries(helpers)).get(profile);
          return helperOf === undefined ? {} : { helperOf };
        };
        let answer: (read: string) => void = () => undefined;
        const work = () => new Promise<string>((resolve) => (answer = resolve));
        const waited = showWait('Reading…', work, { profiles: () => profiles, info });
        passed();
        passed();
        answer('read');
        await waited;
        const [message = ''] = reported;
        const [, of] = /, or the credential_process of (.*) takes long\.$/.exec(message) ?? [];
        assert.equal(of, words, message);
        assert.equal(message.includes('credential_process'), words !== undefined);
      } finally {
        release();
      }
    });

  it('says nothing where the editor shows it when it is over already', async () => {
    const { held, passed, release } = holdTimers();
    const atOnce = window.withProgress;
    let showLate: () => void = () => undefined;
    window.withProgress = ((options: ProgressOptions, task: Task) => {
      if (options.location !== ProgressLocation.Notification) return atOnce(options, task);
      return new Promise<unknown>((resolve) => (showLate = () => resolve(atOnce(options, task))));
    }) as typeof window.withProgress;
    try {
      let answer: (read: string) => void = () => undefined;
      const waited = showWait('Reading…', () => new Promise<string>((resolve) => (answer = resolve)), noneWaitedFor);
      assert.equal(passed(), QUIET);
      answer('read');
      assert.equal(await waited, 'read');
      showLate();
      assert.deepEqual([held.size, reported], [0, []]);
    } finally {
      release();
    }
  });
});

import { l10n } from 'vscode';
import { showOnViews, showProgress } from '../words/say.ts';

/** So long a wait is said on the views alone, in milliseconds. */
const QUIET = 2_000;
/** After so long a wait says how long it has been, as the rows and the pages do: most answers take less than a second, and a person who doesn't know waits for nothing. In milliseconds. */
const LONG = 5_000;
/** So often it says it again. */
const REMINDED = 10_000;

/**
 * Shows a wait on Halt's views, and one that is longer in a notification, with which it can be cancelled: then the answer is undefined, as it is once
 * `until` is aborted.
 */
export async function showWait<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
  until?: AbortSignal,
): Promise<T | undefined> {
  const controller = new AbortController();
  const signal = until === undefined ? controller.signal : AbortSignal.any([controller.signal, until]);
  const cancelled = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined));
  });
  const outcome = Promise.race([work(signal), cancelled]);
  showOnViews(outcome);
  const began = performance.now();
  let isOver = false;
  let timer = setTimeout(() => {
    void showProgress(title, async (report, token) => {
      token.onCancellationRequested(() => controller.abort());
      const remind = (): void => {
        const seconds = Math.round((performance.now() - began) / 1_000);
        report(
          l10n.t(
            'No complete answer after {0} s: AWS is slow or throttles, the network or VPN is down, or a profile’s credential_process takes long.',
            seconds,
          ),
        );
        timer = setTimeout(remind, REMINDED);
      };
      // The editor can be so late to show it that there is nothing to wait for any more.
      if (!isOver) timer = setTimeout(remind, LONG - QUIET);
      await outcome.catch(() => undefined);
    });
  }, QUIET);
  try {
    return await outcome;
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}

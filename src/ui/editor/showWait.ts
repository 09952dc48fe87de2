import { l10n } from 'vscode';
import { groupBy } from '../../base/groupBy.ts';
import { plainText } from '../../base/plainText.ts';
import type { ProfileInfo } from '../../model/identity.ts';
import { counted } from '../words/counted.ts';
import { showOnViews, showProgress } from '../words/say.ts';
import { names } from '../words/targetNames.ts';

/** Whose answers a wait is for. */
export interface WaitedFor {
  readonly profiles: () => readonly string[];
  /** What the shared config says of one; undefined where it isn't read, or has no such profile. */
  readonly info: (profile: string) => Pick<ProfileInfo, 'helperOf'> | undefined;
}

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
  waitedFor: WaitedFor,
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
        report(longWords(seconds, helpersOf(waitedFor)));
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

function longWords(seconds: number, helpers: readonly string[]): string {
  return helpers.length === 0
    ? l10n.t('No complete answer after {0} s: AWS is slow or throttles, or the network or VPN is down.', seconds)
    : l10n.t(
        'No complete answer after {0} s: AWS is slow or throttles, the network or VPN is down, or the credential_process of {1} takes long.',
        seconds,
        names(helpers),
      );
}

/** The profiles whose `credential_process` the wait may be for. A role uses that of its source profile: then the role’s profile is named beside it. */
function helpersOf({ profiles, info }: WaitedFor): readonly string[] {
  const waited = [...new Set(profiles())];
  const helped = waited.flatMap((profile) => {
    const helper = info(profile)?.helperOf;
    return helper === undefined ? [] : [{ profile, helper }];
  });
  return [...groupBy(helped, ({ helper }) => helper)].map(([helper, [first, ...more]]) => {
    const name = plainText(helper, 60);
    if (first === undefined || waited.includes(helper)) return name;
    return more.length === 0
      ? l10n.t('{0} (for {1})', name, plainText(first.profile, 40))
      : counted(l10n.t('{0, plural, one {{1} (for # profile)} other {{1} (for # profiles)}}'), more.length + 1, name);
  });
}

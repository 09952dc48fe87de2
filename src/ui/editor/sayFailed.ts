import { commands, l10n } from 'vscode';
import type { Failure } from '../../model/failure.ts';
import type { FailureOrigin, NextAction } from '../words/failureSentence.ts';
import { failureWords } from '../words/failures.ts';
import { openFileAt } from './openFile.ts';
import { complain, warn } from '../words/say.ts';

/** What saying a failure needs: the log to lead to, which hears of the failure as well. */
export interface FailureSayer {
  readonly showLog: () => void;
  readonly onError: (error: unknown) => void;
}

/** Says that what a person asked for failed, with the log behind it. */
export async function sayFailed({ showLog, onError }: FailureSayer, error: unknown): Promise<void> {
  onError(error);
  const open = l10n.t('Open Log');
  const message = error instanceof Error ? error.message : String(error);
  if ((await complain(l10n.t('Halt could not do this: {0}', message), open)) === open) showLog();
}

/** What the button under a failure does: a command, and what it is about where that isn't a row. */
export interface NextStep {
  readonly title: string;
  readonly command: string;
  readonly about?: string;
}

/** Where AWS says how a profile is made, for a person and for a company that uses IAM Identity Center. */
export const HOW_TO_MAKE_PROFILES = 'https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-configure.html';

const steps = {
  'open-file': () => ({ title: l10n.t('Open File'), command: 'halt.openConfigFile' }),
  'sign-in': () => ({ title: l10n.t('Sign In'), command: 'halt.signIn' }),
  retry: () => ({ title: l10n.t('Retry'), command: 'halt.retry' }),
  log: () => ({ title: l10n.t('Show Log'), command: 'halt.showLog' }),
  'make-profile': () => ({
    title: l10n.t('How to Make a Profile'),
    command: 'vscode.open',
    about: HOW_TO_MAKE_PROFILES,
  }),
  profiles: () => ({ title: l10n.t('Choose Profiles…'), command: 'halt.selectProfiles' }),
  regions: () => ({ title: l10n.t('Choose Regions…'), command: 'halt.selectRegions' }),
  settings: () => ({ title: l10n.t('Open Settings'), command: 'workbench.action.openSettings', about: 'halt.' }),
  none: () => ({ title: l10n.t('Show Log'), command: 'halt.showLog' }),
} as const satisfies Record<NextAction, () => NextStep>;

/** The button for what can be done about a failure. */
export const stepOf = (action: NextAction): NextStep => steps[action]();

/**
 * Says what keeps AWS from being read, whole, with a button for what can be done about it. `row`: the row that tells of it, which the button's command
 * is about. `again`: what the person tried, where the next step is to try it again.
 */
export async function tellFailure(
  failure: Failure,
  place: FailureOrigin,
  how: { readonly row?: unknown; readonly again?: () => Promise<unknown> } = {},
): Promise<void> {
  const { sentence, next, action } = failureWords(failure, place);
  const message = `${sentence} ${next}`.trim();
  if (how.again && (action === 'retry' || action === 'sign-in')) {
    const retry = l10n.t('Retry');
    if ((await warn(message, retry)) === retry) await how.again();
    return;
  }
  const step = stepOf(action);
  if ((await warn(message, step.title)) !== step.title) return;
  if (action === 'open-file' && failure.file) await openFileAt(failure.file.path, failure.file.line ?? 1);
  else {
    const about = step.about ?? how.row;
    // A command that is handed an undefined row takes it for one that is gone.
    await commands.executeCommand(step.command, ...(about === undefined ? [] : [about]));
  }
}

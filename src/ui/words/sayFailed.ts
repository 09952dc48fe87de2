import { l10n } from 'vscode';
import { complain } from './say.ts';

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

import { l10n } from 'vscode';
import type { Quiet } from '../../news/quiet.ts';
import { mention } from '../words/say.ts';
import { clockTime } from '../words/times.ts';

export interface QuietCommandParts {
  readonly quiet: Pick<Quiet, 'start' | 'end' | 'until'>;
}

/** The commands that begin and end an hour without notifications. */
export function quietCommands({ quiet }: QuietCommandParts) {
  return {
    quietForAnHour: (): void => {
      quiet.start();
      const until = quiet.until();
      if (until !== undefined) mention(l10n.t('No notifications until {0}', clockTime(until)));
    },
    endQuiet: (): void => quiet.end(),
  };
}

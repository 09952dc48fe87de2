import type { Words } from './words.ts';

/** When a force stop was requested that AWS has accepted, and when Halt offers another, as clock times. No `nextAt`: it does so now. */
export interface ForceTimes {
  readonly at: string;
  readonly nextAt?: string;
}

/**
 * What is said of an instance that is still stopping after that, and what is left to do.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/TroubleshootingInstancesStopping.html
 */
export const forcedWords = ({ at, nextAt }: ForceTimes, l10n: Words): string =>
  nextAt === undefined
    ? l10n.t(
        'Still stopping, although AWS accepted a force stop at {0}: its host may have failed. Force it again from the menu of its row. If that doesn’t help either, contact AWS Support.',
        at,
      )
    : l10n.t(
        'AWS accepted a force stop at {0}, which can take some minutes. If it is still stopping at {1}, Halt offers another.',
        at,
        nextAt,
      );

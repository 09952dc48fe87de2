import { l10n } from 'vscode';
import { plainText } from '../../../base/plainText.ts';
import { valueOf } from '../../../model/fact.ts';
import { destinationBesideName } from '../../words/destinations.ts';
import { failureInShort } from '../../words/failures.ts';
import { productionMarkWords } from '../../words/production.ts';
import { waitingWords } from '../../words/lack.ts';
import { clockTime } from '../../words/times.ts';
import { isUnreadProfile, profileFailure, waitingProfile } from '../nodes/children.ts';
import { groupKinds } from '../nodes/node.ts';
import { icon, problemIcon } from './icons.ts';
import { profileMark } from './productionMarks.ts';
import { dotted, type TreeRow } from './resourceRow.ts';
import type { ItemParts } from './rowParts.ts';

/** A profile's name as a row shows it: plain text of at most 80 characters. */
export const profileLabel = (profile: string): string => plainText(profile, 80);

/** The row of a profile: its account or alias where that has been read, what marks it, and why it can't be read. */
export function profileRow(parts: ItemParts, profile: string): TreeRow {
  const identity = parts.accounts.of(profile);
  const destination = identity?.destination ?? parts.scopes.info(profile)?.destination;
  const label = profileLabel(profile);
  const shownAlias = identity && valueOf(identity.alias);
  // A profile of which nothing was ever read shows nothing that could be stopped, so it needs no mark.
  const mark = isUnreadProfile(parts, profile) ? undefined : profileMark(parts, profile);
  const account =
    identity &&
    dotted(shownAlias !== undefined && shownAlias !== profile && plainText(shownAlias, 60), identity.account);
  const failure = profileFailure(parts, profile);
  const waiting = waitingProfile(parts, profile);
  const description = dotted(
    failure && `⚠ ${failureInShort(failure)}`,
    failure && !isUnreadProfile(parts, profile) && lastRead(parts, profile),
    destinationBesideName(profile, destination),
    productionMarkWords(mark),
    parts.guards.isReadOnly(profile) && l10n.t('read only'),
    account,
    failure === undefined && waiting !== undefined && waitingWords(waiting),
  );
  return {
    label,
    description,
    icon: failure
      ? problemIcon()
      : mark === 'production'
        ? icon('broadcast', 'editorError.foreground')
        : icon(destination?.kind === 'simulated' ? 'server-environment' : 'account'),
    spoken:
      description === ''
        ? l10n.t('Profile {0}', label)
        : l10n.t('Profile {0}, {1}', label, description.replace('⚠ ', '')),
  };
}

/** As of when what is shown of a profile was read: the oldest of its lists. */
function lastRead({ inventory, scopes }: ItemParts, profile: string): string | undefined {
  const times = scopes
    .regionsOf(profile)
    .flatMap((region) => groupKinds.flatMap((kind) => inventory.status({ profile, region }, kind).shownAsOf ?? []));
  return times.length === 0 ? undefined : l10n.t('as of {0}', clockTime(Math.min(...times)));
}

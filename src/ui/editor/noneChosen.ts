import { commands, l10n } from 'vscode';
import type { Scope } from '../../model/scope.ts';
import { showWait, type WaitedFor } from './showWait.ts';
import { type Buttons, inform } from '../words/say.ts';

/** What is said where no place is chosen, since nobody has looked anywhere. */
export const noneChosenWords = (): string => l10n.t('No profile and region is chosen, so it isn’t known what runs');

/**
 * Whether there is a place that a command can be about. Where there is none, that is said, with buttons that lead to the choice: an empty list would be taken
 * for one in which nothing runs. `read`: reads what a chosen profile's regions may still come from, which `waitedFor` names.
 */
export async function hasPlaces(
  scopes: () => readonly Scope[],
  read: () => Promise<readonly Scope[]>,
  waitedFor: WaitedFor,
): Promise<boolean> {
  if (scopes().length > 0) return true;
  if ((await showWait(l10n.t('Reading the current state…'), read, waitedFor)) === undefined) return false;
  if (scopes().length > 0) return true;
  await offerChoice(noneChosenWords(), waitedFor.profiles());
  return false;
}

/** Says it, with buttons that lead to the choice of places: of profiles alone where none is chosen, as regions without a profile are no places. */
export async function offerChoice(words: string, chosen: readonly string[]): Promise<void> {
  const [profiles, regions] = [l10n.t('Choose Profiles…'), l10n.t('Choose Regions…')];
  const buttons: Buttons<string> = chosen.length === 0 ? [profiles] : [profiles, regions];
  const choice = await inform(words, ...buttons);
  if (choice === profiles) await commands.executeCommand('halt.selectProfiles');
  else if (choice === regions) await commands.executeCommand('halt.selectRegions');
}

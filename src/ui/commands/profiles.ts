import { scopeAbout } from '../tree/nodes/node.ts';
import { commands, l10n } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import { pickProfiles, pickRegions } from '../profiles/pickScopes.ts';
import { type Settings, writeSetting } from '../settings/settings.ts';
import { clicked, type Invocation } from './invocation.ts';
import { inform, pickOne, pickText } from '../words/say.ts';

export interface ProfileCommandParts {
  readonly reads: Pick<AwsReads, 'profiles' | 'regions'>;
  readonly settings: () => Settings;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly scopes: Pick<Scopes, 'ruledRegions'>;
}

export interface SignInParts {
  readonly scopes: Pick<Scopes, 'profiles'>;
  /** The profiles that can't be read before the person signs in. */
  readonly waitingForSignIn: () => readonly string[];
  /** Asks the profile's credentials anew, with an MFA prompt if it needs one: the person acted. */
  readonly signIn: (profile: string) => Promise<unknown>;
}

/** The commands that choose profiles and regions. */
export function profileCommands({ reads, settings, clock, scopes }: ProfileCommandParts) {
  const askRegions = async (): Promise<boolean> => {
    const { profiles, regions } = settings();
    const chosen = await pickRegions(reads, profiles, regions, clock);
    if (chosen) await writeSetting('regions', chosen);
    return chosen !== undefined;
  };
  const selectProfiles = async (): Promise<void> => {
    const chosen = await pickProfiles(reads, settings().profiles, { ruledRegions: scopes.ruledRegions });
    if (!chosen) return;
    await writeSetting('profiles', chosen);
    const isOpen = chosen.some((name) => scopes.ruledRegions({ name }) === undefined);
    if (isOpen && settings().regions.length === 0) await askRegions();
  };
  return {
    // Regions alone show nothing: whoever has chosen no profile is asked for that next.
    selectRegions: async (): Promise<void> => {
      if ((await askRegions()) && settings().profiles.length === 0) await selectProfiles();
    },
    selectProfiles,
  };
}

/** Signs in with the clicked profile, else with the only one that waits for a sign-in, else with one that the person picks from a list. */
export async function chooseAndSignIn(parts: SignInParts, by: Invocation): Promise<void> {
  const about = aboutOf(by);
  const own = about && profileAbout(about);
  const waiting = own === undefined ? parts.waitingForSignIn() : [];
  // The list of what runs has one line for all that wait.
  const [only] = about && waiting.length === 1 ? waiting : [];
  const offered = waiting.length > 0 ? waiting : parts.scopes.profiles();
  const profile = own ?? only ?? (await pickProfile(offered));
  if (profile !== undefined) await parts.signIn(profile);
}

/** Where none is chosen, that is said: a list without a row would be taken for one that is still to come. */
async function pickProfile(names: readonly string[]): Promise<string | undefined> {
  if (names.length === 0) {
    const choose = l10n.t('Choose Profiles…');
    if ((await inform(l10n.t('No profile is chosen yet.'), choose)) === choose)
      await commands.executeCommand('halt.selectProfiles');
    return undefined;
  }
  const rows = names.map((name) => ({ label: pickText(name), name }));
  return (await pickOne(rows, { title: l10n.t('Sign In'), placeHolder: l10n.t('With which profile?') }))?.name;
}

/** The row of a profile, or what a note is about; undefined for every other row, and without a click. */
export function aboutOf(by: Invocation) {
  const node = clicked(by);
  if (node?.type === 'note') return node.about;
  return node?.type === 'profile' ? node : undefined;
}

/** The profile that a node or a note is about, if it is about one. */
export function profileAbout(about: NonNullable<ReturnType<typeof aboutOf>>): string | undefined {
  return about.type === 'profile' || about.type === 'no-regions' ? about.profile : scopeAbout(about)?.profile;
}

import { commands, l10n, type QuickPick, ThemeIcon } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { ProfileInfo } from '../../model/identity.ts';
import type { Scopes } from './chosenScopes.ts';
import { destinationBesideName, destinationWords } from '../words/destinations.ts';
import { plainText } from '../../base/plainText.ts';
import { names as namesAndMore } from '../words/targetNames.ts';
import { failureWords } from '../words/failures.ts';
import type { FailureWords } from '../words/failureSentence.ts';
import { fallbackRegions, regionName } from '../../model/regions.ts';
import { createPick, type PickRow, pickText, separator, warn } from '../words/say.ts';
import { tickedRows, type TickedRow } from '../pick/tickedRows.ts';
import { createTicks } from '../pick/ticks.ts';
import { sayJustChanged, sayNoneSelected } from '../pick/words.ts';
import { openTerminal } from './openTerminal.ts';
import { openAddress } from '../editor/openAddress.ts';
import { HOW_TO_MAKE_PROFILES, tellFailure } from '../editor/sayFailed.ts';
import { counted } from '../words/counted.ts';

/** A heading has no name. */
interface Named extends PickRow {
  readonly name?: string;
}

/** A heading has no `ref`, which is the region's code. */
interface RegionRow extends TickedRow {
  readonly ref?: string;
}

interface ProfilePick {
  readonly title?: string;
  /** Without one there is nothing to do. */
  readonly needsOne?: boolean;
  /** The regions that a setting names for a profile. */
  readonly ruledRegions?: Scopes['ruledRegions'];
}

/** A multi-pick of the profiles in the shared config. Undefined when the person leaves; none where they take out those that were chosen. */
export async function pickProfiles(
  reads: Pick<AwsReads, 'profiles'>,
  chosen: readonly string[],
  { title = l10n.t('Choose Profiles'), needsOne = chosen.length === 0, ruledRegions }: ProfilePick = {},
): Promise<readonly string[] | undefined> {
  const list = await reads.profiles();
  const [problem] = list.problems;
  if (list.unread === true && problem) {
    // Every chosen profile would be said to be in no file.
    await tellFailure(problem, {});
    return undefined;
  }
  const names = new Set(list.profiles.map((profile) => profile.name));
  const items: Named[] = [
    ...list.profiles.map((profile) => ({
      name: profile.name,
      label: pickText(profile.name),
      description: pickText(profileDescription(profile, ruledRegions?.(profile))),
    })),
    // A chosen profile that is in no file stays in the list, so that it can be taken out.
    ...chosen
      .filter((name) => !names.has(name))
      .map((name) => ({ name, label: pickText(name), description: pickText(l10n.t('not in the shared AWS config')) })),
  ];
  const trouble = problem && failureWords(problem);
  if (items.length === 0) {
    if (problem && trouble?.action !== 'make-profile') await tellFailure(problem, {});
    else await tellNoProfiles(trouble);
    return undefined;
  }
  return pickMany(items, chosen, {
    title,
    needsOne,
    placeholder:
      trouble?.sentence ??
      counted(
        l10n.t('{0, plural, one {# profile in the shared AWS config} other {# profiles in the shared AWS config}}'),
        list.profiles.length,
      ),
  });
}

/** Nothing is there to choose from: what makes a profile, and what can be looked at without one. `trouble`: that there is no file. */
async function tellNoProfiles(trouble: Pick<FailureWords, 'sentence' | 'next'> | undefined): Promise<void> {
  const [terminal, how, demo] = [
    l10n.t('Open Terminal'),
    l10n.t('How to Make a Profile'),
    l10n.t('Try with a Simulated AWS'),
  ];
  const words = trouble
    ? `${trouble.sentence} ${trouble.next}`
    : l10n.t(
        'There are no profiles in the shared AWS config (~/.aws/config). “aws configure sso” or “aws configure” makes one.',
      );
  const choice = await warn(words, terminal, how, demo);
  if (choice === terminal) openTerminal();
  else if (choice === how) await openAddress(HOW_TO_MAKE_PROFILES);
  else if (choice === demo) await commands.executeCommand('halt.startDemo');
}

function profileDescription(profile: ProfileInfo, ruled: readonly string[] | undefined): string {
  const parts = [
    profile.destination.kind === 'simulated' ? undefined : sourceWords[profile.source](),
    profile.destination.kind === 'aws'
      ? destinationBesideName(profile.name, profile.destination)
      : destinationWords(profile.destination),
    profile.account,
    ruled === undefined ? profile.region : `halt.places: ${ruled.join(', ')}`,
    profile.roleArn,
  ];
  return parts
    .filter((part) => part !== undefined)
    .map((part) => plainText(part, 80))
    .join(' · ');
}

const sourceWords = {
  static: () => l10n.t('access key'),
  sso: () => 'IAM Identity Center',
  'assume-role': () => l10n.t('assumes a role'),
  process: () => 'credential_process',
  'web-identity': () => l10n.t('web identity'),
  login: () => 'aws login',
  environment: () => l10n.t('environment variables'),
  unknown: () => l10n.t('no credentials given'),
} as const satisfies Record<ProfileInfo['source'], () => string>;

/** A multi-pick of regions: AWS's own list where a profile can be asked, else a list that Halt brings along and says so. */
export async function pickRegions(
  reads: Pick<AwsReads, 'regions' | 'profiles'>,
  profiles: readonly string[],
  chosen: readonly string[],
  clock: Pick<Clock, 'elapsed'>,
): Promise<readonly string[] | undefined> {
  const controller = new AbortController();
  const { profiles: infos } = await reads.profiles();
  const own = infos.filter((info) => profiles.includes(info.name)).flatMap((info) => info.region ?? []);
  const pick = createPick<RegionRow>();
  pick.title = l10n.t('Choose Regions for Every Chosen Profile');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.busy = true;
  const before = new Set(chosen.length > 0 ? chosen : own);
  // AWS's list comes while the person has ticked some of the built-in one already.
  const ticks = createTicks(clock);
  const draw = tickedRows(pick, ticks);
  const tickedNames = () => pick.items.filter(ticks.isTicked).flatMap(({ ref }) => ref ?? []);
  const show = (regions: readonly { readonly name: string; readonly optIn: string }[], note: string) => {
    draw(regionRows(regions, { before, ticked: pick.items.length > 0 ? new Set(tickedNames()) : before }));
    pick.placeholder = note;
  };
  show(
    fallbackRegions.map((name) => ({ name, optIn: '' })),
    l10n.t('Asking AWS for its regions…'),
  );
  pick.show();
  const showBuiltIn = (): void => {
    pick.busy = false;
    show(
      fallbackRegions.map((name) => ({ name, optIn: '' })),
      profiles.length === 0
        ? l10n.t('No profile is chosen to ask AWS with: this is Halt’s built-in list')
        : l10n.t('AWS could not be asked: this is Halt’s built-in list'),
    );
  };
  const ask = async (): Promise<void> => {
    for (const profile of profiles) {
      const outcome = await reads.regions(profile, controller.signal);
      if (controller.signal.aborted) return;
      if (!outcome.ok) continue;
      pick.busy = false;
      const regions = outcome.value.filter(({ name }) => name !== '');
      const told = counted(
        l10n.t('{0, plural, one {# region, as AWS lists it for “{1}”} other {# regions, as AWS lists them for “{1}”}}'),
        regions.length,
        plainText(profile, 60),
      );
      const unread = outcome.value.flatMap((region) => region.unread ?? []);
      show(regions, [told, ...unreadNote(unread)].join(' · '));
      // The line has room for a few of them.
      if (new Set(unread).size > 1) pick.buttons = [{ iconPath: new ThemeIcon('warning'), tooltip: allUnread(unread) }];
      return;
    }
    showBuiltIn();
  };
  ask().catch(() => {
    if (!controller.signal.aborted) showBuiltIn();
  });
  return accepted(pick, sayJustChanged, () => (ticks.justChanged() ? undefined : tickedNames()), controller);
}

/** Those that are ticked first, with the names that AWS gives them; what isn't enabled apart at the end, since nothing can run there. `before`: what is ticked before the person does anything. */
function regionRows(
  regions: readonly { readonly name: string; readonly optIn: string }[],
  { before, ticked }: { readonly before: ReadonlySet<string>; readonly ticked: ReadonlySet<string> },
): readonly RegionRow[] {
  const row = (name: string, description = regionName(name) ?? ''): RegionRow => ({
    key: name,
    ref: name,
    label: pickText(name),
    description: pickText(description),
    ...(!before.has(name) && { isOffered: true }),
  });
  const inOrder = (names: readonly string[]): readonly string[] =>
    names.toSorted((a, b) => Number(ticked.has(b)) - Number(ticked.has(a)) || a.localeCompare(b));
  const listed = new Set(regions.map(({ name }) => name));
  const off = new Set(regions.flatMap(({ name, optIn }) => (optIn === 'not-opted-in' ? [name] : [])));
  const on = [...listed, ...ticked].filter((name) => !off.has(name));
  return [
    ...inOrder([...new Set(on)]).map((name) => row(name, listed.has(name) ? undefined : l10n.t('not in the list'))),
    ...(off.size > 0 ? [{ ...separator(l10n.t('Not enabled')), key: 'Not enabled' }] : []),
    ...inOrder([...off]).map((name) => row(name)),
  ];
}

/** A region that is missing would read as "none". */
const unreadNote = (members: readonly string[]): readonly string[] =>
  members.length === 0 ? [] : [l10n.t('Couldn’t be read in AWS’s answer: {0}', namesAndMore(members))];

/** All of them: a tooltip shows it, and a screen reader says it. */
const allUnread = (members: readonly string[]): string =>
  pickText(
    l10n.t('Couldn’t be read in AWS’s answer: {0}', [...new Set(members)].map((one) => plainText(one, 120)).join(', ')),
  );

async function pickMany(
  items: readonly Named[],
  chosen: readonly string[],
  {
    title,
    placeholder,
    needsOne,
  }: { readonly title: string; readonly placeholder: string; readonly needsOne: boolean },
): Promise<readonly string[] | undefined> {
  const pick = createPick<Named>();
  pick.title = title;
  pick.placeholder = placeholder;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  const isChosen = ({ name }: Named) => name !== undefined && chosen.includes(name);
  pick.items = items.toSorted((a, b) => Number(isChosen(b)) - Number(isChosen(a)));
  pick.selectedItems = pick.items.filter(isChosen);
  pick.show();
  return accepted(pick, sayNoneSelected, () => {
    const ticked = pick.selectedItems.flatMap(({ name }) => name ?? []);
    if (ticked.length > 0 || !needsOne) return ticked;
    // As where something is stopped, Enter without a tick means the row under the cursor.
    const under = pick.activeItems.flatMap(({ name }) => name ?? []);
    return under.length > 0 ? under : undefined;
  });
}

/** The names that were chosen when the person accepted; where `names` returns undefined it stays open, and `sayWhy` tells them. */
async function accepted(
  pick: QuickPick<PickRow>,
  sayWhy: (pick: QuickPick<PickRow>) => void,
  names: () => readonly string[] | undefined,
  controller = new AbortController(),
): Promise<readonly string[] | undefined> {
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => {
        const chosen = names();
        if (chosen) resolve(chosen);
        else sayWhy(pick);
      });
      pick.onDidHide(() => resolve(undefined));
    });
  } finally {
    controller.abort();
    pick.dispose();
  }
}

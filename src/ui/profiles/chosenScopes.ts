import type { AwsReads } from '../../model/ports/awsReads.ts';
import { createEmitter, type Event } from '../../base/event.ts';
import { deepEqual } from '../../base/deepEqual.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import type { Failure } from '../../model/failure.ts';
import type { ProfileInfo } from '../../model/identity.ts';
import { ownRegions, possibleRegions } from '../../model/placeRules.ts';
import type { Scope } from '../../model/scope.ts';
import type { Settings } from '../settings/settings.ts';
import { createReadConfig } from './readConfig.ts';

/** A profile, with the account that the shared config has for it. */
type Named = Pick<ProfileInfo, 'name' | 'account'>;

/** What the person chose, or the simulated AWS in its place while the demo runs. */
export interface Scopes {
  readonly profiles: () => readonly string[];
  /** A profile's regions: those that `halt.places` names for it, else the chosen ones, or the profile's own when none are chosen. Where its account's alias can't be read, the regions of every entry that could match it are added. */
  regionsOf(profile: string): readonly string[];
  /** The regions that `halt.places` names for a profile, chosen or not; undefined where it names none. */
  ruledRegions(profile: Named): readonly string[] | undefined;
  /** The chosen profiles for which `halt.places` may name regions, once somebody says whose they are. */
  readonly undecided: () => readonly string[];
  /** The same array as long as the places are the same. */
  readonly all: () => readonly Scope[];
  /** As the shared config has it; undefined before that was read, and for a profile that isn't in it. */
  info(profile: string): ProfileInfo | undefined;
  readonly infos: () => readonly ProfileInfo[];
  /** Files of the shared config that can't be read or parsed; none while the demo runs, which has nothing of them. */
  readonly problems: () => readonly Failure[];
  /** Whether this profile is chosen but in no file. */
  isUnknown(profile: string): boolean;
  /**
   * Tells at once of places that were chosen since the last time, then reads the shared config again; no network. Where that can't be asked for, as while what reads it is being ended, what was read
   * before stays.
   */
  reload(): Promise<void>;
  /** Whether the shared config was read yet: before that, a profile's own region isn't known. */
  readonly isRead: () => boolean;
  readonly onDidChange: Event<void>;
  dispose(): void;
}

/** A profile's regions, and its places in them. */
interface ProfilePlaces {
  readonly regions: readonly string[];
  readonly scopes: readonly Scope[];
}

/** The same objects for the same places. */
function placesIn(profile: string, regions: readonly string[], before: ProfilePlaces | undefined): ProfilePlaces {
  if (before && deepEqual(before.regions, regions)) return before;
  const known = new Map(before?.scopes.map((scope) => [scope.region, scope]));
  return { regions, scopes: regions.map((region) => known.get(region) ?? { profile, region }) };
}

/** `demo`: the simulated profiles and regions while the demo runs. */
export function createScopes(parts: {
  readonly reads: () => Pick<AwsReads, 'profiles'>;
  readonly settings: () => Settings;
  /** Who a profile is, as far as anybody has said: a rule can be for an account. */
  readonly accounts: Pick<Accounts, 'of' | 'onDidChange'>;
  readonly demo: () => { readonly profiles: readonly string[]; readonly regions: readonly string[] } | undefined;
  readonly onError: (error: unknown) => void;
}): Scopes {
  const changes = createEmitter<void>(parts.onError);
  const config = createReadConfig(parts.reads);

  const profiles = () => parts.demo()?.profiles ?? parts.settings().profiles;
  /** What `halt.places` names for a profile. The simulated AWS has regions of its own. */
  const ruledRegions = ({ name, account }: Named): readonly string[] | undefined => {
    const { places } = parts.settings().policy;
    if (places === undefined || places.length === 0 || parts.demo()) return undefined;
    const identity = parts.accounts.of(name);
    return ownRegions(places, { profile: name, account: identity?.account ?? account, alias: identity?.alias });
  };
  const regionsOf = (profile: string): readonly string[] => {
    const certain = ruledRegions(config.infos().get(profile) ?? { name: profile }) ?? chosenRegions(profile);
    // An alias that may not be read never becomes known: what the entry names for it could run unseen.
    const identity = parts.accounts.of(profile);
    const { places } = parts.settings().policy;
    if (identity === undefined || places === undefined || parts.demo()) return certain;
    const possible = possibleRegions(places, { profile, account: identity.account, alias: identity.alias });
    return possible.every((region) => certain.includes(region)) ? certain : [...new Set([...certain, ...possible])];
  };
  const undecided = (): readonly string[] => {
    const { places } = parts.settings().policy;
    if (places === undefined || parts.demo()) return [];
    return profiles().filter((profile) => {
      const whose = { profile, account: config.infos().get(profile)?.account, alias: undefined };
      return parts.accounts.of(profile) === undefined && possibleRegions(places, whose).length > 0;
    });
  };
  const chosenRegions = (profile: string): readonly string[] => {
    const chosen = parts.demo()?.regions ?? parts.settings().regions;
    if (chosen.length > 0) return chosen;
    const region = config.infos().get(profile)?.region;
    return region === undefined ? [] : [region];
  };
  /** Profiles whose identity has led to other regions since the last answer. */
  const stale = new Set<string>();
  /** What the last answer was made from, and what it has of each profile. */
  let last:
    | {
        readonly from: readonly unknown[];
        readonly ofProfile: ReadonlyMap<string, ProfilePlaces>;
        readonly scopes: readonly Scope[];
      }
    | undefined;
  /** Asked after every change of anything: what it compares doesn't grow with the profiles. */
  const all = (): readonly Scope[] => {
    const names = profiles();
    const { places } = parts.settings().policy;
    const from = [names, parts.demo()?.regions ?? parts.settings().regions, config.infos(), places];
    const isSame = last?.from.every((one, index) => one === from[index]) === true;
    if (last && isSame && stale.size === 0) return last.scopes;
    const before = last?.ofProfile;
    const ofProfile = new Map<string, ProfilePlaces>();
    const scopes: Scope[] = [];
    for (const profile of names) {
      const known = before?.get(profile);
      const made = known && isSame && !stale.has(profile) ? known : placesIn(profile, regionsOf(profile), known);
      ofProfile.set(profile, made);
      for (const scope of made.scopes) scopes.push(scope);
    }
    stale.clear();
    // For whoever keeps something by places, another array is another choice.
    const isOther = !last || last.scopes.length !== scopes.length || scopes.some((one, at) => one !== last?.scopes[at]);
    last = { from, ofProfile, scopes: last && !isOther ? last.scopes : scopes };
    return last.scopes;
  };
  let told: readonly Scope[] = all();
  const tell = (): void => {
    told = all();
    changes.fire();
  };
  // Once it is known whose a profile is, `halt.places` can name other regions for it.
  const release = parts.accounts.onDidChange((profilesNow) => {
    const isOther = (profile: string, before: readonly string[] | undefined): boolean =>
      before !== undefined && !deepEqual(regionsOf(profile), before);
    const others = profilesNow.filter((profile) => isOther(profile, last?.ofProfile.get(profile)?.regions));
    if (others.length === 0) return;
    for (const profile of others) stale.add(profile);
    if (all() !== told) tell();
  });
  return {
    profiles,
    regionsOf,
    ruledRegions,
    undecided,
    all,
    info: (profile) => config.infos().get(profile),
    infos: () => [...config.infos().values()],
    problems: () => (parts.demo() ? [] : config.problems()),
    isUnknown: (profile) => config.isRead() && !config.infos().has(profile),
    isRead: config.isRead,
    reload: async () => {
      // What was chosen holds already, and somebody may ask for it while the files are read.
      if (all() !== told) tell();
      await config.read();
      tell();
    },
    onDidChange: changes.event,
    dispose: () => {
      release();
      changes.dispose();
    },
  };
}

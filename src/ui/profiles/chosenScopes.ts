import type { AwsReads } from '../../model/ports/awsReads.ts';
import { createEmitter, type Event } from '../../base/event.ts';
import type { Failure } from '../../model/failure.ts';
import type { ProfileInfo } from '../../model/identity.ts';
import type { Scope } from '../../model/scope.ts';
import type { Settings } from '../settings/settings.ts';

/** What the person chose, or the simulated AWS in its place while the demo runs. */
export interface Scopes {
  readonly profiles: () => readonly string[];
  /** A profile's regions: the chosen ones, or its own when none are chosen. */
  regionsOf(profile: string): readonly string[];
  /** The same array as long as nothing was chosen or read anew. */
  readonly all: () => readonly Scope[];
  info(profile: string): ProfileInfo | undefined;
  readonly infos: () => readonly ProfileInfo[];
  /** Files of the shared config that can't be read or parsed. */
  readonly problems: () => readonly Failure[];
  /** Whether this profile is chosen but in no file. */
  isUnknown(profile: string): boolean;
  /** Reads the shared config again; no network. */
  reload(): Promise<void>;
  readonly onDidChange: Event<void>;
  dispose(): void;
}

/** `demo`: the simulated profiles and regions while the demo runs. */
export function createScopes(parts: {
  readonly reads: () => Pick<AwsReads, 'profiles'>;
  readonly settings: () => Settings;
  readonly demo: () => { readonly profiles: readonly string[]; readonly regions: readonly string[] } | undefined;
  readonly onError: (error: unknown) => void;
}): Scopes {
  const changes = createEmitter<void>(parts.onError);
  let infos: ReadonlyMap<string, ProfileInfo> = new Map();
  let problems: readonly Failure[] = [];
  let read = false;

  const profiles = () => parts.demo()?.profiles ?? parts.settings().profiles;
  const regionsOf = (profile: string): readonly string[] => {
    const chosen = parts.demo()?.regions ?? parts.settings().regions;
    if (chosen.length > 0) return chosen;
    const own = infos.get(profile)?.region;
    return own === undefined ? [] : [own];
  };
  /** What the last answer was made from. */
  let last: { readonly from: readonly unknown[]; readonly scopes: readonly Scope[] } | undefined;
  const all = (): readonly Scope[] => {
    const names = profiles();
    const from = [names, parts.demo()?.regions ?? parts.settings().regions, infos] as const;
    if (last && from.every((one, index) => one === last?.from[index])) return last.scopes;
    const scopes = names.flatMap((profile) => regionsOf(profile).map((region) => ({ profile, region })));
    last = { from, scopes };
    return scopes;
  };
  return {
    profiles,
    regionsOf,
    all,
    info: (profile) => infos.get(profile),
    infos: () => [...infos.values()],
    problems: () => problems,
    isUnknown: (profile) => read && !infos.has(profile),
    reload: async () => {
      const list = await parts.reads().profiles();
      infos = new Map(list.profiles.map((info) => [info.name, info]));
      ({ problems } = list);
      read = true;
      changes.fire();
    },
    onDidChange: changes.event,
    dispose: () => changes.dispose(),
  };
}

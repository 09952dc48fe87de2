import type { Accounts } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { ProfileDiagnosis } from '../../model/profileDiagnosis.ts';
import { listKinds } from '../../model/resources/resource.ts';
import { type PatternMatches, patternMatches } from './patternMatches.ts';
import type { Scopes } from './chosenScopes.ts';
import { readGuards } from '../settings/settings.ts';

/** What each pattern of the guards matches by what is known at that moment, and by what a diagnosis has `found`. AWS is asked nothing more for it. */
export function createPatternsNow({
  scopes,
  accounts,
  inventory,
}: {
  readonly scopes: Pick<Scopes, 'all' | 'infos' | 'profiles'>;
  readonly accounts: Pick<Accounts, 'of'>;
  readonly inventory: Pick<Inventory, 'list'>;
}): (found: readonly Pick<ProfileDiagnosis, 'profile' | 'account'>[]) => readonly PatternMatches[] {
  return (found) => {
    const told = new Map(found.map(({ profile, account }) => [profile, account]));
    const chosen = scopes.profiles();
    const profiles = [...new Set([...scopes.infos().map(({ name }) => name), ...chosen])];
    const places = scopes.all();
    return patternMatches(readGuards(), {
      places: profiles.map((profile) => {
        const identity = accounts.of(profile);
        return { profile, account: identity?.account ?? told.get(profile), alias: identity?.alias };
      }),
      regions: [...places, ...scopes.infos()].flatMap(({ region }) => region ?? []),
      tags: places.flatMap((place) =>
        listKinds.flatMap((kind) =>
          inventory.list(place, kind).flatMap((one) => (one.kind === 'lever' ? [] : [one.tags])),
        ),
      ),
      names: chosen,
    });
  };
}

/**
 * The profiles that a person can choose for an account: those that are known to lead to it, then those of which it isn't known. One that leads to another account is none, and one that once
 * was chosen for a link stays one for the next.
 */
export function candidates(
  names: Iterable<string>,
  accountOf: (profile: string) => string | undefined,
  account: string,
): readonly { readonly profile: string; readonly isKnown: boolean }[] {
  return [...new Set(names)]
    .map((profile) => ({ profile, leadsTo: accountOf(profile) }))
    .filter(({ leadsTo }) => leadsTo === undefined || leadsTo === account)
    .map(({ profile, leadsTo }) => ({ profile, isKnown: leadsTo !== undefined }))
    .toSorted((a, b) => Number(b.isKnown) - Number(a.isKnown));
}

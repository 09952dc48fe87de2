import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { shortId } from '../../model/resources/target.ts';
import type { TargetRef } from '../../model/resources/resource.ts';

interface Named {
  readonly ref: TargetRef;
  readonly name: string;
}

/** What a sentence calls a target. All safety levers have one name: the place tells which. `most`: how many characters of a name are said. */
export function targetName({ ref, name }: Named, most = 80): string {
  return ref.kind === 'lever'
    ? l10n.t('The safety lever in {0} ({1})', plainText(ref.scope.profile, 60), ref.scope.region)
    : plainText(name, most) || shortId(ref);
}

/** The same with the id behind it, where the name isn't the id. */
export function targetNameWithId(named: Named, most = 80): string {
  const name = targetName(named, most);
  const id = shortId(named.ref);
  return name === id || named.ref.kind === 'lever' ? name : `${name} (${id})`;
}

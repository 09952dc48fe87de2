import { list, member, text } from '../../base/untrusted.ts';

/** Something that a person hid in the tree. What it was called and where it was is kept with it: it may not be listed any more. */
export interface HiddenRow {
  /** The node's. */
  readonly id: string;
  readonly label: string;
  readonly profile: string;
  readonly region: string;
}

/** What was hidden, from the editor's memory; without what can't be understood. */
export function asHidden(value: unknown): ReadonlyMap<string, HiddenRow> {
  return new Map(
    list(value).flatMap((one) => {
      const [id, label, profile, region] = ['id', 'label', 'profile', 'region'].map((key) => text(member(one, key)));
      if (id === undefined || label === undefined || profile === undefined || region === undefined) return [];
      return [[id, { id, label, profile, region }] as const];
    }),
  );
}

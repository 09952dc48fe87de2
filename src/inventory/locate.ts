import { parseReference, type Reference } from '../model/reference.ts';
import type { ListKind, StoppableRef } from '../model/resources/resource.ts';
import { isOfSame, whoseAt } from '../model/sight.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { Accounts } from './accounts.ts';
import type { Inventory } from './inventory.ts';

/** What locating a reference needs to know; nothing of it asks AWS. */
export interface LocateParts {
  readonly inventory: Pick<Inventory, 'list' | 'target' | 'get' | 'status'>;
  readonly accounts: Pick<Accounts, 'of'>;
  /** The chosen places. */
  readonly scopes: () => readonly Scope[];
  /**
   * Whether the settings allow to stop this kind of thing in a place. Where several profiles of one account lead to it, those that may stop it come
   * first.
   */
  readonly mayAct: (scope: Scope, kind: Reference['kind']) => boolean;
}

/** What a reference stands for. */
export type Located =
  /**
   * A thing in a chosen place. `others`: the same thing through other chosen profiles. `listed`: whether a list has it. Where none has,
   * its existence is only claimed by the ARN.
   */
  | {
      readonly type: 'found';
      readonly ref: StoppableRef;
      readonly listed: boolean;
      readonly others: readonly StoppableRef[];
    }
  /** A service that has no deployment that could be stopped, by the lists of these places. */
  | { readonly type: 'no-deployment'; readonly scopes: readonly Scope[] }
  /** Several chosen places fit, and nobody can tell which one the ARN means: a custom endpoint's account can have the number of one of AWS's. */
  | { readonly type: 'several-places'; readonly scopes: readonly Scope[] }
  /** No chosen place is of that account and region. */
  | { readonly type: 'place-not-chosen' }
  /** A bare id that no chosen place has listed. */
  | { readonly type: 'not-listed' };

/** The chosen places that a reference may be about: those of its region whose profile isn't known to be of another account. */
export function fittingPlaces(
  { accounts, scopes }: Pick<LocateParts, 'accounts' | 'scopes'>,
  { region, account }: Pick<Reference, 'region' | 'account'>,
): readonly Scope[] {
  return scopes().filter((scope) => {
    if (region !== undefined && scope.region !== region) return false;
    const own = accounts.of(scope.profile)?.account;
    return account === undefined || own === undefined || own === account;
  });
}

/** Those of the {@link fittingPlaces} whose account isn't known: the referenced thing may be there. */
export function unidentifiedPlaces(
  parts: Pick<LocateParts, 'accounts' | 'scopes'>,
  reference: Pick<Reference, 'region' | 'account'>,
): readonly Scope[] {
  if (reference.account === undefined) return [];
  return fittingPlaces(parts, reference).filter(({ profile }) => parts.accounts.of(profile) === undefined);
}

/** The found things in order, those first whose place may be acted in. `mayAct` is asked of these alone: for thousands of places it takes long. */
function actingFirst<T extends { readonly scope: Scope }>(
  { mayAct }: Pick<LocateParts, 'mayAct'>,
  found: readonly T[],
  kind: Reference['kind'],
): readonly T[] {
  if (found.length < 2) return found;
  const acting = new Set(found.filter(({ scope }) => mayAct(scope, kind)));
  return [...acting, ...found.filter((one) => !acting.has(one))];
}

/** Whether these places are known to be of more than one account, or of accounts at more than one endpoint. */
export function areOfSeveral({ accounts }: Pick<LocateParts, 'accounts'>, scopes: readonly Scope[]): boolean {
  const [first, ...others] = [...new Set(scopes.map(({ profile }) => profile))].flatMap(
    (name) => accounts.of(name) ?? [],
  );
  return first !== undefined && others.some((other) => !isOfSame(whoseAt(first), whoseAt(other)));
}

/** Finds what a reference stands for among the chosen places; what is listed comes first. Asks nothing of AWS. */
export function locate(parts: LocateParts, reference: Reference): Located {
  const { inventory, accounts } = parts;
  const { region, account } = reference;
  const fitting = parts
    .scopes()
    .filter(
      (scope) =>
        (region === undefined || scope.region === region) &&
        (account === undefined || accounts.of(scope.profile)?.account === account),
    );
  if (fitting.length === 0) return account === undefined ? { type: 'not-listed' } : { type: 'place-not-chosen' };
  if (reference.kind === 'service') {
    const services = fitting.flatMap((scope) => inventory.get(scope, 'service', reference.id) ?? []);
    const places = services.map(({ scope }) => scope);
    // A service's name need not be unique, so it may also be in a place whose list wasn't read yet. Every other id stands for one thing.
    const unread = fitting.filter((scope) => inventory.status(scope, 'service').asOf === undefined);
    const possible = [...new Set([...places, ...unread])];
    if (places.length > 0 && areOfSeveral(parts, possible)) return { type: 'several-places', scopes: possible };
    const refs = actingFirst(parts, services, reference.kind).flatMap(
      ({ scope, deployment, currentDeploymentArn }): StoppableRef[] => {
        const id = deployment?.id ?? currentDeploymentArn;
        return id === undefined ? [] : [{ kind: 'deployment', scope, id }];
      },
    );
    const [ref, ...others] = refs;
    if (ref) return { type: 'found', ref, listed: true, others };
    if (services.length === 0) return { type: 'not-listed' };
    return { type: 'no-deployment', scopes: places };
  }
  const { kind, id } = reference;
  const refs = fitting.map((scope): StoppableRef => ({ kind, scope, id }));
  const listed = refs.filter((ref) => inventory.target(ref) !== undefined);
  const places = (listed.length > 0 ? listed : refs).map(({ scope }) => scope);
  // A bare id is unique, and leads to the places that list it. An ARN's account number can be one of AWS's and one of another endpoint's.
  if (account !== undefined && areOfSeveral(parts, places)) return { type: 'several-places', scopes: places };
  const all = actingFirst(parts, account === undefined ? listed : refs, kind);
  const [best] = listed.length > 0 ? all.filter((ref) => listed.includes(ref)) : all;
  if (!best) return { type: 'not-listed' };
  const others = all.filter(
    ({ scope }) => scopeKey(scope) !== scopeKey(best.scope) && !areOfSeveral(parts, [scope, best.scope]),
  );
  return { type: 'found', ref: best, listed: listed.length > 0, others };
}

/** What texts from outside name, each of which holds one reference. `index` is a text's place in the list that was given. */
interface LocatedAll {
  readonly refs: readonly StoppableRef[];
  /** The texts that name a service without a deployment that could be stopped, and the places whose lists say so. */
  readonly idle: readonly { readonly index: number; readonly scopes: readonly Scope[] }[];
  /** The texts that name nothing that is known here, or something that may be in several places. */
  readonly unknown: readonly number[];
  /** Those of `unknown` that fit several places. */
  readonly several: readonly { readonly index: number; readonly scopes: readonly Scope[] }[];
}

/** Finds what some texts from outside name. Asks nothing of AWS. */
export function locateAll(parts: LocateParts, texts: readonly unknown[]): LocatedAll {
  const refs: StoppableRef[] = [];
  const idle: LocatedAll['idle'][number][] = [];
  const unknown: number[] = [];
  const several: LocatedAll['several'][number][] = [];
  const placesOfId = createIdIndex(parts);
  for (const [index, text] of texts.entries()) {
    const reference = parseReference(text);
    const located = reference && locate({ ...parts, scopes: placesOfId(reference) }, reference);
    if (located?.type === 'found') refs.push(located.ref);
    else if (located?.type === 'no-deployment') idle.push({ index, scopes: located.scopes });
    else unknown.push(index);
    if (located?.type === 'several-places') several.push({ index, scopes: located.scopes });
  }
  return { refs, idle, unknown, several };
}

/**
 * The places that a reference may lead to. For a bare id it is the places that list it, which are looked up in one index for each kind: asking
 * thousands of places for each of hundreds of ids would take seconds.
 */
function createIdIndex({ inventory, scopes }: LocateParts): (reference: Reference) => LocateParts['scopes'] {
  const known = new Map<ListKind, ReadonlyMap<string, readonly Scope[]>>();
  const read = (kind: ListKind): ReadonlyMap<string, readonly Scope[]> => {
    const found = new Map<string, Scope[]>();
    for (const scope of scopes()) {
      for (const { id } of inventory.list(scope, kind)) {
        const places = found.get(id);
        if (places) places.push(scope);
        else found.set(id, [scope]);
      }
    }
    known.set(kind, found);
    return found;
  };
  return ({ kind, id, account, region }) => {
    if (account !== undefined || region !== undefined || (kind !== 'instance' && kind !== 'experiment')) return scopes;
    const places = (known.get(kind) ?? read(kind)).get(id) ?? [];
    return () => places;
  };
}

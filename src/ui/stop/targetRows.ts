import { l10n } from 'vscode';
import { type Accounts, whoseIs } from '../../inventory/accounts.ts';
import { ownTagsNow } from '../../inventory/heldFacts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { plainText } from '../../base/plainText.ts';
import { refKey, type Resource, type TargetRef } from '../../model/resources/resource.ts';
import type { Whose } from '../../model/sight.ts';
import type { Scope } from '../../model/scope.ts';
import { shortId, type Target } from '../../model/resources/target.ts';
import { createPause } from '../../base/eventLoopShare.ts';
import type { OperationType } from '../../model/operation.ts';
import { isBeingStopped, isOfferedFor, operationKind } from '../../stopping/operation.ts';
import { compareExperiments, compareInstances, compareServices } from '../tree/nodes/order.ts';
import { howOld } from '../words/lack.ts';
import { resourceRow } from '../tree/rows/resourceRow.ts';
import type { ProductionMark } from '../../stopping/plan/productionPolicy.ts';
import { productionMarkWords } from '../words/production.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';
import { type PickRow, pickText } from '../words/say.ts';
import { targetStateWords } from '../words/states.ts';
import { placeName } from '../words/targetNames.ts';

export interface RowParts {
  readonly inventory: Pick<Inventory, 'list' | 'status' | 'seenAt'>;
  readonly accounts: Pick<Accounts, 'of' | 'failure'>;
  readonly scopes: () => readonly Scope[];
  readonly startable: (ref: TargetRef, shown: Whose) => boolean;
  /** Nothing can be chosen where a setting forbids the operation. */
  readonly guards: Pick<AskedGuards, 'forbidding' | 'productionMark'>;
}

/** A row of a pick. It names its place itself: a heading above several rows disappears as soon as somebody types. */
export interface TargetItem extends PickRow {
  readonly key: string;
  readonly ref: TargetRef;
}

/** Something that an operation can be done to, with the service that it belongs to where it is a deployment. */
interface Candidate {
  readonly key: string;
  readonly ref: TargetRef;
  readonly shown: Resource;
  readonly target: Target;
  /** Whether the operation can be done to it now. */
  readonly isFit: boolean;
}

/** What was last known of a target, and the row that was made of it. */
interface TargetRow {
  candidate: Candidate;
  made?: Made;
}

interface Made {
  readonly of: Candidate['shown'];
  readonly isFit: boolean;
  readonly production: ProductionMark | undefined;
  readonly place: string;
  /** Text that says as of when its state is known, where it can't be read any more. */
  readonly age: string | undefined;
  readonly item: TargetItem;
}

/**
 * The rows of a pick. They stay in the order in which they came, also when the operation isn't possible any more: if a row moved while somebody
 * reaches for it, another would be ticked in its place.
 */
export interface TargetRows {
  /** All rows as things are now, made in several turns of the event loop where they are many; undefined when they are what they were. One call at a time. */
  read(): Promise<readonly TargetItem[] | undefined>;
}

/**
 * The text that tells a row from another of the same name and place. None where the name is the id, and for a safety lever, of which each place has
 * one.
 */
function detailOf(ref: TargetRef, shown: Candidate['shown'], label: string): string | undefined {
  switch (shown.kind) {
    case 'service':
      return `${plainText(shown.clusterName, 60)} · ${shortId(ref)}`;
    case 'lever':
      return undefined;
    default:
      return label === ref.id ? undefined : ref.id;
  }
}

/** How many rows are handled before other work of the event loop gets its turn. */
const AT_ONCE = 50;

/** The rows for one operation. They are kept between two readings: only what has changed is made anew. */
export function createTargetRows(parts: RowParts, type: OperationType): TargetRows {
  const rows = new Map<string, TargetRow>();

  const placeOf = (scope: Scope): string => {
    const identity = parts.accounts.of(scope.profile);
    const account = identity === undefined ? l10n.t('account not known yet') : identity.account;
    // The region before the account, which belongs to the profile: a line that is too long for the list is cut off at its end.
    return `${placeName(scope)} · ${account}`;
  };
  /** Those that have a row first, fit or not; then the others that are fit, in order. */
  const ordered = <T>(
    all: readonly T[],
    compare: (a: T, b: T) => number,
    candidateOf: (one: T) => Candidate | undefined,
  ): readonly Candidate[] => {
    const known: Candidate[] = [];
    const fresh: (readonly [T, Candidate])[] = [];
    for (const one of all) {
      const candidate = candidateOf(one);
      if (candidate === undefined) continue;
      if (rows.has(candidate.key)) known.push(candidate);
      else if (candidate.isFit) fresh.push([one, candidate]);
    }
    return [...known, ...fresh.toSorted(([a], [b]) => compare(a, b)).map(([, candidate]) => candidate)];
  };
  const candidatesIn = (scope: Scope): readonly Candidate[] => {
    const { inventory } = parts;
    const shown = whoseIs(parts.accounts, scope.profile);
    /** None for what is neither fit nor being stopped, which may have a row: most of a long list. */
    const candidate = (target: Target, row: Candidate['shown']): Candidate | undefined => {
      const isFit = isOfferedFor(type, target) && (type !== 'start' || parts.startable(target, shown));
      if (!isFit && !isBeingStopped(target)) return undefined;
      const ref: TargetRef = { kind: target.kind, scope, id: target.id };
      return { key: refKey(target), ref, shown: row, target, isFit };
    };
    switch (operationKind[type]) {
      case 'instance':
        return ordered(inventory.list(scope, 'instance'), compareInstances, (instance) =>
          candidate(instance, instance),
        );
      case 'deployment':
        return ordered(
          inventory.list(scope, 'service'),
          compareServices,
          (service) => service.deployment && candidate(service.deployment, service),
        );
      case 'experiment':
        return ordered(inventory.list(scope, 'experiment'), compareExperiments, (experiment) =>
          candidate(experiment, experiment),
        );
      case 'lever':
        return ordered(
          inventory.list(scope, 'lever'),
          () => 0,
          (lever) => candidate(lever, lever),
        );
    }
  };
  /** The mark of a candidate. A deployment is judged by its service, which has the tags. */
  const markOf = ({ ref, shown }: Candidate): ProductionMark | undefined =>
    parts.guards.productionMark(ref.scope, ownTagsNow(parts, shown));

  return {
    async read() {
      const pause = createPause();
      const fit = new Set<string>();
      const places = new Map<Scope, string>();
      for (const scope of parts.scopes().filter((one) => parts.guards.forbidding(one, type) === undefined)) {
        for (const candidate of candidatesIn(scope)) {
          if (candidate.isFit) fit.add(candidate.key);
          const row = rows.get(candidate.key);
          if (row) row.candidate = candidate;
          else rows.set(candidate.key, { candidate });
        }
        await pause();
      }
      const items: TargetItem[] = [];
      let changed = false;
      let looked = 0;
      for (const [key, row] of rows) {
        const { candidate } = row;
        const { scope } = candidate.ref;
        const place = places.get(scope) ?? placeOf(scope);
        places.set(scope, place);
        const isFit = fit.has(key);
        const production = markOf(candidate);
        const age = howOld(parts, candidate.shown);
        if (
          row.made?.of !== candidate.shown ||
          row.made.isFit !== isFit ||
          row.made.production !== production ||
          row.made.place !== place ||
          row.made.age !== age
        ) {
          const item = itemOf(candidate, { isFit, production, place, age });
          row.made = { of: candidate.shown, isFit, production, place, age, item };
          changed = true;
        }
        looked += 1;
        if (looked % AT_ONCE === 0) await pause();
        items.push(row.made.item);
      }
      return changed ? items : undefined;
    },
  };
}

function itemOf(
  { key, ref, shown, target }: Candidate,
  { isFit, production, place, age }: Pick<Made, 'isFit' | 'production' | 'place' | 'age'>,
): TargetItem {
  const row = resourceRow(shown, { mark: undefined, production });
  const label = shown.kind === 'lever' ? l10n.t('Safety lever') : row.label;
  const detail = detailOf(ref, shown, label);
  return {
    label: pickText(label),
    description: pickText(
      [
        isFit || isBeingStopped(target) ? targetStateWords(target) : l10n.t('no longer possible'),
        age,
        productionMarkWords(production),
        place,
      ]
        .filter(Boolean)
        .join(' · '),
    ),
    ...(detail === undefined ? {} : { detail: pickText(detail) }),
    iconPath: row.icon,
    key,
    ref,
  };
}

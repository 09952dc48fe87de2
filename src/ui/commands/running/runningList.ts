import { l10n, ThemeIcon } from 'vscode';
import { type Accounts, whoseIs } from '../../../inventory/accounts.ts';
import { knowledgeIn, type Lack, lackOf } from '../../../inventory/lack.ts';
import { ownFacts, ownTagsNow } from '../../../inventory/heldFacts.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { rankOfSight, sightsPerAccount } from '../../../inventory/oncePerAccount.ts';
import { isInProgress } from '../../../inventory/runningNow.ts';
import type { Experiment } from '../../../model/resources/experiment.ts';
import type { GuardSetting } from '../../../model/guardSettings.ts';
import type { OperationType } from '../../../model/operation.ts';
import { refKey, type TargetRef } from '../../../model/resources/resource.ts';
import type { SafetyLever } from '../../../model/resources/safetyLever.ts';
import { refOf } from '../../../model/resources/target.ts';
import { scopeKey } from '../../../model/scope.ts';
import type { Follow } from '../../../stopping/stopping.ts';
import type { Scopes } from '../../profiles/chosenScopes.ts';
import type { AskedGuards } from '../../../stopping/plan/guards.ts';
import { isOfferedFor } from '../../../stopping/operation.ts';
import { forbiddenWords } from '../../settings/forbidden.ts';
import { noneChosenWords } from '../../editor/noneChosen.ts';
import { type Node, noteId } from '../../tree/nodes/node.ts';
import { howOld } from '../../words/lack.ts';
import { resourceRow } from '../../tree/rows/resourceRow.ts';
import { type PickRow, pickText } from '../../words/say.ts';
import { stateWords } from '../../words/states.ts';
import { counted } from '../../words/counted.ts';
import { strictestMark } from '../../../stopping/plan/productionPolicy.ts';
import { productionMarkWords } from '../../words/production.ts';
import { placeName } from '../../words/targetNames.ts';

interface RunningListParts {
  readonly inventory: Pick<Inventory, 'list' | 'status' | 'seenAt' | 'onDidChange'>;
  readonly accounts: Pick<Accounts, 'of' | 'failure' | 'onDidChange'>;
  readonly scopes: Pick<Scopes, 'all'>;
  readonly follow: Pick<Follow, 'mark' | 'following'>;
  readonly guards: Pick<AskedGuards, 'productionMark' | 'forbidding'>;
  /** The profiles that can't be read before the person signs in. */
  readonly waitingForSignIn: () => readonly string[];
}

/** What the status bar's list shows of what runs. */
export interface RunningList {
  /** As it is known now. `placeholder`: what is said above the rows. */
  now(): {
    /** What isn't known, where something couldn't be read, and what to do about it. */
    readonly unknown: readonly ExperimentItem[];
    readonly engaged: readonly ExperimentItem[];
    readonly running: readonly ExperimentItem[];
    readonly hasMore: boolean;
    readonly placeholder: string;
  };
  /** Calls when what `now` answers may have changed, until what it returns is called. */
  onDidChange(listener: () => void): () => void;
}

/** A row of the status bar's list: a safety lever, an experiment, or something to do. */
export interface ExperimentItem extends PickRow {
  /** Of the same thing each time the rows are drawn. */
  readonly key: string;
  /** Whose page it shows. */
  readonly ref?: TargetRef;
  /** Of an experiment: whether a stop of it would change something, and no setting forbids one. */
  readonly mayStop?: boolean;
  /** The setting that forbids what could be done about it otherwise. */
  readonly forbiddenBy?: GuardSetting;
  /** What its command is about, where that is one thing. */
  readonly about?: TargetRef | Node;
  readonly command?:
    | UnknownWay['command']
    | 'halt.stopAllExperiments'
    | 'halt.disengageSafetyLever'
    | 'halt.showForbidden'
    | 'halt.running.focus'
    | 'halt.endQuiet';
}

/** Reads what is known at each {@link RunningList.now}, and asks AWS nothing. */
export function createRunningList(parts: RunningListParts): RunningList {
  const { inventory, accounts } = parts;
  return {
    now: () => {
      const { engaged, running, hasMore } = whatRuns(parts);
      const scopes = parts.scopes.all();
      const isIdle = engaged.length + running.length === 0;
      const rows = running.map((sights) => asKnown(parts, experimentItem(parts, ...sights), sights[0]));
      const offersStop = rows.some(({ mayStop }) => mayStop === true);
      const lacks = { scopes: scopes.length, ...unknownPlaces(parts), ...unknownLevers(parts), isIdle, offersStop };
      return {
        unknown: unknownItems(lacks, parts.waitingForSignIn().length > 0),
        engaged: engaged.map((sights) => asKnown(parts, leverItem(parts, ...sights), sights[0])),
        running: rows,
        hasMore,
        placeholder: placeholderOf(lacks),
      };
    },
    onDidChange: (listener) => {
      const releases = [inventory.onDidChange(listener), accounts.onDidChange(listener)];
      return () => {
        for (const release of releases) release();
      };
    },
  };
}

/** What tells how far the chosen places are known. */
interface KnowingParts {
  readonly inventory: Pick<Inventory, 'status'>;
  readonly accounts: Pick<Accounts, 'failure'>;
  readonly scopes: Pick<Scopes, 'all'>;
}

/** Of how many places the safety lever can't be read, or hasn't been yet: it may be engaged. */
export function unknownLevers({ inventory, accounts, scopes }: KnowingParts) {
  const lacks = scopes.all().map((scope) => lackOf(knowledgeIn(inventory.status(scope, 'lever'), scope, accounts)));
  return {
    hiddenLevers: lacks.filter((lack) => lack === 'unread').length,
    loadingLevers: lacks.filter((lack) => lack === 'loading').length,
  };
}

/** In how many places experiments can't be read, and in how many nobody has looked yet: more may run. */
export function unknownPlaces({ inventory, accounts, scopes }: KnowingParts) {
  const lacks = scopes.all().map((scope): Lack | undefined => {
    if (accounts.failure(scope.profile) !== undefined) return 'unread';
    return lackOf(knowledgeIn(inventory.status(scope, 'experiment'), scope, accounts));
  });
  return {
    unread: lacks.filter((lack) => lack === 'unread').length,
    loading: lacks.filter((lack) => lack === 'loading').length,
  };
}

/** The row of something whose list can't be read any more says as of when it was so. */
function asKnown(parts: RunningListParts, item: ExperimentItem, one: Experiment | SafetyLever): ExperimentItem {
  const old = howOld(parts, one);
  return old === undefined
    ? item
    : { ...item, description: pickText([item.description, old].filter(Boolean).join(' · ')) };
}

/** What is done about what isn't known, and its title. */
interface UnknownWay {
  readonly command: 'halt.selectProfiles' | 'halt.signIn' | 'halt.retry';
  readonly title: string;
}

/**
 * A row that says what isn't known, whole, and leads to what can be done about it: words above the rows are cut off, and go as soon as somebody types. None where all was
 * read, or is being read for the first time.
 */
export function unknownItems(of: Lacks, needsSignIn: boolean): readonly ExperimentItem[] {
  const isNowhere = of.scopes === 0;
  if (!isNowhere && of.unread === 0 && of.hiddenLevers === 0) return [];
  const [label, ...rest] = [
    ...(isNowhere || of.unread > 0 ? [unreadOrIdle(of)] : []),
    ...(isNowhere ? [] : unknownLeverWords(of)),
  ];
  if (label === undefined) return [];
  const { command, title } = wayFrom(isNowhere, needsSignIn);
  const about = { type: 'unread', below: 'running' } as const;
  return [
    {
      key: 'unknown',
      label: pickText(label),
      description: pickText(title),
      ...(rest.length > 0 && { detail: pickText(rest.join(' · ')) }),
      iconPath: new ThemeIcon('warning'),
      command,
      // As from the row of In Progress that tells of it.
      ...(!isNowhere && { about: { type: 'note', id: noteId(about), about } as const }),
    },
  ];
}

function wayFrom(isNowhere: boolean, needsSignIn: boolean): UnknownWay {
  if (isNowhere) return { command: 'halt.selectProfiles', title: l10n.t('Choose Profiles…') };
  return needsSignIn
    ? { command: 'halt.signIn', title: l10n.t('Sign In') }
    : { command: 'halt.retry', title: l10n.t('Retry') };
}

/** How much isn't known, and whether nothing runs as far as it is known. */
interface Lacks {
  readonly scopes: number;
  readonly unread: number;
  /** Of the places: not read yet. */
  readonly loading: number;
  readonly hiddenLevers: number;
  readonly loadingLevers: number;
  readonly isIdle: boolean;
  /** Whether something that runs may be stopped from its row. */
  readonly offersStop: boolean;
}

type LacksOfExperiments = Pick<Lacks, 'scopes' | 'unread' | 'loading' | 'isIdle' | 'offersStop'>;

/** What is said above the rows: first what isn't known, so that an empty list isn't taken for a calm one. */
export function placeholderOf(of: Lacks): string {
  return [unreadOrIdle(of), ...unknownLeverWords(of)].join(' · ');
}

function unknownLeverWords(of: Pick<Lacks, 'hiddenLevers' | 'loadingLevers'>): readonly string[] {
  const levers =
    of.hiddenLevers > 0 &&
    counted(
      l10n.t(
        '{0, plural, one {# safety lever can’t be read: it may be engaged} other {# safety levers can’t be read: they may be engaged}}',
      ),
      of.hiddenLevers,
    );
  const loading =
    of.loadingLevers > 0 &&
    counted(
      l10n.t(
        '{0, plural, one {# safety lever isn’t read yet: it may be engaged} other {# safety levers aren’t read yet: they may be engaged}}',
      ),
      of.loadingLevers,
    );
  return [levers, loading].filter((words) => words !== false);
}

function unreadOrIdle({ scopes, unread, loading, isIdle, offersStop }: LacksOfExperiments): string {
  // Nobody has looked anywhere.
  if (scopes === 0) return noneChosenWords();
  if (unread === 0 && loading > 0)
    return counted(
      l10n.t(
        '{0, plural, one {{1} of # place not read yet: more may be running} other {{1} of # places not read yet: more may be running}}',
      ),
      scopes,
      loading,
    );
  if (unread === 0) {
    if (isIdle) return l10n.t('No experiment is active');
    return offersStop ? l10n.t('Enter shows one; the buttons at its right show or stop it') : l10n.t('Enter shows one');
  }
  return unread === scopes
    ? l10n.t('No place could be read, so it isn’t known what runs')
    : counted(
        l10n.t(
          '{0, plural, one {{1} of # place could not be read: more may be running} other {{1} of # places could not be read: more may be running}}',
        ),
        scopes,
        unread,
      );
}

const markOf = ({ accounts, follow }: Pick<RunningListParts, 'accounts' | 'follow'>, one: Experiment | SafetyLever) =>
  follow.mark(refOf(one), whoseIs(accounts, one.scope.profile));

/** What the rows offer to do: a safety lever is in the list only while it is engaged, or being engaged. */
const offered = {
  lever: 'disengage-lever',
  experiment: 'stop-experiment',
} as const satisfies Record<(Experiment | SafetyLever)['kind'], OperationType>;

/** Each thing once, as the status bar counts it. */
export function whatRuns(parts: Pick<RunningListParts, 'inventory' | 'accounts' | 'scopes' | 'follow' | 'guards'>) {
  const { inventory, accounts, scopes, follow } = parts;
  const all = scopes.all();
  const rank = (one: Experiment | SafetyLever): number =>
    rankOfSight(markOf(parts, one) !== undefined, parts.guards.forbidding(one.scope, offered[one.kind]) === undefined);
  return {
    /** Deployments and stops, which the view has. */
    hasMore: follow.following().length > 0 || all.some((scope) => inventory.list(scope, 'service').some(isInProgress)),
    engaged: sightsPerAccount(
      all.flatMap((scope) => inventory.list(scope, 'lever').filter(isInProgress)),
      accounts,
      rank,
    ),
    running: sightsPerAccount(
      all.flatMap((scope) => inventory.list(scope, 'experiment').filter(isInProgress)),
      accounts,
      rank,
    ),
  };
}

/** One row for a lever that several profiles of an account see: `lever` as the first of them does, `others` as the rest. */
export const leverItem = (
  { guards }: { readonly guards: Pick<AskedGuards, 'productionMark' | 'forbidding'> },
  lever: SafetyLever,
  ...others: readonly SafetyLever[]
): ExperimentItem => {
  const { state, reason, scope, id } = lever;
  const forbiddenBy = guards.forbidding(scope, offered.lever);
  const mark = strictestMark([lever, ...others].map((one) => guards.productionMark(one.scope, ownFacts(one))));
  return {
    key: `lever ${scopeKey(scope)}`,
    label: pickText(l10n.t('Safety lever {0}', stateWords('lever', state))),
    iconPath: new ThemeIcon('workspace-untrusted'),
    description: pickText([productionMarkWords(mark), placeName(scope)].filter(Boolean).join(' · ')),
    ...detailOf([reason, forbiddenBy && forbiddenWords(forbiddenBy, scope)]),
    command: forbiddenBy === undefined ? 'halt.disengageSafetyLever' : 'halt.showForbidden',
    ...(forbiddenBy !== undefined && { forbiddenBy }),
    about: { kind: 'lever', scope, id },
  };
};

const detailOf = (words: readonly (string | undefined)[]): Pick<ExperimentItem, 'detail'> => {
  const said = words.filter(Boolean).join(' · ');
  return said === '' ? {} : { detail: pickText(said) };
};

function experimentItem(
  parts: RunningListParts,
  experiment: Experiment,
  ...others: readonly Experiment[]
): ExperimentItem {
  const { accounts, guards } = parts;
  const { scope, id } = experiment;
  const marks = [experiment, ...others].map((one) => guards.productionMark(one.scope, ownTagsNow(parts, one)));
  const ref: TargetRef = { kind: 'experiment', scope, id };
  const row = resourceRow(experiment, { mark: markOf(parts, experiment), production: strictestMark(marks) });
  const account = accounts.of(scope.profile)?.account;
  const forbiddenBy = guards.forbidding(scope, offered.experiment);
  // The region before the account, as in the lists of what can be stopped.
  const place = [placeName(scope), account];
  return {
    key: refKey(ref),
    label: pickText(row.label),
    iconPath: row.icon,
    description: pickText(row.description),
    ...detailOf([...place, forbiddenBy && forbiddenWords(forbiddenBy, scope)]),
    ref,
    mayStop: forbiddenBy === undefined && isOfferedFor('stop-experiment', experiment),
    ...(forbiddenBy !== undefined && { forbiddenBy }),
  };
}

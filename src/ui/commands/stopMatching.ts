import { commands, l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { whoseIs } from '../../inventory/accounts.ts';
import type { GroupValue } from '../../inventory/grouping.ts';
import { valueOf } from '../../model/fact.ts';
import { listOf, refKey, type StoppableRef, stoppableKinds } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { meantNow } from '../../stopping/follow/followed.ts';
import { isBeingStopped, isOfferedFor, plainStop, plainStopType } from '../../stopping/operation.ts';
import type { Want } from '../../stopping/stopping.ts';
import { type Around, unstoppableWords } from '../stop/around.ts';
import type { GuardSetting } from '../../model/guardSettings.ts';
import { hasPlaces } from '../editor/noneChosen.ts';
import { openSetting } from '../editor/openSetting.ts';
import { forbiddenWords } from '../settings/forbidden.ts';
import { forbiddenLines } from '../stop/proposalDialog.ts';
import { pickAll, section, type TickRow } from '../stop/pickAll.ts';
import type { OfferedParts, PickParts } from '../stop/pickTargets.ts';
import { stoppingBeside } from '../stop/leftBeside.ts';
import { isUnstoppable } from '../stop/outOfReach.ts';
import { unreadWords } from '../words/places/planPlaces.ts';
import type { Gathered, StopFlow } from '../stop/stopFlow.ts';
import { createTargetRows } from '../stop/targetRows.ts';
import { createTicks, type Ticks } from '../pick/ticks.ts';
import type { ChildrenParts } from '../tree/nodes/children.ts';
import { mayHoldMore } from '../tree/nodes/mayHoldMore.ts';
import { type GroupKind, type GroupMember, groupKinds, type Node } from '../tree/nodes/node.ts';
import { bucketLabel } from '../tree/rows/bucketRow.ts';
import { hiddenBelow, hiddenOfAll, placesOf, shownAll, shownBelow, type ShownParts } from '../tree/nodes/shownBelow.ts';
import { showWait } from '../editor/showWait.ts';
import { type Buttons, inform, oneLine, remark, warn } from '../words/say.ts';
import type { Invocation } from './invocation.ts';
import { counted } from '../words/counted.ts';
import type { Rows } from './rows.ts';
import { placeName } from '../words/targetNames.ts';

export interface StopMatchingParts {
  readonly rows: Pick<Rows, 'nodes'>;
  readonly pick: PickParts;
  readonly stopFlow: Pick<StopFlow, 'startAll'>;
  /** What the tree's lines are drawn from. */
  readonly tree: ShownParts & Pick<ChildrenParts, 'arrangement'>;
}

/** So many places are named above the list; the dialog behind it names all. */
const MOST_PLACES = 2;

/** What a command is about: what was shown when it was called, and nothing that comes later. */
interface Shown {
  readonly title: string;
  readonly resources: readonly GroupMember[];
  readonly places: readonly Scope[];
  /** The lists that what is shown comes from. */
  readonly kinds: readonly GroupKind[];
  /** The rows that it is below; absent where it is everything. */
  readonly rows?: readonly Node[];
  /** How many that would be among it are not, because the person hid them. */
  readonly hidden: number;
}

/**
 * Below the clicked rows, what the tree shows; from the palette, all that the filter lets pass. First a list of it, of which the person can leave something out,
 * then one prompt for all of it.
 */
export async function stopMatching(parts: StopMatchingParts, by: Invocation): Promise<void> {
  const hasAny = () => hasPlaces(parts.pick.from.scopes, () => parts.pick.listNow('experiment'), parts.pick.waitedFor);
  if (by.kind === 'keyboard' && !(await hasAny())) return;
  if (by.kind === 'reference' || (by.kind === 'keyboard' && !parts.tree.arrangement.filter())) {
    const filter = l10n.t('Filter…');
    const words = l10n.t(
      'Set a filter first, or choose “Stop Everything Here…” in the menu of a place, a group or a cluster.',
    );
    if ((await inform(words, filter)) === filter) await commands.executeCommand('halt.filter');
    return;
  }
  const ticks = createTicks(parts.pick.clock);
  let meant: Meant | undefined;
  let isNothing = false;
  // Whoever comes back sees the list as they left it: never more than what was shown at first.
  await parts.stopFlow.startAll('matching', async (signal) => {
    meant ??= await meantBy(parts, by, signal);
    const sections = meant && (await sectionsOf(parts, meant));
    isNothing = sections?.length === 0;
    if (!meant || !sections || isNothing) return undefined;
    const { shown } = meant;
    // The settings may have changed while the prompt was open.
    const forbidden = forbiddenAmong(parts, shown);
    const around = { ...meant.around, forbidden };
    const gathered = await askList({ ...meant, around }, { sections, ticks, until: signal });
    const keys = (places: readonly Scope[]) => JSON.stringify(places.map(scopeKey));
    return gathered && { ...gathered, isOutdated: () => keys(forbiddenAmong(parts, shown)) !== keys(forbidden) };
  });
  if (meant && isNothing) await tellNothing(parts, by, meant);
}

/** Said once the seat of the prompt is free: a message may lie there for hours. */
async function tellNothing(parts: StopMatchingParts, by: Invocation, { shown, around }: Meant): Promise<void> {
  const { unread, unstoppable = [], besides = [] } = around;
  const forbidden = forbiddenFirst(parts.pick.from.guards, shown.resources);
  const why = [
    ...(forbidden === undefined ? [] : [forbiddenWords(forbidden.setting, forbidden.scope)]),
    ...unstoppableWords(unstoppable, 3),
    ...unreadWords(unread, 3),
  ];
  if (why.length === 0 && besides.length === 0) {
    remark(oneLine(l10n.t('Nothing shown can be stopped.')));
    return;
  }
  const [retry, open] = [l10n.t('Retry'), l10n.t('Open Setting')];
  const buttons: Buttons<string> = forbidden === undefined ? [retry] : [open, retry];
  const message = [l10n.t('Nothing shown can be stopped.'), ...besides.map(({ words }) => words), why.join(' · ')]
    .filter(Boolean)
    .join(' ');
  const choice = await (why.length > 0 ? warn(message, ...buttons) : inform(message, ...buttons));
  if (choice === open && forbidden !== undefined) await openSetting(forbidden.setting);
  if (choice !== retry) return;
  await readAnew(parts);
  await stopMatching(parts, by);
}

/** The setting that keeps the first of these from being stopped that could be. */
export function forbiddenFirst(
  guards: Pick<OfferedParts['guards'], 'forbidding'>,
  shown: readonly GroupMember[],
): { readonly setting: GuardSetting; readonly scope: Scope } | undefined {
  for (const ref of shown.flatMap((one) => stopOf(one) ?? [])) {
    const setting = guards.forbidding(ref.scope, plainStopType[ref.kind]);
    if (setting !== undefined) return { setting, scope: ref.scope };
  }
  return undefined;
}

/** What was shown when the command was called, and where that isn't all there is. */
interface Meant {
  readonly shown: Shown;
  readonly around: Around;
  /** In which accounts it was shown. */
  readonly whose: Pick<Want, 'whose'>;
}

async function meantBy(parts: StopMatchingParts, by: Invocation, until: AbortSignal): Promise<Meant | undefined> {
  const silent = by.kind === 'keyboard' ? await readAnew(parts, until) : new Map<GroupKind, readonly Scope[]>();
  const shown = silent && whatIsShown(parts, by);
  if (!shown) return undefined;
  const { whose } = meantNow(
    shown.resources.flatMap((resource) => stopOf(resource) ?? []),
    (profile) => whoseIs(parts.pick.from.accounts, profile),
  );
  return {
    shown,
    whose: whose === undefined ? {} : { whose },
    around: {
      unread: mayHoldMore({ ...parts.pick.from, members: parts.tree.members }, shown, silent),
      unstoppable: targetsOf(shown).filter(isUnstoppable),
      besides: stoppingBeside(targetsOf(shown).filter(isBeingStopped)),
      forbidden: forbiddenAmong(parts, shown),
    },
  };
}

/** Where a setting forbids some of it now. */
function forbiddenAmong({ pick }: Pick<StopMatchingParts, 'pick'>, { places, kinds }: Shown): readonly Scope[] {
  return places.filter((scope) =>
    kinds.some((kind) => pick.from.guards.forbidding(scope, plainStopType[kind]) !== undefined),
  );
}

/** What a stop could be about, whatever its state. */
const targetsOf = ({ resources }: Shown): NonNullable<Around['unstoppable']> =>
  resources.flatMap((resource) => (resource.kind === 'service' ? (resource.deployment ?? []) : resource));

async function sectionsOf({ pick }: Pick<StopMatchingParts, 'pick'>, { shown }: Meant): Promise<readonly TickRow[]> {
  return rowsOf(pick.from, new Set(shown.resources.flatMap((resource) => stopOf(resource) ?? []).map(refKey)));
}

async function askList(
  { shown, around, whose }: Meant,
  {
    sections,
    ticks,
    until,
  }: { readonly sections: readonly TickRow[]; readonly ticks: Ticks; readonly until: AbortSignal },
): Promise<Gathered | undefined> {
  const { hidden } = shown;
  const taken = await pickAll({
    title: shown.title,
    rows: () => Promise.resolve(sections),
    words: () => listWords(around, hidden),
    ticks,
    until,
  });
  if (!taken) return undefined;
  const wants = Object.entries(plainStop).map(([kind, operation]) => ({
    refs: taken.refs.filter((ref) => ref.kind === kind),
    operation,
    beside: taken.beside,
    ...whose,
  }));
  return { wants, around, steps: 1 };
}

/** What stands above the list: the line is cut at its end, so that what may be missing from it is said first. `hidden`: how many rows are left out because the person hid them. */
export function listWords(around: Pick<Around, 'unread' | 'forbidden'>, hidden: number): string {
  const { unread } = around;
  return [
    ...unreadWords(unread, MOST_PLACES),
    ...forbiddenLines(around, MOST_PLACES),
    [
      l10n.t('Deselect what must keep running. Nothing is sent until you confirm.'),
      ...(hidden > 0
        ? [counted(l10n.t('{0, plural, one {# hidden row is left out.} other {# hidden rows are left out.}}'), hidden)]
        : []),
    ].join(' '),
  ].join(' · ');
}

/**
 * From the palette no view need be in sight, and lists that nobody sees can be of any age: what is old is read first. Returns the places that gave no answer, by list;
 * undefined when the person left.
 */
function readAnew({ pick }: Pick<StopMatchingParts, 'pick'>, until?: AbortSignal) {
  const read = () => Promise.all(groupKinds.map(async (kind) => [kind, await pick.listNow(kind)] as const));
  return showWait(l10n.t('Reading the current state…'), async () => new Map(await read()), pick.waitedFor, until);
}

function whatIsShown({ rows, tree }: Pick<StopMatchingParts, 'rows' | 'tree'>, by: Invocation): Shown | undefined {
  const filter = tree.arrangement.filter();
  switch (by.kind) {
    case 'node': {
      const nodes = rows.nodes(by);
      const where = nodes.map(nodeName).join(', ');
      return {
        title: filter
          ? l10n.t('Stop Everything in {0} That Matches “{1}”', where, plainText(filter.text, 60))
          : l10n.t('Stop Everything in {0}', where),
        resources: shownBelow(tree, nodes),
        places: placesOf(tree, nodes),
        kinds: [...new Set(nodes.flatMap(kindsBelow))],
        rows: nodes,
        hidden: hiddenBelow(tree, nodes).length,
      };
    }
    case 'keyboard':
      return (
        filter && {
          title: l10n.t('Stop Everything That Matches “{0}”', plainText(filter.text, 60)),
          resources: shownAll(tree),
          places: tree.scopes.all(),
          kinds: groupKinds,
          hidden: hiddenOfAll(tree).length,
        }
      );
    case 'reference':
      return undefined;
  }
}

/** The lists that what is below a row comes from. */
function kindsBelow(node: Node): readonly GroupKind[] {
  switch (node.type) {
    case 'group':
      return [node.kind];
    case 'bucket':
      return ['instance'];
    case 'cluster':
    case 'service':
      return ['service'];
    case 'target':
      return [listOf[node.ref.kind]];
    default:
      return groupKinds;
  }
}

/** What is asked for of one resource; undefined where nothing can be stopped of it now. */
function stopOf(resource: GroupMember): StoppableRef | undefined {
  const target = resource.kind === 'service' ? resource.deployment : resource;
  if (!target || !isOfferedFor(plainStop[target.kind].type, target)) return undefined;
  return { kind: target.kind, scope: target.scope, id: target.id };
}

/** A section a kind, of what is among the offered. */
async function rowsOf(from: OfferedParts, offered: ReadonlySet<string>): Promise<readonly TickRow[]> {
  const titles = {
    instance: l10n.t('EC2 instances to stop'),
    deployment: l10n.t('ECS service deployments to roll back'),
    experiment: l10n.t('FIS experiments to stop'),
  };
  const sections: TickRow[] = [];
  for (const kind of stoppableKinds) {
    const rows = (await createTargetRows(from, plainStop[kind].type).read()) ?? [];
    sections.push(
      ...section(
        titles[kind],
        rows.filter(({ key }) => offered.has(key)),
      ),
    );
  }
  return sections;
}

const groupName = (value: GroupValue, without: string): string => valueOf(value) ?? without;

/** What a row is called in a title. */
export function nodeName(node: Node): string {
  switch (node.type) {
    case 'profile':
      return plainText(node.profile, 60);
    case 'cluster':
      return plainText(node.name, 60);
    case 'bucket':
      if (node.value.kind === 'unread') return bucketLabel(node.grouping, node.value);
      return plainText(
        node.grouping.type === 'tag' ? `${node.grouping.key}=${groupName(node.value, '')}` : groupName(node.value, '–'),
        60,
      );
    case 'region':
    case 'group':
    case 'service':
    case 'daemons':
    case 'daemon':
    case 'lever':
      return placeName(node.scope);
    case 'target':
      return plainText(node.ref.id, 60);
    case 'note':
      return '';
  }
}

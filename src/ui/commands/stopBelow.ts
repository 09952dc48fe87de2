import { commands, l10n } from 'vscode';
import { type StoppableKind, stoppableKinds } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import { plainStop } from '../../stopping/operation.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';
import { tellForbidden } from '../settings/forbidden.ts';
import type { Beside } from '../stop/leftBeside.ts';
import type { Node } from '../tree/nodes/node.ts';
import { inform } from '../words/say.ts';
import { names } from '../words/targetNames.ts';
import { nodeName } from './stopMatching.ts';

/** A row below which things are that can be stopped. */
type Holder = Extract<Node, { type: 'profile' | 'region' | 'group' | 'bucket' | 'cluster' }>;

export const isHolder = (node: Node): node is Holder => Object.hasOwn(kindsBelow, node.type);

const all = (): readonly StoppableKind[] => stoppableKinds;

/** What can be stopped below each kind of row. */
const kindsBelow = {
  profile: all,
  region: all,
  group: (node) => (node.type === 'group' ? [ofGroup[node.kind]] : []),
  bucket: () => ['instance'],
  cluster: () => ['deployment'],
} as const satisfies Record<Holder['type'], (node: Holder) => readonly StoppableKind[]>;

const ofGroup = { instance: 'instance', service: 'deployment', experiment: 'experiment' } as const;

interface BelowParts {
  readonly scopes: () => readonly Scope[];
  readonly guards: Pick<AskedGuards, 'forbidding'>;
  /** Whether a filter is set, by which the command has another name. */
  readonly isFiltered: () => boolean;
}

/** The key was pressed on rows that hold others, and on nothing that it stops: leads to the command that asks about all below them, or names the setting that forbids it. */
export async function offerAllBelow(parts: BelowParts, holders: readonly Holder[]): Promise<void> {
  const [first, ...more] = holders;
  if (!first) return;
  const shut = settingForbidding(parts, holders);
  if (shut) {
    await tellForbidden(shut.setting, shut.scope);
    return;
  }
  const everything = parts.isFiltered() ? l10n.t('Stop Everything That Matches…') : l10n.t('Stop Everything Here…');
  const words = l10n.t(
    'This key stops single rows. Select some below {0}, or stop everything there: you choose from a list first.',
    names(holders.map(nodeName)),
  );
  if ((await inform(words, everything)) !== everything) return;
  await commands.executeCommand('halt.stopEverythingHere', first, more.length > 0 ? [...holders] : undefined);
}

/** What is said in a prompt about other rows that were selected with these. None where none was. */
export function holdersBeside(holders: readonly Holder[]): readonly Beside[] {
  if (holders.length === 0) return [];
  const say = (where: string): string => l10n.t('Left out, since only single rows are stopped here: {0}.', where);
  const each = holders.map(nodeName);
  return [{ words: say(names(each)), inFull: say(each.join(', ')) }];
}

/** The first setting that forbids a stop, where no stop below these rows is allowed. */
function settingForbidding({ scopes, guards }: BelowParts, holders: readonly Holder[]) {
  const asked = holders.flatMap((node) =>
    (node.type === 'profile' ? scopes().filter(({ profile }) => profile === node.profile) : [node.scope]).flatMap(
      (scope) =>
        kindsBelow[node.type](node).map((kind) => ({
          scope,
          setting: guards.forbidding(scope, plainStop[kind].type),
        })),
    ),
  );
  const [first] = asked;
  return first?.setting !== undefined && asked.every(({ setting }) => setting !== undefined)
    ? { scope: first.scope, setting: first.setting }
    : undefined;
}

import { l10n } from 'vscode';
import type { Operation, OperationType } from '../../model/operation.ts';
import { plainText } from '../../base/plainText.ts';
import { type ForceTimes, forcedWords } from '../../pages/forcedWords.ts';
import type { ForceStop } from '../../stopping/follow/tracker.ts';
import { counted, pageWords } from './counted.ts';
import { clockTime } from './times.ts';

/** The button of the prompt, and what a command is called. */
export function verb(operation: Operation): string {
  return verbs[operation.type](operation);
}

const verbs = {
  stop: () => l10n.t('Stop'),
  hibernate: () => l10n.t('Hibernate'),
  'force-stop': () => l10n.t('Force Stop'),
  'skip-os-shutdown': () => l10n.t('Stop Without OS Shutdown'),
  start: () => l10n.t('Start'),
  'roll-back': () => l10n.t('Roll Back'),
  abort: () => l10n.t('Abort'),
  continue: (operation) =>
    operation.type === 'continue' && operation.action === 'ROLLBACK' ? l10n.t('Roll Back') : l10n.t('Continue'),
  'stop-experiment': () => l10n.t('Stop'),
  'engage-lever': () => l10n.t('Engage'),
  'disengage-lever': () => l10n.t('Disengage'),
} as const satisfies Record<OperationType, (operation: Operation) => string>;

/** `Stop web-1 in shop-staging (eu-west-1)?`: the prompt's heading for one target. A lever has no name but its place. */
export function questionAboutOne(operation: Operation, name: string, place: string): string {
  switch (operation.type) {
    case 'stop':
    case 'stop-experiment':
      return l10n.t('Stop {0} in {1}?', name, place);
    case 'hibernate':
      return l10n.t('Hibernate {0} in {1}?', name, place);
    case 'force-stop':
      return l10n.t('Force-stop {0} in {1}?', name, place);
    case 'skip-os-shutdown':
      return l10n.t('Stop {0} in {1} without an OS shutdown?', name, place);
    case 'start':
      return l10n.t('Start {0} in {1}?', name, place);
    case 'roll-back':
      return l10n.t('Roll back the deployment of {0} in {1}?', name, place);
    case 'abort':
      return l10n.t('Abort the deployment of {0} in {1}?', name, place);
    case 'continue':
      return operation.action === 'ROLLBACK'
        ? l10n.t('Roll back the paused deployment of {0} in {1}?', name, place)
        : l10n.t('Continue the deployment of {0} in {1}?', name, place);
    case 'engage-lever':
      return l10n.t('Engage the safety lever in {0}?', place);
    case 'disengage-lever':
      return l10n.t('Disengage the safety lever in {0}?', place);
  }
}

/** `Stop 3 EC2 instances`: a progress's heading, and with a place the prompt's for several targets. */
export function heading(operation: Operation, count: number): string {
  switch (operation.type) {
    case 'stop':
      return counted(l10n.t('{0, plural, one {Stop # EC2 instance} other {Stop # EC2 instances}}'), count);
    case 'hibernate':
      return counted(l10n.t('{0, plural, one {Hibernate # EC2 instance} other {Hibernate # EC2 instances}}'), count);
    case 'force-stop':
      return counted(l10n.t('{0, plural, one {Force-stop # EC2 instance} other {Force-stop # EC2 instances}}'), count);
    case 'skip-os-shutdown':
      return counted(
        l10n.t(
          '{0, plural, one {Stop # EC2 instance without an OS shutdown} other {Stop # EC2 instances without an OS shutdown}}',
        ),
        count,
      );
    case 'start':
      return counted(l10n.t('{0, plural, one {Start # EC2 instance} other {Start # EC2 instances}}'), count);
    case 'roll-back':
      return counted(
        l10n.t('{0, plural, one {Roll back # ECS service deployment} other {Roll back # ECS service deployments}}'),
        count,
      );
    case 'abort':
      return counted(
        l10n.t('{0, plural, one {Abort # ECS service deployment} other {Abort # ECS service deployments}}'),
        count,
      );
    case 'continue':
      if (operation.action === 'ROLLBACK') {
        return counted(
          l10n.t('{0, plural, one {Roll back # paused deployment} other {Roll back # paused deployments}}'),
          count,
        );
      }
      return counted(
        l10n.t('{0, plural, one {Continue # paused deployment} other {Continue # paused deployments}}'),
        count,
      );
    case 'stop-experiment':
      return counted(l10n.t('{0, plural, one {Stop # FIS experiment} other {Stop # FIS experiments}}'), count);
    case 'engage-lever':
      return l10n.t('Engage the FIS safety lever');
    case 'disengage-lever':
      return l10n.t('Disengage the FIS safety lever');
  }
}

/** `Stop web-1`: what a plan for one target is for. A lever has no name but its place. */
function headingOfOne(operation: Operation, name: string): string {
  switch (operation.type) {
    case 'stop':
    case 'stop-experiment':
      return l10n.t('Stop {0}', name);
    case 'hibernate':
      return l10n.t('Hibernate {0}', name);
    case 'force-stop':
      return l10n.t('Force-stop {0}', name);
    case 'skip-os-shutdown':
      return l10n.t('Stop {0} without an OS shutdown', name);
    case 'start':
      return l10n.t('Start {0}', name);
    case 'roll-back':
      return l10n.t('Roll back {0}', name);
    case 'abort':
      return l10n.t('Abort {0}', name);
    case 'continue':
      return operation.action === 'ROLLBACK' ? l10n.t('Roll back {0}', name) : l10n.t('Continue {0}', name);
    case 'engage-lever':
    case 'disengage-lever':
      return heading(operation, 1);
  }
}

/** What is done to these: one by its name, several by their number. */
export function headingOf(operation: Operation, targets: readonly { readonly name: string }[]): string {
  const [only, ...more] = targets;
  return only && more.length === 0
    ? headingOfOne(operation, plainText(only.name, 80))
    : heading(operation, targets.length);
}

/** `Stop 3 EC2 instances in 2 accounts?`: the prompt's heading for several targets of one operation. Safety levers are asked about one by one. */
export function questionAboutSeveral(operation: Operation, count: number, place: string): string {
  switch (operation.type) {
    case 'stop':
      return counted(
        l10n.t('{0, plural, one {Stop # EC2 instance in {1}?} other {Stop # EC2 instances in {1}?}}'),
        count,
        place,
      );
    case 'hibernate':
      return counted(
        l10n.t('{0, plural, one {Hibernate # EC2 instance in {1}?} other {Hibernate # EC2 instances in {1}?}}'),
        count,
        place,
      );
    case 'force-stop':
      return counted(
        l10n.t('{0, plural, one {Force-stop # EC2 instance in {1}?} other {Force-stop # EC2 instances in {1}?}}'),
        count,
        place,
      );
    case 'skip-os-shutdown':
      return counted(
        l10n.t(
          '{0, plural, one {Stop # EC2 instance in {1} without an OS shutdown?} other {Stop # EC2 instances in {1} without an OS shutdown?}}',
        ),
        count,
        place,
      );
    case 'start':
      return counted(
        l10n.t('{0, plural, one {Start # EC2 instance in {1}?} other {Start # EC2 instances in {1}?}}'),
        count,
        place,
      );
    case 'roll-back':
      return counted(
        l10n.t(
          '{0, plural, one {Roll back # ECS service deployment in {1}?} other {Roll back # ECS service deployments in {1}?}}',
        ),
        count,
        place,
      );
    case 'abort':
      return counted(
        l10n.t(
          '{0, plural, one {Abort # ECS service deployment in {1}?} other {Abort # ECS service deployments in {1}?}}',
        ),
        count,
        place,
      );
    case 'continue':
      return operation.action === 'ROLLBACK'
        ? counted(
            l10n.t(
              '{0, plural, one {Roll back # paused deployment in {1}?} other {Roll back # paused deployments in {1}?}}',
            ),
            count,
            place,
          )
        : counted(
            l10n.t(
              '{0, plural, one {Continue # paused deployment in {1}?} other {Continue # paused deployments in {1}?}}',
            ),
            count,
            place,
          );
    case 'stop-experiment':
      return counted(
        l10n.t('{0, plural, one {Stop # FIS experiment in {1}?} other {Stop # FIS experiments in {1}?}}'),
        count,
        place,
      );
    case 'engage-lever':
    case 'disengage-lever':
      return l10n.t('{0} in {1}?', heading(operation, count), place);
  }
}

/** When something was forced, in words. */
export const forceTimes = ({ at, nextAt }: ForceStop): ForceTimes => ({
  at: clockTime(at),
  ...(nextAt !== undefined && { nextAt: clockTime(nextAt) }),
});

/** What is said of one instance that is still stopping, as on its page. */
export const forcedInFull = (forced: ForceStop): string => forcedWords(forceTimes(forced), pageWords);

/** What is said of instances that AWS has accepted a force stop for, and that still have time. Nothing where there is none. */
export function forcedInShort(all: readonly ForceStop[]): readonly string[] {
  const latest = all.toSorted((one, other) => one.at - other.at).at(-1);
  if (latest === undefined) return [];
  const { at, nextAt } = forceTimes(latest);
  return [
    counted(
      l10n.t(
        '{0, plural, one {AWS accepted a force stop at {1}, which can take some minutes. If it is still stopping at {2}, Halt offers another.} other {AWS accepted # force stops, the last at {1}, which can take some minutes. If they are still stopping at {2}, Halt offers others.}}',
      ),
      all.length,
      at,
      nextAt ?? at,
    ),
  ];
}

/** Said on the node and in the progress once AWS accepted it, until AWS says that it is done. */
export function requestedWord(type: OperationType): string {
  switch (type) {
    case 'start':
      return l10n.t('start requested');
    case 'roll-back':
      return l10n.t('rollback requested');
    case 'continue':
      return l10n.t('answer accepted');
    case 'engage-lever':
    case 'disengage-lever':
      return l10n.t('change requested');
    default:
      return l10n.t('stop requested');
  }
}

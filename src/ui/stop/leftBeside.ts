import { l10n } from 'vscode';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import type { Experiment } from '../../model/resources/experiment.ts';
import type { Instance } from '../../model/resources/instance.ts';
import type { Resource } from '../../model/resources/resource.ts';
import { isRollingOut, type Service, untoldDeployment } from '../../model/resources/service.ts';
import { nameOf } from '../../model/resources/target.ts';
import type { Scope } from '../../model/scope.ts';
import { plainText } from '../../base/plainText.ts';
import { names, placeName } from '../words/targetNames.ts';

/** What the person chose as well, and why no plan can hold it. `inFull`: the same with all names, for the plan's page. */
export interface Beside {
  readonly words: string;
  readonly inFull: string;
}

interface Placed {
  readonly name: string;
  readonly scope: Scope;
}

/** The selected things that no plan that stops something can hold. */
export interface LeftBeside {
  /** Services whose current deployment could not be read, so that nothing could be shown of it before a stop. */
  readonly untold: readonly Service[];
  /** These, and those of which nothing is in progress or ECS names no deployment. */
  readonly services: readonly Service[];
  readonly hasLever: boolean;
  /** Sentences that say what is left out, why, and what to do; one for each kind. */
  readonly besides: readonly Beside[];
}

/** Finds what of the selection no plan can hold. Of levers it only tells that there are some. */
export function leftBeside(selected: readonly (Resource | ServiceDeployment)[]): LeftBeside {
  const services = selected.flatMap((one) => (one.kind === 'service' && !one.deployment ? [one] : []));
  const untold = services.filter((one) => untoldDeployment(one) !== undefined);
  const idle = services.filter((one) => !isRollingOut(one));
  const unnamed = services.filter((one) => isRollingOut(one) && untoldDeployment(one) === undefined);
  const hasLever = selected.some(({ kind }) => kind === 'lever');
  const besides = [
    ...thingsBeside(untold, (those) =>
      l10n.t('Left out, because the deployment could not be read: {0}. Refresh and try again.', those),
    ),
    ...thingsBeside(idle, (those) => l10n.t('Left out, since no deployment is in progress: {0}.', those)),
    ...thingsBeside(unnamed, (those) =>
      l10n.t('Left out, since ECS names no deployment that could be stopped: {0}.', those),
    ),
    ...(hasLever ? [leverBeside()] : []),
  ];
  return { untold, services, hasLever, besides };
}

/** What is stopping or rolling back already, each thing once, however many profiles lead to it. */
export function stoppingBeside(those: readonly (Experiment | ServiceDeployment | Instance)[]): readonly Beside[] {
  const things = new Map(those.map((one) => [JSON.stringify([one.kind, one.scope.region, one.id]), one]));
  const placed = [...things.values()].map((one) => ({ name: nameOf(one), scope: one.scope }));
  return thingsBeside(placed, (named) => l10n.t('Already stopping: {0}.', named));
}

function thingsBeside(those: readonly Placed[], say: (things: string) => string): readonly Beside[] {
  if (those.length === 0) return [];
  const inPlaces = those.map(({ name, scope }) => l10n.t('{0} in {1}', plainText(name, 256), placeName(scope)));
  const alone = those.map(({ name }) => plainText(name, 60));
  // Two of one name are told apart by their places.
  const inShort = new Set(alone).size < alone.length ? inPlaces : alone;
  return [{ words: say(names(inShort)), inFull: say(inPlaces.join(', ')) }];
}

const leverBeside = (): Beside => {
  const words = l10n.t('Safety levers are left out: engage or disengage them in their rows.');
  return { words, inFull: words };
};

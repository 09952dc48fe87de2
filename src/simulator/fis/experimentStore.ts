import { AwsError, type Ec2Effects, type World } from '../core/contracts.ts';
import type { ActionsMode } from './definition.ts';
import { createExperiment, type Experiment } from './experiment.ts';
import { newId, randomKey } from './ids.ts';
import type { Place } from './targets.ts';
import type { Template } from './templates.ts';

/** What StartExperiment may say beside the template, and how long it waits. */
export interface StartOptions {
  readonly tags?: Readonly<Record<string, string>>;
  readonly actionsMode?: ActionsMode;
  /** Milliseconds before it leaves `pending`; about a second by default. */
  readonly pendingFor?: number;
}

const KEPT = 120 * 86_400_000;

/** The experiments of one account and region. FIS forgets each 120 days after its end. */
export interface ExperimentStore {
  /** `effects`: what its actions do to instances; nothing where absent. `forbidden`: it ends as cancelled, for this reason. */
  create(
    template: Template,
    createdAt: number,
    options: StartOptions & { readonly forbidden?: string },
    effects?: Ec2Effects,
  ): Experiment;
  /** Those that are still known at `now`, in an order that says nothing about their age. */
  known(now: number): readonly Experiment[];
  /** Throws ResourceNotFoundException for one that isn't known at `now`. */
  find(id: string, now: number): Experiment;
}

export function createExperimentStore(world: World, place: Place): ExperimentStore {
  const experiments = new Map<string, Experiment>();
  let sorted: readonly Experiment[] | undefined;
  return {
    create(template, createdAt, options, effects) {
      const { tags = {}, actionsMode = 'run-all', ...rest } = options;
      const id = newId(world, place, 'EXP', experiments.size);
      const experiment = createExperiment({
        ...rest,
        id,
        templateId: template.id,
        place,
        definition: template.definition,
        tags,
        actionsMode,
        createdAt,
        ...(effects === undefined ? {} : { ec2: effects }),
        random: (key) => world.random(randomKey(place, `${id}/${key}`)),
      });
      experiments.set(id, experiment);
      sorted = undefined;
      return experiment;
    },
    known(now) {
      sorted ??= [...experiments.values()].sort(byOrder);
      return sorted.filter((experiment) => isKept(experiment, now));
    },
    find(id, now) {
      const experiment = experiments.get(id);
      if (experiment !== undefined && isKept(experiment, now)) return experiment;
      throw new AwsError('ResourceNotFoundException', `Experiment ${id} not found.`, 404);
    },
  };
}

/** The place of an experiment in every list: by a hash of its id. */
export function orderKey(experiment: Experiment): string {
  let hash = 0x811c9dc5;
  for (const character of experiment.setup.id) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return `${hash.toString(16).padStart(8, '0')}${experiment.setup.id}`;
}

function byOrder(left: Experiment, right: Experiment): number {
  return orderKey(left) < orderKey(right) ? -1 : 1;
}

function isKept(experiment: Experiment, now: number): boolean {
  return experiment.endTime === undefined || experiment.endTime >= now - KEPT;
}

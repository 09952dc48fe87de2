import type { ActionsMode, ExperimentDefinition } from './definition.ts';
import { createExperiment, isFinal, type Experiment } from './experiment.ts';
import { createLever, type Lever } from './lever.ts';
import { createPast, type Past } from './past.ts';
import type { StartExperimentInput } from './requests.ts';
import type { Place } from './targets.ts';
import { checkDefinition, type Template } from './templates.ts';
import { AwsError, type Ec2Effects, type World } from '../core/contracts.ts';

export interface StartOptions {
  readonly tags?: Readonly<Record<string, string>>;
  readonly actionsMode?: ActionsMode;
  /** Milliseconds before it leaves `pending`; about a second by default. */
  readonly pendingFor?: number;
}

/** FIS in one account and region. `at` is in milliseconds since the epoch and, where left out, now. */
export interface FisRegion {
  readonly place: Place;
  readonly lever: Lever;
  readonly past: Past;
  /** Brings everything up to now, each change at its own time. */
  advance(): void;
  /** Sorted by id. */
  templates(): readonly Template[];
  template(id: string): Template;
  addTemplate(definition: ExperimentDefinition, at?: number): Template;
  /** Those of the last 120 days, in an order that says nothing about their age. */
  experiments(): readonly Experiment[];
  experiment(id: string): Experiment;
  /** Throws ServiceQuotaExceededException when five are active. */
  start(template: Template, options?: StartOptions, at?: number): Experiment;
  /** As StartExperiment: the same token and input give the same experiment, other input ConflictException. */
  startOnce(input: StartExperimentInput): Experiment;
  /** Does something to an experiment, now. */
  act(experiment: Experiment, does: (at: number) => void): void;
  /** Runs an experiment of the past to its end, without effects. `forbidden`: cancelled, for this reason. */
  archive(template: Template, at: number, options?: StartOptions & { readonly forbidden?: string }): void;
  setLever(status: 'engaged' | 'disengaged', reason: string): void;
  /** Minutes after the last active experiment has ended, the next template's starts: from `at` on, for ever. */
  keepAlive(plan: readonly Template[], at: number): void;
}

const MOST_ACTIVE = 5;
const DAY = 86_400_000;
const KEPT = 120 * DAY;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const HALTED_BY_LEVER = 'Experiment halted by safety lever.';

/** Throws nothing; the errors of its operations are AwsErrors. */
export function createFisRegion(world: World, ec2: Ec2Effects, place: Place): FisRegion {
  const templates = new Map<string, Template>();
  const experiments = new Map<string, Experiment>();
  const live = new Set<Experiment>();
  let sorted: readonly Experiment[] | undefined;
  const started = new Map<string, { readonly input: string; readonly experiment: Experiment }>();
  const lever = createLever(place);
  const past = createPast();
  const keyOf = (what: string): string => `fis/${place.account}/${place.region}/${what}`;
  let keptAlive: { readonly plan: readonly Template[]; count: number; due?: number } | undefined;

  const now = (): number => Math.floor(world.clock.now());
  const active = (): Experiment[] => [...live].filter((experiment) => !isFinal(experiment));

  const newId = (prefix: string, count: number): string => {
    const random = world.random(keyOf(`${prefix}/${count}`));
    return prefix + Array.from({ length: 15 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('');
  };

  const create = (
    template: Template,
    createdAt: number,
    options: StartOptions & { readonly forbidden?: string },
    effects: Ec2Effects | undefined,
  ): Experiment => {
    const id = newId('EXP', experiments.size);
    const experiment = createExperiment({
      id,
      templateId: template.id,
      place,
      definition: template.definition,
      tags: options.tags ?? {},
      actionsMode: options.actionsMode ?? 'run-all',
      createdAt,
      ...(options.pendingFor === undefined ? {} : { pendingFor: options.pendingFor }),
      ...(options.forbidden === undefined ? {} : { forbidden: options.forbidden }),
      ...(effects === undefined ? {} : { ec2: effects }),
      random: (key) => world.random(keyOf(`${id}/${key}`)),
    });
    experiments.set(id, experiment);
    sorted = undefined;
    return experiment;
  };

  const start: FisRegion['start'] = (template, options = {}, at = catchUp()) => {
    if (active().length >= MOST_ACTIVE) {
      const message = `The limit of ${MOST_ACTIVE} active experiments has been reached.`;
      throw new AwsError('ServiceQuotaExceededException', message, 402);
    }
    const forbidden =
      lever.status === 'disengaged'
        ? {}
        : { forbidden: 'Experiment cancelled because the safety lever is engaged.', pendingFor: 2_000 };
    const experiment = create(template, at, { ...options, ...forbidden }, ec2);
    live.add(experiment);
    past.note(at, [experiment], lever);
    return experiment;
  };

  const afterChange = (at: number): void => {
    if (active().length > 0) return;
    lever.quiet(at);
    if (keptAlive !== undefined && keptAlive.due === undefined && lever.status === 'disengaged') {
      const minutes = 2 + world.random(keyOf(`gap/${keptAlive.count}`))() * 4;
      keptAlive.due = at + Math.round(minutes * 60_000);
    }
  };

  /** What happens next in this account and region, if anything ever does. */
  const upcoming = (): { readonly at: number; readonly apply: () => void } | undefined => {
    let first: { readonly at: number; readonly apply: () => void } | undefined;
    const consider = (at: number | undefined, apply: () => void): void => {
      if (at !== undefined && (first === undefined || at < first.at)) first = { at, apply };
    };
    consider(lever.due, () => lever.step());
    for (const experiment of live) consider(experiment.next(), () => experiment.step());
    consider(keptAlive?.due, () => {
      if (keptAlive?.due === undefined) return;
      const { plan, count, due } = keptAlive;
      const following = plan[count % plan.length];
      keptAlive = { plan, count: count + 1 };
      if (following === undefined || lever.status !== 'disengaged') return;
      start(following, { tags: { ...following.definition.tags, StartedBy: 'gameday-schedule' } }, due);
    });
    return first;
  };

  /** The present, once everything that was due by then has happened. */
  function catchUp(): number {
    const until = now();
    for (let event = upcoming(); event !== undefined && event.at <= until; event = upcoming()) {
      const changed = [...live];
      event.apply();
      past.note(event.at, changed, lever);
      for (const experiment of live) if (experiment.next() === undefined) live.delete(experiment);
      afterChange(event.at);
    }
    return until;
  }

  const templateOf = (id: string): Template => {
    const found = templates.get(id);
    if (found === undefined) throw notFound('Experiment template', id);
    return found;
  };

  return {
    place,
    lever,
    past,
    advance: () => void catchUp(),
    start,
    startOnce(input) {
      const { clientToken, experimentTemplateId, actionsMode, tags } = input;
      const before = started.get(clientToken);
      if (before === undefined) {
        const experiment = start(templateOf(experimentTemplateId), { actionsMode, tags });
        started.set(clientToken, { input: JSON.stringify(input), experiment });
        return experiment;
      }
      if (before.input === JSON.stringify(input)) return before.experiment;
      throw new AwsError('ConflictException', 'The client token was used with other parameters.', 409);
    },
    act(experiment, does) {
      const at = catchUp();
      past.note(at - 1, [experiment], lever);
      does(at);
      past.note(at, [experiment], lever);
      if (experiment.next() === undefined) live.delete(experiment);
      afterChange(at);
    },
    templates: () => [...templates.values()].sort((left, right) => (left.id < right.id ? -1 : 1)),
    template: templateOf,
    addTemplate(definition, at = now()) {
      checkDefinition(definition);
      const added = { id: newId('EXT', templates.size), definition, createdAt: at, updatedAt: at };
      templates.set(added.id, added);
      return added;
    },
    experiments() {
      const at = now();
      sorted ??= [...experiments.values()].sort(byOrder);
      return sorted.filter((experiment) => isKept(experiment, at));
    },
    experiment(id) {
      const experiment = experiments.get(id);
      if (experiment === undefined || !isKept(experiment, now())) throw notFound('Experiment', id);
      return experiment;
    },
    archive(template, at, options = {}) {
      const experiment = create(template, at, options, undefined);
      const until = now();
      for (let next = experiment.next(); next !== undefined && next <= until; next = experiment.next()) {
        experiment.step();
      }
      if (experiment.next() !== undefined) live.add(experiment);
    },
    setLever(status, reason) {
      const at = catchUp();
      past.note(at - 1, live, lever);
      if (lever.set(at, status, reason)) {
        for (const experiment of active()) experiment.stop(at, HALTED_BY_LEVER);
      }
      afterChange(at);
      past.note(at, live, lever);
    },
    keepAlive(plan, at) {
      keptAlive = { plan, count: 0 };
      afterChange(at);
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

function notFound(what: string, id: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${what} ${id} not found.`, 404);
}

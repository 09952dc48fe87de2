import type { ExperimentDefinition } from './definition.ts';
import type { Experiment } from './experiment.ts';
import { isFinal } from './experimentRun.ts';
import { createExperimentStore, type StartOptions } from './experimentStore.ts';
import { createGameDays } from './gameDays.ts';
import { createLever, type Lever } from './lever.ts';
import { createPast, type Past } from './past.ts';
import type { StartExperimentInput } from './requests.ts';
import type { Place } from './targets.ts';
import { createTemplateStore, type Template } from './templates.ts';
import { AwsError, type Ec2Effects, type World } from '../core/contracts.ts';

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
const HALTED_BY_LEVER = 'Experiment halted by safety lever.';

/** Throws nothing; the errors of its operations are AwsErrors. */
export function createFisRegion(world: World, ec2: Ec2Effects, place: Place): FisRegion {
  const templates = createTemplateStore(world, place);
  const experiments = createExperimentStore(world, place);
  const gameDays = createGameDays(world, place);
  const live = new Set<Experiment>();
  const started = new Map<string, { readonly input: string; readonly experiment: Experiment }>();
  const lever = createLever(place);
  const past = createPast();

  const now = (): number => Math.floor(world.clock.now());
  const active = (): Experiment[] => [...live].filter((experiment) => !isFinal(experiment));

  const start: FisRegion['start'] = (template, options = {}, at = catchUp()) => {
    if (active().length >= MOST_ACTIVE) {
      const message = `The limit of ${MOST_ACTIVE} active experiments has been reached.`;
      throw new AwsError('ServiceQuotaExceededException', message, 402);
    }
    const forbidden =
      lever.status === 'disengaged'
        ? {}
        : { forbidden: 'Experiment cancelled because the safety lever is engaged.', pendingFor: 2_000 };
    const experiment = experiments.create(template, at, { ...options, ...forbidden }, ec2);
    live.add(experiment);
    past.note(at, [experiment], lever);
    return experiment;
  };

  const afterChange = (at: number): void => {
    if (active().length > 0) return;
    lever.quiet(at);
    if (lever.status === 'disengaged') gameDays.quiet(at);
  };

  /** What happens next in this account and region, if anything ever does. */
  const upcoming = (): { readonly at: number; readonly apply: () => void } | undefined => {
    let first: { readonly at: number; readonly apply: () => void } | undefined;
    const consider = (at: number | undefined, apply: () => void): void => {
      if (at !== undefined && (first === undefined || at < first.at)) first = { at, apply };
    };
    consider(lever.due, () => lever.step());
    for (const experiment of live) consider(experiment.next(), () => experiment.step());
    const { due } = gameDays;
    consider(due, () => {
      const following = gameDays.take();
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
        const experiment = start(templates.find(experimentTemplateId), { actionsMode, tags });
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
    templates: () => templates.all(),
    template: (id) => templates.find(id),
    addTemplate: (definition, at = now()) => templates.add(definition, at),
    experiments: () => experiments.known(now()),
    experiment: (id) => experiments.find(id, now()),
    archive(template, at, options = {}) {
      const experiment = experiments.create(template, at, options);
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
      gameDays.schedule(plan);
      afterChange(at);
    },
  };
}

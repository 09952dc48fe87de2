import { experimentJson } from './answers.ts';
import type { ExperimentDefinition, Failure, ReportOutcome } from './definition.ts';
import type { Experiment } from './experiment.ts';
import { HALTED_BY_CONDITION, isFinal, type Transition } from './experimentRun.ts';
import { seedRegion } from './fleet.ts';
import { operate } from './operations.ts';
import { answer, errorReply, routeOf } from './protocol.ts';
import type { StartOptions } from './experimentStore.ts';
import { createFisRegion, type FisRegion } from './region.ts';
import { partitionOf } from '../core/regions.ts';
import { AwsError, type Ec2Effects, type SimulatedService, type World } from '../core/contracts.ts';

/** The simulated FIS, and what tests and the admin API may do to it beyond its API. Ids that name nothing throw. */
export interface FisService extends SimulatedService {
  /**
   * Brings an account and region up to now, with its effects on EC2. Call it before answering for another service
   * there: what FIS has done is otherwise seen only once FIS itself is asked something.
   */
  advance(account: string, region: string): void;
  /** Ids of all experiments there. */
  experimentIds(account: string, region: string): readonly string[];
  /** Template ids there, by the template's `Name` tag, or by its description where it has none. */
  templateIds(account: string, region: string): ReadonlyMap<string, string>;
  /** `Experiment`, as GetExperiment would answer it now. */
  experiment(account: string, region: string, id: string): Readonly<Record<string, unknown>>;
  /** Every change of state so far, in order, each at its simulated time. */
  transitions(account: string, region: string, id: string): readonly Transition[];
  /** The names of the alarms that its experiments' stop conditions speak of. */
  alarms(account: string, region: string): ReadonlySet<string>;
  /** Starts an experiment from a template's id or from a definition and gives its id. AWS's quotas hold. */
  start(account: string, region: string, from: string | ExperimentDefinition, options?: StartOptions): string;
  /** Fails an active experiment: in `action` where given, otherwise as a whole. */
  failExperiment(account: string, region: string, id: string, failure: Failure, action?: string): void;
  /** Raises the alarm of a stop condition of an active experiment. */
  triggerStopCondition(account: string, region: string, id: string): void;
  /** Decides how the experiment's report ends; throws if it has none or it is final. */
  setReportOutcome(account: string, region: string, id: string, outcome: ReportOutcome): void;
  /** As UpdateSafetyLeverState. */
  setSafetyLever(account: string, region: string, status: 'engaged' | 'disengaged', reason: string): void;
}

/** FIS over every account and region of the world. Experiments that run now began before it was created. */
export function createFis(world: World, ec2: Ec2Effects): FisService {
  const origin = Math.floor(world.clock.now());
  const regions = new Map<string, FisRegion>();

  const regionOf = (account: string, name: string): FisRegion => {
    const key = `${account}/${name}`;
    let region = regions.get(key);
    if (region === undefined) {
      region = createFisRegion(world, ec2, { account, region: name, partition: partitionOf(name) });
      regions.set(key, region);
      seedRegion(region, world, origin);
    }
    region.advance();
    return region;
  };

  const activeIn = (account: string, region: string, id: string): { region: FisRegion; experiment: Experiment } => {
    const place = regionOf(account, region);
    const experiment = place.experiment(id);
    if (isFinal(experiment)) throw new Error(`Experiment ${id} is ${experiment.status}.`);
    return { region: place, experiment };
  };

  return {
    name: 'fis',
    keepsHistory: true,
    actionOf: ({ method, path }) => routeOf(method, path)?.action,
    handle(action, call) {
      const route = routeOf(call.method, call.path);
      if (route?.action !== action) {
        throw new AwsError('UnknownOperationException', `Unknown operation: ${action}`, 404);
      }
      return answer(call, operate(action, regionOf(call.account, call.region), call, route));
    },
    fail: errorReply,

    advance(account, region) {
      regionOf(account, region);
    },
    alarms: (account, region) =>
      new Set(
        regionOf(account, region)
          .experiments()
          .flatMap(({ setup }) => setup.definition.stopConditions)
          .flatMap(({ value }) => value?.split(':').slice(6).join(':') ?? []),
      ),
    experimentIds: (account, region) =>
      regionOf(account, region)
        .experiments()
        .map(({ setup }) => setup.id),
    templateIds: (account, region) =>
      new Map(
        regionOf(account, region)
          .templates()
          .map(({ id, definition }) => [definition.tags?.Name ?? definition.description, id]),
      ),
    experiment: (account, region, id) => experimentJson(regionOf(account, region).experiment(id)),
    transitions: (account, region, id) => regionOf(account, region).experiment(id).transitions,
    start(account, name, from, options) {
      const region = regionOf(account, name);
      const template = typeof from === 'string' ? region.template(from) : region.addTemplate(from);
      return region.start(template, options).setup.id;
    },
    failExperiment(account, name, id, failure, action) {
      const { region, experiment } = activeIn(account, name, id);
      region.act(experiment, (at) => experiment.fail(at, failure, action));
    },
    triggerStopCondition(account, name, id) {
      const { region, experiment } = activeIn(account, name, id);
      region.act(experiment, (at) => experiment.stop(at, HALTED_BY_CONDITION));
    },
    setReportOutcome(account, region, id, outcome) {
      regionOf(account, region).experiment(id).setReportOutcome(outcome);
    },
    setSafetyLever(account, region, status, reason) {
      regionOf(account, region).setLever(status, reason);
    },
  };
}

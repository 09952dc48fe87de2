import { actionKind, actionKinds } from './actions.ts';
import {
  actionSummaryJson,
  arnOf,
  experimentJson,
  experimentSummaryJson,
  templateJson,
  templateSummaryJson,
} from './answers.ts';
import { HALTED_BY_USER, isFinal } from './experimentRun.ts';
import { indexKey, pageOf } from './pages.ts';
import { present, type Route } from './protocol.ts';
import { orderKey } from './experimentStore.ts';
import type { FisRegion } from './region.ts';
import { identifier, startExperimentInput, updateSafetyLeverInput } from './requests.ts';
import { resolvedTargetJson } from './targets.ts';
import { AwsError, type IncomingCall } from '../core/contracts.ts';

/** One operation: the answer's body. Throws AwsError. The region has been brought up to now. */
type Operation = (region: FisRegion, call: IncomingCall, label: (name: string) => string) => object;

const operations: Readonly<Record<string, Operation>> = {
  ListExperiments(region, { query, asOf }) {
    const templateId = query.get('experimentTemplateId');
    const experiments = region
      .experiments()
      .filter((experiment) => templateId === null || experiment.setup.templateId === templateId);
    const page = pageOf(experiments, orderKey, query, `experiments/${templateId ?? ''}`);
    const summaries = page.items.flatMap((experiment) =>
      asOf === undefined
        ? experimentSummaryJson(experiment)
        : (region.past.experiment(experiment, asOf)?.summary ?? []),
    );
    return present({ experiments: summaries, nextToken: page.nextToken });
  },

  GetExperiment(region, { asOf }, label) {
    const experiment = region.experiment(label('id'));
    if (asOf === undefined) return { experiment: experimentJson(experiment) };
    const before = region.past.experiment(experiment, asOf);
    if (before === undefined)
      throw new AwsError('ResourceNotFoundException', `Experiment ${experiment.setup.id} not found.`, 404);
    return { experiment: before.whole };
  },

  StartExperiment(region, call) {
    const input = startExperimentInput(call);
    return { experiment: experimentJson(region.startOnce(input)) };
  },

  StopExperiment(region, _, label) {
    const experiment = region.experiment(label('id'));
    if (isFinal(experiment)) {
      const message = `Experiment ${experiment.setup.id} cannot be stopped because it is ${experiment.status}.`;
      throw new AwsError('ValidationException', message);
    }
    region.act(experiment, (at) => experiment.stop(at, HALTED_BY_USER));
    return { experiment: experimentJson(experiment) };
  },

  ListExperimentResolvedTargets(region, { query }, label) {
    const experiment = region.experiment(label('id'));
    const { id, definition } = experiment.setup;
    const only = query.get('targetName');
    if (only !== null && !(only in definition.targets)) {
      throw new AwsError('ValidationException', `Experiment ${id} has no target named ${only}.`);
    }
    const targets = [...experiment.resolved]
      .filter(([name]) => only === null || name === only)
      .flatMap(([name, identifiers]) => identifiers.map((found) => ({ name, found })))
      .map((target, index) => ({ ...target, key: indexKey(index) }));
    const page = pageOf(targets, (target) => target.key, query, `resolvedTargets/${id}/${only ?? ''}`);
    const resolvedTargets = page.items.flatMap(({ name, found }) => {
      const target = definition.targets[name];
      return target === undefined ? [] : [resolvedTargetJson(name, target, found)];
    });
    return present({ resolvedTargets, nextToken: page.nextToken });
  },

  ListExperimentTargetAccountConfigurations(region, { query }, label) {
    const { id, definition } = region.experiment(label('id')).setup;
    const accounts = (definition.targetAccounts ?? []).map((account, index) => ({ account, key: indexKey(index) }));
    const page = pageOf(accounts, ({ key }) => key, query, `targetAccounts/${id}`);
    return present({
      targetAccountConfigurations: page.items.map(({ account }) => account),
      nextToken: page.nextToken,
    });
  },

  GetExperimentTargetAccountConfiguration(region, _, label) {
    const { id, definition } = region.experiment(label('id')).setup;
    const wanted = label('accountId');
    const found = (definition.targetAccounts ?? []).find((account) => account.accountId === wanted);
    if (found === undefined) {
      const message = `Experiment ${id} has no configuration for the target account ${wanted}.`;
      throw new AwsError('ResourceNotFoundException', message, 404);
    }
    return { targetAccountConfiguration: found };
  },

  ListExperimentTemplates(region, { query }) {
    const page = pageOf(region.templates(), (template) => template.id, query, 'experimentTemplates');
    return present({
      experimentTemplates: page.items.map((template) => templateSummaryJson(template, region.place)),
      nextToken: page.nextToken,
    });
  },

  GetExperimentTemplate: (region, _, label) => ({
    experimentTemplate: templateJson(region.template(label('id')), region.place),
  }),

  GetSafetyLever(region, { asOf }, label) {
    checkLever(label('id'));
    return { safetyLever: asOf === undefined ? region.lever.json() : region.past.lever(region.lever, asOf) };
  },

  UpdateSafetyLeverState(region, call, label) {
    checkLever(label('id'));
    const { status, reason } = updateSafetyLeverInput(call);
    region.setLever(status, reason);
    return { safetyLever: region.lever.json() };
  },

  ListTagsForResource(region, _, label) {
    const arn = label('arn');
    const { place } = region;
    const id = arn.slice(arn.lastIndexOf('/') + 1);
    if (arn === arnOf(place, 'experiment', id)) return { tags: region.experiment(id).setup.tags };
    if (arn === arnOf(place, 'experiment-template', id)) return { tags: region.template(id).definition.tags ?? {} };
    throw new AwsError('ValidationException', `Not the ARN of an experiment or an experiment template: ${arn}`);
  },

  ListActions(region, { query }) {
    const kinds = [...actionKinds()].sort((left, right) => (left.id < right.id ? -1 : 1));
    const page = pageOf(kinds, (kind) => kind.id, query, 'actions');
    return present({
      actions: page.items.map((kind) => actionSummaryJson(kind, region.place)),
      nextToken: page.nextToken,
    });
  },

  GetAction(region, _, label) {
    const kind = actionKind(label('id'));
    if (kind === undefined) throw new AwsError('ResourceNotFoundException', `No action ${label('id')}.`, 404);
    return { action: { ...actionSummaryJson(kind, region.place), parameters: kind.parameters } };
  },
};

/** Carries out an operation on a region that has been brought up to now, and gives the answer's body. */
export function operate(action: string, region: FisRegion, call: IncomingCall, route: Route): object {
  const operation = operations[action];
  if (operation === undefined) throw new AwsError('UnknownOperationException', `Unknown operation: ${action}`, 404);
  return operation(region, call, (name) => {
    const label = route.labels[name] ?? '';
    return name === 'id' ? identifier(label) : label;
  });
}

function checkLever(id: string): void {
  if (id !== 'default') throw new AwsError('ResourceNotFoundException', `Safety lever ${id} not found.`, 404);
}

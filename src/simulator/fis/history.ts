import type { ExperimentDefinition, Intervention, ReportOutcome } from './definition.ts';
import type { StartOptions } from './experimentStore.ts';
import type { FisRegion } from './region.ts';
import type { Template } from './templates.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** FIS keeps an experiment for 120 days. */
const OLDEST = 119 * DAY;
const YOUNGEST = DAY / 4;

type Past = (definition: ExperimentDefinition) => {
  readonly definition: ExperimentDefinition;
  readonly options?: StartOptions & { readonly forbidden?: string };
};

/** The ways in which past experiments went, the commonest most often; together they reach every final status. */
const pastRuns: readonly Past[] = [
  (definition) => ({ definition }),
  (definition) => ({
    definition: reported(definition, {
      type: 'failed',
      code: 'S3AccessDenied',
      reason: 'The report could not be written to the bucket.',
    }),
  }),
  (definition) => ({ definition: reported(definition, { type: 'cancelled', reason: 'Report cancelled by user.' }) }),
  (definition) => ({ definition: fated(definition, { after: 4 * MINUTE, kind: 'stop' }) }),
  (definition) => ({ definition: withoutTargets(definition) }),
  (definition) => ({ definition, options: { actionsMode: 'skip-all' } }),
  (definition) => ({ definition: fated(definition, { after: 3 * MINUTE, kind: 'stop-condition' }) }),
  (definition) => ({
    definition: fated(definition, {
      after: MINUTE / 2,
      kind: 'fail',
      action: Object.keys(definition.actions)[0] ?? '',
      failure: {
        code: 'AccessDeniedException',
        reason: 'The experiment role is not authorized to perform the action.',
      },
    }),
  }),
  (definition) => ({ definition }),
  (definition) => ({
    definition,
    options: { forbidden: 'Experiment cancelled because the safety lever is engaged.' },
  }),
];
/** Walks through all pasts, and gives those that concern a report to the template that has one. */
const STRIDE = 3;

/**
 * Fills a region with `count` experiments of the 120 days before `origin` (milliseconds since the epoch), each of them
 * really run, through every way in which one can end.
 */
export function seedHistory(
  region: FisRegion,
  templates: readonly Template[],
  count: number,
  origin: number,
  random: () => number,
): void {
  for (let index = 0; index < count; index += 1) {
    const template = templates[index % templates.length];
    const past = pastRuns[(index * STRIDE) % pastRuns.length];
    if (template === undefined || past === undefined) continue;
    const age = YOUNGEST + ((index + random()) / count) * (OLDEST - YOUNGEST);
    const { definition, options } = past(template.definition);
    const tags = { ...definition.tags, Run: String(count - index) };
    region.archive({ ...template, definition }, Math.floor(origin - age), { tags, ...options });
  }
}

function fated(definition: ExperimentDefinition, intervention: Intervention): ExperimentDefinition {
  return { ...definition, fate: { interventions: [intervention] } };
}

function reported(definition: ExperimentDefinition, report: ReportOutcome): ExperimentDefinition {
  return { ...definition, fate: { report } };
}

function withoutTargets(definition: ExperimentDefinition): ExperimentDefinition {
  const targets = Object.fromEntries(
    Object.entries(definition.targets).map(([name, target]) => [name, { ...target, population: 0 }]),
  );
  return { ...definition, targets, emptyTargetResolutionMode: 'fail' };
}

import type { ActionDefinition, ExperimentDefinition, TargetDefinition } from '../../src/simulator/fis/definition.ts';

const ACTIONS = 20;
const TARGETS_EACH = 250;
const PARAMETERS_EACH = 100;
const PARAMETER_LENGTH = 1_000;
const TAGS = 50;

/**
 * As large as an experiment gets: 20 actions in four chains, 5,000 resolved targets, 50 tags, and parameters that make
 * its JSON about 2 MB.
 */
export function largestExperiment(): ExperimentDefinition {
  const names = Array.from({ length: ACTIONS }, (_, index) => `Action${String(index + 1).padStart(2, '0')}`);
  return {
    description: 'Everything at once',
    targets: Object.fromEntries(names.map((name) => [`${name}Tasks`, target()])),
    actions: Object.fromEntries(names.map((name, index) => [name, action(name, names[index - 4])])),
    stopConditions: [{ source: 'none' }],
    tags: Object.fromEntries(
      Array.from({ length: TAGS }, (_, index) => [index === 0 ? 'Name' : `tag-${index}`, filler(256, `tag ${index}`)]),
    ),
  };
}

function target(): TargetDefinition {
  return {
    resourceType: 'aws:ecs:task',
    resourceTags: { Service: 'catalog' },
    selectionMode: 'ALL',
    parameters: { cluster: 'shop', service: 'catalog' },
    population: TARGETS_EACH,
  };
}

function action(name: string, before: string | undefined): ActionDefinition {
  const padding = Array.from({ length: PARAMETERS_EACH }, (_, index) => [
    `parameter-${index + 1}`,
    filler(PARAMETER_LENGTH, `${name}-${index + 1}`),
  ]);
  return {
    actionId: 'aws:ecs:task-cpu-stress',
    description: `Load ${TARGETS_EACH} tasks`,
    parameters: { duration: 'PT30M', percent: '70', ...Object.fromEntries(padding) },
    targets: { Tasks: `${name}Tasks` },
    ...(before === undefined ? {} : { startAfter: [before] }),
  };
}

function filler(length: number, word: string): string {
  return `${word}/`.repeat(Math.ceil(length / (word.length + 1))).slice(0, length);
}

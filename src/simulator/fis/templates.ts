import { actionKind } from './actions.ts';
import type { ExperimentDefinition } from './definition.ts';
import { AwsError, type World } from '../core/contracts.ts';
import { newId } from './ids.ts';
import type { Place } from './targets.ts';

/** An experiment template. Times are milliseconds since the epoch. */
export interface Template {
  readonly id: string;
  readonly definition: ExperimentDefinition;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The experiment templates of one account and region. */
export interface TemplateStore {
  /** Sorted by id. */
  all(): readonly Template[];
  /** Throws ResourceNotFoundException for one that isn't there. */
  find(id: string): Template;
  /** Throws what `checkDefinition` throws. */
  add(definition: ExperimentDefinition, at: number): Template;
}

const MOST_ACTIONS = 20;

export function createTemplateStore(world: World, place: Place): TemplateStore {
  const templates = new Map<string, Template>();
  return {
    all: () => [...templates.values()].sort((left, right) => (left.id < right.id ? -1 : 1)),
    find(id) {
      const found = templates.get(id);
      if (found !== undefined) return found;
      throw new AwsError('ResourceNotFoundException', `Experiment template ${id} not found.`, 404);
    },
    add(definition, at) {
      checkDefinition(definition);
      const added = { id: newId(world, place, 'EXT', templates.size), definition, createdAt: at, updatedAt: at };
      templates.set(added.id, added);
      return added;
    },
  };
}

/**
 * Refuses what AWS refuses in a template: unknown actions and targets, `startAfter` that names nothing or goes in a
 * circle (ValidationException), and more than 20 actions (ServiceQuotaExceededException).
 */
function checkDefinition(definition: ExperimentDefinition): void {
  const actions = Object.entries(definition.actions);
  if (actions.length === 0) throw invalid('An experiment template needs at least one action.');
  if (actions.length > MOST_ACTIONS) {
    throw new AwsError('ServiceQuotaExceededException', `An experiment has at most ${MOST_ACTIONS} actions.`, 402);
  }
  for (const [name, action] of actions) {
    if (actionKind(action.actionId) === undefined) throw invalid(`Unknown action id: ${action.actionId}.`);
    for (const target of Object.values(action.targets ?? {})) {
      if (!(target in definition.targets)) throw invalid(`Action ${name} names an unknown target: ${target}.`);
    }
    for (const before of action.startAfter ?? []) {
      if (!(before in definition.actions)) throw invalid(`Action ${name} starts after an unknown action: ${before}.`);
    }
    if (reaches(definition, name, name, new Set())) throw invalid(`Action ${name} starts after itself.`);
  }
}

function reaches(definition: ExperimentDefinition, from: string, goal: string, seen: Set<string>): boolean {
  return (definition.actions[from]?.startAfter ?? []).some((before) => {
    if (before === goal) return true;
    if (seen.has(before)) return false;
    seen.add(before);
    return reaches(definition, before, goal, seen);
  });
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

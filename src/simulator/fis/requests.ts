import type { ActionsMode } from './definition.ts';
import { bodyOf, isRecord } from './protocol.ts';
import { AwsError, type IncomingCall } from '../core/contracts.ts';

/** StartExperiment's input, checked. */
export interface StartExperimentInput {
  readonly clientToken: string;
  readonly experimentTemplateId: string;
  readonly actionsMode: ActionsMode;
  readonly tags: Readonly<Record<string, string>>;
}

/** UpdateSafetyLeverState's input, checked. */
interface UpdateSafetyLeverInput {
  readonly status: 'engaged' | 'disengaged';
  readonly reason: string;
}

const MOST_TAGS = 50;

/** Throws ValidationException. */
export function startExperimentInput(call: IncomingCall): StartExperimentInput {
  const body = bodyOf(call);
  const { experimentOptions = {}, tags = {} } = body;
  const clientToken = text(body, 'clientToken', 1_024);
  const experimentTemplateId = identifier(text(body, 'experimentTemplateId', 64), 'experimentTemplateId');
  if (!isRecord(experimentOptions)) throw invalid('experimentOptions must be an object.');
  const { actionsMode = 'run-all' } = experimentOptions;
  if (actionsMode !== 'run-all' && actionsMode !== 'skip-all') {
    throw invalid('experimentOptions.actionsMode must be one of run-all, skip-all.');
  }
  return { clientToken, experimentTemplateId, actionsMode, tags: checkedTags(tags) };
}

/** Throws ValidationException. */
export function updateSafetyLeverInput(call: IncomingCall): UpdateSafetyLeverInput {
  const { state } = bodyOf(call);
  if (!isRecord(state)) throw invalid('state is required.');
  const { status } = state;
  if (status !== 'engaged' && status !== 'disengaged') {
    throw invalid('state.status must be one of disengaged, engaged.');
  }
  return { status, reason: text(state, 'reason', 512) };
}

/** The id of an experiment or a template: at most 64 characters and no space. Throws ValidationException. */
export function identifier(value: string, name = 'id'): string {
  if (value.length > 64 || /\s/.test(value)) throw invalid(`${name} is not valid: ${value.slice(0, 64)}`);
  return value;
}

function text(record: Readonly<Record<string, unknown>>, name: string, longest: number): string {
  const value = record[name];
  if (typeof value !== 'string' || value === '') throw invalid(`${name} is required.`);
  if (value.length > longest) throw invalid(`${name} must have at most ${longest} characters.`);
  return value;
}

function checkedTags(tags: unknown): Readonly<Record<string, string>> {
  if (!isRecord(tags)) throw invalid('tags must be an object.');
  const entries = Object.entries(tags);
  if (entries.length > MOST_TAGS) throw invalid(`tags must have at most ${MOST_TAGS} entries.`);
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (key === '' || key.length > 128) throw invalid('A tag key must have 1 to 128 characters.');
      if (key.toLowerCase().startsWith('aws:')) throw invalid(`A tag key must not begin with aws: ${key}`);
      if (typeof value !== 'string' || value.length > 256)
        throw invalid('A tag value must have at most 256 characters.');
      return [key, value];
    }),
  );
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

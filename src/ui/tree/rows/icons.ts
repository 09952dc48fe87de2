import type { TargetKind } from '../../../model/resources/resource.ts';
import { ThemeColor, ThemeIcon } from 'vscode';
import type { DeploymentState, ExperimentState, InstanceState, LeverState } from '../../../model/resources/states.ts';

/**
 * An icon and its colour. Shapes come first: a person who sees no colours tells states apart by them. A shape means one thing, and only what Halt
 * itself is doing spins.
 */
type IconShape = readonly [icon: string, color?: string];

const instanceIcons = {
  pending: ['clock', 'charts.blue'],
  running: ['vm-running', 'charts.green'],
  stopping: ['stop-circle', 'list.warningForeground'],
  stopped: ['vm-outline', 'descriptionForeground'],
  'shutting-down': ['remove-close', 'descriptionForeground'],
  terminated: ['trash', 'descriptionForeground'],
} as const satisfies Record<InstanceState, IconShape>;

const deploymentIcons = {
  PENDING: ['clock', 'charts.blue'],
  IN_PROGRESS: ['sync', 'charts.blue'],
  STOP_REQUESTED: ['stop-circle', 'list.warningForeground'],
  ROLLBACK_REQUESTED: ['discard', 'list.warningForeground'],
  ROLLBACK_IN_PROGRESS: ['discard', 'list.warningForeground'],
  SUCCESSFUL: ['pass', 'charts.green'],
  STOPPED: ['primitive-square', 'descriptionForeground'],
  ROLLBACK_SUCCESSFUL: ['pass-filled', 'charts.green'],
  ROLLBACK_FAILED: ['error', 'editorError.foreground'],
} as const satisfies Record<DeploymentState, IconShape>;

const experimentIcons = {
  pending: ['clock', 'charts.blue'],
  initiating: ['play', 'charts.blue'],
  running: ['play-circle', 'list.warningForeground'],
  stopping: ['stop-circle', 'list.warningForeground'],
  completed: ['pass', 'charts.green'],
  stopped: ['primitive-square', 'descriptionForeground'],
  failed: ['error', 'editorError.foreground'],
  cancelled: ['circle-slash', 'descriptionForeground'],
} as const satisfies Record<ExperimentState, IconShape>;

const leverIcons = {
  disengaged: ['shield', 'descriptionForeground'],
  engaging: ['workspace-unknown', 'editorError.foreground'],
  engaged: ['workspace-untrusted', 'editorError.foreground'],
} as const satisfies Record<LeverState, IconShape>;

const tables: Readonly<Record<TargetKind, Readonly<Record<string, IconShape>>>> = {
  instance: instanceIcons,
  deployment: deploymentIcons,
  experiment: experimentIcons,
  lever: leverIcons,
};

/** The icon of a state; a neutral one for a state that AWS added later. */
export function stateIcon(kind: keyof typeof tables, state: string): ThemeIcon {
  const table = tables[kind];
  const shape = Object.hasOwn(table, state) ? table[state] : undefined;
  return shape ? icon(...shape) : icon('question');
}

/** Halt has requested a change and follows it until AWS has finished it. */
export const requestedIcon = (): ThemeIcon => icon('loading~spin', 'list.warningForeground');
/** A deployment that waits for a person. */
export const waitingIcon = (): ThemeIcon => icon('debug-pause', 'list.warningForeground');
/** For what could not be read, or is forbidden. */
export const problemIcon = (): ThemeIcon => icon('warning', 'list.warningForeground');

const icons = new Map<string, ThemeIcon>();

/** Always the same object for the same icon: there are a few dozen for any number of rows. */
export function icon(id: string, color?: string): ThemeIcon {
  const key = `${id}/${color ?? ''}`;
  let known = icons.get(key);
  if (!known) {
    known = color === undefined ? new ThemeIcon(id) : new ThemeIcon(id, new ThemeColor(color));
    icons.set(key, known);
  }
  return known;
}

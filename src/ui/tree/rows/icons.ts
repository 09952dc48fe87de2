import { ThemeColor, ThemeIcon } from 'vscode';
import type { DeploymentState, ExperimentState, InstanceState, LeverState } from '../../../model/resources/states.ts';

/** Shape first, colour second: a person who sees no colour tells the states apart by their shapes. */
type Look = readonly [icon: string, color?: string];

const instanceIcons = {
  pending: ['loading~spin', 'charts.blue'],
  running: ['vm-running', 'testing.iconPassed'],
  stopping: ['loading~spin', 'editorWarning.foreground'],
  stopped: ['vm-outline', 'disabledForeground'],
  'shutting-down': ['loading~spin', 'disabledForeground'],
  terminated: ['trash', 'disabledForeground'],
} as const satisfies Record<InstanceState, Look>;

const deploymentIcons = {
  PENDING: ['clock', 'charts.blue'],
  IN_PROGRESS: ['sync~spin', 'charts.blue'],
  STOP_REQUESTED: ['stop-circle', 'editorWarning.foreground'],
  ROLLBACK_REQUESTED: ['discard', 'editorWarning.foreground'],
  ROLLBACK_IN_PROGRESS: ['discard', 'editorWarning.foreground'],
  SUCCESSFUL: ['pass', 'testing.iconPassed'],
  STOPPED: ['debug-stop', 'disabledForeground'],
  ROLLBACK_SUCCESSFUL: ['history', 'testing.iconPassed'],
  ROLLBACK_FAILED: ['error', 'testing.iconFailed'],
} as const satisfies Record<DeploymentState, Look>;

const experimentIcons = {
  pending: ['clock', 'charts.blue'],
  initiating: ['loading~spin', 'charts.blue'],
  running: ['beaker', 'editorWarning.foreground'],
  stopping: ['loading~spin', 'editorWarning.foreground'],
  completed: ['pass', 'testing.iconPassed'],
  stopped: ['debug-stop', 'disabledForeground'],
  failed: ['error', 'testing.iconFailed'],
  cancelled: ['circle-slash', 'disabledForeground'],
} as const satisfies Record<ExperimentState, Look>;

const leverIcons = {
  disengaged: ['shield', 'disabledForeground'],
  engaging: ['loading~spin', 'editorError.foreground'],
  engaged: ['workspace-untrusted', 'editorError.foreground'],
} as const satisfies Record<LeverState, Look>;

const tables: Readonly<Record<'instance' | 'deployment' | 'experiment' | 'lever', Readonly<Record<string, Look>>>> = {
  instance: instanceIcons,
  deployment: deploymentIcons,
  experiment: experimentIcons,
  lever: leverIcons,
};

/** The icon of a state; a neutral one for a state that AWS added later. */
export function stateIcon(kind: keyof typeof tables, state: string): ThemeIcon {
  const table = tables[kind];
  const look = Object.hasOwn(table, state) ? table[state] : undefined;
  return look ? icon(...look) : icon('question');
}

/** A stop was requested and AWS has not finished it. */
export const requestedIcon = (): ThemeIcon => icon('loading~spin', 'editorWarning.foreground');
/** A deployment that waits for a person. */
export const waitingIcon = (): ThemeIcon => icon('debug-pause', 'editorWarning.foreground');
export const problemIcon = (): ThemeIcon => icon('warning', 'list.warningForeground');

const icons = new Map<string, ThemeIcon>();

/** The same object for the same look: they are a few dozen, for any number of lines. */
export function icon(id: string, color?: string): ThemeIcon {
  const look = `${id}/${color ?? ''}`;
  let known = icons.get(look);
  if (!known) {
    known = color === undefined ? new ThemeIcon(id) : new ThemeIcon(id, new ThemeColor(color));
    icons.set(look, known);
  }
  return known;
}

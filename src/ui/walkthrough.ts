import { commands, type Memento } from 'vscode';

/**
 * The steps of the walkthrough that a command completes. VS Code notices a command only once the walkthrough was looked at in that window, so each step asks for a context key besides, at the
 * moment when the walkthrough is shown: a key that is set when VS Code first reads the step would never tick it.
 */
const steps: readonly { readonly key: `halt.did.${string}`; readonly commands: ReadonlySet<string> }[] = [
  { key: 'halt.did.demo', commands: new Set(['halt.startDemo']) },
  {
    key: 'halt.did.stop',
    commands: new Set([
      'halt.stopInstances',
      'halt.stopDeployments',
      'halt.stopExperiments',
      'halt.stopAllExperiments',
      'halt.stopExperimentsHere',
      'halt.stopSelected',
      'halt.stopMatching',
      'halt.stopEverythingHere',
      'halt.emergencyStop',
    ]),
  },
  { key: 'halt.did.accessibility', commands: new Set(['halt.accessibilityHelp']) },
];

/** Remembers which steps were done, over reloads, and tells the editor of those that were done earlier. What is returned is told of every command. */
export function rememberSteps(memory: Memento, onError: (error: unknown) => void): (command: string) => void {
  const tell = (key: string): void => void commands.executeCommand('setContext', key, true);
  for (const { key } of steps) if (memory.get(key) === true) tell(key);
  return (command) => {
    for (const { key } of steps.filter((step) => step.commands.has(command))) {
      if (memory.get(key) === true) continue;
      tell(key);
      memory.update(key, true).then(undefined, onError);
    }
  };
}

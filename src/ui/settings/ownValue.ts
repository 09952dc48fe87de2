import { member } from '../../base/untrusted.ts';

/**
 * What the person's own settings say of a setting of application scope: `value`, unless it is what a folder or a remote machine says. VS Code leaves that out where it stands under
 * the setting's whole name, but took it until 2026 where it stands within an object, `"halt": { "readOnly": false }`: whoever wrote the folder, or its devcontainer.json, would lift a guard.
 *
 * @param told `inspect` of VS Code for the setting, which has all that stands somewhere, also what VS Code leaves out. Those of this and of the remote machine aren't in its types.
 */
export function ownValue(value: unknown, told: unknown): unknown {
  const at = (place: string): unknown => member(told, place);
  const isFrom = (place: string): boolean =>
    at(place) !== undefined && JSON.stringify(at(place)) === JSON.stringify(value);
  if (!notOwn.some(isFrom)) return value;
  // On a remote machine `globalValue` has that machine's as well.
  const own = at(at('globalRemoteValue') === undefined ? 'globalValue' : 'globalLocalValue');
  return own === undefined ? at('defaultValue') : own;
}

const notOwn = ['workspaceValue', 'workspaceFolderValue', 'globalRemoteValue'] as const;

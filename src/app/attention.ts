import { commands, type TreeView, window } from 'vscode';
import type { Release } from '../base/event.ts';
import type { AccountsAtTimes } from '../inventory/polling/accountsAtTimes.ts';
import type { Poller } from '../inventory/polling/poller.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';
import type { LiveSettings } from '../ui/settings/settings.ts';
import type { ConfigChanges } from '../ui/profiles/configChanges.ts';
import type { Node } from '../ui/tree/nodes/node.ts';
import type { Platform } from './platform.ts';

export interface AttentionParts {
  /** Halt's views: polling follows whether any of them is in sight. */
  readonly views: readonly TreeView<Node>[];
  readonly poller: Pick<Poller, 'setAttention' | 'setScopes'>;
  readonly accounts: Pick<AccountsAtTimes, 'ensure'>;
  readonly scopes: Scopes;
  readonly settings: LiveSettings;
  readonly config: Pick<ConfigChanges, 'attend'>;
  readonly presence: Platform['presence'];
  /** Whether the person chose any profile; the demo's don't count. */
  readonly hasProfiles: () => boolean;
  readonly isDemo: () => boolean;
  readonly onError: (error: unknown) => void;
}

/**
 * Has AWS read while somebody may see it, or asked to be told of it: tells the poller which places are chosen and whether a view or the window is in sight, asks whom the profiles
 * belong to once they are shown, and reads the shared config when somebody looks for the first time.
 */
export function connectAttention(parts: AttentionParts): Release {
  const { views, poller, accounts, scopes, settings, config, presence } = parts;
  let configRead = false;
  const viewVisible = () => presence.isThere() && views.some(({ visible }) => visible);
  const windowFocused = () => presence.isThere() && window.state.focused;
  const tells = () => presence.isThere() && settings.now().notify !== 'off';
  const identify = () => {
    if (viewVisible() || tells()) accounts.ensure(scopes.profiles());
    // For the status bar all places are read. Which regions a profile has can depend on its account (`halt.places`): so that is asked for where it decides.
    else if (windowFocused()) accounts.ensure(scopes.undecided());
  };
  const isSimulated = () => {
    const profiles = scopes.profiles();
    return profiles.length > 0 && profiles.every((name) => scopes.info(name)?.destination.kind === 'simulated');
  };
  const applyScopes = () => {
    poller.setScopes(scopes.all());
    identify();
    void commands.executeCommand('setContext', 'halt.hasScopes', scopes.profiles().length > 0);
    void commands.executeCommand('setContext', 'halt.demo', parts.isDemo());
    void commands.executeCommand('setContext', 'halt.simulated', isSimulated());
    void commands.executeCommand('setContext', 'halt.ready', true);
  };
  const attend = () => {
    const visible = viewVisible();
    const countsDeployments = settings.now().counts.has('deployments');
    poller.setAttention({
      viewVisible: visible,
      windowFocused: windowFocused(),
      countsDeployments,
      tellsChanges: tells(),
    });
    identify();
    const isHaltSeen = scopes.profiles().length > 0 && (visible || windowFocused());
    config.attend({ isHaltSeen, viewVisible: visible });
    // A profile's own region stands there: without it nothing could be told of, either.
    if (configRead || !parts.hasProfiles() || !(isHaltSeen || tells())) return;
    configRead = true;
    const over = () => {
      // Where it could not be read, whoever looks next has it read again.
      configRead = scopes.isRead();
    };
    scopes.reload().catch(parts.onError).finally(over);
  };
  const stops = [scopes.onDidChange(applyScopes), settings.onDidChange(attend), presence.onDidChange(attend)];
  const listeners = [...views.map((view) => view.onDidChangeVisibility(attend)), window.onDidChangeWindowState(attend)];
  applyScopes();
  attend();
  return () => {
    for (const stop of stops) stop();
    for (const listener of listeners) listener.dispose();
  };
}

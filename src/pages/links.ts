import type { GuardSetting } from '../model/guardSettings.ts';
import { type StoppableRef, refKey } from '../model/resources/resource.ts';

/** What the host does when a link or a button of the page is pressed. */
export type PageAction =
  | { readonly type: 'open'; readonly url: string }
  | { readonly type: 'reveal'; readonly ref: StoppableRef }
  | { readonly type: 'show'; readonly ref: StoppableRef }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'moreTargets' }
  | { readonly type: 'morePast' }
  | { readonly type: 'openTemplate'; readonly templateId: string }
  | { readonly type: 'diffRevisions'; readonly from: string; readonly to: string }
  /** Answer the pause hook at which a deployment waits. */
  | { readonly type: 'continueDeployment' }
  | { readonly type: 'copyLink'; readonly arn: string }
  /** End the watching of what Halt requested of it, or of what somebody wanted to hear the end of. */
  | { readonly type: 'stopWatching' }
  | { readonly type: 'openSetting'; readonly setting: GuardSetting }
  /** The IAM policy to ask for, where something was denied. */
  | { readonly type: 'copyPolicy' }
  | { readonly type: 'refresh' };

/** The actions of one page by the ids under which the panel knows them: nothing else that it sends is done. */
export interface Links {
  add(action: PageAction): string;
  action(id: string): PageAction | undefined;
}

/** Empty at first: one for each time that a page is made. */
export function createLinks(): Links {
  const actions = new Map<string, PageAction>();
  return {
    add(action) {
      const id = idOf(action);
      actions.set(id, action);
      return id;
    },
    action: (id) => actions.get(id),
  };
}

/** The same action has the same id on every update, so that a focused link stays the same link. */
function idOf(action: PageAction): string {
  switch (action.type) {
    case 'open':
      return `open ${action.url}`;
    case 'reveal':
    case 'show':
      return `${action.type} ${refKey(action.ref)}`;
    case 'copy':
      return `copy ${action.text}`;
    case 'openTemplate':
      return `openTemplate ${action.templateId}`;
    case 'copyLink':
      return `copyLink ${action.arn}`;
    case 'openSetting':
      return `openSetting ${action.setting}`;
    case 'diffRevisions':
      return `diffRevisions ${action.from} ${action.to}`;
    case 'moreTargets':
    case 'morePast':
    case 'continueDeployment':
    case 'stopWatching':
    case 'copyPolicy':
    case 'refresh':
      return action.type;
  }
}

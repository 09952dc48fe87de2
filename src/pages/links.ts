import { type TargetRef, refKey } from '../model/resources/resource.ts';

/** What the host does when a link or a button of the page is pressed. */
export type PageAction =
  | { readonly type: 'open'; readonly url: string }
  | { readonly type: 'reveal'; readonly ref: TargetRef }
  | { readonly type: 'show'; readonly ref: TargetRef }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'moreTargets' }
  | { readonly type: 'morePast' }
  | { readonly type: 'openTemplate'; readonly templateId: string }
  | { readonly type: 'diffRevisions'; readonly from: string; readonly to: string }
  /** Answer the pause hook at which a deployment waits. */
  | { readonly type: 'answerHook' }
  | { readonly type: 'refresh' };

/** The deeds of one page by the ids under which the panel knows them: nothing else that it sends is done. */
export interface Links {
  add(deed: PageAction): string;
  deed(id: string): PageAction | undefined;
}

export function createLinks(): Links {
  const deeds = new Map<string, PageAction>();
  return {
    add(deed) {
      const id = idOf(deed);
      deeds.set(id, deed);
      return id;
    },
    deed: (id) => deeds.get(id),
  };
}

/** The same deed has the same id on every update, so that a focused link stays the same link. */
function idOf(deed: PageAction): string {
  switch (deed.type) {
    case 'open':
      return `open ${deed.url}`;
    case 'reveal':
    case 'show':
      return `${deed.type} ${refKey(deed.ref)}`;
    case 'copy':
      return `copy ${deed.text}`;
    case 'openTemplate':
      return `openTemplate ${deed.templateId}`;
    case 'diffRevisions':
      return `diffRevisions ${deed.from} ${deed.to}`;
    case 'moreTargets':
    case 'morePast':
    case 'answerHook':
    case 'refresh':
      return deed.type;
  }
}

import { type PanelMessage, parsePanelMessage } from '../../panel/protocol/messages.ts';

export interface MessageParts {
  /** The page is there and waits for its content. */
  readonly begin: () => unknown;
  /** Does what a person asked for on the page. Rejects when it failed. */
  readonly handle: (message: Exclude<PanelMessage, { type: 'ready' }>) => unknown;
  /** Says to the person that what they asked for failed. */
  readonly sayFailed: (error: unknown) => unknown;
  readonly onError: (error: unknown) => void;
}

/** Takes what a page sent, if it is a message of a page. Never rejects: what a person asked for and failed is said, anything else goes to the log. */
export async function takeMessage(parts: MessageParts, value: unknown): Promise<void> {
  const message = parsePanelMessage(value);
  if (message === undefined) return;
  try {
    if (message.type === 'ready') {
      await parts.begin();
      return;
    }
    try {
      await parts.handle(message);
    } catch (error) {
      await parts.sayFailed(error);
    }
  } catch (error) {
    parts.onError(error);
  }
}

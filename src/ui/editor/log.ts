import { type LogOutputChannel, window } from 'vscode';
import { entryText } from '../../base/shownText.ts';

/** Halt's output channel. What comes from outside makes no entry of its own. Takes no secret: errors of the SDK carry messages, codes and request ids, never credentials. */
export interface Log {
  error(error: unknown): void;
  info(message: string): void;
  show(): void;
  dispose(): void;
}

/** Makes the channel at once; the editor shows it when {@link Log.show} is called. */
export function createLog(): Log {
  const channel: LogOutputChannel = window.createOutputChannel('Halt for AWS', { log: true });
  return {
    error: (error) => channel.error(entryText(error instanceof Error ? (error.stack ?? error.message) : String(error))),
    info: (message) => channel.info(entryText(message)),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}

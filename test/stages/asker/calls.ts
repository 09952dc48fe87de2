/** One thing that the second extension asks Halt for. `accept`: it runs a command, and accepts whatever is open again and again for some time. */
export type AskerCall =
  | { readonly door: 'accept'; readonly command: string; readonly milliseconds: number; readonly rounds: number }
  | { readonly door: 'tool'; readonly tool: string; readonly input: unknown }
  | { readonly door: 'api'; readonly method: 'listInProgress' }
  | {
      readonly door: 'api';
      readonly method: 'requestStop';
      readonly arns: readonly string[];
      readonly options?: { readonly reason?: string };
    };

export type AskerResult = { readonly answer: unknown } | { readonly error: string };

/** In the environment: the folder in which `calls.json` has them made and `results.json` is written then; a file `giveUp` there cancels them. */
export const ASKER_FOLDER = 'HALT_ASKER_FOLDER';

import type { Buttons } from '../words/say.ts';

/** What a message offers. None of it changes anything in AWS: what asks for a change opens its prompt. */
export interface WayOn {
  readonly button: string;
  readonly press: () => unknown;
  /** It is offered again once another was pressed: the editor takes a message away with its first button. */
  readonly stays?: true;
}

/** Asks with a button for each way, does what is pressed, and asks again with those that stay. Says nothing where there is none. */
export async function offerWays(
  ask: (buttons: Buttons<string>) => Promise<string | undefined>,
  ways: readonly WayOn[],
): Promise<void> {
  const [first, ...more] = ways.map(({ button }) => button);
  if (first === undefined) return;
  const pressed = await ask([first, ...more]);
  const way = ways.find(({ button }) => button === pressed);
  if (!way) return;
  const left = ways.filter((one) => one.stays === true && one !== way);
  await Promise.all([way.press(), offerWays(ask, left)]);
}

import type { Operation, OperationType } from '../../../src/model/operation.ts';

/** One operation of each type. Whoever adds a type adds it here, and so to every test that goes through all of them. */
export const eachOperation = {
  stop: { type: 'stop' },
  hibernate: { type: 'hibernate' },
  'force-stop': { type: 'force-stop', skipOsShutdown: true },
  'skip-os-shutdown': { type: 'skip-os-shutdown' },
  start: { type: 'start' },
  'roll-back': { type: 'roll-back' },
  abort: { type: 'abort' },
  continue: { type: 'continue', action: 'CONTINUE' },
  'stop-experiment': { type: 'stop-experiment' },
  'engage-lever': { type: 'engage-lever', reason: 'A drill.' },
  'disengage-lever': { type: 'disengage-lever', reason: 'It is over.' },
} satisfies { readonly [T in OperationType]: Operation & { readonly type: T } };

export const allOperations: readonly Operation[] = Object.values(eachOperation);

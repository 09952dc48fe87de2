import type { Finding } from '../../../src/stopping/plan/plan.ts';
import { instance } from '../fakes.ts';
import { findings } from './plan.ts';

const force = { type: 'force-stop', skipOsShutdown: false } as const;
const times = { at: 1, nextAt: 2 };

/** What a plan finds of an instance that AWS has just been told to force, and what it should find. */
export async function forcedBefore(): Promise<readonly [readonly Finding[], readonly Finding[]]> {
  const found = await findings(instance({ state: 'stopping' }), force, { forcedBefore: () => times });
  return [found.slice(1), [{ severity: 'block', type: 'forced-before', ...times }]];
}

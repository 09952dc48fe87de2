import type { Clock } from '../../../src/base/clock.ts';
import type { Transport } from '../../../src/aws/transport/transport.ts';
import type { SimulatorClock } from '../../../src/simulator/core/clock.ts';

/**
 * So many turns and so many milliseconds without a request, and whatever follows from the last answer has been sent: a file that is read before a request, on a disk that has much to do,
 * takes longer than the turns alone.
 */
const QUIET = 100;
const QUIET_FOR = 30;

/**
 * A clock for the client's own rate limits that goes with the simulated AWS's: while requests are under way no time passes, and while nothing but
 * waits is left it passes to the next of them. So what AWS's limits make of Halt's own is to the token. `waited` in milliseconds.
 */
export function clockInStep(simulated: SimulatorClock): {
  readonly clock: Clock & { waited: number };
  counted(transport: Transport): Transport;
} {
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  let underWay = 0;
  let quietTurns = 0;
  let quietSince = 0;
  let isTurning = false;
  const turn = (): void => {
    isTurning = timers.size > 0;
    if (!isTurning) return;
    quietTurns = underWay === 0 ? quietTurns + 1 : 0;
    if (quietTurns <= 1) quietSince = performance.now();
    if (quietTurns >= QUIET && performance.now() - quietSince >= QUIET_FOR) {
      quietTurns = 0;
      const [next] = [...timers].sort((a, b) => a.at - b.at);
      if (next !== undefined) {
        timers.delete(next);
        simulated.step(Math.max(0, next.at - simulated.now()));
        next.callback();
      }
    }
    setImmediate(turn);
  };
  const clock: Clock & { waited: number } = {
    waited: 0,
    now: () => simulated.now(),
    elapsed: () => simulated.now(),
    random: () => 0.5,
    after(milliseconds, callback) {
      this.waited += milliseconds;
      const timer = { at: simulated.now() + milliseconds, callback };
      timers.add(timer);
      if (!isTurning) {
        isTurning = true;
        setImmediate(turn);
      }
      return () => timers.delete(timer);
    },
  };
  const counted = (transport: Transport): Transport => ({
    ...transport,
    send: (request, limits, signal) => {
      underWay += 1;
      return transport.send(request, limits, signal).finally(() => {
        underWay -= 1;
      });
    },
  });
  return { clock, counted };
}

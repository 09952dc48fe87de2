import type { SimulatorClock } from '../core/clock.ts';
import { readFault } from './faultReader.ts';
import { isForeign } from './foreign.ts';
import type { Faults } from './faults.ts';
import type { RequestFilter, RequestLog } from './requestLog.ts';
import type { FleetOptions, Reply, SimulatedService } from '../core/contracts.ts';
import type { SignableRequest } from '../core/sigv4.ts';
import type { Throttle } from './throttling.ts';

export interface AdminApiParts {
  readonly clock: SimulatorClock;
  readonly fleet: FleetOptions;
  readonly faults: Faults;
  readonly throttle: Throttle;
  readonly log: RequestLog;
  readonly services: readonly SimulatedService[];
  /** The id of a new instance of that name, which runs. */
  readonly launch: (account: string, region: string, name: string) => string;
}

const ROOT = '/_simulator/';

/** Whether a request is for the simulator itself. No AWS service has a path like this. */
export function isAdminPath(path: string): boolean {
  return path.startsWith(ROOT);
}

/**
 * The simulator's own address, JSON in and out:
 * `GET state`, `GET log` (`?service=&action=&region=&account=`), `DELETE log`, `POST faults`, `DELETE faults`,
 * `DELETE faults/ID`, `POST clock` (`{"step": milliseconds}`), `POST throttling` (`{"enabled": boolean}`),
 * `POST instances` (`{"account", "region", "name"}`, answered with the `id` of an instance that runs).
 * What a web page sends carries an `Origin`, or the page's own host name; neither is let in.
 */
export function createAdminApi(parts: AdminApiParts): (request: SignableRequest) => Reply {
  const { clock, fleet, faults, throttle, log } = parts;
  const state = (): unknown => ({
    now: new Date(clock.now()).toISOString(),
    fleet,
    throttling: throttle.enabled,
    faults: faults.list(),
    requests: log.countByAction(),
    everAsked: [...log.everAsked()],
  });

  const act = (request: SignableRequest): Reply => {
    const path = request.path.slice(ROOT.length);
    const route = `${request.method} ${path}`;
    if (route === 'GET state') return json(200, state());
    if (route === 'GET log') return json(200, log.entries(filterOf(request.query)));
    if (route === 'DELETE log') {
      log.clear();
      return json(200, state());
    }
    if (route === 'POST faults') return json(201, { id: faults.add(readFault(bodyOf(request), parts.services)) });
    if (route === 'DELETE faults') {
      faults.clear();
      return json(200, state());
    }
    if (request.method === 'DELETE' && path.startsWith('faults/')) {
      const removed = faults.remove(path.slice('faults/'.length));
      return removed ? json(200, state()) : json(404, { message: 'There is no such fault.' });
    }
    if (route === 'POST clock') {
      const { step } = bodyOf(request);
      if (typeof step !== 'number' || !(step >= 0)) throw new Error('"step" is a number of milliseconds, 0 or more.');
      clock.step(step);
      return json(200, state());
    }
    if (route === 'POST throttling') {
      const { enabled } = bodyOf(request);
      if (typeof enabled !== 'boolean') throw new Error('"enabled" is true or false.');
      throttle.enabled = enabled;
      return json(200, state());
    }
    if (route === 'POST instances') {
      const { account, region, name } = bodyOf(request);
      if (!fleet.accounts.some(({ id }) => id === account)) throw new Error('"account" is the id of an account.');
      if (!fleet.regions.some((one) => one === region)) throw new Error('"region" is one of the regions.');
      if (typeof name !== 'string') throw new Error('"name" is a text.');
      return json(201, { id: parts.launch(String(account), String(region), name) });
    }
    return json(404, { message: `There is no ${route} here.` });
  };

  return (request) => {
    if (isForeign(request.headers))
      return json(403, { message: 'Only programs on this machine may control the simulator.' });
    try {
      return act(request);
    } catch (error) {
      return json(400, { message: error instanceof Error ? error.message : String(error) });
    }
  };
}

function json(status: number, value: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}

function filterOf(query: string): RequestFilter {
  const given = new URLSearchParams(query);
  const names = ['service', 'action', 'region', 'account'] as const;
  return Object.fromEntries(names.filter((name) => given.has(name)).map((name) => [name, given.get(name) ?? '']));
}

function bodyOf(request: SignableRequest): Readonly<Record<string, unknown>> {
  const text = typeof request.body === 'string' ? request.body : Buffer.from(request.body).toString('utf8');
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('A JSON object is wanted.');
  return { ...value };
}

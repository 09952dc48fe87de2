import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runningClock, type SimulatorClock } from './core/clock.ts';
import { createAdminApi, isAdminPath } from './gateway/adminApi.ts';
import { demoFleet } from './core/fleet.ts';
import { createEc2, type Ec2Hooks } from './ec2/ec2.ts';
import { createEcs, type EcsService } from './ecs/ecs.ts';
import { createFaults, type Faults } from './gateway/faults.ts';
import { createFis, type FisService } from './fis/fis.ts';
import { isForeign } from './gateway/foreign.ts';
import { createGateway, type HandledCall } from './gateway/gateway.ts';
import { type AlarmService, createAlarms } from './cloudwatch/alarms.ts';
import { createIam } from './sts/iam.ts';
import { createRequestLog, type RequestLog } from './gateway/requestLog.ts';
import type { FleetOptions, Reply, WallClock } from './core/contracts.ts';
import { createSts } from './sts/sts.ts';
import { createThrottle } from './gateway/throttling.ts';
import { createWorld } from './core/world.ts';

export interface SimulatorOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** The wall clock by default. */
  readonly clock?: SimulatorClock;
  /** The demo fleet by default. */
  readonly fleet?: FleetOptions;
  /** Whether AWS's token buckets are at work; off by default. */
  readonly throttling?: boolean;
  /** Wall-clock milliseconds that every call takes; 0 by default. */
  readonly latency?: number;
  /** Host names besides this machine's that requests may be for: those that a proxy leads here. None by default. */
  readonly hosts?: RegExp;
}

/** A simulated AWS at work. Its owner closes it. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`, for all services, regions and accounts. */
  readonly endpoint: string;
  readonly port: number;
  readonly clock: SimulatorClock;
  readonly fleet: FleetOptions;
  readonly faults: Faults;
  /** AWS's token buckets; can be turned on and off. */
  readonly throttling: { enabled: boolean };
  /** Makes this machine's clock wrong. */
  readonly wall: WallClock;
  readonly log: RequestLog;
  readonly ec2: Ec2Hooks;
  readonly ecs: EcsService;
  readonly fis: FisService;
  readonly alarms: AlarmService;
  /** Ends every connection, also those that hang; resolves when the port is free. */
  close(): Promise<void>;
}

const LARGEST_BODY = 4 * 1024 * 1024;

/** Starts a simulated AWS on loopback. Rejects when the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = options.clock ?? runningClock();
  const fleet = options.fleet ?? demoFleet();
  const world = createWorld(clock, fleet);
  const faults = createFaults();
  const log = createRequestLog();
  const throttle = createThrottle(clock, options.throttling ?? false);
  const ec2 = createEc2(world);
  const ecs = createEcs(world);
  const fis = createFis(world, ec2.effects);
  const alarms = createAlarms((account, region) => fis.alarms(account, region));
  const services = [ec2, ecs, fis, createSts(world), createIam(world), alarms];
  const catchUp = (account: string, region: string): void => fis.advance(account, region);
  const latency = options.latency ?? 0;
  const gateway = createGateway({ world, services, faults, throttle, log, latency, catchUp });
  const hooks = caughtUp(ec2.hooks, catchUp);
  const launch = (account: string, region: string, name: string): string => hooks.add(account, region, { name }).id;
  const adminApi = createAdminApi({ clock, fleet, faults, throttle, log, services, launch });
  const closing = new AbortController();
  // As many wait by it as calls are under way.
  setMaxListeners(0, closing.signal);

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const headers = headersOf(request);
    if (isForeign(headers, options.hosts)) {
      // Before a byte of it is kept.
      request.resume();
      write(response, refusal);
      return;
    }
    const [path, query] = splitTarget(request.url ?? '/');
    const body = await read(request);
    if (world.wall.ahead !== 0) response.setHeader('date', new Date(Date.now() + world.wall.ahead).toUTCString());
    const asked = { method: request.method ?? 'GET', path, query, headers, body };
    if (isAdminPath(path)) write(response, adminApi(asked));
    else settle(response, await gateway.answer(asked, closing.signal));
  };
  const server = createServer((request, response) => {
    // A caller that went away, or the end of the simulator: there is no one to tell.
    respond(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    clock,
    fleet,
    faults,
    throttling: throttle,
    wall: world.wall,
    log,
    ec2: hooks,
    ecs,
    fis,
    alarms,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** The hooks, each of them after what has happened of itself by now. */
function caughtUp(hooks: Ec2Hooks, catchUp: (account: string, region: string) => void): Ec2Hooks {
  const after = <Rest extends unknown[], Result>(hook: (account: string, region: string, ...rest: Rest) => Result) => {
    return (account: string, region: string, ...rest: Rest): Result => {
      catchUp(account, region);
      return hook(account, region, ...rest);
    };
  };
  return {
    instances: after(hooks.instances),
    instance: after(hooks.instance),
    add: after(hooks.add),
    set: after(hooks.set),
  };
}

function settle(response: ServerResponse, outcome: HandledCall): void {
  switch (outcome.kind) {
    case 'reply':
      write(response, outcome.reply);
      return;
    case 'half': {
      const body = Buffer.from(outcome.reply.body);
      response.writeHead(outcome.reply.status, { ...outcome.reply.headers, 'content-length': body.length });
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
      return;
    }
    case 'drop':
      response.destroy();
      return;
    case 'hang':
      return;
  }
}

function write(response: ServerResponse, { status, headers, body }: Reply): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.end(bytes);
}

function headersOf(request: IncomingMessage): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
  return headers;
}

/** In the shape that the simulator's own address answers in. */
const refusal: Reply = {
  status: 403,
  headers: { 'content-type': 'application/json', connection: 'close' },
  body: `${JSON.stringify({ message: 'Only programs on this machine may use the simulator.' })}\n`,
};

function splitTarget(target: string): readonly [path: string, query: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_BODY) throw new Error('The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

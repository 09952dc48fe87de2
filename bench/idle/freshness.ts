import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Poller } from '../../src/inventory/polling/poller.ts';
import type { ListName } from '../../src/inventory/resourceLists.ts';
import { scopeKey } from '../../src/model/scope.ts';
import type { StillAws } from './stillAws.ts';

interface Watched {
  readonly poller: Pick<Poller, 'open' | 'onDidList'>;
  readonly inventory: Inventory;
  readonly pass: (milliseconds: number) => Promise<void>;
}

/** A change, how many seconds it took until it was seen, and how many it may take. */
type Fresh = readonly [change: string, seconds: number, most: number];

const SECOND = 1_000;
const OPEN = 60;
const ELSEWHERE = 5 * OPEN;
const EXPERIMENTS = 60;
/** Of an experiment that fails: what it does is put back first. One that isn't there is not seen. */
const ENDING: ReadonlySet<string> = new Set(['stopping', 'failed']);
/** What is not seen by then is not waited for. */
const LONGEST = 2 * ELSEWHERE;

/** Has something change in a place whose paces are as slow as they get, right after its list was read, which is when it is seen last, and waits until Halt sees it. */
export async function freshness(still: StillAws, { poller, inventory, pass }: Watched): Promise<readonly Fresh[]> {
  const { simulator, scopes, changed } = still;
  const [scope] = scopes;
  const [owner] = simulator.fleet.accounts;
  const [region] = simulator.fleet.regions;
  if (scope === undefined || owner === undefined || region === undefined) throw new Error('There is no place.');
  const account = owner.id;

  const listed = async (kind: ListName['kind']): Promise<void> => {
    const heard: ListName[] = [];
    const stop = poller.onDidList((list) => {
      if (list.kind === kind && scopeKey(list.scope) === scopeKey(scope)) heard.push(list);
    });
    try {
      for (let passed = 0; passed < LONGEST && heard.length === 0; passed += 1) await pass(SECOND);
      if (heard.length === 0) throw new Error(`The list of the kind ${kind} was not read in ${LONGEST} s.`);
    } finally {
      stop();
    }
  };
  const until = async (kind: ListName['kind'], change: () => void, isSeen: () => boolean): Promise<number> => {
    await listed(kind);
    change();
    changed();
    for (let passed = 0; passed < LONGEST; passed += 1) {
      if (isSeen()) return passed;
      await pass(SECOND);
    }
    return LONGEST;
  };
  const running = () => inventory.list(scope, 'instance').filter(({ state }) => state === 'running');
  const stopOne = () => {
    const [one] = running();
    if (one === undefined) throw new Error('No instance runs.');
    return until(
      'instance',
      () => simulator.ec2.set(account, region, one.id, { state: 'stopped' }),
      () => inventory.get(scope, 'instance', one.id)?.state === 'stopped',
    );
  };
  const startExperiment = () => {
    const [template] = simulator.fis.templateIds(account, region).values();
    if (template === undefined) throw new Error('There is no template.');
    let id = '';
    return until(
      'experiment',
      () => (id = simulator.fis.start(account, region, template)),
      () => inventory.get(scope, 'experiment', id) !== undefined,
    );
  };
  const failExperiment = (id: string) =>
    until(
      'experiment',
      () => simulator.fis.failExperiment(account, region, id, { code: 'Broken', reason: 'It broke.' }),
      () => ENDING.has(inventory.get(scope, 'experiment', id)?.state ?? ''),
    );
  const createService = () => {
    let id = '';
    return until(
      'service',
      () =>
        (id = simulator.ecs.createService(account, region, 'another', {
          name: 'another',
          desired: 1,
          launch: 'FARGATE',
        })),
      () => inventory.get(scope, 'service', id) !== undefined,
    );
  };

  const closed = await stopOne();
  const service = await createService();
  // AWS runs five at a time: where they are, one of them ends instead of another beginning.
  const active = inventory.list(scope, 'experiment').find(({ state }) => state === 'running');
  const experiment: Fresh = active
    ? ['an experiment that failed', await failExperiment(active.id), EXPERIMENTS]
    : ['a new experiment', await startExperiment(), EXPERIMENTS];
  const close = poller.open({ scope, kind: 'instance' });
  const open = await stopOne();
  close();
  return [
    ['an instance that stopped in an open branch', open, OPEN],
    ['one that stopped elsewhere', closed, ELSEWHERE],
    ['a new service in a new cluster elsewhere', service, ELSEWHERE],
    experiment,
  ];
}

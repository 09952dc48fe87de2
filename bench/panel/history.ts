// What the state history costs with 10,000 instances: node --import tsx bench/panel/history.ts
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJournalFile } from '../../src/platform/journalFile.ts';
import { createHistory } from '../../src/history/history.ts';
import type { Instance } from '../../src/model/resources/instance.ts';

const folder = await mkdtemp(join(tmpdir(), 'halt-bench-'));
const path = join(folder, 'history.jsonl');
const clock = { now: Date.now, elapsed: () => performance.now(), after: () => () => undefined, random: Math.random };
const history = createHistory({ journal: createJournalFile(path), clock });
const scope = { profile: 'dev', region: 'eu-west-1' };
const fleet = Array.from({ length: 10_000 }, (_, index): Instance => ({
  kind: 'instance',
  scope,
  id: `i-${index.toString(16).padStart(17, '0')}`,
  arn: `arn:aws:ec2:eu-west-1:111122223333:instance/i-${index}`,
  state: 'running',
  type: 't3.micro',
  launchedAt: 1_700_000_000_000 + index,
  windows: false,
  tags: [],
  instanceStore: 'none',
  hibernationConfigured: false,
  volumes: [],
}));

function report(what: string, run: () => void): void {
  const start = performance.now();
  run();
  console.log(`${what.padEnd(64)} ${(performance.now() - start).toFixed(1).padStart(8)} ms`);
}

const now = Date.now();
report('first look at 10,000 instances', () => history.observe(fleet, now));
const again = fleet.map((one) => ({ ...one }));
report('10,000 unchanged, as new objects', () => history.observe(again, now + 30_000));
report('10,000 unchanged, the same objects', () => history.observe(again, now + 60_000));
report('10,000, of which 500 stop', () =>
  history.observe(
    again.map((one, index) => (index < 500 ? { ...one, state: 'stopping' } : one)),
    now + 90_000,
  ),
);
const start = performance.now();
await history.dispose();
const { size } = await stat(path);
console.log(`written: ${(size / 1e3).toFixed(0)} kB in ${(performance.now() - start).toFixed(0)} ms`);
const reloaded = createHistory({ journal: createJournalFile(path), clock });
const load = performance.now();
await reloaded.load();
console.log(`loaded again in ${(performance.now() - load).toFixed(0)} ms`);
await rm(folder, { recursive: true });

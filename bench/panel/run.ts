// What the detail page costs with the largest real things: node --import tsx bench/panel/run.ts
import { largestExperiment } from '../../test/stages/largestExperiment.ts';
import { heldClock } from '../../src/simulator/core/clock.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import { pageInput, pageOfExperiment } from '../../test/stages/panel/pages.ts';
import { type TestPanel, startPanelStage } from '../../test/stages/panel/panel.ts';

const ACCOUNT = '111122223333';
const REGION = 'ap-southeast-2';

/** Milliseconds of each of `times` runs. */
async function measure(times: number, run: () => Promise<number>): Promise<readonly number[]> {
  const measured: number[] = [];
  for (let time = 0; time < times; time += 1) measured.push(await run());
  return measured.toSorted((a, b) => a - b);
}

function report(what: string, runs: readonly number[]): void {
  const at = (part: number): string =>
    (runs[Math.floor((runs.length - 1) * part)] ?? Number.NaN).toFixed(1).padStart(8);
  console.log(`${what.padEnd(64)} median ${at(0.5)} ms   worst ${at(1)} ms`);
}

const clock = heldClock(Date.now());
const aws = await startSimulator({ clock });
const id = aws.fis.start(ACCOUNT, REGION, largestExperiment());
clock.step(90_000);
const json = JSON.stringify({ experiment: aws.fis.experiment(ACCOUNT, REGION, id) });
await aws.close();
const resolved = Array.from({ length: 5_000 }, (_, index) => ({
  targetName: `Action${String((index % 20) + 1).padStart(2, '0')}Tasks`,
  resourceType: 'aws:ecs:task',
  information: { arn: `arn:aws:ecs:${REGION}:${ACCOUNT}:task/shop/${index.toString(16).padStart(32, '0')}` },
}));
console.log(`20 actions, ${resolved.length} resolved targets, ${(json.length / 1e6).toFixed(1)} MB of JSON`);

const input = pageInput(Date.now(), {}, { json });
const extras = {
  resolved: { items: resolved, more: false, loading: false },
  accounts: { items: [], more: false, loading: false },
};
report(
  'host: build the page',
  await measure(20, () => {
    const start = performance.now();
    pageOfExperiment(input, extras);
    return Promise.resolve(performance.now() - start);
  }),
);

const model = pageOfExperiment(input, extras);
const stage = await startPanelStage();
/** Delivers messages as the editor does, and waits for the frame that shows what they brought. Having them in the page is not counted; taking them over is. */
async function deliver(to: TestPanel, ...messages: readonly unknown[]): Promise<number> {
  await to.page.evaluate(`globalThis.benchMessages = ${JSON.stringify(messages)}; undefined`);
  return work(
    to,
    `new Promise((done) => {
      for (const message of benchMessages) dispatchEvent(new MessageEvent('message', { data: structuredClone(message) }));
      requestAnimationFrame(() => setTimeout(done));
    })`,
  );
}

/** What the page's own thread worked, whatever else the machine had to do. Milliseconds. */
async function work({ page }: TestPanel, script: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
  await session.send('Performance.enable');
  const taken = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
  };
  const before = await taken();
  await page.evaluate(script);
  const after = await taken();
  await session.detach();
  return after - before;
}

report(
  'panel: page and JSON, until both are drawn',
  await measure(10, async () => {
    const opened = await stage.open();
    const took = await deliver(opened, { type: 'page', page: model }, { type: 'document', json });
    await opened.close();
    return took;
  }),
);

const panel = await stage.open();
await panel.show(model, json);
report(
  'panel: an update of both',
  await measure(20, async () => {
    const changed = json.replace('"status":"running"', `"status":"running","x":${Math.random()}`);
    return deliver(panel, { type: 'page', page: model }, { type: 'document', json: changed });
  }),
);
const letters = [...'parameter-17'];
let typed = '';
report(
  'panel: a letter typed in the search, to the frame that shows its count',
  await measure(letters.length * 3, async () => {
    typed = typed.length === letters.length ? (letters[0] ?? '') : typed + (letters[typed.length] ?? '');
    return work(
      panel,
      `new Promise((done) => {
      const input = document.querySelector('#json-search');
      input.value = ${JSON.stringify(typed)};
      input.dispatchEvent(new Event('input'));
      requestAnimationFrame(() => setTimeout(done));
    })`,
    );
  }),
);
report(
  'panel: a screen further in the JSON',
  await measure(30, () =>
    work(
      panel,
      `new Promise((done) => {
      const frame = document.querySelector('.json-frame');
      frame.scrollTop += frame.clientHeight;
      requestAnimationFrame(() => setTimeout(done));
    })`,
    ),
  ),
);
await stage.close();

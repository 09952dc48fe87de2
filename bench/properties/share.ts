import { restlessRuns } from '../../test/stages/restless/restless.ts';

const [runs, seed] = process.argv.slice(2).map(Number);
process.stdout.write(`${JSON.stringify(await restlessRuns(runs ?? 0, seed ?? 0))}\n`);

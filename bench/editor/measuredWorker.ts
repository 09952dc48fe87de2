// What src/aws/worker.ts is, and beside it an ear for the question what it costs.
import { parentPort, workerData } from 'node:worker_threads';
import { serveAws } from '../../src/aws/worker/serve.ts';
import { threadAccount } from './blocks.ts';
import { memoryAfterCollection } from '../memory.ts';
import { openCostChannel } from './workerCost.ts';

if (parentPort !== null) serveAws(parentPort, workerData);

const account = threadAccount();
const channel = openCostChannel((message) => {
  if (message !== 'ask') return;
  const { worked, waited } = account.read();
  void memoryAfterCollection().then((memory) => channel.say({ ...memory, worked, waited }));
});

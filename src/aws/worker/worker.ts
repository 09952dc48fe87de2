import { parentPort, workerData } from 'node:worker_threads';
import { serveAws } from './serve.ts';

// The entry of the worker's bundle: nothing here but the wiring to the thread.
if (parentPort !== null) serveAws(parentPort, workerData);

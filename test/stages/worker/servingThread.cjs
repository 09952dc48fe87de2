// Serves one after the other what a worker would be started for each: keptThread.ts tells why.
'use strict';
const threads = require('node:worker_threads');

const { parentPort, workerData: file } = threads;
parentPort.on('message', ({ port, start, env }) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  // What the bundle takes them for: those of the thread that was started for it.
  Object.assign(threads, { parentPort: port, workerData: start });
  delete require.cache[file];
  require(file);
});

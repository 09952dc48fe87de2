'use strict';
// The real module needs a C++ compiler. VS Code keeps its output channels in the files that this one writes.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

const createLogger = (file) => {
  let threshold = LEVELS.indexOf('info');
  let bare = false;
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, '');
  const at = (level) => (message) => {
    if (level < threshold) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    appendFileSync(file, bare ? message : `${time} [${LEVELS[level]}] ${message}\n`);
  };
  return {
    trace: at(0),
    debug: at(1),
    info: at(2),
    warn: at(3),
    error: at(4),
    critical: at(5),
    getLevel: () => threshold,
    setLevel: (level) => void (threshold = level),
    clearFormatters: () => void (bare = true),
    setPattern: () => void (bare = false),
    flush: () => undefined,
    drop: () => undefined,
  };
};

const createRotatingLogger = async (_name, file) => createLogger(file);

// Named one by one: an ES module that imports this one sees only names that are assigned like this.
module.exports.setLevel = () => undefined;
module.exports.setFlushOn = () => undefined;
module.exports.createRotatingLogger = createRotatingLogger;
module.exports.createAsyncRotatingLogger = createRotatingLogger;

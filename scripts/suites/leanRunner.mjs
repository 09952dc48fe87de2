// Imported before the first test of a process: Node alone, since it must run before anything asks for `node:test`.
import asyncHooks, { AsyncResource } from 'node:async_hooks';

/** @param {unknown} error */
const tell = (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);

/**
 * Node 20's runner follows every promise of a process until it is collected, so that it can tell of an error that nobody caught which test it was. That is up to a fifth of the time of tests that
 * await much. With this it only knows in which suite a test is made, which it needs. An error that nobody caught is then told with its stack alone, and fails the run.
 * Another version of Node does as it does.
 */
if (process.versions.node.startsWith('20.')) {
  const { createHook } = asyncHooks;
  /** @param {import('node:async_hooks').HookCallbacks} callbacks */
  const createLeanHook = (callbacks) => {
    asyncHooks.createHook = createHook;
    /** @type {AsyncResource['runInAsyncScope']} */
    const runInAsyncScope = Reflect.get(AsyncResource.prototype, 'runInAsyncScope');
    /** @type {ProxyHandler<typeof runInAsyncScope>} */
    const noticing = {
      apply: (target, resource, args) => {
        // Of what is neither a test nor a suite, it keeps nothing.
        callbacks.init?.(resource.asyncId(), 'Test', -1, resource);
        return Reflect.apply(target, resource, args);
      },
    };
    Reflect.set(AsyncResource.prototype, 'runInAsyncScope', new Proxy(runInAsyncScope, noticing));
    process.on('uncaughtException', tell);
    process.on('unhandledRejection', tell);
    const hook = { enable: () => hook, disable: () => hook };
    return hook;
  };
  asyncHooks.createHook = createLeanHook;
}

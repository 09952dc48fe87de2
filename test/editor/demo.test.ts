import assert from 'node:assert/strict';
import { connectDemo, createDemo, type SimulatedAws } from '../../src/app/demo.ts';

const aws = (close: () => Promise<void> = async () => {}): SimulatedAws => ({
  profiles: { demo: { endpoint: 'http://127.0.0.1:1', accessKeyId: '', secretAccessKey: '', region: 'eu-west-1' } },
  regions: ['eu-west-1'],
  close,
});

const onError = (error: unknown) => assert.fail(String(error));

describe('the simulated AWS inside Halt', () => {
  it('is started anew after a start that failed', async () => {
    let starts = 0;
    const demo = createDemo(async () => {
      starts += 1;
      if (starts < 3) throw new Error('The port is taken.');
      return aws();
    }, onError);
    await assert.rejects(demo.start(), /The port is taken/);
    await assert.rejects(demo.start(), /The port is taken/);
    assert.equal(demo.scopes(), undefined);
    // To leave what never ran is no trouble.
    await demo.stop();
    await demo.start();
    assert.deepEqual(demo.scopes()?.profiles, ['demo']);
  });

  it('isn’t there when it was left while it started', async () => {
    let begin: (host: SimulatedAws) => void = () => {};
    let closed = 0;
    const demo = createDemo(() => new Promise((resolve) => (begin = resolve)), onError);
    const starting = demo.start();
    const stopping = demo.stop();
    begin(aws(async () => void (closed += 1)));
    await Promise.all([starting, stopping]);
    assert.deepEqual([demo.scopes(), closed], [undefined, 1]);
  });

  it('has everybody told of other places at the moment from which on they are others', async () => {
    let closeHost = () => {};
    const demo = createDemo(
      () => Promise.resolve(aws(() => new Promise<void>((resolve) => (closeHost = resolve)))),
      onError,
    );
    let endOld = () => {};
    const told: string[] = [];
    const connected = connectDemo({
      ...{ demo, onError },
      aws: {
        renew: () => {
          told.push('renewed');
          return new Promise<void>((resolve) => (endOld = resolve));
        },
      },
      scopes: {
        reload: () => {
          told.push(demo.scopes()?.profiles.join() ?? 'none');
          return Promise.resolve();
        },
      },
    });
    const starting = connected.start();
    await new Promise(setImmediate);
    // What asked AWS before has not ended yet.
    assert.deepEqual(told, ['renewed', 'demo']);
    endOld();
    await starting;
    const stopping = connected.stop();
    assert.deepEqual(told, ['renewed', 'demo', 'renewed', 'none'], 'before the simulator has closed');
    endOld();
    await new Promise(setImmediate);
    closeHost();
    await stopping;
    connected.dispose();
  });
});

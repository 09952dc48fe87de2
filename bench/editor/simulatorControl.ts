import { request } from 'node:http';

/** The simulator's own address, from another process. */
export interface SimulatorControl {
  /** How many requests arrived, by `service:Action`. */
  counts(): Promise<Readonly<Record<string, number>>>;
  forget(): Promise<void>;
}

export function simulatorControl(endpoint: string): SimulatorControl {
  return {
    async counts() {
      const state = (await call(`${endpoint}/_simulator/state`, 'GET')) as { requests: Record<string, number> };
      return state.requests;
    },
    async forget() {
      await call(`${endpoint}/_simulator/log`, 'DELETE');
    },
  };
}

/** JSON by one connection that is closed afterwards. */
function call(url: string, method: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(JSON.parse(text)));
    });
    asked.on('error', reject).end();
  });
}

import type { ExperimentDefinition } from '../../src/simulator/fis/definition.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { STAGING } from './accounts.ts';

/** What a test makes for itself, beside the fleet that is there. Each returns the id or ARN. */
export interface OwnThings {
  startExperiment(
    definition?: Partial<ExperimentDefinition>,
    options?: Parameters<Simulator['fis']['start']>[3],
  ): string;
  /** A new deployment of a new service, so many seconds old. */
  deploy(ageSeconds: number, options?: Parameters<Simulator['ecs']['startDeployment']>[1], desired?: number): string;
}

export function ownThings(sim: Simulator, region: string, account = STAGING): OwnThings {
  let deployed = 0;
  return {
    startExperiment: (definition = {}, options = {}) =>
      sim.fis.start(
        account,
        region,
        {
          description: 'one fault',
          targets: { Tasks: { resourceType: 'aws:ecs:task', selectionMode: 'ALL', population: 2 } },
          actions: {
            Stress: {
              actionId: 'aws:ecs:task-cpu-stress',
              parameters: { duration: 'PT10M' },
              targets: { Tasks: 'Tasks' },
            },
          },
          stopConditions: [{ source: 'none' }],
          ...definition,
        },
        options,
      ),
    deploy: (ageSeconds, more = {}, desired = 4) => {
      deployed += 1;
      const service = sim.ecs.createService(account, region, 'tests', {
        name: `service-${deployed}`,
        desired,
        launch: 'FARGATE',
        version: 10,
        past: [{ daysAgo: 3, options: { strategy: 'ROLLING', hooks: [] } }],
      });
      return sim.ecs.startDeployment(service, { ...more, ageSeconds });
    },
  };
}

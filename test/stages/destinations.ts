import { AT_AWS, type Destination, type ServiceRoutes } from '../../src/model/destination.ts';

/** What leads to one configured endpoint, but for the services that are named. */
export function customAt(route: string, others: Partial<ServiceRoutes> = {}): Destination {
  const routes = { EC2: route, ECS: route, fis: route, STS: route, IAM: route, CloudWatch: route, ...others };
  return { kind: 'custom', routes };
}

/** What leads to AWS, but for the services that are named. */
export const customBut = (others: Partial<ServiceRoutes>): Destination => customAt(AT_AWS, others);

import { ecsArn } from './arns.ts';
import { requiredText, seconds } from './protocol.ts';
import type { Input, Output } from './protocol.ts';
import type { RegionView } from './regionView.ts';
import type { Revision, Service } from './state.ts';
import { AwsError } from '../core/contracts.ts';

/** DescribeTaskDefinition, by ARN or by `family:revision`: of those that the service revisions name. */
export function describeTaskDefinition(input: Input, view: RegionView): Output {
  const asked = requiredText(input, 'taskDefinition');
  const arn = asked.startsWith('arn:') ? asked : ecsArn(view.place, 'task-definition', asked);
  for (const service of view.clusters().flatMap((cluster) => [...cluster.services.values()])) {
    const revision = view
      .deployments(service)
      .flatMap(({ target, sources }) => [target, ...sources])
      .find(({ taskDefinition }) => taskDefinition === arn);
    if (revision !== undefined) return { taskDefinition: definitionMembers(service, revision), tags: [] };
  }
  throw new AwsError('ClientException', 'Unable to describe task definition.');
}

function definitionMembers(service: Service, revision: Revision): Output {
  const { place } = service.cluster;
  const version = Number(revision.taskDefinition.split(':').at(-1));
  const fargate = service.spec.launch !== 'EC2' && service.spec.launch !== 'EXTERNAL';
  const role = (name: string): string => `arn:${place.partition}:iam::${place.account}:role/${name}`;
  const compatibilities = fargate ? ['EC2', 'FARGATE'] : ['EC2'];
  return {
    taskDefinitionArn: revision.taskDefinition,
    family: service.name,
    revision: version,
    taskRoleArn: role(`${service.name}-task`),
    executionRoleArn: role('ecsTaskExecutionRole'),
    networkMode: fargate ? 'awsvpc' : 'bridge',
    containerDefinitions: revision.images.map(({ container, image }, index) =>
      containerMembers(service, { container, image, isMain: index === 0, version }),
    ),
    volumes: [],
    status: 'ACTIVE',
    compatibilities,
    requiresCompatibilities: compatibilities.slice(-1),
    cpu: '512',
    memory: version % 2 === 0 ? '1024' : '2048',
    registeredAt: seconds(revision.createdAt),
    registeredBy: role('deployer'),
  };
}

interface ContainerFacts {
  readonly container: string;
  readonly image: string;
  readonly isMain: boolean;
  readonly version: number;
}

/** Every version has a token of its own, as after a rotation; the level of the log stays. */
function containerMembers(service: Service, { container, image, isMain, version }: ContainerFacts): Output {
  const { place } = service.cluster;
  const secret = (name: string): string =>
    `arn:${place.partition}:secretsmanager:${place.region}:${place.account}:secret:${service.name}/${name}`;
  return {
    name: container,
    image,
    cpu: 0,
    essential: isMain,
    portMappings:
      isMain && service.spec.port !== undefined ? [{ containerPort: service.spec.port, protocol: 'tcp' }] : [],
    command: isMain ? ['serve', `--release=${version}`] : [],
    environment: [
      { name: 'PARTNER_TOKEN', value: `simulated-token-${service.name}-${version}` },
      { name: 'LOG_LEVEL', value: 'info' },
    ],
    secrets: isMain ? [{ name: 'DATABASE_PASSWORD', valueFrom: secret('database') }] : [],
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': `/ecs/${service.name}`,
        'awslogs-region': place.region,
        'awslogs-stream-prefix': container,
      },
    },
  };
}

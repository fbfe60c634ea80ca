import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Service,
  type Task,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import type { Workload } from '../../rollout/ports.ts';
import { call } from '../call.ts';
import type { Clients } from '../clients.ts';
import { NotFound, NotOwned, Refused } from '../errors.ts';
import type { WorkloadProvider } from '../provider.ts';
import { bySlot, ofSlot, otherSlot } from '../slots.ts';
import { isSteady, primaryDeployment, targetsOf, unsteady } from './_ecs-health.ts';
import { ecsPermissions } from './_ecs-permissions.ts';
import { scalableTargets } from './_scalable-targets.ts';
import { derived, familyOf, isSame, releasedContainer, versionOf } from './_task-definition.ts';

const name = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, 'is a name, not an ARN');

const config = z.strictObject({
  kind: z.literal('ecs').describe('Two ECS services of one cluster, one for each slot.'),
  cluster: name.describe('Name of the ECS cluster.'),
  services: bySlot(name).describe('Name of the ECS service of each slot: { blue: ..., green: ... }.'),
  container: z
    .string()
    .min(1)
    .optional()
    .describe('The container whose image is released. Default: the only one, or the first essential one.'),
  slotVariable: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is the name of an environment variable')
    .optional()
    .describe(
      'Environment variable that tells the container its slot, for metrics by slot. It is set on every deploy, since the task definition is made from the other slot.',
    ),
  roles: z
    .array(z.string().regex(/^arn:[^:]+:iam::\d{12}:role\//, 'is the ARN of a role'))
    .min(1)
    .optional()
    .describe(
      'ARNs of the task and execution roles that Haldane may pass on. Default: any role of the account, to ECS tasks only.',
    ),
});

type Config = z.infer<typeof config>;

const permissions = (config: Config) => ecsPermissions(config);

function create(
  { cluster, services, container, slotVariable }: Config,
  clients: Pick<Clients, 'ecs' | 'elbv2' | 'autoScaling'>,
): Workload {
  const { ecs, elbv2 } = clients;
  const scaling = scalableTargets(cluster, clients);
  const nameOf = (slot: string) => ofSlot(services, slot);
  const resourceOf = (service: string) => `service/${cluster}/${service}`;

  async function describe(...names: readonly [string, ...string[]]): Promise<readonly Service[]> {
    const about = { action: 'ecs:DescribeServices', resource: names.map(resourceOf).join(', ') };
    const answer = await call(about, () =>
      ecs.send(new DescribeServicesCommand({ cluster, services: [...names] })),
    );
    return names.map((wanted) => {
      const found = answer.services?.find(({ serviceName }) => serviceName === wanted);
      // A deleted service is still described for a while, as INACTIVE.
      if (found?.status === 'ACTIVE') return found;
      throw new NotFound(`There is no ECS service ${wanted} in cluster ${cluster}.`);
    });
  }

  async function service(slot: string): Promise<Service> {
    const [found] = await describe(nameOf(slot));
    if (!found) throw new NotFound(`There is no ECS service for ${slot}.`);
    return found;
  }

  async function definition(taskDefinition: string) {
    const about = { action: 'ecs:DescribeTaskDefinition', resource: taskDefinition };
    const answer = await call(about, () =>
      ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] })),
    );
    if (!answer.taskDefinition) throw new NotFound(`There is no task definition ${taskDefinition}.`);
    return { definition: answer.taskDefinition, tags: answer.tags ?? [] };
  }

  async function runningVersion(found: Service): Promise<string> {
    const { definition: current } = await definition(taskDefinitionOf(found));
    return versionOf(releasedContainer(current, container));
  }

  /** The same definition registered twice would leave a revision that nobody uses; the newest one of the family tells. */
  async function register(input: RegisterTaskDefinitionCommandInput): Promise<string> {
    const family = input.family ?? '';
    const { definition: newest } = await definition(family);
    if (isSame(newest, input) && newest.taskDefinitionArn !== undefined) return newest.taskDefinitionArn;
    const about = { action: 'ecs:RegisterTaskDefinition', resource: `task-definition/${family}` };
    const answer = await call(about, () => ecs.send(new RegisterTaskDefinitionCommand(input)));
    const arn = answer.taskDefinition?.taskDefinitionArn;
    if (arn === undefined) throw new Refused(`ecs:RegisterTaskDefinition on ${family} answered no ARN.`);
    return arn;
  }

  async function update(name: string, change: Omit<UpdateServiceCommandInput, 'service'>): Promise<void> {
    await call({ action: 'ecs:UpdateService', resource: resourceOf(name) }, () =>
      ecs.send(new UpdateServiceCommand({ cluster, service: name, ...change })),
    );
  }

  async function stoppedTasks(serviceName: string): Promise<readonly Task[]> {
    const resource = resourceOf(serviceName);
    const { taskArns = [] } = await call({ action: 'ecs:ListTasks', resource }, () =>
      ecs.send(new ListTasksCommand({ cluster, serviceName, desiredStatus: 'STOPPED' })),
    );
    if (taskArns.length === 0) return [];
    const { tasks = [] } = await call({ action: 'ecs:DescribeTasks', resource }, () =>
      ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns })),
    );
    return tasks;
  }

  async function targetHealth(found: Service) {
    const arns = (found.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
    return Promise.all(
      arns.map(async (TargetGroupArn) => {
        const about = { action: 'elasticloadbalancing:DescribeTargetHealth', resource: TargetGroupArn };
        const answer = await call(about, () =>
          elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn })),
        );
        return targetsOf(found, answer.TargetHealthDescriptions ?? []);
      }),
    );
  }

  return {
    releases: ['image'],

    async inspect(slot) {
      const found = await service(slot);
      const { runningCount = 0, desiredCount = 0 } = found;
      const version = runningCount + desiredCount === 0 ? null : await runningVersion(found);
      return { version, runningCount, desiredCount };
    },

    canarySlot: (stable) => otherSlot(services, stable),

    async deploy({ stable, release }) {
      if (release.kind !== 'image') throw new Refused('ECS runs images; this release is a code archive.');
      const slot = otherSlot(services, stable);
      const target = nameOf(slot);
      const [from, to] = await describe(nameOf(stable), target);
      if (!from || !to) throw new NotFound(`There are no ECS services for ${stable} and ${slot}.`);
      const source = await definition(taskDefinitionOf(from));
      const taskDefinition = await register(
        derived(source.definition, source.tags, {
          family: familyOf(taskDefinitionOf(to)),
          image: `${release.repositoryUri}@${release.digest}`,
          container,
          variable: slotVariable === undefined ? undefined : { name: slotVariable, value: slot },
        }),
      );
      const own = (await scaling.find([target]))(target);
      // A canary without traffic is quiet: auto scaling would take it away while it waits for an approval.
      if (own) await scaling.limit(own, { mayScaleIn: false });
      const desiredCount = Math.max(1, own?.MinCapacity ?? 0);
      const isThere = to.taskDefinition === taskDefinition;
      if (!isThere || (to.desiredCount ?? 0) < desiredCount) {
        // A deployment that failed stays failed when the same definition is started again; a new one gets a new chance.
        const failedBefore = isThere && primaryDeployment(to)?.rolloutState === 'FAILED';
        await update(target, {
          taskDefinition,
          desiredCount,
          ...(failedBefore ? { forceNewDeployment: true } : {}),
        });
      }
      return { slot, version: release.digest };
    },

    /**
     * From here until `remove`, auto scaling may add tasks to both slots but take none away: stable must be able to take all
     * traffic back at once, and the canary, as since its deploy, has its tasks before its traffic. At 100% the canary gets stable's own limits.
     */
    async makeRoom(canary, stable, weightPercent) {
      const [target, reference] = [nameOf(canary), nameOf(stable)];
      const [to, from] = await describe(target, reference);
      const current = to?.desiredCount ?? 0;
      // The small number takes back what floating point added: 10 tasks x 30% are 3.
      const share = Math.ceil(((from?.desiredCount ?? 0) * weightPercent) / 100 - 1e-9);
      const desiredCount = Math.max(1, current, share);
      const find = await scaling.find([target, reference]);
      const [own, others] = [find(target), find(reference)];
      if (others) await scaling.limit(others, { mayScaleIn: false });
      if (own) {
        await scaling.limit(own, {
          ...(weightPercent === 100 && others?.MinCapacity !== undefined ? { min: others.MinCapacity } : {}),
          max: Math.max(own.MaxCapacity ?? 0, others?.MaxCapacity ?? 0, desiredCount),
          mayScaleIn: false,
        });
      }
      if (desiredCount > current) await update(target, { desiredCount });
    },

    async health(slot, version) {
      const found = await service(slot);
      if (version !== undefined) {
        const running = await runningVersion(found);
        if (running !== version) {
          const detail = `${found.serviceName} runs ${running}, not ${version}: ECS or a person put another version there`;
          return { status: 'failed', detail };
        }
      }
      if (!isSteady(found)) return unsteady(found, await stoppedTasks(nameOf(slot)));
      const targets = await targetHealth(found);
      const { desiredCount } = found;
      const running = `${desiredCount} of ${desiredCount} tasks of ${found.serviceName} run`;
      return (
        targets.find(({ status }) => status !== 'healthy') ??
        targets[0] ?? { status: 'healthy', detail: running }
      );
    },

    async remove(slot) {
      const [target, other] = [nameOf(slot), nameOf(otherSlot(services, slot))];
      const find = await scaling.find([target, other]);
      const [own, others] = [find(target), find(other)];
      // The minimum first: auto scaling would bring the tasks back.
      if (own) await scaling.limit(own, { min: 0, mayScaleIn: true });
      // Not asked first whether any run: ECS may answer with what was true a while ago.
      await update(target, { desiredCount: 0 });
      if (others) await scaling.limit(others, { mayScaleIn: true });
    },
  };
}

export const ecs = { config, permissions, create } satisfies WorkloadProvider<Config>;

function taskDefinitionOf({ taskDefinition, serviceName }: Service): string {
  // Services of an external deployment controller have task sets instead.
  if (taskDefinition !== undefined) return taskDefinition;
  throw new NotOwned(`${serviceName} is not deployed by ECS's rolling update; it has no task definition.`);
}

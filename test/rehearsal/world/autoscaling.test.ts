import {
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { imageUri } from '../../../rehearsal/world/index.ts';
import { type TestWorld, testWorld } from './_world.ts';

const ResourceId = 'service/shop/api';
const place = { ServiceNamespace: 'ecs', ResourceId, ScalableDimension: 'ecs:service:DesiredCount' } as const;
let world: TestWorld;

beforeEach(() => {
  world = testWorld();
  world.ecs.createService({
    cluster: 'shop',
    name: 'api',
    image: imageUri('api', `sha256:${'a'.repeat(64)}`),
    desiredCount: 4,
  });
  world.autoScaling.register(ResourceId, { min: 1, max: 6, requestsPerTask: 100 });
});

const observe = (requests: number, minutes: number) => {
  for (let minute = 0; minute < minutes; minute++) world.autoScaling.observe(ResourceId, requests);
  return world.ecs.desiredCount(ResourceId);
};
const suspend = (SuspendedState: object) =>
  world.send('autoScaling', new RegisterScalableTargetCommand({ ...place, SuspendedState }));

describe('Application Auto Scaling', () => {
  it('follows the requests: soon up, late down, within its bounds', () => {
    expect(observe(450, 2)).toBe(4);
    expect(observe(450, 1)).toBe(5);
    expect(observe(2000, 3)).toBe(6);
    expect(observe(0, 14)).toBe(6);
    expect(observe(0, 1)).toBe(1);
  });

  it('leaves alone what is about right', () => {
    expect(observe(370, 60)).toBe(4);
  });

  it.each([
    [{ DynamicScalingInSuspended: true }, 4, 6],
    [{ DynamicScalingOutSuspended: true }, 1, 1],
  ])('does nothing that is suspended: %j', async (suspended, quiet, busy) => {
    await suspend(suspended);
    expect(observe(0, 60)).toBe(quiet);
    expect(observe(2000, 60)).toBe(busy);
    await expect(
      world.send('autoScaling', new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' })),
    ).resolves.toMatchObject({
      ScalableTargets: [{ MinCapacity: 1, MaxCapacity: 6, SuspendedState: suspended }],
    });
  });

  it('wakes nothing that is at zero', () => {
    world.autoScaling.register(ResourceId, { min: 0, max: 6 });
    expect(observe(0, 15)).toBe(0);
    expect(observe(2000, 60)).toBe(0);
  });
});

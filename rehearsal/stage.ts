import { z } from 'zod';
import { deployment } from '../deploy/deployment.ts';
import { routerFor } from '../providers/registry.ts';
import { table } from '../providers/table.ts';
import type { Spec } from '../rollout/spec/index.ts';
import type { Execution, Json } from './engine/index.ts';
import type { Releases } from './releases.ts';
import type { Stage } from './scenario.ts';
import { Unplayable } from './unplayable.ts';
import type { Principal, World } from './world/index.ts';

/** The names that stage `dev` gives to things, as serverless.yml does. */
export const names = deployment({ specs: [], definition: {}, handlers: [] }).names;

/** Watches executions for states that a story waits for. */
export type Cues = { check(): void };

/** A person with the console or the command line: may do what the story says. */
export const person: Principal = {
  name: 'a person',
  statements: [{ actions: ['*'], resources: ['*'], why: 'A story decides.' }],
};

/** Gives a story its verbs. `cues.check()` is to be called whenever something may have happened. */
export function setStage(world: World, spec: Spec, releases: Releases): Stage & Cues {
  const { service, trigger, traffic, alarms } = spec;
  const curtainMillis = world.clock.now();
  const cues: { state: string; visit: number | 'every'; act: (execution: Execution) => void }[] = [];
  const entries = new Map<string, number>();
  const read = new Map<Execution, number>();

  const inTable = table(world.clientsFor(person), names.table);
  const claim = () =>
    world.dynamodb.items(names.table).find((item) => item.kind?.S === 'claim' && item.name?.S === service);

  const answer = (resource: 'sendTaskSuccess' | 'sendTaskFailure', input: Record<string, unknown>) => {
    const token = claim()?.approvalToken?.S;
    // Whoever answers too late is told so, and has nothing more to do.
    world.callAs(person, 'aws-sdk:sfn', resource, { TaskToken: token, ...input }).catch(() => {});
  };

  const when: Stage['when'] = (state, act, visit = 1) => void cues.push({ state, visit, act });
  const approve = () => answer('sendTaskSuccess', { Output: JSON.stringify({ approvedBy: 'rehearsal' }) });

  return {
    world,
    spec,
    at: (minutes, act) => void world.clock.schedule(curtainMillis + minutes * 60_000, act),
    after: (minutes, act) => void world.clock.schedule(world.clock.now() + minutes * 60_000, act),
    when,
    inputFor: (version) => ({ service, ...releases.ask(version) }),
    release(version) {
      if (trigger !== null) {
        const { repository, tag, key } = releases;
        world.ecr.push({ repository, tag: tag(version), digest: key(version) });
      } else {
        const detail = { service, ...releases.ask(version) };
        world.events.emit({ source: 'haldane', detailType: 'Release Requested', detail });
      }
    },
    startInConsole: (input: Json) => void world.sfn.start(names.stateMachine, input),
    abort: (reason) =>
      void world.lambda.invoke(names.functionName('interrupt'), {
        abort: { service, reason, by: 'rehearsal' },
      }),
    approve,
    approveEverything: () =>
      when(
        'Wait for a decision',
        () => void world.clock.schedule(world.clock.now() + 60_000, approve),
        'every',
      ),
    refuse: (reason) => answer('sendTaskFailure', { Error: 'ApprovalRefused', Cause: reason }),
    pause: (reason) => {
      void inTable
        .readClaim(service)
        .then((held) => held && inTable.pauseClaim(service, held.holder, reason));
    },
    resume: () => {
      void inTable.readClaim(service).then((held) => held && inTable.resumeClaim(service, held.holder));
    },
    stop: (execution) => execution.stop('Stopped', 'by hand'),
    alarm(state) {
      const [name] = alarms;
      if (name === undefined)
        throw new Unplayable(`This story needs an alarm; the spec of ${service} has none.`);
      world.cloudwatch.setAlarm(name, state);
    },
    crash: (version) =>
      world.ecs.crash(releases.key(version), 'OutOfMemoryError: Container killed due to memory usage'),
    stopSwitch(reason) {
      void world.callAs(
        person,
        'aws-sdk:dynamodb',
        reason === null ? 'deleteItem' : 'putItem',
        reason === null
          ? { TableName: names.table, Key: switchKey }
          : { TableName: names.table, Item: { ...switchKey, reason: { S: reason }, by: { S: 'rehearsal' } } },
      );
    },
    moveWeights(canaryPercent) {
      const plan = claim()?.plan?.S;
      // Without a rollout there is no canary to give to.
      if (plan === undefined) return;
      const { stable, canary } = slotsIn.parse(JSON.parse(plan)).slots;
      const router = routerFor(traffic, world.clientsFor(person));
      void router.shift({ stable, canary: canary ?? stable, canaryPercent });
    },
    check() {
      for (const execution of world.sfn.executions) {
        const { history } = execution;
        const seen = read.get(execution) ?? 0;
        if (seen === history.length) continue;
        for (let at = seen; at < history.length; at++) {
          const state = history[at]?.stateEnteredEventDetails?.name;
          if (state === undefined) continue;
          const entry = (entries.get(state) ?? 0) + 1;
          entries.set(state, entry);
          for (const cue of cues) {
            if (cue.state === state && (cue.visit === 'every' || cue.visit === entry)) cue.act(execution);
          }
        }
        read.set(execution, history.length);
      }
    },
  };
}

/** A stranger moves weights whatever version of Haldane made the plan. */
const slotsIn = z.object({ slots: z.object({ stable: z.string(), canary: z.string().nullable() }) });

const switchKey = { kind: { S: 'switch' }, name: { S: 'stop' } };

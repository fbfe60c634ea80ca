import { expect, it } from '@jest/globals';
import { haldane } from './fakes.ts';

it('explains itself without being asked', async () => {
  const bare = await haldane('');
  expect(bare.exitCode).toBe(0);
  expect(bare.out).toBe((await haldane('--help')).out);
  expect(bare.out).toMatchInlineSnapshot(`
"Usage: haldane [options] [command]

Canary releases on AWS: traffic follows a new version while it does well, and returns at once if it
does not.

Options:
  -h, --help                     display help for command

Commands:
  validate [options] [files...]  say what is wrong in service specs, and what their rollouts will
                                 look like
  rehearse [options] [file]      play releases on this machine, in virtual time
  apply [options] <files...>     store service specs; the next rollout follows them
  start [options] <service>      release a version of a service
  status [options] [service]     show where rollouts are, and what was seen of them
  approve [options] <service>    answer yes to the question of a rollout
  refuse [options] <service>     answer no to the question of a rollout; its traffic returns
  pause [options] <service>      let the weight of a rollout rise no further for now
  resume [options] <service>     let a paused rollout go on
  abort [options] <service>      end a rollout and return all traffic to the stable version, now
  switch [options] <state>       stop every increase of weight in the account, or allow them again

Each command takes --help and --json. docs/cli.md has examples and the exit codes.
"
`);
});

it('haldane validate --help', async () => {
  expect((await haldane('validate --help')).out).toMatchInlineSnapshot(`
"Usage: haldane validate [options] [files...]

Reads service specs and says by line what is wrong. Of a good one it shows the plan, what a rollout
costs, which harm it finds and how soon, and which permissions it needs. Asks nothing of AWS, unless
it is to measure.

Arguments:
  files            service specs (default: services/*.yml)

Options:
  --measure        ask AWS what the services served in the last hour, for what their plans can find
  --region <name>  AWS region to measure in (default: as your AWS settings say)
  --json           print one JSON object and nothing else
  --verbose        print where an error comes from
  -h, --help       display help for command
"
`);
});

it('haldane rehearse --help', async () => {
  expect((await haldane('rehearse --help')).out).toMatchInlineSnapshot(`
"Usage: haldane rehearse [options] [file]

Plays a release from push to clean-up: the state machine and the handlers that would be deployed,
with simulated AWS services and virtual time. Without --scenario a good and a bad release.

Arguments:
  file               service spec to rehearse (default: the example, services/recommendation.yml)

Options:
  --scenario <name>  the story to play
  --list             name all stories
  --seed <number>    another seed, another course of chance; the same one repeats (default: 1)
  --page <folder>    write an HTML page of each rollout there
  --json             print one JSON object and nothing else
  --verbose          print where an error comes from
  -h, --help         display help for command
"
`);
});

it('haldane apply --help', async () => {
  expect((await haldane('apply --help')).out).toMatchInlineSnapshot(`
"Usage: haldane apply [options] <files...>

Validates service specs and stores them in the account. Rollouts that are under way keep the plan
they began with. Ends with 1 if the deployed functions lack something that a spec needs.

Arguments:
  files            service specs

Options:
  --table <name>   table to store them in (default: haldane-STAGE)
  --stage <name>   which deployment of Haldane (default: "dev")
  --region <name>  AWS region (default: as your AWS settings say)
  --json           print one JSON object and nothing else
  --verbose        print where an error comes from
  -h, --help       display help for command
"
`);
});

it('haldane start --help', async () => {
  expect((await haldane('start --help')).out).toMatchInlineSnapshot(`
"Usage: haldane start [options] <service>

Starts a rollout. The same version again starts nothing while it runs, and after it has ended only
with --again.

Arguments:
  service          as its spec calls it

Options:
  --image <uri>    image to release: REPOSITORY@sha256:DIGEST
  --archive <url>  code to release: s3://BUCKET/KEY, or s3://BUCKET/KEY#VERSION
  --tag <tag>      the image's tag, for people
  --hotfix         go faster, and start though stable is sick
  --reason <text>  why, for those who read the history
  --again          release a version once more that was rolled out before
  --stage <name>   which deployment of Haldane (default: "dev")
  --region <name>  AWS region (default: as your AWS settings say)
  --json           print one JSON object and nothing else
  --verbose        print where an error comes from
  -h, --help       display help for command
"
`);
});

it('haldane status --help', async () => {
  expect((await haldane('status --help')).out).toMatchInlineSnapshot(`
"Usage: haldane status [options] [service]

Shows the rollouts that are under way: position, weights, the last verdict. Of a service that has
none, its last one. Reads only.

Arguments:
  service          only this one (default: all that are under way)

Options:
  --history        tell what happened, line by line
  --stage <name>   which deployment of Haldane (default: "dev")
  --region <name>  AWS region (default: as your AWS settings say)
  --json           print one JSON object and nothing else
  --verbose        print where an error comes from
  -h, --help       display help for command
"
`);
});

it('haldane abort --help', async () => {
  expect((await haldane('abort --help')).out).toMatchInlineSnapshot(`
"Usage: haldane abort [options] <service>

Returns the traffic of a running rollout at once, whatever it is doing, and ends it. Safe to repeat.

Arguments:
  service          as its spec calls it

Options:
  --reason <text>  why, for those who read the history (default: "no reason given")
  --stage <name>   which deployment of Haldane (default: "dev")
  --region <name>  AWS region (default: as your AWS settings say)
  --json           print one JSON object and nothing else
  --verbose        print where an error comes from
  -h, --help       display help for command
"
`);
});

it('haldane approve --help', async () => {
  expect((await haldane('approve --help')).out).toMatchInlineSnapshot(`
"Usage: haldane approve [options] <service>

Answers the question that a rollout waits with, so that it goes on. haldane status shows the
question.

Arguments:
  service          as its spec calls it

Options:
  --by <name>      who says so (default: as AWS knows you)
  --stage <name>   which deployment of Haldane (default: "dev")
  --region <name>  AWS region (default: as your AWS settings say)
  --json           print one JSON object and nothing else
  --verbose        print where an error comes from
  -h, --help       display help for command
"
`);
});

it('haldane refuse --help', async () => {
  expect((await haldane('refuse --help')).out).toMatchInlineSnapshot(`
"Usage: haldane refuse [options] <service>

Answers the question that a rollout waits with: no. Its traffic returns to the stable version, and
it ends.

Arguments:
  service          as its spec calls it

Options:
  --reason <text>  why; the rollout ends with it
  --stage <name>   which deployment of Haldane (default: "dev")
  --region <name>  AWS region (default: as your AWS settings say)
  --json           print one JSON object and nothing else
  --verbose        print where an error comes from
  -h, --help       display help for command
"
`);
});

it('haldane pause --help', async () => {
  expect((await haldane('pause --help')).out).toMatchInlineSnapshot(`
"Usage: haldane pause [options] <service>

Keeps a rollout at the weight it has. It is still judged there, and alarms and aborts still return
its traffic.

Arguments:
  service          as its spec calls it

Options:
  --reason <text>  why, for those who wonder
  --stage <name>   which deployment of Haldane (default: "dev")
  --region <name>  AWS region (default: as your AWS settings say)
  --json           print one JSON object and nothing else
  --verbose        print where an error comes from
  -h, --help       display help for command
"
`);
});

it('haldane resume --help', async () => {
  expect((await haldane('resume --help')).out).toMatchInlineSnapshot(`
"Usage: haldane resume [options] <service>

Ends a pause. The stop switch and freeze windows may still hold the rollout.

Arguments:
  service          as its spec calls it

Options:
  --stage <name>   which deployment of Haldane (default: "dev")
  --region <name>  AWS region (default: as your AWS settings say)
  --json           print one JSON object and nothing else
  --verbose        print where an error comes from
  -h, --help       display help for command
"
`);
});

it('haldane switch --help', async () => {
  expect((await haldane('switch --help')).out).toMatchInlineSnapshot(`
"Usage: haldane switch [options] <state>

On: no weight of any rollout rises, and none begins to. Returns are always possible. Rollouts that
wait longer than the hold limit of their specs are returned.

Arguments:
  state            the stop switch (choices: "on", "off")

Options:
  --reason <text>  why, for those who wonder; needed for on
  --stage <name>   which deployment of Haldane (default: "dev")
  --region <name>  AWS region (default: as your AWS settings say)
  --json           print one JSON object and nothing else
  --verbose        print where an error comes from
  -h, --help       display help for command
"
`);
});

import { AwsError, validation } from './aws-error.ts';
import type { Rule, Timer } from './deployment.ts';
import { matchesPattern } from './event-pattern.ts';
import type { Lambda } from './lambda.ts';
import { accountId, arn, region } from './place.ts';
import { type EventEnvelope, type Operations, operation, type Surroundings } from './service.ts';

export interface Events {
  readonly operations: Operations;
  createRule(rule: Rule): void;
  createTimer(timer: Timer): void;
  /** Puts an event on the default bus, as AWS services do. */
  emit: Surroundings['emit'];
  /** Delivers every event to its next target twice, until told otherwise. */
  duplicateEverything(on: boolean): void;
  /** Decides for each delivery how often it takes place, and how late. Left alone: once, in time. */
  disturb(deliveries: (rule: string, event: EventEnvelope) => readonly Lateness[]): void;
  /** Every event that was on the bus, in order. */
  readonly log: readonly EventEnvelope[];
  /** Events that no target could handle. */
  readonly deadLetters: readonly {
    readonly rule: string;
    readonly event: EventEnvelope;
    readonly error: string;
  }[];
}

/** In milliseconds; or so that whatever is delivered next comes first. */
export type Lateness = number | 'overtaken';

type Target = Pick<Rule, 'name' | 'functionName' | 'retries'>;

type Entry = {
  Source?: string;
  DetailType?: string;
  Detail?: string;
  Resources?: string[];
  EventBusName?: string;
};
type PutEventsOutput = {
  FailedEntryCount: number;
  Entries: ({ EventId: string } | { ErrorCode: string; ErrorMessage: string })[];
  $metadata: object;
};

/** "Typically about half a second" in EventBridge's documents; now and then much longer, so that order is not kept. */
const deliveryMillis = { least: 100, most: 900 };
const slowShare = 0.02;
const slowMillis = { least: 2_000, most: 10_000 };
const longestMillis = 600_000;
/** Lambda tries an asynchronous invocation that failed again after one, then after two minutes. */
const retryMillis = [60_000, 120_000] as const;

/** The default event bus: at least once, in no certain order, to Lambda functions. */
export function createEvents(
  { clock, random }: Surroundings,
  lambda: Lambda,
  duplicateShare: number,
): Events {
  const rules: Rule[] = [];
  const log: EventEnvelope[] = [];
  const deadLetters: { rule: string; event: EventEnvelope; error: string }[] = [];
  let alwaysTwice = false;
  let latenessOf: (rule: string, event: EventEnvelope) => readonly Lateness[] = () => [0];
  let overtaken: (() => void)[] = [];

  const invoke = async (rule: Target, event: EventEnvelope, tries: number): Promise<void> => {
    const result = await patiently(() => lambda.invoke(rule.functionName, event));
    if (result.kind === 'answered') return;
    const wait = retryMillis[tries];
    if (wait === undefined || tries >= (rule.retries ?? 2)) {
      deadLetters.push({ rule: rule.name, event, error: `${result.errorType}: ${result.errorMessage}` });
    } else {
      clock.schedule(clock.now() + wait, () => void invoke(rule, event, tries + 1));
    }
  };
  /** Events that meet Lambda's limit go back into its queue, "exponentially from 1 second after the first attempt to a maximum of 5 minutes". */
  const patiently = async <T>(invoke: () => Promise<T>): Promise<T> => {
    for (let waitMillis = 1000; ; waitMillis = Math.min(300_000, waitMillis * 2)) {
      try {
        return await invoke();
      } catch (error) {
        if (!(error instanceof AwsError) || error.name !== 'TooManyRequestsException') throw error;
      }
      await clock.sleep(waitMillis);
    }
  };
  /** For the next delivery; if there is none, ten minutes. */
  const waitFor = (arrive: () => void): void => {
    const cancel = clock.schedule(clock.now() + longestMillis, () => {
      overtaken = overtaken.filter((other) => other !== go);
      arrive();
    });
    const go = () => {
      cancel();
      arrive();
    };
    overtaken.push(go);
  };
  const deliver = (rule: Target, event: EventEnvelope): void => {
    const next = overtaken;
    overtaken = [];
    for (const late of latenessOf(rule.name, event)) {
      const range = random.chance(slowShare) ? slowMillis : deliveryMillis;
      const travelMillis = Math.round(random.between(range.least, range.most));
      const arrive = () => void invoke(rule, event, 0);
      if (late !== 'overtaken') clock.schedule(clock.now() + late + travelMillis, arrive);
      else waitFor(arrive);
    }
    for (const arrive of next) clock.schedule(clock.now() + slowMillis.most + 1, arrive);
  };
  const publish = (event: EventEnvelope): void => {
    log.push(event);
    for (const rule of rules) {
      if (!matchesPattern(rule.pattern, event)) continue;
      deliver(rule, event);
      if (random.chance(alwaysTwice ? 1 : duplicateShare)) deliver(rule, event);
    }
  };
  const envelope = (
    source: string,
    detailType: string,
    resources: readonly string[],
    detail: unknown,
  ): EventEnvelope => ({
    version: '0',
    id: random.hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    'detail-type': detailType,
    source,
    account: accountId,
    time: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources,
    detail,
  });

  return {
    log,
    deadLetters,
    createRule: (rule) => {
      rules.push(rule);
    },
    createTimer(timer) {
      const everyMillis = timer.everyMinutes * 60_000;
      const ring = () => {
        clock.schedule(clock.now() + everyMillis, ring);
        deliver(timer, envelope('aws.events', 'Scheduled Event', [arn('events', `rule/${timer.name}`)], {}));
      };
      clock.schedule(clock.now() + everyMillis, ring);
    },
    duplicateEverything: (on) => {
      alwaysTwice = on;
    },
    disturb: (deliveries) => {
      latenessOf = deliveries;
    },
    emit: ({ source, detailType, resources = [], detail }) =>
      publish(envelope(source, detailType, resources, detail)),
    operations: {
      PutEvents: operation<{ Entries?: Entry[] }, PutEventsOutput>(
        ({ Entries = [] }) =>
          Entries.map(({ EventBusName = 'default', Source = '', DetailType = '' }) => ({
            action: 'events:PutEvents',
            resources: [
              EventBusName.startsWith('arn:') ? EventBusName : arn('events', `event-bus/${EventBusName}`),
            ],
            context: { 'events:source': [Source], 'events:detail-type': [DetailType] },
          })),
        ({ Entries = [] }) => {
          if (Entries.length === 0 || Entries.length > 10) throw validation('1 to 10 entries are allowed');
          const answers = Entries.map((entry) => {
            const problem = problemOf(entry);
            if (problem !== undefined) return { ErrorCode: problem[0], ErrorMessage: problem[1] };
            const { Source = '', DetailType = '', Detail = '{}', Resources = [] } = entry;
            const event = envelope(Source, DetailType, Resources, JSON.parse(Detail));
            publish(event);
            return { EventId: event.id };
          });
          return {
            FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length,
            Entries: answers,
          };
        },
      ),
    },
  };
}

function problemOf({ Source, DetailType, Detail }: Entry): readonly [string, string] | undefined {
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (value === undefined || value === '') {
      return ['InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`];
    }
  }
  if (Source?.startsWith('aws.'))
    return ['NotAuthorizedForSourceException', 'Not authorized for the source.'];
  try {
    const detail: unknown = JSON.parse(Detail ?? '');
    return typeof detail === 'object' ? undefined : ['MalformedDetail', 'Detail is malformed.'];
  } catch {
    return ['MalformedDetail', 'Detail is malformed.'];
  }
}

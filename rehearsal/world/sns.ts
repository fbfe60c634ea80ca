import { AwsError, required } from './aws-error.ts';
import { topicArn } from './place.ts';
import { type Operations, operation, type Surroundings } from './service.ts';

export type Notification = {
  readonly atMillis: number;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
};

export interface Sns {
  readonly operations: Operations;
  createTopic(name: string): void;
  /** What was published, in order. */
  readonly published: readonly Notification[];
}

type PublishInput = { TopicArn?: string; Message?: string; Subject?: string };

export function createSns({ clock, random }: Surroundings): Sns {
  const topics = new Set<string>();
  const published: Notification[] = [];
  return {
    published,
    createTopic: (name) => {
      topics.add(topicArn(name));
    },
    operations: {
      Publish: operation<PublishInput, { MessageId: string; $metadata: object }>(
        ({ TopicArn }) => ({ action: 'sns:Publish', resources: [required(TopicArn, 'topicArn')] }),
        ({ TopicArn, Message, Subject }) => {
          const topic = required(TopicArn, 'topicArn');
          if (!topics.has(topic))
            throw new AwsError('NotFoundException', 'Topic does not exist', { status: 404 });
          const message = required(Message, 'message');
          published.push({ atMillis: clock.now(), topicArn: topic, subject: Subject, message });
          return { MessageId: random.hex(32) };
        },
      ),
    },
  };
}

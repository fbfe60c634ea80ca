import { type Answers, refusal } from '../cli/fakes.ts';

/** An account in which everything goes well, for any service: a rollout is under way and asks something. */
export function happyAccount(spec: string): Answers {
  return {
    QueryCommand: () => ({ Items: [] }),
    GetItemCommand(input) {
      const { kind = '', name = '' } = keyOf(input);
      if (kind === 'spec') return strings({ name, spec: JSON.stringify(spec), updatedAt: '2026-11-23' });
      if (kind === 'claim') return strings({ name, ...claim });
      return {};
    },
    PutItemCommand: () => ({}),
    UpdateItemCommand: () => ({}),
    DeleteItemCommand: () => ({}),
    SendTaskSuccessCommand: () => ({}),
    SendTaskFailureCommand: () => ({}),
    GetExecutionHistoryCommand: () => ({ events: [] }),
    GetTemplateCommand: () => refusal('AccessDenied', 'jane may not'),
    DescribeExecutionCommand: () => refusal('ExecutionDoesNotExist', 'none'),
    ListExecutionsCommand: () => ({}),
    StartExecutionCommand: () => ({}),
    InvokeCommand: () => ({
      Payload: new TextEncoder().encode(
        JSON.stringify({ interruptions: [{ service: 'any', answer: 'returned', detail: '' }] }),
      ),
    }),
  };
}

const claim = {
  holder: 'arn:one',
  phase: 'rolling out',
  plan: '{}',
  approvalToken: 'AQC4',
  question: 'May v42 get 50% of the traffic?',
};

const strings = (fields: Readonly<Record<string, string>>) => ({
  Item: Object.fromEntries(Object.entries(fields).map(([name, S]) => [name, { S }])),
});

const keyOf = ({ Key }: Record<string, unknown>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(Key ?? {}).map(([name, value]) => [name, String(value.S)]));

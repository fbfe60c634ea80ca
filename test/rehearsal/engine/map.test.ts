import { describe, expect, it } from '@jest/globals';
import { TaskFailure } from '../../../rehearsal/engine/index.ts';
import { rehearse, START_MILLIS, typesOf } from './rehearse.ts';

const processor = (Mode: 'INLINE' | 'DISTRIBUTED') => ({
  ProcessorConfig: { Mode },
  StartAt: 'Work',
  States: {
    Work: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: '{% $states.input %}',
      End: true,
    },
  },
});

describe('Map', () => {
  it('runs as many iterations at once as MaxConcurrency says', async () => {
    const begun: number[] = [];
    const { execution, finish } = rehearse(
      {
        Each: {
          Type: 'Map',
          Items: [1, 2, 3, 4, 5],
          MaxConcurrency: 2,
          ItemProcessor: processor('INLINE'),
          End: true,
        },
      },
      {
        task: async (call, clock) => {
          begun.push((clock.now() - START_MILLIS) / 1000);
          await clock.sleep(10_000);
          return call.arguments;
        },
      },
    );
    await finish();
    expect(begun).toEqual([0, 0, 10, 10, 20]);
    expect(execution.output).toEqual([1, 2, 3, 4, 5]);
  });

  it('tells which iterations failed and which were aborted', async () => {
    const { execution, finish } = rehearse(
      { Each: { Type: 'Map', Items: [1, 2], ItemProcessor: processor('INLINE'), End: true } },
      {
        task: async (call, clock) => {
          await clock.sleep(Number(call.arguments) * 1000);
          throw new TaskFailure('Bad', 'item');
        },
      },
    );
    await finish();
    expect(typesOf(execution.history).slice(-6)).toEqual([
      'MapIterationFailed',
      'TaskStateAborted',
      'MapIterationAborted',
      'TaskStateAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it('over nothing succeeds', async () => {
    const { finish } = rehearse({
      Each: { Type: 'Map', Items: [], ItemProcessor: processor('INLINE'), End: true },
    });
    expect((await finish()).output).toEqual([]);
  });
});

describe('a distributed Map', () => {
  const failOdd = async ({ arguments: item }: { arguments: unknown }) => {
    if (Number(item) % 2 === 1) throw new TaskFailure('Odd', String(item));
    return Number(item);
  };

  it.each([
    [{ ToleratedFailureCount: 2 }, 'SUCCEEDED'],
    [{ ToleratedFailureCount: '{% 1 %}' }, 'FAILED'],
    [{ ToleratedFailurePercentage: 50 }, 'SUCCEEDED'],
    [{ ToleratedFailurePercentage: 49 }, 'FAILED'],
    [{}, 'FAILED'],
  ])('tolerates failures as told: %j', async (tolerance, status) => {
    const { execution, finish } = rehearse(
      {
        Each: {
          Type: 'Map',
          Items: [1, 2, 3, 4],
          ItemProcessor: processor('DISTRIBUTED'),
          ...tolerance,
          End: true,
        },
      },
      { task: failOdd },
    );
    await finish();
    expect(execution).toMatchObject(
      status === 'SUCCEEDED'
        ? { status, output: [2, 4] }
        : {
            status,
            error: 'States.ExceedToleratedFailureThreshold',
            cause: 'The specified tolerated failure threshold was exceeded',
          },
    );
    expect(typesOf(execution.history)).toContain(status === 'SUCCEEDED' ? 'MapRunSucceeded' : 'MapRunFailed');
  });

  it.each([
    [{ InputType: 'JSON' }, '[1, {"a": 2}]', [1, { a: 2 }]],
    [{ InputType: 'JSON' }, '{"a": 1}', [{ Key: 'a', Value: 1 }]],
    [{ InputType: 'JSON', ItemsPointer: '/in/list' }, '{"in": {"list": [1]}}', [1]],
    [{ InputType: 'JSONL' }, '{"a": 1}\n\n{"a": 2}\n', [{ a: 1 }, { a: 2 }]],
    [{ InputType: 'JSON', MaxItems: 1 }, '[1, 2]', [1]],
    [
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      'a,b\r\n1,"x, ""y"""\n2\n',
      [
        { a: '1', b: 'x, "y"' },
        { a: '2', b: '' },
      ],
    ],
    [
      { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'], CSVDelimiter: 'PIPE' },
      '1|2\n',
      [{ a: '1' }],
    ],
  ])('reads items: %j', async (ReaderConfig, body, expected) => {
    const { finish } = rehearse(readingFrom(ReaderConfig), { readS3: async () => body });
    expect((await finish()).output).toEqual(expected);
  });

  it.each([
    [async () => '1', 'Attempting to map over non-iterable node.'],
    [() => Promise.reject(new Error('No such key')), 'No such key'],
  ])('fails with States.ItemReaderFailed when it cannot', async (readS3, cause) => {
    const { finish } = rehearse(readingFrom({ InputType: 'JSON' }), { readS3 });
    expect(await finish()).toMatchObject({ error: 'States.ItemReaderFailed', cause });
  });

  it('packs batches by number and by size', async () => {
    const state = { ...readingFrom({ InputType: 'JSON' }).Each };
    const outputs = async (ItemBatcher: object) =>
      (
        await rehearse(
          { Each: { ...state, ItemBatcher } },
          { readS3: async () => '["a", "b", "c"]' },
        ).finish()
      ).output;
    expect(await outputs({ MaxItemsPerBatch: 2, BatchInput: { n: '{% 1 + 1 %}' } })).toEqual([
      { BatchInput: { n: 2 }, Items: ['a', 'b'] },
      { BatchInput: { n: 2 }, Items: ['c'] },
    ]);
    expect(await outputs({ MaxInputBytesPerBatch: 21 })).toEqual([{ Items: ['a', 'b'] }, { Items: ['c'] }]);
  });
});

const readingFrom = (ReaderConfig: object) => ({
  Each: {
    Type: 'Map',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig,
      Arguments: { Bucket: 'b', Key: 'k' },
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED' },
      StartAt: 'Same',
      States: { Same: { Type: 'Pass', End: true } },
    },
    End: true,
  },
});

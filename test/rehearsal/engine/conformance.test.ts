import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readRecordings } from '../../../scripts/conformance/recording.ts';
import { runRecording } from '../../../scripts/conformance/run.ts';

/** Answers of the real Step Functions, kept beside the repository (the folder's README tells where they come from). */
const folder = ['test/recordings/asl-cases', '../shared/asl-cases'].find(existsSync);

/** Recordings that contradict themselves: a value of the input stands in them under two names. */
const contradictory: { readonly [name: string]: string } = {
  'callback/test_sync_with_task_token~jsonata':
    'the first state is entered with another StateMachineArn and Name than the execution was started with',
  'credentials/test_cross_account_states_start_sync_execution[SFN_START_EXECUTION_SYNC_ROLE_ARN_JSONATA]':
    'the first state is entered with another account in StateMachineArn than the execution was started with',
  'error-handling/task_service_dynamodb/test_put_item_invalid_table_name~jsonata':
    'the first state is entered with another TableName than the execution was started with',
};

describe('the engine does as the recorded service did', () => {
  const recordings = folder === undefined ? [] : readRecordings(folder);

  it('finds the recordings, if they are beside this repository', () => {
    expect(recordings.length > 0).toBe(folder !== undefined);
  });

  for (const recording of recordings) {
    const reason = contradictory[recording.name];
    it(reason === undefined ? recording.name : `${recording.name} differs: ${reason}`, async () => {
      const found = await runRecording(recording);
      if (reason === undefined) expect(found).toEqual([]);
      else expect(found).not.toEqual([]);
    });
  }
});

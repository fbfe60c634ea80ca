import { describe, expect, it } from '@jest/globals';
import { call } from '../../providers/call.ts';
import { awsError } from '../support/fake-aws.ts';

const about = { action: 'ecs:UpdateService', resource: 'service/shop/api' };
const nodeError = (code: string) => Object.assign(new Error('no answer'), { code });

describe('every error of AWS has a name that the state machine knows', () => {
  it.each([
    ['Throttled', awsError('Throttling')],
    ['Throttled', awsError('ThrottlingException')],
    ['Throttled', awsError('TooManyRequestsException', 429)],
    ['Throttled', awsError('PriorRequestNotComplete')],
    ['Throttled', awsError('RequestLimitExceeded', 503)],
    ['Throttled', awsError('ProvisionedThroughputExceededException')],
    ['Throttled', awsError('SomethingNew', 429)],
    ['Unavailable', awsError('InternalServerError', 500)],
    ['Unavailable', awsError('ServiceUnavailable', 503)],
    ['Unavailable', Object.assign(new Error('slow'), { name: 'TimeoutError' })],
    ['Unavailable', nodeError('ECONNRESET')],
    ['Unavailable', nodeError('ENOTFOUND')],
    ['Denied', awsError('AccessDenied', 403)],
    ['Denied', awsError('AccessDeniedException')],
    ['NotFound', awsError('NoSuchHostedZone', 404)],
    ['NotFound', awsError('ClusterNotFoundException')],
    ['NotFound', awsError('RuleNotFoundException')],
    ['NotFound', awsError('ResourceNotFoundException')],
    ['Conflict', awsError('PreconditionFailedException', 412)],
    ['Conflict', awsError('ResourceConflictException', 409)],
    ['Conflict', awsError('ConditionalCheckFailedException')],
    ['Refused', awsError('InvalidChangeBatch')],
    ['Refused', new TypeError('our own mistake')],
  ])('%s', async (name, error) => {
    await expect(call(about, () => Promise.reject(error))).rejects.toMatchObject({
      name,
      cause: error,
      message: `ecs:UpdateService on service/shop/api: ${error.name}: ${error.message}`,
    });
  });

  it('passes an answer on', async () => {
    expect(await call(about, async () => 7)).toBe(7);
  });
});

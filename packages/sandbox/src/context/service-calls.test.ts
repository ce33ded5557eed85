import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Denial } from '../iam/denial.js';
import { AwsError } from '../protocols/aws-error.js';
import type { ServiceRequest } from '../protocols/request.js';
import {
  type CallableService,
  callerOf,
  createServiceCalls,
  type ServiceCall,
} from './service-calls.js';

const reader = callerOf('arn:aws:iam::123456789012:role/apps/reader', 'APPSYNC_ASSUME_ROLE');

/** Its permission is `notes:<operation>`. It answers with the request that it got. */
function notes(received: ServiceRequest[]): CallableService {
  return {
    signingName: 'notes',
    maxBodyBytes: 20,
    matches: ({ target, path }) => target?.prefix === 'Notes' || path.startsWith('/notes'),
    permissions: ({ target }) => [{ action: `notes:${target?.operation}`, resources: ['*'] }],
    async handle(request) {
      received.push(request);
      if (request.caller.type === 'anonymous') throw new AwsError('MissingToken', 'Sign it.', 400);
      return { status: 200, body: `read ${request.body}` };
    },
  };
}

function files(): CallableService {
  return {
    signingName: 'files',
    matches: ({ path }) => path.startsWith('/files'),
    async handleStream({ body, refusal }) {
      const message = refusal({ action: 'files:Get', resources: ['*'] });
      if (message !== undefined) return { status: 403, body: message };
      const chunks = [];
      for await (const chunk of body) chunks.push(chunk);
      return { status: 200, body: Readable.from([Buffer.from('got '), ...chunks]) };
    },
  };
}

function start(allowed: readonly string[]) {
  const received: ServiceRequest[] = [];
  const denials: Denial[] = [];
  const calls = createServiceCalls({
    access: {
      refusal: (_, { action }) => (allowed.includes(action) ? undefined : `not ${action}`),
    },
    onDenied: (denial) => denials.push(denial),
  });
  calls.offer([notes(received), files()]);
  const call = async (changes: Partial<ServiceCall> = {}) => {
    const { status, body } = await calls.call({
      caller: reader,
      signingName: 'notes',
      target: 'Notes.Get',
      body: 'note 1',
      ...changes,
    });
    return { status, body: Buffer.from(body).toString() };
  };
  return { calls, call, received, denials };
}

describe('a call of a service', () => {
  test('reaches the service with the role as its caller', async () => {
    const { call, received } = start(['notes:Get']);
    expect(await call({ headers: { accept: '*/*' } })).toEqual({
      status: 200,
      body: 'read note 1',
    });
    expect(received[0]).toMatchObject({
      method: 'POST',
      path: '/',
      target: { prefix: 'Notes', operation: 'Get' },
      headers: { accept: '*/*' },
      caller: {
        type: 'role',
        roleArn: 'arn:aws:iam::123456789012:role/apps/reader',
        arn: 'arn:aws:sts::123456789012:assumed-role/reader/APPSYNC_ASSUME_ROLE',
      },
    });
  });

  test('is refused and reported when the role lacks the permission', async () => {
    const { call, received, denials } = start([]);
    expect(await call()).toEqual({
      status: 400,
      body: '{"__type":"AccessDeniedException","message":"not notes:Get"}',
    });
    expect(received).toEqual([]);
    expect(denials).toEqual([
      {
        caller: reader,
        permission: { action: 'notes:Get', resources: ['*'] },
        message: 'not notes:Get',
      },
    ]);
  });

  test.each<[string, Partial<ServiceCall>, string]>([
    ['a signature for another service', { signingName: 'files' }, 'InvalidSignatureException'],
    ['no signature of a role', { signingName: undefined }, 'InvalidSignatureException'],
    ['a body over the limit', { body: 'x'.repeat(21) }, 'RequestEntityTooLargeException'],
    [
      'a caller without credentials',
      { caller: { type: 'anonymous' }, signingName: undefined },
      'MissingToken',
    ],
  ])('is refused with %s', async (_, changes, type) => {
    const { call } = start(['notes:Get']);
    const response = await call(changes);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.body).toContain(`"__type":"${type}"`);
  });

  test('of a service that does not exist is an error that names it', async () => {
    const { call } = start([]);
    await expect(call({ target: 'Other.Get', signingName: 'other' })).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The sandbox does not support Get of other. Nothing was sent to AWS.',
    });
  });

  test('does not hide an error of the sandbox', async () => {
    const { calls } = start([]);
    calls.offer([
      {
        maxBodyBytes: 0,
        matches: () => true,
        handle: () => Promise.reject(new Error('a fault')),
      },
    ]);
    await expect(calls.call({ caller: reader, signingName: undefined, body: '' })).rejects.toThrow(
      'a fault',
    );
  });
});

describe('a call of a service that streams', () => {
  const toFiles = { signingName: 'files', path: '/files/1' };
  const streamed = { caller: reader, body: 'bytes', ...toFiles };

  test('returns the whole body', async () => {
    const { calls } = start(['files:Get']);
    const { status, body } = await calls.call(streamed);
    expect([status, Buffer.from(body).toString()]).toEqual([200, 'got bytes']);
  });

  test('is reported when the service refuses it', async () => {
    const { calls, denials } = start([]);
    expect(await calls.call(streamed)).toMatchObject({ status: 403 });
    expect(denials).toMatchObject([{ permission: { action: 'files:Get' } }]);
  });
});

describe('authorize', () => {
  const permission = { action: 'lambda:InvokeFunction', resources: ['arn'] };

  test('accepts a caller with the permission', () => {
    const { calls, denials } = start(['lambda:InvokeFunction']);
    calls.authorize(reader, permission);
    expect(denials).toEqual([]);
  });

  test('refuses and reports another caller', () => {
    const { calls, denials } = start([]);
    expect(() => calls.authorize(reader, permission)).toThrow('not lambda:InvokeFunction');
    expect(denials).toMatchObject([{ permission }]);
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import {
  confirmedUser,
  failure,
  signedIn,
  startUserPools,
  type TestUserPools,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const DEVICE_KEY = 'eu-west-1_01234567-89ab-cdef-0123-456789abcdef';
const MISSING = 'ResourceNotFoundException: Device does not exist.';

describe('devices', () => {
  test.for([
    ['ListDevices', {}, { Devices: [] }],
    ['GetDevice', { DeviceKey: DEVICE_KEY }, MISSING],
    ['ForgetDevice', { DeviceKey: DEVICE_KEY }, MISSING],
    ['UpdateDeviceStatus', { DeviceKey: DEVICE_KEY }, MISSING],
  ] as const)('of a signed-in user: %s finds none', async ([operation, input, outcome]) => {
    pools = await startUserPools();
    await confirmedUser(pools, ADA);
    const { AccessToken } = await signedIn(pools, ADA);
    const answer = await pools.call(operation, { ...input, AccessToken });
    expect(failure(answer) === 'none' ? answer.body : failure(answer)).toEqual(outcome);
    const forged = await pools.call(operation, { ...input, AccessToken: 'a.b.c' });
    expect(failure(forged)).toBe('NotAuthorizedException: Invalid Access Token');
  });

  test.for([
    ['AdminListDevices', {}, { Devices: [] }],
    ['AdminGetDevice', { DeviceKey: DEVICE_KEY }, MISSING],
    ['AdminForgetDevice', { DeviceKey: DEVICE_KEY }, MISSING],
    [
      'AdminUpdateDeviceStatus',
      { DeviceKey: DEVICE_KEY, DeviceRememberedStatus: 'remembered' },
      MISSING,
    ],
  ] as const)('of somebody else: %s finds none', async ([operation, input, outcome]) => {
    pools = await startUserPools();
    await confirmedUser(pools, ADA);
    const answer = await pools.call(
      operation,
      { ...input, UserPoolId: pools.poolId, Username: ADA },
      { signed: true },
    );
    expect(failure(answer) === 'none' ? answer.body : failure(answer)).toEqual(outcome);
  });

  test.for(['GetDevice', 'ForgetDevice'])('%s requires an access token', async (operation) => {
    pools = await startUserPools();
    expect(failure(await pools.call(operation, { DeviceKey: DEVICE_KEY }))).toBe(
      'NotAuthorizedException: Invalid Access Token',
    );
  });

  test.for([
    [{ DeviceKey: 'no key' }, /'deviceKey' failed .*regular expression pattern/],
    [{ DeviceKey: `${DEVICE_KEY}00000000000` }, /'deviceKey' failed .*less than or equal to 55/],
    [{ DeviceRememberedStatus: 'REMEMBERED' }, /\[remembered, not_remembered\]/],
  ] as const)('cannot be requested with %o', async ([input, problem]) => {
    pools = await startUserPools();
    const answer = await pools.call(
      'AdminUpdateDeviceStatus',
      { DeviceKey: DEVICE_KEY, UserPoolId: pools.poolId, Username: ADA, ...input },
      { signed: true },
    );
    expect(failure(answer)).toMatch(problem);
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import {
  AMPLIFY_POOL,
  confirmedUser,
  failure,
  startUserPools,
  type TestUserPools,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
afterEach(() => pools.stop());

const ADA = 'ada@example.com';

describe('AdminListUserAuthEvents', () => {
  test.for([
    ['AUDIT', /^none$/],
    ['ENFORCED', /^none$/],
    ['OFF', /^UserPoolAddOnNotEnabledException: /],
    [undefined, /^UserPoolAddOnNotEnabledException: /],
  ] as const)('with threat protection %s', async ([mode, outcome]) => {
    pools = await startUserPools({
      pool: { ...AMPLIFY_POOL, ...(mode && { UserPoolAddOns: { AdvancedSecurityMode: mode } }) },
    });
    await confirmedUser(pools, ADA);
    const answer = await pools.call(
      'AdminListUserAuthEvents',
      { UserPoolId: pools.poolId, Username: ADA, MaxResults: 0 },
      { signed: true },
    );
    expect(failure(answer)).toMatch(outcome);
    if (answer.status === 200) expect(answer.body).toEqual({ AuthEvents: [] });
  });
});

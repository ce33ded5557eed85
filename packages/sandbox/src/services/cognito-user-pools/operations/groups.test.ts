import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  type Backend,
  confirmedUser,
  failure,
  startUserPools,
  type TestUserPools,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
const start = async (backend: Backend = {}) => {
  pools = await startUserPools(backend);
};
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const ROLE = 'arn:aws:iam::123456789012:role/a';
const admin = (operation: string, more: Record<string, unknown> = {}) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });
const groupNames = async (operation = 'ListGroups', more: Record<string, unknown> = {}) => {
  const { body } = await admin(operation, more);
  return (body.Groups as { GroupName: string }[]).map(({ GroupName }) => GroupName);
};

describe('groups', () => {
  test('are created, changed and deleted', async () => {
    await start();
    const created = await admin('CreateGroup', {
      GroupName: 'a',
      Description: 'first',
      Precedence: 1,
      RoleArn: ROLE,
    });
    expect(created.body).toEqual({
      Group: {
        GroupName: 'a',
        UserPoolId: pools.poolId,
        Description: 'first',
        Precedence: 1,
        RoleArn: ROLE,
        CreationDate: expect.any(Number),
        LastModifiedDate: expect.any(Number),
      },
    });
    pools.advance(1000);
    await admin('UpdateGroup', { GroupName: 'a', Precedence: 2 });
    const { body } = await admin('GetGroup', { GroupName: 'a' });
    const { CreationDate } = created.body.Group as { CreationDate: number };
    expect(body.Group).toMatchObject({
      Description: 'first',
      Precedence: 2,
      CreationDate,
      LastModifiedDate: CreationDate + 1,
    });
    expect(failure(await admin('DeleteGroup', { GroupName: 'a' }))).toBe('none');
    expect(await groupNames()).toEqual([]);
  });

  test('have members, in the order of precedence for each', async () => {
    await start({
      groups: [
        { GroupName: 'last' },
        { GroupName: 'second', Precedence: 5 },
        { GroupName: 'first', Precedence: 0 },
      ],
    });
    await confirmedUser(pools, ADA);
    for (const GroupName of ['last', 'second', 'first', 'first']) {
      expect(failure(await admin('AdminAddUserToGroup', { GroupName }))).toBe('none');
    }
    expect(await groupNames('AdminListGroupsForUser')).toEqual(['first', 'second', 'last']);
    const { body } = await admin('ListUsersInGroup', { GroupName: 'first' });
    expect(body.Users).toEqual([expect.objectContaining({ UserStatus: 'CONFIRMED' })]);
    expect(failure(await admin('AdminRemoveUserFromGroup', { GroupName: 'first' }))).toBe('none');
    expect(failure(await admin('AdminRemoveUserFromGroup', { GroupName: 'first' }))).toBe('none');
    expect(await groupNames('AdminListGroupsForUser')).toEqual(['second', 'last']);
    await admin('DeleteGroup', { GroupName: 'last' });
    expect(await groupNames('AdminListGroupsForUser')).toEqual(['second']);
  });

  test.for(['GetGroup', 'UpdateGroup', 'DeleteGroup', 'ListUsersInGroup', 'AdminAddUserToGroup'])(
    '%s names one that does not exist',
    async (operation) => {
      await start();
      await confirmedUser(pools, ADA);
      expect(failure(await admin(operation, { GroupName: 'nowhere' }))).toBe(
        'ResourceNotFoundException: Group not found.',
      );
    },
  );

  test('are not created twice', async () => {
    await start({ groups: [{ GroupName: 'a' }] });
    expect(failure(await admin('CreateGroup', { GroupName: 'a' }))).toBe(
      'GroupExistsException: A group with the name a already exists.',
    );
  });

  test.for([
    ['ListGroups', ['a', 'b', 'c', 'd']],
    ['AdminListGroupsForUser', ['d', 'c', 'a', 'b']],
  ] as const)('come in pages from %s', async ([operation, expected]) => {
    await start({
      groups: [
        { GroupName: 'a', Precedence: 10 },
        { GroupName: 'b' },
        { GroupName: 'c', Precedence: 9 },
        { GroupName: 'd', Precedence: 0 },
      ],
    });
    await confirmedUser(pools, ADA);
    for (const GroupName of expected) await admin('AdminAddUserToGroup', { GroupName });
    const found = [];
    let NextToken: unknown;
    do {
      const { body } = await admin(operation, { Limit: 1, NextToken });
      found.push(...(body.Groups as { GroupName: string }[]).map(({ GroupName }) => GroupName));
      NextToken = body.NextToken;
    } while (NextToken);
    expect(found).toEqual(expected);
    expect(failure(await admin(operation, { NextToken: 'bm9uc2Vuc2U' }))).toBe(
      'InvalidParameterException: Invalid pagination token.',
    );
  });

  test('return their members in pages', async () => {
    await start({ groups: [{ GroupName: 'a' }] });
    for (const name of ['ada', 'bob', 'cleo']) {
      await confirmedUser(pools, `${name}@example.com`);
      await admin('AdminAddUserToGroup', { GroupName: 'a', Username: `${name}@example.com` });
      pools.advance(1);
    }
    const emails = ({ body }: Answer) =>
      (body.Users as { Attributes: { Name: string; Value: string }[] }[]).map(
        ({ Attributes }) => Attributes.find(({ Name }) => Name === 'email')?.Value,
      );
    const first = await admin('ListUsersInGroup', { GroupName: 'a', Limit: 2 });
    expect(emails(first)).toEqual(['ada@example.com', 'bob@example.com']);
    const { NextToken } = first.body;
    const second = await admin('ListUsersInGroup', { GroupName: 'a', Limit: 2, NextToken });
    expect(emails(second)).toEqual(['cleo@example.com']);
    expect(second.body.NextToken).toBeUndefined();
  });

  test('have a precedence that is a 32-bit number of zero or more', async () => {
    await start();
    for (const Precedence of [-1, 2 ** 31]) {
      expect(failure(await admin('CreateGroup', { GroupName: 'a', Precedence }))).toMatch(
        /^InvalidParameterException: .*'precedence'/,
      );
    }
  });

  test('of the template follow it, and those that code created stay', async () => {
    await start({ groups: [{ GroupName: 'a', Precedence: 1 }, { GroupName: 'b' }] });
    await confirmedUser(pools, ADA);
    await admin('CreateGroup', { GroupName: 'c' });
    await admin('AdminAddUserToGroup', { GroupName: 'a' });
    await admin('AdminAddUserToGroup', { GroupName: 'b' });
    await pools.deploy({ groups: [{ GroupName: 'a', Precedence: 7 }] });
    expect(await groupNames()).toEqual(['a', 'c']);
    expect((await admin('GetGroup', { GroupName: 'a' })).body.Group).toMatchObject({
      Precedence: 7,
    });
    expect(await groupNames('AdminListGroupsForUser')).toEqual(['a']);
  });
});

import { AwsError } from '../../../protocols/aws-error.js';
import { adminOperation } from '../api/operation.js';
import { numberKey, page } from '../api/pagination.js';
import {
  AdminListGroupsForUserRequest,
  CreateGroupRequest,
  GroupMemberRequest,
  GroupRequest,
  ListGroupsRequest,
  ListUsersInGroupRequest,
  UpdateGroupRequest,
} from '../api/requests.js';
import type { Engine } from '../engine.js';
import { resourceNotFound } from '../errors.js';
import type { Group } from '../store/groups.js';
import { requireUser } from '../users/usernames.js';
import { userKey, userSummary } from './user-summary.js';

export const CreateGroup = adminOperation(CreateGroupRequest, (engine, input) => {
  const pool = engine.pool(input.UserPoolId);
  const now = engine.context.now();
  const group: Group = {
    poolId: pool.id,
    name: input.GroupName,
    description: input.Description,
    precedence: input.Precedence,
    roleArn: input.RoleArn,
    fromTemplate: false,
    createdAt: now,
    modifiedAt: now,
  };
  return engine.store.transaction(() => {
    if (engine.store.groups.find(pool.id, group.name)) {
      throw new AwsError(
        'GroupExistsException',
        `A group with the name ${group.name} already exists.`,
      );
    }
    engine.store.groups.save(group);
    return { Group: summary(group) };
  });
});

export const GetGroup = adminOperation(GroupRequest, (engine, input) => ({
  Group: summary(requireGroup(engine, input.UserPoolId, input.GroupName)),
}));

export const UpdateGroup = adminOperation(UpdateGroupRequest, (engine, input) => {
  const group = requireGroup(engine, input.UserPoolId, input.GroupName);
  const updated = {
    ...group,
    description: input.Description ?? group.description,
    precedence: input.Precedence ?? group.precedence,
    roleArn: input.RoleArn ?? group.roleArn,
    modifiedAt: engine.context.now(),
  };
  engine.store.groups.save(updated);
  return { Group: summary(updated) };
});

export const DeleteGroup = adminOperation(GroupRequest, (engine, input) => {
  const group = requireGroup(engine, input.UserPoolId, input.GroupName);
  engine.store.groups.remove(group.poolId, group.name);
});

export const ListGroups = adminOperation(ListGroupsRequest, (engine, input) => {
  const pool = engine.pool(input.UserPoolId);
  const groups = engine.store.groups.ofPool(pool.id);
  const { items, next } = page(groups, input.Limit, input.NextToken, ({ name }) => name);
  return { Groups: items.map(summary), NextToken: next };
});

export const ListUsersInGroup = adminOperation(ListUsersInGroupRequest, (engine, input) => {
  const group = requireGroup(engine, input.UserPoolId, input.GroupName);
  const members = engine.store.groups
    .members(group)
    .flatMap((sub) => engine.store.users.find(sub) ?? []);
  const { items, next } = page(members, input.Limit, input.NextToken, userKey);
  return { Users: items.map((user) => userSummary(user)), NextToken: next };
});

export const AdminAddUserToGroup = adminOperation(GroupMemberRequest, (engine, input) => {
  const pool = engine.pool(input.UserPoolId);
  const user = requireUser(engine, pool, input.Username);
  engine.store.groups.addMember(requireGroup(engine, pool.id, input.GroupName), user);
});

export const AdminRemoveUserFromGroup = adminOperation(GroupMemberRequest, (engine, input) => {
  const pool = engine.pool(input.UserPoolId);
  const user = requireUser(engine, pool, input.Username);
  engine.store.groups.removeMember(requireGroup(engine, pool.id, input.GroupName), user);
});

export const AdminListGroupsForUser = adminOperation(
  AdminListGroupsForUserRequest,
  (engine, input) => {
    const pool = engine.pool(input.UserPoolId);
    const groups = engine.store.groups.ofUser(requireUser(engine, pool, input.Username));
    const { items, next } = page(groups, input.Limit, input.NextToken, rankKey);
    return { Groups: items.map(summary), NextToken: next };
  },
);

/** Sorts by precedence. Groups without one are last. */
function rankKey({ precedence, name }: Group): string {
  return `${numberKey(precedence ?? Number.MAX_SAFE_INTEGER)} ${name}`;
}

function requireGroup(engine: Engine, poolId: string, name: string): Group {
  const group = engine.store.groups.find(engine.pool(poolId).id, name);
  if (!group) throw resourceNotFound('Group not found.');
  return group;
}

function summary(group: Group) {
  return {
    GroupName: group.name,
    UserPoolId: group.poolId,
    Description: group.description,
    RoleArn: group.roleArn,
    Precedence: group.precedence,
    LastModifiedDate: group.modifiedAt / 1000,
    CreationDate: group.createdAt / 1000,
  };
}

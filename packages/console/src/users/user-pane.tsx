import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Overview } from '../api/contract.ts';
import {
  Button,
  Facts,
  IconButton,
  Loaded,
  Menu,
  type MenuChoice,
  MiddleCut,
  Pane,
  showFailure,
  showToast,
  Tabs,
  Time,
} from '../controls/index.ts';
import { DeleteUserDialog } from './delete-user-dialog.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { UserAttributes } from './user-attributes.tsx';
import { UserGroups } from './user-groups.tsx';
import { UserStatus } from './user-list.tsx';
import { changeUser, type UserOperation } from './user-pool-actions.ts';
import { useUser } from './user-pool-queries.ts';
import { nameOf, timeOf, type UserDetails } from './user-pool-types.ts';
import { UserTokens } from './user-tokens.tsx';

export type UserPaneProps = {
  readonly pool: Overview['userPools'][number];
  readonly username: string;
  readonly onClose: () => void;
};

/** One user: what is known, what can be done, the groups and the tokens. */
export function UserPane({ pool, username, onClose }: UserPaneProps) {
  const query = useUser(pool.id, username);
  const [search, setSearch] = useSearchParams();
  const user = query.data;
  const address = { UserPoolId: pool.id, Username: username };
  function selectTab(tab: string) {
    setSearch(
      (last) => {
        last.set('tab', tab);
        return last;
      },
      { replace: true },
    );
  }
  const title = user === undefined ? username : nameOf(withAttributes(user));
  return (
    <Pane
      title={<MiddleCut text={title} end={14} />}
      id={username}
      onClose={onClose}
      actions={
        user === undefined ? null : <UserActions user={user} {...address} onGone={onClose} />
      }
    >
      <Loaded query={query}>
        {(details) => (
          <>
            <UserFacts user={details} />
            <Tabs
              label="User"
              selected={search.get('tab') ?? 'attributes'}
              onSelect={selectTab}
              tabs={[
                {
                  id: 'attributes',
                  label: 'Attributes',
                  count: details.UserAttributes?.length ?? 0,
                  content: () => <UserAttributes user={details} {...address} />,
                },
                {
                  id: 'groups',
                  label: 'Groups',
                  content: () => <UserGroups {...address} />,
                },
                {
                  id: 'tokens',
                  label: 'Tokens',
                  content: () => <UserTokens pool={pool} username={username} />,
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </Pane>
  );
}

function withAttributes({ Username, UserAttributes = [] }: UserDetails) {
  return { Username, Attributes: UserAttributes };
}

function UserFacts({ user }: { readonly user: UserDetails }) {
  const factors = user.UserMFASettingList ?? [];
  return (
    <Facts
      facts={[
        { label: 'Status', value: <UserStatus user={user} /> },
        {
          label: 'Created',
          value: <Time at={timeOf(user.UserCreateDate)} style="day" />,
        },
        {
          label: 'Changed',
          value: <Time at={timeOf(user.UserLastModifiedDate)} style="day" />,
        },
        { label: 'Second factor', value: factors.length === 0 ? 'none' : factors.join(', ') },
        {
          label: 'User name',
          value: (
            <code>
              <MiddleCut text={user.Username} />
            </code>
          ),
        },
      ]}
    />
  );
}

type UserActionsProps = {
  readonly user: UserDetails;
  readonly UserPoolId: string;
  readonly Username: string;
  readonly onGone: () => void;
};

function UserActions({ user, onGone, ...address }: UserActionsProps) {
  const [dialog, setDialog] = useState<'password' | 'delete'>();
  const name = nameOf(withAttributes(user));
  async function act(operation: UserOperation, done: string) {
    try {
      await changeUser(operation, address);
      showToast(`${name} ${done}`);
    } catch (error) {
      showFailure(error);
    }
  }
  const choices: readonly (MenuChoice & { readonly run: () => void })[] = [
    {
      id: 'able',
      label: user.Enabled ? 'Disable' : 'Enable',
      run: () =>
        act(
          user.Enabled ? 'AdminDisableUser' : 'AdminEnableUser',
          user.Enabled ? 'is disabled.' : 'is enabled.',
        ),
    },
    {
      id: 'reset',
      label: 'Reset password',
      note: 'sends a code',
      run: () => act('AdminResetUserPassword', 'gets a code for a new password.'),
    },
    {
      id: 'out',
      label: 'Sign out everywhere',
      run: () => act('AdminUserGlobalSignOut', 'is signed out.'),
    },
    { id: 'delete', label: 'Delete user', isDanger: true, run: () => setDialog('delete') },
  ];
  return (
    <>
      {user.UserStatus === 'UNCONFIRMED' ? (
        <Button
          small
          look="primary"
          onPress={() => void act('AdminConfirmSignUp', 'is confirmed.')}
        >
          Confirm
        </Button>
      ) : null}
      <Button small onPress={() => setDialog('password')}>
        Set password
      </Button>
      <Menu
        label="More actions"
        choices={choices}
        onAction={(id) => choices.find((choice) => choice.id === id)?.run()}
        trigger={
          <IconButton label="More actions" small>
            <Ellipsis />
          </IconButton>
        }
      />
      <PasswordDialog
        {...address}
        name={name}
        isOpen={dialog === 'password'}
        onClose={() => setDialog(undefined)}
      />
      <DeleteUserDialog
        {...address}
        name={name}
        isOpen={dialog === 'delete'}
        onClose={() => setDialog(undefined)}
        onDeleted={onGone}
      />
    </>
  );
}

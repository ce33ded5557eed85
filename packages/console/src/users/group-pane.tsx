import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import {
  Button,
  Chip,
  ConfirmDialog,
  EmptyState,
  ErrorNotice,
  Facts,
  Loaded,
  MiddleCut,
  Pane,
  PaneBody,
  Section,
  showToast,
  Time,
  useAction,
} from '../controls/index.ts';
import { deleteGroup } from './user-pool-actions.ts';
import { useGroupMembers } from './user-pool-queries.ts';
import { type Group, nameOf, timeOf } from './user-pool-types.ts';
import styles from './users.module.css';

export type GroupPaneProps = {
  readonly poolId: string;
  readonly groupName: string;
  /** Undefined while the groups are read, and if there is no such group. */
  readonly group: Group | undefined;
  readonly onClose: () => void;
};

/** One group and who is in it. */
export function GroupPane({ poolId, groupName, group, onClose }: GroupPaneProps) {
  const members = useGroupMembers(poolId, groupName);
  const [isDeleting, setDeleting] = useState(false);
  const removal = useAction(() => deleteGroup(poolId, groupName));
  async function remove() {
    if (!(await removal.run())) return;
    showToast(`The group ${groupName} is deleted.`);
    onClose();
  }
  return (
    <Pane
      title={groupName}
      id={groupName}
      onClose={onClose}
      actions={
        <Button small look="danger" onPress={() => setDeleting(true)}>
          <Trash2 />
          Delete
        </Button>
      }
    >
      {group === undefined ? null : (
        <Facts
          facts={[
            { label: 'Precedence', value: group.Precedence ?? 'none' },
            ...(group.CreationDate === undefined
              ? []
              : [
                  {
                    label: 'Created',
                    value: <Time at={timeOf(group.CreationDate)} style="day" />,
                  },
                ]),
            ...(group.Description ? [{ label: 'Description', value: group.Description }] : []),
            ...(group.RoleArn
              ? [{ label: 'Role', value: <MiddleCut text={group.RoleArn} end={20} /> }]
              : []),
          ]}
        />
      )}
      <PaneBody>
        <Section title="Members" padded={false}>
          <Loaded query={members}>
            {(users) =>
              users.length === 0 ? (
                <EmptyState title="Members of the group appear here">
                  Select a user and add the group.
                </EmptyState>
              ) : (
                <ul className={styles.members}>
                  {users.map((user) => (
                    <li key={user.Username}>
                      <Link
                        href={`/users/${poolId}/users?user=${encodeURIComponent(user.Username)}`}
                      >
                        {nameOf(user)}
                      </Link>
                      {user.Enabled ? null : <Chip tone="bad">Disabled</Chip>}
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Section>
      </PaneBody>
      <ConfirmDialog
        title={`Delete the group ${groupName}?`}
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        confirm="Delete group"
        onConfirm={remove}
        isPending={removal.isPending}
      >
        <p>Its members stay in the user pool. You cannot undo this.</p>
        {removal.error === undefined ? null : <ErrorNotice error={removal.error} />}
      </ConfirmDialog>
    </Pane>
  );
}

import { X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import {
  Button,
  EmptyState,
  ErrorNotice,
  IconButton,
  Loaded,
  Section,
  Select,
  showFailure,
  useAction,
} from '../controls/index.ts';
import { addToGroup, removeFromGroup, type UserAddress } from './user-pool-actions.ts';
import { useGroups, useGroupsOfUser } from './user-pool-queries.ts';
import styles from './users.module.css';

/** The groups of a user, to add and to remove. */
export function UserGroups(address: UserAddress) {
  const { UserPoolId, Username } = address;
  const groups = useGroups(UserPoolId);
  const own = useGroupsOfUser(UserPoolId, Username);
  const [chosen, setChosen] = useState<string | null>(null);
  const addition = useAction((group: string) => addToGroup(address, group));
  const names = new Set(own.data?.map(({ GroupName }) => GroupName));
  const free = (groups.data ?? []).filter(({ GroupName }) => !names.has(GroupName));
  async function add() {
    if (chosen !== null && (await addition.run(chosen))) setChosen(null);
  }
  async function remove(group: string) {
    try {
      await removeFromGroup(address, group);
    } catch (error) {
      showFailure(error);
    }
  }
  return (
    <>
      <Section title="Add to a group">
        <div className={styles.row}>
          <Select
            label="Group"
            hideLabel
            placeholder={free.length === 0 ? 'The user is in every group' : 'Choose a group'}
            choices={free.map(({ GroupName }) => ({ id: GroupName, label: GroupName }))}
            selected={chosen}
            onSelect={setChosen}
            isDisabled={free.length === 0}
          />
          <Button onPress={() => void add()} isDisabled={chosen === null}>
            Add
          </Button>
        </div>
        {addition.error === undefined ? null : <ErrorNotice error={addition.error} />}
      </Section>
      <Section title="Groups" padded={false}>
        <Loaded query={own}>
          {(list) =>
            list.length === 0 ? (
              <EmptyState title="The user is in no group" />
            ) : (
              <ul className={styles.members}>
                {list.map(({ GroupName }) => (
                  <li key={GroupName}>
                    <Link
                      href={`/users/${UserPoolId}/groups?group=${encodeURIComponent(GroupName)}`}
                    >
                      {GroupName}
                    </Link>
                    <IconButton
                      label={`Remove from ${GroupName}`}
                      small
                      onPress={() => void remove(GroupName)}
                    >
                      <X />
                    </IconButton>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
    </>
  );
}

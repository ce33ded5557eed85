import { ConfirmDialog, ErrorNotice, showToast, useAction } from '../controls/index.ts';
import { changeUser } from './user-pool-actions.ts';

export type UserDialogProps = {
  readonly UserPoolId: string;
  readonly Username: string;
  /** The name by which people know the user. */
  readonly name: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
};

export function DeleteUserDialog({
  name,
  isOpen,
  onClose,
  onDeleted,
  ...address
}: UserDialogProps & { readonly onDeleted: () => void }) {
  const deletion = useAction(() => changeUser('AdminDeleteUser', address));
  async function remove() {
    if (!(await deletion.run())) return;
    showToast(`${name} is deleted.`);
    onDeleted();
  }
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      isOpen={isOpen}
      onClose={onClose}
      confirm="Delete user"
      onConfirm={remove}
      isPending={deletion.isPending}
    >
      <p>
        The user and the memberships in groups are gone. Items in tables and objects stay. You
        cannot undo this.
      </p>
      {deletion.error === undefined ? null : <ErrorNotice error={deletion.error} />}
    </ConfirmDialog>
  );
}

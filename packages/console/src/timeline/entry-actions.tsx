import { Ellipsis, Link2, Pencil, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { TimelineDetails } from '../api/contract.ts';
import { useOverview } from '../api/queries.ts';
import { Button, CopyButton, IconButton, Menu, showFailure, showToast } from '../controls/index.ts';
import { EditAndRunDialog } from './edit-and-run-dialog.tsx';
import { hasHidden, type Rerun, rerunOf } from './rerun.ts';
import { runEntry } from './run-entry.ts';
import { testText } from './test-text.ts';

type EntryActionsProps = { readonly details: TimelineDetails; readonly isLoaded: boolean };

/** Run again, copy as a test, edit and run. */
export function EntryActions({ details, isLoaded }: EntryActionsProps) {
  const [, navigate] = useLocation();
  const [isRunning, setRunning] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const { data: overview } = useOverview();
  const apis = overview?.apis ?? [];
  const rerun = rerunOf(details, apis.length === 1 ? apis[0]?.id : undefined);
  const isEditable = rerun.kind !== 'none' && rerun.kind !== 'schedule';
  const mustEdit = isEditable && hasHidden(rerun.input);
  async function runAgain() {
    if (mustEdit) return setEditing(true);
    setRunning(true);
    try {
      const entry = await runEntry(rerun);
      if (entry === undefined) showToast(`${details.entry.name} ran again.`);
      else navigate(`/timeline/${entry}`);
    } catch (error) {
      showFailure(error);
    } finally {
      setRunning(false);
    }
  }
  return (
    <>
      {rerun.kind === 'none' ? null : (
        <Button
          small
          isDisabled={!isLoaded}
          isPending={isRunning}
          onPress={() => void runAgain()}
          {...hintOf(rerun, mustEdit)}
        >
          <RotateCw aria-hidden />
          Run again
        </Button>
      )}
      <CopyButton
        small
        label={details.entry.function === undefined ? 'Copy as fixture' : 'Copy as test'}
        text={() => testText(details)}
      />
      <Menu
        label="More"
        trigger={
          <IconButton label="More" small>
            <Ellipsis />
          </IconButton>
        }
        choices={[
          {
            id: 'edit',
            label: 'Edit and run',
            icon: <Pencil />,
            isDisabled: !isLoaded || !isEditable,
          },
          { id: 'address', label: 'Copy the address', icon: <Link2 /> },
        ]}
        onAction={(id) => {
          if (id === 'edit') setEditing(true);
          else {
            navigator.clipboard
              .writeText(location.href)
              .then(() => showToast('The address is copied.'), showFailure);
          }
        }}
      />
      {isEditing && isEditable ? (
        <EditAndRunDialog
          rerun={rerun}
          onClose={() => setEditing(false)}
          onRun={(entry) => {
            setEditing(false);
            if (entry !== undefined) navigate(`/timeline/${entry}`);
          }}
        />
      ) : null}
    </>
  );
}

function hintOf(rerun: Rerun, mustEdit: boolean): { readonly hint?: string } {
  if (mustEdit) return { hint: 'Its passwords are not kept. Write them before it runs.' };
  if (rerun.kind === 'graphql') return { hint: 'It runs as the developer, not as the user.' };
  return {};
}

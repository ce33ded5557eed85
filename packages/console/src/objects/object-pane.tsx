import { Download, Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  Button,
  ConfirmDialog,
  CopyButton,
  ErrorNotice,
  Facts,
  MiddleCut,
  MissingPane,
  Pane,
  PaneBody,
  Section,
  Select,
  showToast,
  Time,
  useAction,
} from '../controls/index.ts';
import styles from './object-pane.module.css';
import { ObjectPreview } from './object-preview.tsx';
import {
  deleteObject,
  nameIn,
  objectAddress,
  presign,
  type StoredObject,
  sizeText,
} from './object-queries.ts';

export type ObjectPaneProps = {
  readonly bucket: string;
  readonly objectKey: string;
  /** Undefined while the folder is read, and if there is no such object. */
  readonly object: StoredObject | undefined;
  readonly isRead: boolean;
  readonly onClose: () => void;
};

/** One object: what it holds, and links to it. */
export function ObjectPane({ bucket, objectKey, object, isRead, onClose }: ObjectPaneProps) {
  const [isDeleting, setDeleting] = useState(false);
  const name = nameIn(objectKey);
  const removal = useAction(() => deleteObject(bucket, objectKey));
  async function remove() {
    if (!(await removal.run())) return;
    showToast(`${name} is deleted.`);
    onClose();
  }
  if (object === undefined) {
    if (!isRead) return <Pane title={name} id={objectKey} onClose={onClose} />;
    return (
      <MissingPane name={name} onClose={onClose} title="There is no such object in this folder">
        It was deleted, or is on a later page.
      </MissingPane>
    );
  }
  return (
    <Pane
      title={<MiddleCut text={name} end={12} />}
      id={objectKey}
      onClose={onClose}
      actions={
        <>
          <a className={styles.download} href={objectAddress(bucket, objectKey)} download={name}>
            <Download aria-hidden />
            Download
          </a>
          <Button small look="danger" onPress={() => setDeleting(true)}>
            <Trash2 />
            Delete
          </Button>
        </>
      }
    >
      <Facts
        facts={[
          {
            label: 'Size',
            value: <span title={`${object.size} bytes`}>{sizeText(object.size)}</span>,
          },
          { label: 'Changed', value: <Time at={object.modified} style="day" /> },
          { label: 'Key', value: <code>{objectKey}</code> },
          { label: 'ETag', value: <code>{object.etag}</code> },
        ]}
      />
      <PaneBody>
        <Section title="Preview" padded={false}>
          <ObjectPreview address={objectAddress(bucket, objectKey, true)} object={object} />
        </Section>
        <Section title="Link for others">
          <PresignedLink bucket={bucket} objectKey={objectKey} />
        </Section>
      </PaneBody>
      <ConfirmDialog
        title={`Delete ${name}?`}
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        confirm="Delete object"
        onConfirm={remove}
        isPending={removal.isPending}
      >
        <p>You cannot undo this.</p>
        {removal.error === undefined ? null : <ErrorNotice error={removal.error} />}
      </ConfirmDialog>
    </Pane>
  );
}

const times = [
  { id: '300', label: '5 minutes' },
  { id: '3600', label: '1 hour' },
  { id: '86400', label: '1 day' },
  { id: '604800', label: '7 days' },
];

function PresignedLink({
  bucket,
  objectKey,
}: {
  readonly bucket: string;
  readonly objectKey: string;
}) {
  const [seconds, setSeconds] = useState('3600');
  const [link, setLink] = useState<string>();
  const making = useAction(async () => setLink(await presign(bucket, objectKey, Number(seconds))));
  return (
    <div className={styles.link}>
      <div className={styles.row}>
        <Select
          label="Valid for"
          hideLabel
          choices={times}
          selected={seconds}
          onSelect={(id) => {
            setSeconds(id);
            setLink(undefined);
          }}
        />
        {link === undefined ? (
          <Button onPress={() => void making.run()} isPending={making.isPending}>
            Make a link
          </Button>
        ) : (
          <CopyButton text={link} label="Copy the link" />
        )}
      </div>
      <p className="soft">
        Everyone with the presigned link can read the object without signing in.
      </p>
      {link === undefined ? null : (
        <a className={styles.url} href={link} target="_blank" rel="noopener noreferrer">
          {link}
        </a>
      )}
      {making.error === undefined ? null : <ErrorNotice error={making.error} />}
    </div>
  );
}

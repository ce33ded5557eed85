import { Cylinder, Upload as UploadIcon } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { useLocation, useRoute, useSearchParams } from 'wouter';
import type { Overview } from '../api/contract.ts';
import { useOverview } from '../api/queries.ts';
import {
  Button,
  Count,
  EmptyState,
  ErrorNotice,
  Loaded,
  Select,
  SplitPane,
  Toolbar,
  WaitingRows,
} from '../controls/index.ts';
import { ViewActions } from '../shell/view-frame.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { ObjectList } from './object-list.tsx';
import { ObjectPane } from './object-pane.tsx';
import { useObjects } from './object-queries.ts';
import styles from './objects-view.module.css';
import { UploadList } from './upload-list.tsx';
import { filesOf, useUploads } from './uploads.ts';

/** The objects of the buckets. */
export function ObjectsView() {
  const overview = useOverview();
  return (
    <Loaded query={overview}>
      {({ buckets }) =>
        buckets.length === 0 ? (
          <EmptyState icon={<Cylinder />} title="The objects of the buckets appear here">
            The backend has no bucket. Add <code>defineStorage</code> to{' '}
            <code>amplify/backend.ts</code>.
          </EmptyState>
        ) : (
          <Buckets buckets={[...buckets].sort(byUse)} />
        )
      }
    </Loaded>
  );
}

type Bucket = Overview['buckets'][number];

/** Amplify Data keeps files for its own deployment. They come last. */
function byUse(a: Bucket, b: Bucket): number {
  return Number(isOfDeployment(a)) - Number(isOfDeployment(b));
}

function isOfDeployment({ friendlyName }: Bucket): boolean {
  return /^(?:amplifyData|modelIntrospectionSchema)/.test(friendlyName);
}

function Buckets({ buckets }: { readonly buckets: readonly Bucket[] }) {
  const [, parameters] = useRoute('/objects/:bucket?');
  const [, navigate] = useLocation();
  const bucket = buckets.find(({ name }) => name === parameters?.bucket) ?? buckets[0];
  if (bucket === undefined) return null;
  return (
    <Objects key={bucket.name} bucket={bucket}>
      {buckets.length > 1 ? (
        <Select
          label="Bucket"
          hideLabel
          choices={buckets.map((each) => ({
            id: each.name,
            label: each.friendlyName,
            ...(isOfDeployment(each) ? { note: 'of the deployment' } : {}),
          }))}
          selected={bucket.name}
          onSelect={(name) => navigate(`/objects/${name}`)}
        />
      ) : null}
    </Objects>
  );
}

type ObjectsProps = { readonly bucket: Bucket; readonly children: React.ReactNode };

function Objects({ bucket, children }: ObjectsProps) {
  const [search, setSearch] = useSearchParams();
  const prefix = search.get('prefix') ?? '';
  const selected = search.get('object') ?? undefined;
  const objects = useObjects(bucket.name, prefix);
  const { uploads, upload, clear } = useUploads(bucket.name, prefix);
  const picker = useRef<HTMLInputElement>(null);
  const pages = objects.data?.pages ?? [];
  const files = pages.flatMap((page) => page.objects).filter(({ key }) => key !== prefix);
  const folders = pages.flatMap((page) => page.folders);
  const open = (folder: string) => setSearch(folder === '' ? {} : { prefix: folder });
  const select = (object: string | undefined) =>
    setSearch(
      {
        ...(prefix === '' ? {} : { prefix }),
        ...(object === undefined ? {} : { object }),
      },
      { replace: object !== undefined && selected !== undefined },
    );
  return (
    <>
      <ViewActions>
        <Button look="primary" onPress={() => picker.current?.click()}>
          <UploadIcon />
          Upload
        </Button>
      </ViewActions>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={({ target }) => {
          void upload([...(target.files ?? [])].map((file) => ({ file, path: file.name })));
          target.value = '';
        }}
      />
      <SplitPane
        name="objects"
        list={
          <DropZone onDrop={(items) => void filesOf(items).then(upload)} folder={prefix}>
            <Toolbar
              label="Folder"
              end={
                objects.data === undefined ? null : <Count shown={files.length + folders.length} />
              }
            >
              {children}
              <Breadcrumbs prefix={prefix} onOpen={open} />
            </Toolbar>
            <UploadList uploads={uploads} onClear={clear} />
            {objects.data !== undefined ? (
              <ObjectList
                objects={files}
                folders={folders}
                prefix={prefix}
                selected={selected}
                onSelect={select}
                onOpen={open}
              />
            ) : objects.error === null ? (
              <WaitingRows />
            ) : (
              <div className={styles.failure}>
                <ErrorNotice error={objects.error} onRetry={() => void objects.refetch()} />
              </div>
            )}
            {objects.hasNextPage ? (
              <div className={styles.more}>
                <Button
                  small
                  isPending={objects.isFetchingNextPage}
                  onPress={() => void objects.fetchNextPage()}
                >
                  Show more
                </Button>
              </div>
            ) : null}
          </DropZone>
        }
        details={
          selected === undefined ? undefined : (
            <ObjectPane
              key={selected}
              bucket={bucket.name}
              objectKey={selected}
              object={files.find(({ key }) => key === selected)}
              isRead={objects.data !== undefined}
              onClose={() => select(undefined)}
            />
          )
        }
      />
    </>
  );
}

type DropZoneProps = {
  readonly folder: string;
  readonly onDrop: (items: DataTransferItemList) => void;
  readonly children: React.ReactNode;
};

function DropZone({ folder, onDrop, children }: DropZoneProps) {
  const [depth, setDepth] = useState(0);
  const withFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button Upload does the same
    <div
      className={styles.zone}
      onDragEnter={(event) => withFiles(event) && setDepth((last) => last + 1)}
      onDragLeave={(event) => withFiles(event) && setDepth((last) => Math.max(0, last - 1))}
      onDragOver={(event) => withFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!withFiles(event)) return;
        event.preventDefault();
        setDepth(0);
        onDrop(event.dataTransfer.items);
      }}
    >
      {children}
      {depth === 0 ? null : (
        <div className={styles.drop}>Drop files to upload them to {folder || 'the bucket'}</div>
      )}
    </div>
  );
}

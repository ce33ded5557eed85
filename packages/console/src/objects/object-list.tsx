import { Cylinder, File, FileText, Folder, Image } from 'lucide-react';
import { useMemo } from 'react';
import { type DataColumn, DataTable, EmptyState, MiddleCut, Time } from '../controls/index.ts';
import styles from './object-list.module.css';
import { nameIn, type StoredObject, sizeText } from './object-queries.ts';

type Row = { readonly id: string; readonly object?: StoredObject };

const columns: readonly DataColumn<Row>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(0, 2fr)',
    value: ({ id }) => nameIn(id),
    cell: ({ id, object }) => {
      const Icon = object === undefined ? Folder : iconOf(id);
      return (
        <span className={styles.name} data-folder={object === undefined}>
          <Icon aria-hidden size={14} />
          <MiddleCut text={object === undefined ? `${nameIn(id)}/` : nameIn(id)} end={10} />
        </span>
      );
    },
  },
  {
    id: 'size',
    header: 'Size',
    width: '76px',
    align: 'end',
    value: ({ object }) => object?.size,
    cell: ({ object }) => (object === undefined ? null : sizeText(object.size)),
  },
  {
    id: 'modified',
    header: 'Changed',
    width: '112px',
    align: 'end',
    wideOnly: true,
    value: ({ object }) => object?.modified,
    cell: ({ object }) => (object === undefined ? null : <Time at={object.modified} style="day" />),
  },
];

function iconOf(key: string) {
  if (/\.(?:png|jpe?g|gif|webp|avif|svg)$/i.test(key)) return Image;
  return /\.(?:txt|md|json|csv|html?|xml|ya?ml|log|pdf)$/i.test(key) ? FileText : File;
}

export type ObjectListProps = {
  readonly objects: readonly StoredObject[];
  readonly folders: readonly string[];
  readonly prefix: string;
  readonly selected: string | undefined;
  readonly onSelect: (key: string) => void;
  readonly onOpen: (prefix: string) => void;
};

/** Folders first, then objects. */
export function ObjectList({ objects, folders, prefix, selected, ...props }: ObjectListProps) {
  const rows = useMemo(
    (): readonly Row[] => [
      ...folders.map((id) => ({ id })),
      ...objects.map((object) => ({ id: object.key, object })),
    ],
    [objects, folders],
  );
  return (
    <DataTable
      label="Objects"
      columns={columns}
      rows={rows}
      rowId={({ id }) => id}
      selected={selected}
      onSelect={(id) => (folders.includes(id) ? props.onOpen(id) : props.onSelect(id))}
      empty={
        <EmptyState
          icon={<Cylinder />}
          title={prefix === '' ? 'The objects of the bucket appear here' : 'The folder is empty'}
        >
          Upload a file in your app, or drop files here.
        </EmptyState>
      }
    />
  );
}

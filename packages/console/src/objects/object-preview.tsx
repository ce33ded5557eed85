import { useQuery } from '@tanstack/react-query';
import { FileQuestionMark } from 'lucide-react';
import { request } from '../api/client.ts';
import { CodeBlock, EmptyState, JsonView, Loaded } from '../controls/index.ts';
import styles from './object-preview.module.css';
import type { StoredObject } from './object-queries.ts';

/** More of a text is not shown. In bytes. */
const LONGEST_TEXT = 512 * 1024;

export type ObjectPreviewProps = { readonly address: string; readonly object: StoredObject };

/** What an object holds, if a page can show it without a risk. */
export function ObjectPreview({ address, object }: ObjectPreviewProps) {
  const kind = kindOf(object.key);
  if (kind === 'image') {
    return (
      <div className={styles.image}>
        <img src={`${address}&version=${object.etag}`} alt={object.key} />
      </div>
    );
  }
  if (kind === 'text' && object.size <= LONGEST_TEXT) {
    return <TextPreview address={address} object={object} />;
  }
  return (
    <EmptyState icon={<FileQuestionMark />} title="There is no preview">
      {kind === 'text' ? 'The text is longer than 512 kB.' : 'Download it to see what it holds.'}
    </EmptyState>
  );
}

function TextPreview({ address, object }: ObjectPreviewProps) {
  const text = useQuery({
    queryKey: ['objects', 'text', address, object.etag],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await request(address, { signal })).text(),
  });
  return (
    <Loaded query={text}>
      {(content) => {
        const value = object.key.endsWith('.json') ? valueIn(content) : undefined;
        return value === undefined ? (
          <CodeBlock text={content} copyLabel="Copy the text" />
        ) : (
          <JsonView value={value} />
        );
      }}
    </Loaded>
  );
}

function kindOf(key: string): 'image' | 'text' | 'other' {
  if (/\.(?:png|jpe?g|gif|webp|avif|bmp|ico)$/i.test(key)) return 'image';
  const isText =
    /\.(?:txt|md|json|csv|tsv|html?|css|[cm]?[jt]sx?|xml|svg|ya?ml|log|graphql|sql|ini|toml|env)$/i;
  return isText.test(key) ? 'text' : 'other';
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

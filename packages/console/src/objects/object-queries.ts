import { useInfiniteQuery } from '@tanstack/react-query';
import { apiAddress, getJson, postJson, request } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';

export type StoredObject = {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601. */
  readonly modified: string;
  readonly etag: string;
};

type ObjectPage = {
  readonly objects: readonly StoredObject[];
  readonly folders: readonly string[];
  readonly next?: string;
};

/** The objects and folders directly below a prefix, page by page. */
export function useObjects(bucket: string, prefix: string) {
  return useInfiniteQuery({
    queryKey: ['objects', bucket, prefix],
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: ObjectPage) => page.next,
    queryFn: ({ pageParam: after, signal }) =>
      getJson<ObjectPage>('objects', { bucket, prefix, after }, signal),
  });
}

/** The address that downloads an object, or shows it in the page. */
export function objectAddress(bucket: string, key: string, isPreview = false): string {
  return apiAddress('object', { bucket, key, preview: isPreview ? 1 : undefined });
}

export async function deleteObject(bucket: string, key: string): Promise<void> {
  await request(objectAddress(bucket, key), { method: 'DELETE' });
  // Not awaited, so that the details can close before the list loses the object.
  void readAgain(bucket);
}

export async function presign(bucket: string, key: string, expiresIn: number): Promise<string> {
  const { url } = await postJson<{ url: string }>('objects/presign', { bucket, key, expiresIn });
  return url;
}

export function readAgain(bucket: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['objects', bucket] });
}

/** `1.2 MB`, in powers of 1000 as file managers show it. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${Number(value.toFixed(digits))} ${units[unit]}`;
}

export function nameIn(key: string): string {
  const path = key.endsWith('/') ? key.slice(0, -1) : key;
  return path.slice(path.lastIndexOf('/') + 1);
}

import { getUrl, list, remove, uploadData } from 'aws-amplify/storage';

/** A file of the visitor, in the bucket. */
export type StoredFile = {
  /** Its key in the bucket. */
  readonly path: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly changedAt: Date | undefined;
  /** Anybody with this URL can open the file for an hour. */
  readonly url: string;
};

const URL_SECONDS = 60 * 60;

/** Each identity has its own folder, and no access to other folders. */
const pathOf =
  (name: string) =>
  ({ identityId = '' }: { identityId?: string | undefined }): string =>
    `files/${identityId}/${name}`;

/** Lists the visitor's files, newest first. */
export async function readFiles(): Promise<readonly StoredFile[]> {
  const { items } = await list({ path: pathOf(''), options: { listAll: true } });
  const files = await Promise.all(
    items.map(async ({ path, size = 0, lastModified }) => {
      const name = path.split('/').slice(2).join('/');
      const { url } = await getUrl({
        path,
        options: {
          expiresIn: URL_SECONDS,
          contentDisposition: { type: 'attachment', filename: name },
        },
      });
      return { path, name, size, changedAt: lastModified, url: url.href };
    }),
  );
  return files.sort((a, b) => Number(b.changedAt) - Number(a.changedAt));
}

/**
 * Uploads a file. A file of more than 5 MB is uploaded in parts.
 *
 * @param onProgress Called with the part that is uploaded, from 0 to 1.
 */
export async function uploadFile(file: File, onProgress: (done: number) => void): Promise<void> {
  await uploadData({
    path: pathOf(file.name),
    data: file,
    options: {
      ...(file.type && { contentType: file.type }),
      onProgress: ({ transferredBytes, totalBytes = file.size }) =>
        onProgress(totalBytes === 0 ? 1 : transferredBytes / totalBytes),
    },
  }).result;
}

export async function deleteFile({ path }: StoredFile): Promise<void> {
  await remove({ path });
}

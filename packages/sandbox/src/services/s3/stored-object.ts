import type { Segment } from './blobs.js';
import type { Checksum } from './checksums.js';

/** A version of an object. In a bucket without versions, each object has one version, `null`. */
export type StoredObject = {
  readonly key: string;
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** In milliseconds since 1970. */
  readonly lastModified: number;
  readonly segments: readonly Segment[];
  /** The headers that are returned with it, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: Checksum | undefined;
  /** Increases with every change in the sandbox. */
  readonly sequence: number;
};

export type NewObject = Pick<
  StoredObject,
  'key' | 'size' | 'etag' | 'segments' | 'headers' | 'checksum'
>;

export const NULL_VERSION = 'null';

import type { Segment } from './blobs.js';
import type { Checksum } from './checksums.js';

/** A version of an object. A bucket without versions has one of each, `null`. */
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
  /** The headers that it is given back with, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: Checksum | undefined;
  /** Rises with every change in the sandbox. */
  readonly sequence: number;
};

export type NewObject = Pick<
  StoredObject,
  'key' | 'size' | 'etag' | 'segments' | 'headers' | 'checksum'
>;

export const NULL_VERSION = 'null';

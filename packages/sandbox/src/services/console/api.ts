import type { TimelineEntry } from '../../context/timeline/entry.js';

/** Changes of the deployment, for the open pages of the console. */
export type DeploymentNews =
  | { readonly type: 'deployed' }
  | { readonly type: 'deploy-failed'; readonly message: string }
  | { readonly type: 'stopping' };

/** A message of the WebSocket `/_console/api/live`. */
export type LiveMessage =
  | {
      readonly type: 'hello';
      /** Identifies the run of the sandbox, in which ids count from 1. */
      readonly run: string;
      /** All entries that are kept, the oldest first. */
      readonly entries: readonly TimelineEntry[];
      /** The number of entries that were forgotten. */
      readonly forgotten: number;
    }
  /** Entries that began or changed, by id. */
  | { readonly type: 'entries'; readonly entries: readonly TimelineEntry[] }
  | { readonly type: 'cleared' }
  | DeploymentNews;

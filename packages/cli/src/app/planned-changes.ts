import { withLineEndingsOf } from '../copies/text.js';
import { type AmplifyApp, readAppFile } from './amplify-app.js';
import type { Changes } from './write-files.js';

/** Changes of files, and the contents that these files had when the changes were planned. */
export type PlannedChanges = { readonly changes: Changes; readonly before: Changes };

/** Leaves out changes that change nothing. Others keep the line endings of their files. */
export async function plannedChanges(app: AmplifyApp, wanted: Changes): Promise<PlannedChanges> {
  const changes = new Map<string, string | undefined>();
  const before = new Map<string, string | undefined>();
  for (const [path, text] of wanted) {
    const current = await readAppFile(app, path);
    const isKept = current === undefined || text === undefined;
    const after = isKept ? text : withLineEndingsOf(current, text);
    if (after === current) continue;
    changes.set(path, after);
    before.set(path, current);
  }
  return { changes, before };
}

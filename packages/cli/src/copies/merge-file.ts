import { merge } from 'node-diff3';
import { isSameCode } from './same-code.js';
import { isSameText, toLf, withLineEndingsOf } from './text.js';

/** The three texts of a file. A file that does not exist has none. */
export type ThreeTexts = {
  /** As it was published in the version that was copied. */
  readonly base: string | undefined;
  /** As it is in the app. */
  readonly yours: string | undefined;
  /** As it is published now. */
  readonly theirs: string | undefined;
};

/** The outcome for a file of a copy. */
export type MergedFile = {
  /** `undefined` if the file does not exist after the update. */
  readonly text: string | undefined;
  readonly outcome:
    | 'unchanged'
    | 'updated'
    | 'merged'
    | 'conflict'
    | 'added'
    | 'deleted'
    /** You changed it, and it is no longer published. */
    | 'kept'
    /** You deleted it, and its published text changed. */
    | 'not restored'
    /** You only formatted it: your format is lost. */
    | 'format lost';
};

/**
 * Combines the changes of the user with those of the new version. No change of the user is lost.
 *
 * @param label The name of the new version in the markers of a conflict.
 */
export function mergeFile(
  path: string,
  { base, yours, theirs }: ThreeTexts,
  label: string,
): MergedFile {
  if (yours === undefined) return missingFile(base, theirs);
  if (theirs === undefined) {
    const isYours = base === undefined || !isUnchanged(path, base, yours);
    return isYours ? { text: yours, outcome: 'kept' } : { text: undefined, outcome: 'deleted' };
  }
  if (isSameText(yours, theirs) || (base !== undefined && isSameText(base, theirs))) {
    return { text: yours, outcome: 'unchanged' };
  }
  const updated = withLineEndingsOf(yours, theirs);
  if (base !== undefined && isSameText(base, yours)) return { text: updated, outcome: 'updated' };
  if (base !== undefined && isSameCode(path, base, yours)) {
    return { text: updated, outcome: 'format lost' };
  }
  return mergeTexts({ base: base ?? '', yours, theirs }, label);
}

function missingFile(base: string | undefined, theirs: string | undefined): MergedFile {
  if (base === undefined) return { text: theirs, outcome: 'added' };
  const isChanged = theirs !== undefined && !isSameText(base, theirs);
  return { text: undefined, outcome: isChanged ? 'not restored' : 'unchanged' };
}

const isUnchanged = (path: string, base: string, yours: string) =>
  isSameText(base, yours) || isSameCode(path, base, yours);

function mergeTexts(
  { base, yours, theirs }: { readonly [Text in keyof ThreeTexts]: string },
  label: string,
): MergedFile {
  const { conflict, result } = merge(linesOf(yours), linesOf(base), linesOf(theirs), {
    excludeFalseConflicts: true,
    label: { a: 'yours', b: label },
  });
  const text = withLineEndingsOf(yours, result.join('\n'));
  return { text, outcome: conflict ? 'conflict' : 'merged' };
}

const linesOf = (text: string) => toLf(text).split('\n');

/** Whether a text still has markers of a conflict, also if only one of them is left. */
export const hasConflict = (text: string) => /^(?:<{7}|\|{7}|>{7}) /m.test(toLf(text));

/**
 * The model of a table of Amplify Data, by the table's physical name: `Todo` for
 * `Todo-<id of the API>-NONE`. Undefined for any other table.
 */
export function modelOfTable(table: string): string | undefined {
  return /^(.+)-[a-z2-7]{26}-NONE$/.exec(table)?.[1];
}

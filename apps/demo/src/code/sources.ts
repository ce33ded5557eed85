/**
 * Reads a file of the repository as it is now. The page's server has those that the guide shows.
 *
 * @param path `apps/demo/…` or `packages/…`.
 * @throws {Error} When the server does not have it.
 */
export async function readSource(path: string): Promise<string> {
  const response = await fetch(`/source/${path}`);
  if (response.status === 404) {
    throw new Error(`The guide names ${path}, which the page's server does not have.`);
  }
  if (!response.ok) throw new Error(`The page's server answered ${response.status}.`);
  return response.text();
}

/** The path as a developer of the app knows it: `amplify/auth/resource.ts`. */
export function shownPath(path: string): string {
  return path.replace(/^apps\/demo\//, '');
}

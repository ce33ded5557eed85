import { fileURLToPath } from 'node:url';

/** The absolute path of the folder that holds the built page: `index.html` and its assets. */
export const pageFolder = fileURLToPath(new URL('./page/', import.meta.url));

import { join } from 'node:path';

/** The folder of the built page. */
export const PAGE_FOLDER = join(import.meta.dirname, 'dist', 'page');

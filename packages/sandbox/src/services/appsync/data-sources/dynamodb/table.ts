import type { ServiceContext } from '../../../../context/service-context.js';
import type { Caller } from '../../../../protocols/request.js';
import type { Dynamodb } from './client.js';
import type { PageTokens } from './page-tokens.js';

/** The table of a data source, with everything that its operations need. */
export type TableSource = {
  readonly apiId: string;
  /** The name of the data source. */
  readonly name: string;
  readonly table: string;
  readonly context: ServiceContext;
  /** The data source's role. */
  readonly caller: Caller;
  readonly dynamodb: Dynamodb;
  readonly tokens: PageTokens;
};

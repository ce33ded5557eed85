import type { Namespace } from '../../util/effects.js';
import { dynamodbModule } from './dynamodb-module.js';

const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  '@aws-appsync/utils/rds': [
    ...['select', 'insert', 'update', 'remove', 'sql', 'createPgStatement', 'agg'],
    ...['createMySQLStatement', 'toJsonObject', 'typeHint'],
  ],
  '@aws-appsync/utils/ai': ['invokeModel', 'converse'],
};

/** The names that the modules of the APPSYNC_JS runtime export, by module. */
export const MODULE_EXPORTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['@aws-appsync/utils', ['util', 'extensions', 'runtime']],
  ['@aws-appsync/utils/dynamodb', Object.keys(dynamodbModule)],
  ...Object.entries(UNSUPPORTED),
]);

/** The modules that are the same for every call. `@aws-appsync/utils` belongs to a request. */
export const BUILT_IN_MODULES: Namespace = {
  '@aws-appsync/utils/dynamodb': dynamodbModule,
  ...Object.fromEntries(
    Object.entries(UNSUPPORTED).map(([module, names]) => [
      module,
      Object.fromEntries(names.map((name) => [name, unsupported(module, name)])),
    ]),
  ),
};

function unsupported(module: string, name: string) {
  return () => {
    throw new Error(
      `${name} of ${module} is not supported by the sandbox. It supports the modules @aws-appsync/utils and @aws-appsync/utils/dynamodb.`,
    );
  };
}

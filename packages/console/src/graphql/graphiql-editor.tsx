import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './graphiql-theme.css';
import { GraphiQL, type GraphiQLProps } from 'graphiql';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { useMemo } from 'react';
import { Notice } from '../controls/index.ts';
import { useShownTheme } from '../shell/theme.ts';
import type { Caller } from './callers.ts';
import styles from './graphiql-editor.module.css';
import { createFetcher, firstOperation } from './operations.ts';

export type GraphiqlEditorProps = {
  readonly apiId: string;
  /** The schema in GraphQL's own language. */
  readonly sdl: string;
  /** Undefined while no user or group is chosen. */
  readonly caller: Caller | undefined;
};

/** GraphiQL, signed as the chosen caller. */
export function GraphiqlEditor({ apiId, sdl, caller }: GraphiqlEditorProps) {
  const theme = useShownTheme();
  const schema = useMemo(() => readSchema(sdl), [sdl]);
  const callerText = JSON.stringify(caller);
  const fetcher = useMemo(
    () => (callerText === undefined ? askForCaller : createFetcher(apiId, JSON.parse(callerText))),
    [apiId, callerText],
  );
  const first = useMemo(() => (schema instanceof Error ? '' : firstOperation(schema)), [schema]);
  return (
    <div className={styles.editor}>
      {schema instanceof Error ? (
        <Notice tone="warn">
          The schema cannot be read, so the editor does not complete names: {schema.message}
        </Notice>
      ) : null}
      <GraphiQL
        fetcher={fetcher as GraphiQLProps['fetcher']}
        schema={schema instanceof Error ? null : schema}
        defaultQuery={first}
        // With 'system', the text keeps the colours of the theme in which it was opened.
        forcedTheme={theme}
        isHeadersEditorEnabled={false}
        showPersistHeadersSettings={false}
        shouldPersistHeaders={false}
      >
        <GraphiQL.Logo>{null}</GraphiQL.Logo>
      </GraphiQL>
    </div>
  );
}

function askForCaller(): Promise<never> {
  return Promise.reject(new Error('Choose who runs the operation, above.'));
}

function readSchema(sdl: string): GraphQLSchema | Error {
  try {
    // AppSync accepts some definitions that the specification does not.
    return buildSchema(sdl, { assumeValid: true, assumeValidSDL: true });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

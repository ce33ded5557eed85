import { queryOptions, useQuery } from '@tanstack/react-query';
import { getJson, postJson } from '../api/client.ts';
import type { FunctionRow, InvokeResult } from '../api/contract.ts';

/** A function with what it sees and may do. */
export type FunctionDetails = FunctionRow & {
  readonly environment: Readonly<Record<string, string>>;
  readonly policies: readonly {
    readonly effect: string;
    readonly actions: readonly string[];
    readonly resources: readonly string[];
  }[];
  readonly layers: readonly string[];
  readonly handler: string;
  readonly logFormat: string;
  readonly logLevel?: string;
  readonly ephemeralStorageMB: number;
  readonly architecture: string;
  readonly eventSources: readonly {
    readonly arn: string;
    readonly batchSize: number;
    readonly enabled: boolean;
  }[];
  readonly denied: readonly {
    readonly action: string;
    readonly resources: readonly string[];
    readonly grant?: string;
  }[];
};

function functionQuery(name: string) {
  return queryOptions({
    queryKey: ['functions', name],
    queryFn: ({ signal }) =>
      getJson<FunctionDetails>(`functions/${encodeURIComponent(name)}`, {}, signal),
  });
}

export function useFunction(name: string) {
  return useQuery(functionQuery(name));
}

export function invokeFunction(name: string, event: unknown): Promise<InvokeResult> {
  return postJson('functions/invoke', { function: name, event });
}

import { queryOptions, useQuery } from '@tanstack/react-query';
import { getJson, postJson } from '../api/client.ts';
import type { FunctionDetails, InvokeResult } from '../api/contract.ts';

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

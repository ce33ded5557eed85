import { useOverview } from '../api/queries.ts';
import { ErrorNotice } from '../controls/index.ts';

export function OverviewView() {
  const { data, error, refetch } = useOverview();
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  return <h1>{data?.app}</h1>;
}

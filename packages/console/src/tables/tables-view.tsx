import { Table2 } from 'lucide-react';
import { EmptyState } from '../controls/index.ts';

export function TablesView() {
  return (
    <EmptyState icon={<Table2 />} title="The tables appear here">
      Define a model in amplify/data/resource.ts.
    </EmptyState>
  );
}

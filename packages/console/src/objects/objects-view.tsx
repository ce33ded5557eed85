import { Cylinder } from 'lucide-react';
import { EmptyState } from '../controls/index.ts';

export function ObjectsView() {
  return (
    <EmptyState icon={<Cylinder />} title="The files of the buckets appear here">
      Upload a file in your app.
    </EmptyState>
  );
}

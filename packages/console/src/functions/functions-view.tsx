import { SquareFunction } from 'lucide-react';
import { EmptyState } from '../controls/index.ts';

export function FunctionsView() {
  return (
    <EmptyState icon={<SquareFunction />} title="The functions of the backend appear here">
      Define one with defineFunction in amplify/ and save.
    </EmptyState>
  );
}

import { Braces } from 'lucide-react';
import { EmptyState } from '../controls/index.ts';

export function GraphqlView() {
  return (
    <EmptyState icon={<Braces />} title="The GraphQL API appears here">
      Define one with defineData in amplify/data/resource.ts.
    </EmptyState>
  );
}

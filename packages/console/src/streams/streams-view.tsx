import { Inbox } from 'lucide-react';
import { EmptyState } from '../controls/index.ts';

export function StreamsView() {
  return (
    <EmptyState icon={<Inbox />} title="Streams, queues and topics appear here">
      Add one to amplify/backend.ts.
    </EmptyState>
  );
}

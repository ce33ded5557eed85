import { Mail } from 'lucide-react';
import { EmptyState } from '../controls/index.ts';

export function MessagesView() {
  return (
    <EmptyState icon={<Mail />} title="E-mails and text messages appear here">
      Sign up in your app.
    </EmptyState>
  );
}

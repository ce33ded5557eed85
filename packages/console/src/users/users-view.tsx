import { Users } from 'lucide-react';
import { EmptyState } from '../controls/index.ts';

export function UsersView() {
  return (
    <EmptyState icon={<Users />} title="The users of the user pool appear here">
      Sign up in your app.
    </EmptyState>
  );
}

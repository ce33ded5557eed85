import { Button } from '../../controls/button.js';
import type { AccountFlow } from '../use-account-flow.js';

export function StartOver({ flow }: { readonly flow: AccountFlow }) {
  return (
    <Button look="link" onClick={() => flow.show('sign-in')}>
      Sign in another way
    </Button>
  );
}

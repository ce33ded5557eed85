import { LinkButton } from '../../form/link-button.js';
import type { AccountFlow } from '../use-account-flow.js';

export function StartOver({ flow }: { readonly flow: AccountFlow }) {
  return <LinkButton onClick={() => flow.show('sign-in')}>Start over</LinkButton>;
}

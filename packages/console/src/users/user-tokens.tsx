import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { Overview } from '../api/contract.ts';
import {
  Button,
  CopyButton,
  EmptyState,
  ErrorNotice,
  JsonView,
  Section,
  Segments,
  Select,
  useAction,
} from '../controls/index.ts';
import { signInAs } from './user-pool-actions.ts';
import type { Tokens } from './user-pool-types.ts';
import styles from './users.module.css';

export type UserTokensProps = {
  readonly pool: Overview['userPools'][number];
  readonly username: string;
};

/** Signs in as the user, and shows what the tokens say. */
export function UserTokens({ pool, username }: UserTokensProps) {
  const [client, setClient] = useState(pool.clients[0]?.id ?? null);
  const [tokens, setTokens] = useState<Tokens>();
  const signIn = useAction(async () => setTokens(await signInAs(pool.id, client ?? '', username)));
  return (
    <>
      <Section title="Sign in as this user">
        <div className={styles.row}>
          <Select
            label="App client"
            hideLabel
            choices={pool.clients.map(({ id, name }) => ({ id, label: name }))}
            selected={client}
            onSelect={setClient}
          />
          <Button
            look="primary"
            onPress={() => void signIn.run()}
            isPending={signIn.isPending}
            isDisabled={client === null}
          >
            Sign in
          </Button>
        </div>
        {signIn.error === undefined ? null : <ErrorNotice error={signIn.error} />}
      </Section>
      {tokens === undefined ? (
        <EmptyState icon={<KeyRound />} title="The claims of the tokens appear here">
          No password is needed. The triggers before the tokens run as at a real sign-in.
        </EmptyState>
      ) : (
        <TokenClaims tokens={tokens} />
      )}
    </>
  );
}

const kinds = [
  { id: 'id', label: 'ID token' },
  { id: 'access', label: 'Access token' },
] as const;

function TokenClaims({ tokens }: { readonly tokens: Tokens }) {
  const [kind, setKind] = useState<'id' | 'access'>('id');
  const token = kind === 'id' ? tokens.idToken : tokens.accessToken;
  return (
    <Section
      title="Claims"
      padded={false}
      actions={
        <>
          <Segments
            label="Token"
            segments={kinds}
            selected={kind}
            onSelect={(id) => setKind(id === 'access' ? 'access' : 'id')}
          />
          <CopyButton
            text={token}
            label={kind === 'id' ? 'Copy the ID token' : 'Copy the access token'}
            small
          />
        </>
      }
    >
      <div className={styles.tokens}>
        <JsonView value={tokens.claims[kind]} copyLabel="Copy the claims" />
      </div>
    </Section>
  );
}

import { useState } from 'react';
import { NeedsAccount } from '../account/needs-account.js';
import flows from '../flows/flows.module.css';
import { ChoiceInput } from '../form/choice-input.js';
import { TextInput } from '../form/fields.js';
import { FlowForm } from '../form/flow-form.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';
import { client, dataOf } from './client.js';

/** The custom queries, whose resolvers are functions in different languages. */
const QUERIES = [
  { name: 'sayHello', label: 'TypeScript', hint: 'The function say-hello' },
  { name: 'sayHelloPython', label: 'Python', hint: 'The function say-hello-python' },
  { name: 'sayHelloGo', label: 'Go', hint: 'The function say-hello-go' },
] as const;

type Query = (typeof QUERIES)[number]['name'];

export function SayHello() {
  return (
    <NeedsAccount>
      {({ user, attributes }) => <Greeting key={user.userId} name={attributes.name} />}
    </NeedsAccount>
  );
}

/** Calls a custom query, whose resolver is a function. */
function Greeting({ name = '' }: { readonly name: string | undefined }) {
  const [who, setWho] = useState(name);
  const [query, setQuery] = useState<Query>('sayHello');
  const [greeting, setGreeting] = useState('');
  const [greeted, setGreeted] = useState<ReadonlySet<Query>>(new Set());
  const finish = useFinish();
  return (
    <div className={flows.stack}>
      <FlowForm
        title="Say hello"
        introduction="It greets the world if you give no name. For Python and Go, install the language."
        submit="Say hello"
        doing="other"
        onActivity={() => setGreeting('')}
        onSubmit={async () => {
          setGreeting(dataOf(await client.queries[query]({ name: who.trim() })));
          setGreeted(new Set([...greeted, query]));
          if (query !== 'sayHello') finish();
        }}
      >
        <ChoiceInput
          label="Language of the function"
          name="language"
          choices={QUERIES}
          selected={query}
          onSelect={setQuery}
        />
        <TextInput
          label="Whom to greet"
          name="who"
          autoComplete="off"
          isRequired={false}
          value={who}
          onChange={setWho}
        />
      </FlowForm>
      {greeting && (
        <Outcome
          title={greeting}
          {...(greeted.size < QUERIES.length && { next: 'Now try another language.' })}
        >
          AppSync called the function, and returned its answer.
        </Outcome>
      )}
    </div>
  );
}

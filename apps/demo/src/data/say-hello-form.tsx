import { useId, useState } from 'react';
import { Button } from '../controls/button.js';
import { ChoiceField } from '../controls/choice-field.js';
import { FailureNotice } from '../controls/failure-notice.js';
import { Field } from '../controls/field.js';
import { useAction } from '../controls/use-action.js';
import { client, dataOf } from './client.js';

export type SayHelloFormProps = {
  readonly name: string | undefined;
  readonly online: boolean;
};

/** The custom queries, whose resolvers are functions in different languages. */
const QUERIES = [
  { name: 'sayHello', label: 'TypeScript', hint: 'The function say-hello' },
  { name: 'sayHelloPython', label: 'Python', hint: 'The function say-hello-python' },
  { name: 'sayHelloGo', label: 'Go', hint: 'The function say-hello-go' },
] as const;

type Query = (typeof QUERIES)[number]['name'];

/** Calls a custom query, whose resolver is a function. */
export function SayHelloForm({ name = '', online }: SayHelloFormProps) {
  const titleId = useId();
  const [who, setWho] = useState(name);
  const [query, setQuery] = useState<Query>('sayHello');
  const [greeting, setGreeting] = useState('');
  const greet = useAction(async () => {
    setGreeting('');
    setGreeting(dataOf(await client.queries[query]({ name: who.trim() })));
  }, `${who} ${query} ${online}`);
  return (
    <section className="say-hello" aria-labelledby={titleId}>
      <div className="data-head">
        <h3 id={titleId}>A custom query</h3>
        <p className="muted">
          A function resolves the query. It greets the world if you give no name. For Python and Go,
          install the language.
        </p>
      </div>
      <form
        className="data-form"
        aria-label="Say hello"
        onSubmit={(event) => {
          event.preventDefault();
          void greet.run();
        }}
      >
        <ChoiceField
          label="Language of the function"
          name="language"
          choices={QUERIES}
          selected={query}
          onSelect={setQuery}
        />
        <Field
          label="Whom to greet"
          name="who"
          autoComplete="off"
          required={false}
          value={who}
          onChange={(event) => setWho(event.target.value)}
        />
        <Button type="submit" pending={greet.pending}>
          Say hello
        </Button>
        <FailureNotice error={greet.error} />
      </form>
      <p role="status" className="greeting">
        {greeting}
      </p>
    </section>
  );
}

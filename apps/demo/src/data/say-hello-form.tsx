import { useId, useState } from 'react';
import { Button } from '../controls/button.js';
import { FailureNotice } from '../controls/failure-notice.js';
import { Field } from '../controls/field.js';
import { useAction } from '../controls/use-action.js';
import { client, dataOf } from './client.js';

export type SayHelloFormProps = {
  readonly name: string | undefined;
  readonly online: boolean;
};

/** Calls the custom query sayHello, whose resolver is the function say-hello. */
export function SayHelloForm({ name = '', online }: SayHelloFormProps) {
  const titleId = useId();
  const [who, setWho] = useState(name);
  const [greeting, setGreeting] = useState('');
  const greet = useAction(async () => {
    setGreeting('');
    setGreeting(dataOf(await client.queries.sayHello({ name: who.trim() })));
  }, `${who} ${online}`);
  return (
    <section className="say-hello" aria-labelledby={titleId}>
      <div className="data-head">
        <h3 id={titleId}>A custom query</h3>
        <p className="muted">
          The function say-hello resolves the query sayHello. It greets the world if you give no
          name.
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

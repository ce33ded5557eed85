import { SayHelloForm } from './say-hello-form.js';
import { Todos } from './todos.js';
import './data.css';

export type DataPanelProps = {
  /** The visitor's name. */
  readonly name: string | undefined;
  /** Whether the backend answers. */
  readonly online: boolean;
};

/** The GraphQL API: the visitor's records of the model Todo, and a custom query. */
export function DataPanel({ name, online }: DataPanelProps) {
  return (
    <div className="data">
      <Todos online={online} />
      <SayHelloForm name={name} online={online} />
    </div>
  );
}

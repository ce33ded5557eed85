import { useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useState } from 'react';
import type { FunctionRow, InvokeResult } from '../api/contract.ts';
import { Button, CodeEditor, ErrorNotice, jsonText, Select, useAction } from '../controls/index.ts';
import { templateFor } from './event-template.ts';
import { invokeFunction } from './function-queries.ts';
import styles from './invoke-form.module.css';
import { InvokeOutcome } from './invoke-outcome.tsx';

/** The events are loaded when the first function is opened. */
function useEventTemplates() {
  return useQuery({
    queryKey: ['event-templates'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await import('./event-templates.ts')).eventTemplates,
  });
}

/** Calls a function with an event, and shows what came back. */
export function InvokeForm({ row }: { readonly row: FunctionRow }) {
  const templates = useEventTemplates();
  const [template, setTemplate] = useState(() => templateFor(row.triggers));
  const [text, setText] = useState<string>();
  const [invalid, setInvalid] = useState<string>();
  const [result, setResult] = useState<InvokeResult>();
  const offered = templates.data?.find(({ id }) => id === template);
  const shown = text ?? (offered === undefined ? '{}' : jsonText(offered.make()));
  const call = useAction(async (event: unknown) =>
    setResult(await invokeFunction(row.name, event)),
  );
  function invoke() {
    const event = parse(shown);
    setInvalid(event.error);
    if (event.error === undefined) void call.run(event.value);
  }
  return (
    <div
      className={styles.form}
      onKeyDownCapture={(event) => {
        if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        event.stopPropagation();
        invoke();
      }}
    >
      <div className={styles.head}>
        <Select
          label="Event"
          hideLabel
          choices={(templates.data ?? []).map(({ id, label }) => ({ id, label }))}
          selected={offered === undefined ? null : template}
          placeholder="An event of your own"
          onSelect={(id) => {
            setTemplate(id);
            setText(undefined);
            setInvalid(undefined);
          }}
        />
        <Button
          look="primary"
          onPress={invoke}
          isPending={call.isPending}
          hint="Ctrl Enter, ⌘ Enter"
        >
          <Play />
          {call.isPending ? 'Running' : 'Invoke'}
        </Button>
      </div>
      <CodeEditor
        label="Event as JSON"
        value={shown}
        onChange={setText}
        error={invalid}
        height={result === undefined ? 320 : 220}
      />
      {call.error === undefined ? null : <ErrorNotice error={call.error} />}
      {result === undefined ? null : <InvokeOutcome result={result} isOld={call.isPending} />}
    </div>
  );
}

function parse(text: string): { readonly value?: unknown; readonly error?: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: `This is not JSON: ${error instanceof Error ? error.message : error}.` };
  }
}

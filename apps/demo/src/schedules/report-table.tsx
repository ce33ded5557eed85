import { Button } from '@amplify-recipes/console/controls';
import { useState } from 'react';
import flows from '../flows/flows.module.css';
import { Failure } from '../form/failure.js';
import { useAction } from '../form/use-action.js';
import { askConsole } from '../sandbox/console-api.js';
import type { LocalSandbox } from '../sandbox/local-sandbox.js';
import type { Report } from './report.js';
import styles from './schedules.module.css';

export type ReportTableProps = {
  readonly sandbox: LocalSandbox;
  readonly report: Report;
};

/** Opens the CSV of a report, as the developer: users have no access to it. */
export function ReportTable({ sandbox, report: { bucketName, key } }: ReportTableProps) {
  const [text, setText] = useState<string>();
  const open = useAction(async () => {
    const request = { bucket: bucketName, key, expiresIn: 60 };
    const response = await askConsole(sandbox, 'objects/presign', { body: request });
    const { url } = (await response.json()) as { readonly url: string };
    setText(await (await fetch(url)).text());
  });
  return (
    <>
      <div className={flows.row}>
        <Button isPending={open.pending} onPress={() => open.run()}>
          Open the CSV
        </Button>
        <code className="soft">{key}</code>
      </div>
      <Failure error={open.error} />
      {text !== undefined && (
        <section aria-label="The CSV">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll with the keyboard */}
          <pre className={styles.csv} tabIndex={0}>
            {text}
          </pre>
        </section>
      )}
    </>
  );
}

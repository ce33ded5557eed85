import { Chip, CopyButton, MiddleCut, Properties, Section } from '../controls/index.ts';
import type { FunctionDetails } from './function-queries.ts';

/** What the function runs with. */
export function FunctionConfiguration({ details }: { readonly details: FunctionDetails }) {
  const variables = Object.entries(details.environment);
  return (
    <>
      <Section title="Function" padded={false}>
        <Properties label="Function" rows={factsOf(details)} />
      </Section>
      <Section title="Environment" padded={variables.length === 0}>
        {variables.length === 0 ? (
          <p className="soft">
            No variables. Add <code>environment</code> to <code>defineFunction</code>.
          </p>
        ) : (
          <Properties
            label="Environment"
            rows={variables.map(([name, value]) => ({
              name,
              value: <code>{value}</code>,
              action: <CopyButton text={value} label={`Copy ${name}`} iconOnly small />,
            }))}
          />
        )}
      </Section>
      {details.eventSources.length === 0 ? null : (
        <Section title="Event sources" padded={false}>
          <Properties
            label="Event sources"
            rows={details.eventSources.map(({ arn, batchSize, enabled }) => ({
              name: arn.split(':')[2] ?? 'source',
              value: (
                <>
                  <code>{arn}</code>
                  <br />
                  batches of {batchSize}
                </>
              ),
              action: enabled ? null : <Chip tone="warn">Off</Chip>,
            }))}
          />
        </Section>
      )}
    </>
  );
}

function factsOf(details: FunctionDetails) {
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    ['Runtime', `${details.runtime}, ${details.architecture}`],
    ['Handler', <code key="handler">{details.handler}</code>],
    ['Memory', `${details.memoryMB} MB, /tmp ${details.ephemeralStorageMB} MB`],
    ['Timeout', `${details.timeoutSeconds} s`],
    ['Called by', details.triggers.join(', ') || 'nothing'],
    ['Logs', [details.logFormat, details.logLevel].filter(Boolean).join(', level ')],
    ...(details.layers.length === 0 ? [] : [['Layers', details.layers.join(', ')] as const]),
    [
      'Deployed name',
      <code key="name">
        <MiddleCut text={details.physicalName} end={14} />
      </code>,
    ],
  ];
  return facts.map(([name, value]) => ({ name, value }));
}

import type { Sequence } from './sequence.ts';

const arrows = { call: '->>', return: '-->>', send: '-)' } as const;

/** The diagram as Mermaid, for a README or a ticket. */
export function mermaidOf({ lifelines, steps }: Sequence): string {
  const names = new Map(lifelines.map(({ id }, index) => [id, `p${index + 1}`]));
  const nameOf = (id: string) => names.get(id) ?? id;
  return [
    'sequenceDiagram',
    ...lifelines.map(({ id, kind, label }) => {
      const word = kind === 'caller' ? 'actor' : 'participant';
      return `  ${word} ${nameOf(id)} as ${safe(label)}`;
    }),
    ...steps.map(
      ({ kind, from, to, label, isFailure }) =>
        `  ${nameOf(from)}${isFailure && kind === 'return' ? '--x' : arrows[kind]}${nameOf(to)}: ${safe(label)}`,
    ),
    '',
  ].join('\n');
}

/** Text of an event could end the line or the message, and so write its own lines. */
function safe(text: string): string {
  const words = text.replaceAll(/[#;]/g, (mark) => `#${mark.charCodeAt(0)};`);
  return words.replaceAll(/[\r\n]+/g, ' ').trim() || ' ';
}

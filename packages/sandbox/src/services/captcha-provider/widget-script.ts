import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import type { Provider } from './provider.js';

const built = !import.meta.url.endsWith('.ts');

/** The script of a provider's widget. */
export function widgetScript(provider: Provider): string {
  return `document.currentScript.dataset.provider ??= ${JSON.stringify(provider)};\n${source()}`;
}

/** The built widget is one file next to this one. In the source tree, Node strips its types. */
function source(): string {
  const file = new URL(built ? './captcha-widget.js' : './widget/widget.ts', import.meta.url);
  const text = readFileSync(file, 'utf8');
  return built ? text : stripTypeScriptTypes(text);
}

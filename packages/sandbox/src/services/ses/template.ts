import type { Resource } from '../../assembly/resource-graph.js';
import { AwsError } from '../../protocols/aws-error.js';
import { isJsonObject, parseJsonText } from '../../protocols/json-value.js';

export type Template = {
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
};

/** Reads a template from an `AWS::SES::Template`. */
export function readTemplate({ properties }: Resource): Template {
  const parts = properties.Template as Record<string, unknown> | undefined;
  const text = (part: string) => (parts?.[part] === undefined ? undefined : String(parts[part]));
  return { subject: text('SubjectPart') ?? '', text: text('TextPart'), html: text('HtmlPart') };
}

/**
 * Fills in a template. Like SES, it escapes nothing.
 *
 * @param data A JSON object.
 * @throws {AwsError} `InvalidParameterValue` when the data are not a JSON object or the template is
 *   not Handlebars, `MissingRenderingAttributeException` when a value is missing in the data.
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-advanced.html
 */
export async function renderTemplate(template: Template, data: string): Promise<Template> {
  const values = parseData(data);
  const { default: Handlebars } = await import('handlebars');
  const render = (text: string) => {
    try {
      return Handlebars.compile(text, { noEscape: true, strict: true })(values);
    } catch (error) {
      throw renderingError(error as Error);
    }
  };
  const { subject, text, html } = template;
  return {
    subject: render(subject),
    text: text === undefined ? undefined : render(text),
    html: html === undefined ? undefined : render(html),
  };
}

function parseData(data: string): object {
  try {
    const values = parseJsonText(data);
    if (isJsonObject(values)) return values;
  } catch {
    // Reported below, without the data.
  }
  throw new AwsError('InvalidParameterValue', 'The template data is not a JSON object.');
}

function renderingError(error: Error): AwsError {
  const missing = /^"(.*)" not defined in /.exec(error.message)?.[1];
  return missing === undefined
    ? new AwsError('InvalidParameterValue', `The template does not render: ${error.message}`)
    : new AwsError(
        'MissingRenderingAttributeException',
        `Attribute '${missing}' is not present in the rendering data.`,
      );
}

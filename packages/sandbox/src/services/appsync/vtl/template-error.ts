import { ResolverError } from '../util/effects.js';

/** A fault in a mapping template, with the template's name and the line. */
export class TemplateError extends ResolverError {
  readonly template: string;
  readonly line: number;

  constructor(place: { template: string; line: number }, message: string, cause?: unknown) {
    super({
      message: `${place.template}, line ${place.line}: ${message}`,
      errorType: 'MappingTemplate',
    });
    this.template = place.template;
    this.line = place.line;
    this.cause = cause;
  }
}

/** A syntax error, before the name of the template is known. */
export class TemplateSyntaxError extends Error {
  readonly line: number;

  constructor(line: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.line = line;
  }
}

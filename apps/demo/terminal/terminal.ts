import ora from 'ora';
import colors from 'picocolors';

/** Lines, and one line of progress at the end of them. */
export type Terminal = {
  print(line: string): void;
  /** Says what is under way, until the next `done` or `failed`. */
  progress(text: string): void;
  done(line: string): void;
  failed(line: string): void;
};

/** Where lines cannot be replaced, such as in a file, the progress is lines as well. */
export function createTerminal(): Terminal {
  // A terminal that a script opens may have no width, which ora would divide by.
  const canMove = process.stdout.isTTY && process.stdout.columns > 0;
  const moving = canMove ? ora({ stream: process.stdout, discardStdin: false }) : undefined;
  const print = (line: string) => {
    const text = moving?.isSpinning ? moving.text : undefined;
    if (text !== undefined) moving?.stop();
    process.stdout.write(`${line}\n`);
    if (text !== undefined) moving?.start(text);
  };
  const settle = (mark: string, line: string) => {
    moving?.stop();
    print(`${mark} ${line}`);
  };
  return {
    print,
    progress(text) {
      if (moving) moving.start(`${text} …`);
      else print(`${text} …`);
    },
    done: (line) => settle(colors.green('✔'), line),
    failed: (line) => settle(colors.red('✖'), line),
  };
}

import ora from 'ora';
import colors from 'picocolors';

/** Prints lines, with one line of progress below them. */
export type Terminal = {
  print(line: string): void;
  /** Shows the current task until the next `done` or `end`. */
  progress(text: string): void;
  done(line: string): void;
  /** Removes the line of progress. */
  end(): void;
};

/** Creates a terminal. If lines cannot be replaced, as in a file, progress is printed as lines. */
export function createTerminal(): Terminal {
  // A terminal that a script opens may have the width 0, and ora would divide by it.
  const canMove = process.stdout.isTTY && process.stdout.columns > 0;
  const moving = canMove ? ora({ stream: process.stdout, discardStdin: false }) : undefined;
  const print = (line: string) => {
    const text = moving?.isSpinning ? moving.text : undefined;
    if (text !== undefined) moving?.stop();
    process.stdout.write(`${line}\n`);
    if (text !== undefined) moving?.start(text);
  };
  return {
    print,
    progress(text) {
      if (moving) moving.start(`${text} …`);
      else print(`${text} …`);
    },
    done(line) {
      moving?.stop();
      print(`${colors.green('✔')} ${line}`);
    },
    end: () => moving?.stop(),
  };
}

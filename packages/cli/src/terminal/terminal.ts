import ora from 'ora';
import colors from 'picocolors';

/** Lines, and one line of progress at the end of them. */
export type Terminal = {
  print(line: string): void;
  /** Says what is under way, until the next `done` or `end`. */
  progress(text: string): void;
  done(line: string): void;
  /** Takes the progress away. */
  end(): void;
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

import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** The maximum size of a log entry in bytes, as in CloudWatch Logs. A longer entry is split. */
export const maxLogEntryBytes = 1024 * 1024;

const frameMagic = 0xa55a0000;
const frameHeaderBytes = 16;

/** Reads stdout or stderr of a function's process, where each line is an entry. */
export type LogReader = {
  /** Passes on the text so far that does not end with a line break. */
  flush(): void;
};

export function readLines(output: Readable, onEntry: (entry: string) => void): LogReader {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  output.on('data', (chunk: Buffer) => {
    pending += decoder.write(chunk);
    const lines = pending.split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) emit(line);
    while (pending.length > maxLogEntryBytes) {
      emit(pending.slice(0, maxLogEntryBytes));
      pending = pending.slice(maxLogEntryBytes);
    }
  });
  // Runtimes that write no frames join the lines of one entry with carriage returns.
  const emit = (line: string) => onEntry(line.replace(/\r$/, '').replaceAll('\r', '\n'));
  return {
    flush() {
      const rest = pending + decoder.end();
      pending = '';
      if (rest !== '') emit(rest);
    },
  };
}

/**
 * Reads the telemetry file descriptor, on which a runtime writes each entry in a frame. A frame has
 * the type and the length (four bytes each), the time in microseconds (eight bytes) and the
 * message. All numbers are big-endian.
 *
 * Other bytes are read as lines.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
export function readFrames(output: Readable, onEntry: (entry: string) => void): LogReader {
  let pending: Buffer = Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let buffered = 0;
  let wanted = frameHeaderBytes;
  output.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    buffered += chunk.length;
    if (buffered < wanted) return;
    pending = Buffer.concat(chunks.splice(0));
    wanted = frameHeaderBytes;
    while (pending.length >= frameHeaderBytes) {
      if ((pending.readUInt32BE(0) & 0xffff0000) >>> 0 !== frameMagic) {
        // The function itself wrote to the descriptor.
        onEntry(pending.toString());
        pending = Buffer.alloc(0);
        break;
      }
      const end = frameHeaderBytes + pending.readUInt32BE(4);
      if (pending.length < end) {
        wanted = end;
        break;
      }
      onEntry(pending.toString('utf8', frameHeaderBytes, end).replace(/\n$/, ''));
      pending = pending.subarray(end);
    }
    if (pending.length > 0) chunks.push(pending);
    buffered = pending.length;
  });
  return { flush: () => {} };
}

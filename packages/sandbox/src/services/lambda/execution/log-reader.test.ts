import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { maxLogEntryBytes, readFrames, readLines } from './log-reader.js';

/** Writes chunks to a reader one after the other, and returns the entries. */
function read(reader: typeof readLines, chunks: readonly (string | Buffer)[]) {
  const output = new PassThrough();
  const entries: string[] = [];
  const { flush } = reader(output, (entry) => entries.push(entry));
  for (const chunk of chunks) output.emit('data', Buffer.from(chunk));
  return { entries: [...entries], rest: () => [flush(), entries.splice(0)][1] };
}

describe('lines', () => {
  test.each([
    { name: 'a line', chunks: ['one\n'], entries: ['one'] },
    {
      name: 'lines of one chunk',
      chunks: ['one\ntwo\n\nfour\n'],
      entries: ['one', 'two', '', 'four'],
    },
    { name: 'a line in several chunks', chunks: ['o', 'n', 'e\ntw'], entries: ['one'] },
    {
      name: 'a character in two chunks',
      chunks: [Buffer.of(0xc3), Buffer.of(0xbc, 0x0a)],
      entries: ['ü'],
    },
    { name: 'line breaks of Windows', chunks: ['one\r\ntwo\r\n'], entries: ['one', 'two'] },
    { name: 'lines joined with a carriage return', chunks: ['one\rtwo\n'], entries: ['one\ntwo'] },
  ])('reads $name', ({ chunks, entries }) => {
    expect(read(readLines, chunks).entries).toEqual(entries);
  });

  test('passes on a text without a line break at the end of an invocation, once', () => {
    const { entries, rest } = read(readLines, ['one\ntwo']);

    expect(entries).toEqual(['one']);
    expect(rest()).toEqual(['one', 'two']);
    expect(rest()).toEqual([]);
  });

  test('splits a line that never ends', () => {
    const { entries } = read(readLines, ['x'.repeat(maxLogEntryBytes), 'x'.repeat(10)]);

    expect(entries).toEqual(['x'.repeat(maxLogEntryBytes)]);
  });
});

describe('frames', () => {
  const frame = (message: string, type = 0xa55a0003) => {
    const content = Buffer.from(message);
    const bytes = Buffer.alloc(16 + content.length);
    bytes.writeUInt32BE(type, 0);
    bytes.writeUInt32BE(content.length, 4);
    content.copy(bytes, 16);
    return bytes;
  };

  test.each([
    { name: 'a frame', chunks: [frame('one\n')], entries: ['one'] },
    { name: 'a frame of JSON', chunks: [frame('{}', 0xa55a000e)], entries: ['{}'] },
    { name: 'lines of one frame', chunks: [frame('one\n\ntwo\n')], entries: ['one\n\ntwo'] },
    {
      name: 'frames of one chunk',
      chunks: [Buffer.concat([frame('one'), frame('two')])],
      entries: ['one', 'two'],
    },
    {
      name: 'a frame byte by byte',
      chunks: [...Buffer.concat([frame('ü'), frame('two')])].map((byte) => Buffer.of(byte)),
      entries: ['ü', 'two'],
    },
    { name: 'an empty frame', chunks: [frame('')], entries: [''] },
    {
      name: 'bytes that are not a frame',
      chunks: ['written by the function itself', frame('one')],
      entries: ['written by the function itself', 'one'],
    },
    { name: 'a frame of 2 MB', chunks: [frame('x'.repeat(2e6))], entries: ['x'.repeat(2e6)] },
  ])('reads $name', ({ chunks, entries }) => {
    expect(read(readFrames, chunks).entries).toEqual(entries);
  });
});
